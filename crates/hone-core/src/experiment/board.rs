//! The board: what is challenged and what is tried, each with whose turn it is and by when.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::challenge::{self, Answer, Challenge};
use super::{Experiment, State, affected, store};
use crate::Result;
use crate::account::Viewer;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::PersonId;
use crate::team::{self, Part, Team};

/// Whose turn something is, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The lead has to answer by a day.
    Answer(PersonId, Date),
    /// The lead has put it off to a day, which has come.
    Again(PersonId, Date),
    /// Somebody has to make an experiment of it.
    Make(PersonId),
    /// Somebody has to do it, or to say that it is done.
    Do(PersonId),
    /// Somebody has to start it; perhaps on a day.
    Start(PersonId, Option<Date>),
    /// Its last day has come: what was seen?
    End(PersonId, Date),
    /// Somebody has to decide what becomes of it.
    Decide(PersonId),
    /// It was adopted, and is looked at again since a day.
    Check(PersonId, Date),
    /// Nobody's: something is due on this day, if a day is set.
    Nobody(Option<Date>),
}

impl Turn {
    /// Whose it is.
    pub fn whose(self) -> Option<PersonId> {
        match self {
            Self::Answer(person, _)
            | Self::Again(person, _)
            | Self::Make(person)
            | Self::Do(person)
            | Self::Start(person, _)
            | Self::End(person, _)
            | Self::Decide(person)
            | Self::Check(person, _) => Some(person),
            Self::Nobody(_) => None,
        }
    }
}

/// A challenge that is not over.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The challenge.
    pub challenge: Challenge,
    /// Whose turn it is.
    pub turn: Turn,
}

/// An experiment that is not over.
#[derive(Clone, Debug)]
pub struct Tried {
    /// The experiment.
    pub experiment: Experiment,
    /// Whose turn it is.
    pub turn: Turn,
    /// How many groups it reaches.
    pub n_groups: usize,
    /// How many of them have not been told.
    pub n_untold: usize,
}

/// What is not over in a team; what is the viewer's turn stands first.
#[derive(Clone, Debug, Default)]
pub struct Board {
    /// Challenges that wait, or of which something follows.
    pub challenges: Vec<Asked>,
    /// Experiments that are written, run, or wait for a decision or a look.
    pub experiments: Vec<Tried>,
}

/// What is over in a team, and what is put away: a part of each.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// Challenges of which nothing follows any more, or that became an experiment.
    pub closed: Vec<Challenge>,
    /// Experiments that are over.
    pub over: Vec<Experiment>,
    /// Challenges that are put away.
    pub away_challenges: Vec<Challenge>,
    /// Experiments that are put away.
    pub away_experiments: Vec<Experiment>,
}

/// The board as a viewer sees it at a moment.
pub async fn board(tx: &mut PeopleTx, viewer: &Viewer, team: &Team, now: Moment) -> Result<Board> {
    let today = now.date(&viewer.zone());
    let here: BTreeSet<_> =
        team::members(tx, team).await?.into_iter().map(|member| member.person_id).collect();
    let asked = |challenge: Challenge| {
        let turn = turn_of(team, &challenge, &here, today);
        Asked { challenge, turn }
    };
    let challenges = challenge::store::list_open(tx, team).await?.into_iter().map(asked).collect();
    let reaches: BTreeMap<_, _> = affected::store::list_reaches(tx, team)
        .await?
        .into_iter()
        .map(|reach| (reach.experiment_id, (reach.n_groups, reach.n_untold)))
        .collect();
    let tried = |experiment: Experiment| {
        let turn = turn(team, &experiment, &here, today);
        let (n_groups, n_untold) = reaches.get(&experiment.id).copied().unwrap_or_default();
        let number = |n: i64| usize::try_from(n).unwrap_or_default();
        Tried { experiment, turn, n_groups: number(n_groups), n_untold: number(n_untold) }
    };
    let experiments = store::list_open(tx, team).await?.into_iter().map(tried).collect();
    let mut board = Board { challenges, experiments };
    board.challenges.sort_by_key(|one| one.turn.whose() != Some(viewer.person_id));
    board.experiments.sort_by_key(|one| one.turn.whose() != Some(viewer.person_id));
    Ok(board)
}

/// How many challenges and experiments are not over in a team.
pub async fn n_open(tx: &mut PeopleTx, team: &Team) -> Result<(usize, usize)> {
    let number = |n: i64| usize::try_from(n).unwrap_or_default();
    let n_challenges = challenge::store::n_open(tx, team).await?;
    Ok((number(n_challenges), number(store::n_open(tx, team).await?)))
}

/// What is over and what is put away, each the latest first: those parts of the four lists.
pub async fn past(tx: &mut PeopleTx, team: &Team, over: Part, away: Part) -> Result<Past> {
    Ok(Past {
        closed: challenge::store::list_over(tx, team, over).await?,
        over: store::list_over(tx, team, over).await?,
        away_challenges: challenge::store::list_away(tx, team, away).await?,
        away_experiments: store::list_away(tx, team, away).await?,
    })
}

/// Somebody, where they are in the team; the lead otherwise.
fn or_lead(team: &Team, here: &BTreeSet<PersonId>, person: Option<PersonId>) -> PersonId {
    person.filter(|person| here.contains(person)).unwrap_or(team.lead_id)
}

pub(super) fn turn_of(
    team: &Team,
    challenge: &Challenge,
    here: &BTreeSet<PersonId>,
    today: Date,
) -> Turn {
    let lead = team.lead_id;
    match challenge.answer {
        None => Turn::Answer(lead, challenge.answer_due.0),
        Some(Answer::Try) => Turn::Make(or_lead(team, here, challenge.raised_by)),
        Some(Answer::Do) => Turn::Do(lead),
        Some(Answer::NotNow | Answer::No) => match challenge.again_day() {
            Some(day) if day <= today => Turn::Again(lead, day),
            day => Turn::Nobody(day),
        },
    }
}

pub(super) fn turn(
    team: &Team,
    experiment: &Experiment,
    here: &BTreeSet<PersonId>,
    today: Date,
) -> Turn {
    let whose = or_lead(team, here, experiment.owner_id);
    match experiment.state {
        State::Draft => Turn::Start(whose, experiment.first_day()),
        State::Running => match experiment.last_day() {
            Some(day) if day <= today => Turn::End(whose, day),
            day => Turn::Nobody(day),
        },
        State::Ended => Turn::Decide(whose),
        State::Decided | State::Checked => match experiment.check_day() {
            Some(day) if day <= today => Turn::Check(whose, day),
            day => Turn::Nobody(day),
        },
    }
}
