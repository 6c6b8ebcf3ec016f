//! The seven levels of authority, what silence means at each, and how a level changes: one proposes, the
//! other accepts. After the idea of the delegation levels of Management 3.0 (Appelo 2010), with names and
//! meanings of our own.

pub(super) mod store;

use jiff::civil::Date;

use super::area::{self, Area};
use super::{LONGEST_LINE, Refusal, tell};
use crate::account::Viewer;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{AreaId, OrganisationId, PersonId, ProposalId, TeamId};
use crate::team::{self, Team};
use crate::{Hone, Result};

/// Who may decide what, from 1 to 7.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, sqlx::Type)]
#[repr(i64)]
pub enum Level {
    /// The lead decides.
    Mine = 1,
    /// The lead decides, having listened.
    Heard = 2,
    /// The owner proposes, the lead says yes.
    Proposed = 3,
    /// Both say yes.
    Joint = 4,
    /// The owner decides, and the lead may object until a day.
    Announced = 5,
    /// The owner decides, and the lead hears of it.
    Reported = 6,
    /// The owner decides.
    Yours = 7,
}

impl Level {
    /// All seven, from the lead's side to the owner's.
    pub const ALL: [Self; 7] = [
        Self::Mine,
        Self::Heard,
        Self::Proposed,
        Self::Joint,
        Self::Announced,
        Self::Reported,
        Self::Yours,
    ];

    /// From 1 to 7.
    pub fn number(self) -> i64 {
        self as i64
    }

    /// The level of a number from 1 to 7.
    pub fn of(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.number() == number)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mine => "Mine",
            Self::Heard => "Heard",
            Self::Proposed => "Proposed",
            Self::Joint => "Joint",
            Self::Announced => "Announced",
            Self::Reported => "Reported",
            Self::Yours => "Yours",
        }
    }

    /// What it means for the two.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Mine => "The lead decides, and gives the reasons.",
            Self::Heard => "The lead decides, once they have listened to the owner.",
            Self::Proposed => "The owner brings a plan. It starts on the lead’s yes.",
            Self::Joint => "It goes ahead when both say yes.",
            Self::Announced => {
                "The owner decides and says so beforehand. The lead may object until a day."
            }
            Self::Reported => "The owner decides and acts. The lead hears of it at the next look.",
            Self::Yours => "The owner decides. The lead need not hear of it.",
        }
    }

    /// What happens where the lead says nothing.
    pub fn silence(self) -> &'static str {
        match self {
            Self::Mine | Self::Heard => "nothing moves",
            Self::Proposed => "it waits for the lead",
            Self::Joint => "it waits for both",
            Self::Announced => "it goes ahead on that day",
            Self::Reported | Self::Yours => "it is done already",
        }
    }

    /// Whether a question of the owner waits until the lead has answered.
    pub fn waits_for_lead(self) -> bool {
        self <= Self::Joint
    }

    /// The next one towards the owner.
    pub fn next(self) -> Option<Self> {
        Self::of(self.number() + 1)
    }
}

/// For so many days a trial goes on where nobody says otherwise: six weeks.
pub const TRIAL_DAYS: i64 = 42;

/// How far a proposal has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum State {
    /// It waits for the other one.
    Proposed,
    /// The other one said yes.
    Accepted,
    /// The other one said no.
    Declined,
    /// It was taken back.
    Withdrawn,
}

/// A proposal to change the level of an area.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Proposal {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The team.
    pub team_id: TeamId,
    /// The id.
    pub id: ProposalId,
    /// The area.
    pub area_id: AreaId,
    /// The level it had.
    pub from_level: Level,
    /// The level it would have.
    pub to_level: Level,
    /// By whom.
    pub proposed_by: PersonId,
    /// What both want to see; on the way down, what about the task calls for it.
    pub want_to_see: String,
    /// The last day of a trial as it is stored, if it is one.
    pub trial_ends: Option<String>,
    /// How far it has come.
    pub state: State,
    /// The sentence of the answer.
    pub reason: String,
    /// When it was made.
    pub made_at: Moment,
}

/// What somebody proposes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// The level.
    pub to: Level,
    /// What both want to see; on the way down, what about the task calls for it.
    pub want_to_see: String,
    /// The last day of a trial.
    pub trial_ends: Option<Date>,
}

/// What answers a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The other one says yes.
    Accept,
    /// The other one says no.
    Decline,
    /// Whoever made it takes it back.
    Withdraw,
}

/// One of the two proposes another level; the area stays at its own until the other one accepts.
pub async fn propose(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    area: &Area,
    wording: Wording,
) -> Result<Proposal> {
    area.must_be_of(team, viewer)?;
    let now = hone.clock.now();
    let today = now.date(&viewer.zone());
    area.must_be_under_way(today)?;
    if wording.to == area.level {
        return Err(Refusal::SameLevel.into());
    }
    if wording.trial_ends.is_some_and(|day| day < today) {
        return Err(Refusal::Past("The trial").into());
    }
    let want_to_see = team::line("What you want to see", &wording.want_to_see, LONGEST_LINE)?;
    if want_to_see.is_empty() && wording.to < area.level {
        return Err(Refusal::NoReason.into());
    }
    let proposal = Proposal {
        organisation_id: team.organisation_id,
        team_id: team.id,
        id: ProposalId::draw(),
        area_id: area.id,
        from_level: area.level,
        to_level: wording.to,
        proposed_by: viewer.person_id,
        want_to_see,
        trial_ends: wording.trial_ends.map(|day| day.to_string()),
        state: State::Proposed,
        reason: String::new(),
        made_at: now,
    };
    if !store::insert(tx, &proposal).await? {
        return Err(Refusal::Proposed.into());
    }
    let did = format!("proposed the level {}", wording.to.name());
    tell(tx, hone, viewer, team, area, &did, &proposal.want_to_see).await?;
    Ok(proposal)
}

/// Answers the proposal of an area that is open, with a sentence; `proposal` is the one that was read.
/// Accepted, it becomes the level.
pub async fn answer(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (area, proposal): (&Area, ProposalId),
    (answer, reason): (Answer, &str),
) -> Result<()> {
    area.must_be_of(team, viewer)?;
    let open = store::find_open(tx, team, area.id).await?;
    let Some(open) = open.filter(|open| open.id == proposal) else {
        return Err(Refusal::Changed.into());
    };
    let is_own = open.proposed_by == viewer.person_id;
    if is_own != (answer == Answer::Withdraw) {
        return Err(Refusal::OthersTurn.into());
    }
    let reason = team::line("Your sentence", reason, LONGEST_LINE)?;
    let (state, did) = match answer {
        Answer::Accept => (State::Accepted, format!("agreed to {}", open.to_level.name())),
        Answer::Decline => (State::Declined, format!("said no to {}", open.to_level.name())),
        Answer::Withdraw => (State::Withdrawn, "took the proposal back".to_owned()),
    };
    let reason =
        if answer == Answer::Decline { team::required("Your sentence", reason)? } else { reason };
    let open = Proposal { state, reason, ..open };
    if !store::save_answer(tx, &open).await? {
        return Err(Refusal::Changed.into());
    }
    if answer == Answer::Accept {
        let trial_from = open.trial_ends.is_some().then_some(area.level);
        let raised = Area {
            level: open.to_level,
            level_since: hone.clock.now(),
            trial_from,
            trial_ends: open.trial_ends.clone(),
            ..area.clone()
        };
        area::save(tx, &raised).await?;
    }
    tell(tx, hone, viewer, team, area, &did, &open.reason).await
}

/// One of the two objects to a trial before it is over: the level is again what it was.
pub async fn object(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    area: &Area,
    why: &str,
) -> Result<()> {
    area.must_be_of(team, viewer)?;
    let now = hone.clock.now();
    let before = area.trial_from.filter(|_| area.trial(now.date(&viewer.zone())).is_some());
    let Some(level) = before else { return Err(Refusal::NotNow("no trial").into()) };
    let why = team::line("Your sentence", why, LONGEST_LINE)?;
    let why = team::required("Your sentence", why)?;
    let ended =
        Area { level, level_since: now, trial_from: None, trial_ends: None, ..area.clone() };
    area::save(tx, &ended).await?;
    let did = format!("ended the trial: {} again", level.name());
    tell(tx, hone, viewer, team, area, &did, &why).await
}

/// The proposal of an area that waits for an answer.
pub async fn find_open(tx: &mut PeopleTx, team: &Team, area: AreaId) -> Result<Option<Proposal>> {
    store::find_open(tx, team, area).await
}
