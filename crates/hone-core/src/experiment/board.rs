//! The board: what is challenged and what is tried, each with whose turn it is and by when.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::challenge::{self, Answer, Challenge, State as Stage};
use super::{Experiment, State, Verdict, affected, list};
use crate::Result;
use crate::account::Viewer;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::PersonId;
use crate::team::{self, Team};

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

/// The board of a team; what is the viewer's turn stands first.
#[derive(Clone, Debug, Default)]
pub struct Board {
    /// Challenges that wait, or of which something follows.
    pub challenges: Vec<Asked>,
    /// Experiments that are written, run, or wait for a decision or a look.
    pub experiments: Vec<Tried>,
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
    let mut board = Board::default();
    for challenge in challenge::list(tx, team).await? {
        if challenge.archived_at.is_some() {
            board.away_challenges.push(challenge);
        } else if matches!(challenge.state, Stage::Closed | Stage::Experiment) {
            board.closed.push(challenge);
        } else {
            let turn = turn_of(team, &challenge, &here, today);
            board.challenges.push(Asked { challenge, turn });
        }
    }
    let mut groups: BTreeMap<_, (usize, usize)> = BTreeMap::new();
    for one in affected::store::list(tx, team).await? {
        if one.archived_at.is_none() {
            let (n_groups, n_untold) = groups.entry(one.experiment_id).or_default();
            *n_groups += 1;
            *n_untold += usize::from(one.told_on.is_none());
        }
    }
    for experiment in list(tx, team).await? {
        if experiment.archived_at.is_some() {
            board.away_experiments.push(experiment);
        } else if is_over(&experiment) {
            board.over.push(experiment);
        } else {
            let turn = turn(team, &experiment, &here, today);
            let (n_groups, n_untold) = groups.remove(&experiment.id).unwrap_or_default();
            board.experiments.push(Tried { experiment, turn, n_groups, n_untold });
        }
    }
    board.challenges.sort_by_key(|one| one.turn.whose() != Some(viewer.person_id));
    board.experiments.sort_by_key(|one| one.turn.whose() != Some(viewer.person_id));
    Ok(board)
}

pub(super) fn is_over(experiment: &Experiment) -> bool {
    match experiment.state {
        State::Checked => true,
        State::Decided => experiment.verdict != Some(Verdict::Adopt),
        State::Draft | State::Running | State::Ended => false,
    }
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
