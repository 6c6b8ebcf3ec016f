//! What a leader practises after a result: one contrast, and a few steps of the form 'When …,
//! I will …' (implementation intentions; Gollwitzer and Sheeran 2006), with days and reminders.
//!
//! A plan belongs to the leader alone. It is no result: nothing in it is counted or compared.

mod calendar;
mod course;
mod due;
pub mod store;
#[cfg(test)]
mod tests;

use jiff::civil::{Date, Weekday};
use thiserror::Error;

pub use calendar::calendar;
pub(crate) use calendar::entries;
pub use course::remind;
pub use due::due;

use crate::account::Viewer;
use crate::clock::{Day, Moment, days_after};
use crate::db::PeopleTx;
use crate::ids::{LeaderId, OrganisationId, PlanId, StepId};
use crate::leader;
use crate::model;
use crate::round::{self, Phase};
use crate::{Hone, Result};

/// What a leader practises after a result.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Plan {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The id.
    pub id: PlanId,
    /// The leader in the round whose result it comes from.
    pub leader_id: LeaderId,
    /// The id of the contrast that is honed.
    pub contrast: String,
    /// The day to look again: to ask people whether they have seen a change.
    #[sqlx(try_from = "String")]
    pub look_again_on: Day,
    /// When it was made.
    pub made_at: Moment,
}

/// How often a reminder comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Rhythm {
    /// Never.
    Never,
    /// On the weekday on which it began.
    Weekly,
    /// From Monday to Friday.
    Workdays,
}

/// How far a step of a plan has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum State {
    /// It is tried.
    Open,
    /// It was tried for long enough.
    Done,
    /// It was set aside.
    Aside,
}

/// One sentence of a plan: 'When `moment`, I will `deed`.'
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Step {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The id.
    pub id: StepId,
    /// The plan it belongs to.
    pub plan_id: PlanId,
    /// The id of the practice it was made from, if it was.
    pub practice: Option<String>,
    /// The moment, without 'When'.
    pub moment: String,
    /// The deed, without 'I will'.
    pub deed: String,
    /// How often a reminder comes.
    pub rhythm: Rhythm,
    /// The first day.
    #[sqlx(try_from = "String")]
    pub starts_on: Day,
    /// The last day.
    #[sqlx(try_from = "String")]
    pub ends_on: Day,
    /// How far it has come.
    pub state: State,
    /// What was noticed, in the leader's words; may be empty.
    pub learned: String,
    /// The number of changes so far: who changes an older one is told.
    pub version: i64,
    /// When it was written.
    pub made_at: Moment,
}

/// What somebody writes into a step of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// The id of the practice it is made from, if it is.
    pub practice: Option<String>,
    /// The moment, with or without 'When'.
    pub moment: String,
    /// The deed, with or without 'I will'.
    pub deed: String,
    /// How often a reminder comes.
    pub rhythm: Rhythm,
    /// The first day.
    pub starts_on: Date,
    /// The last day.
    pub ends_on: Date,
}

/// Why a plan cannot be made or changed as asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The result is not there yet.
    #[error("A plan begins with a result. It can be made once the round is released.")]
    NotReleased,
    /// The questionnaire has no such contrast.
    #[error("Choose one of the contrasts of the report.")]
    NoSuchContrast,
    /// Half of the sentence is missing.
    #[error("Write both halves: when it is, and what you will do.")]
    Half,
    /// Half of the sentence is too long to be remembered.
    #[error("Keep each half under {LONGEST} characters: one moment, one deed.")]
    TooLong,
    /// The days are in the wrong order.
    #[error("The last day has to come after the first.")]
    Backwards,
    /// It would go on for too long.
    #[error("Try it for at most half a year, then look at it again.")]
    TooFar,
    /// There are too many already.
    #[error("Three steps at a time are the most. Finish one, or set one aside, before the next.")]
    TooMany,
    /// Somebody changed it in the meantime.
    #[error(
        "This step was changed elsewhere in the meantime. Here it is as it stands now; change it again if you like."
    )]
    Changed,
}

impl From<Refusal> for crate::Error {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal)
    }
}

/// The longest half of a step, in characters.
pub const LONGEST: usize = 240;
/// So many steps may be tried at once.
pub const MOST_OPEN: usize = 3;
/// So many weeks after a plan is made, people are asked whether they have seen a change.
pub const WEEKS_TO_LOOK_AGAIN: i64 = 6;

const MOST_DAYS: i64 = 183;

impl Wording {
    /// The two halves of a step 'When …, I will …', or nothing where it has another form.
    pub fn halves(sentence: &str) -> Option<(String, String)> {
        let (moment, deed) = sentence.split_once(", I will ")?;
        Some((bare(moment, "When"), bare(deed, "")))
    }

    /// The same, tidied, if a step can be made of it.
    pub fn tidied(self) -> Result<Self, Refusal> {
        let moment = bare(&self.moment, "When");
        let deed = bare(&self.deed, "I will");
        if moment.is_empty() || deed.is_empty() {
            return Err(Refusal::Half);
        }
        if moment.chars().count() > LONGEST || deed.chars().count() > LONGEST {
            return Err(Refusal::TooLong);
        }
        if self.ends_on < self.starts_on {
            return Err(Refusal::Backwards);
        }
        if self.ends_on > days_after(self.starts_on, MOST_DAYS) {
            return Err(Refusal::TooFar);
        }
        Ok(Self { moment, deed, ..self })
    }
}

/// One line without the words that the form puts before it, and without a stop at its end.
fn bare(text: &str, before: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (start, rest) = line.split_at_checked(before.len()).unwrap_or(("", &line));
    let is_there = start.eq_ignore_ascii_case(before) && !rest.starts_with(char::is_alphanumeric);
    let rest = if is_there { rest.trim_start() } else { &line };
    rest.trim_end_matches(['.', ',', ' ']).to_owned()
}

impl Step {
    /// The sentence, as it is said to oneself.
    pub fn sentence(&self) -> String {
        let stop = if self.deed.ends_with(['’', '\'', '”', '"', '?', '!']) { "" } else { "." };
        format!("When {}, I will {}{stop}", self.moment, self.deed)
    }

    /// Whether its reminder comes on a day.
    pub fn is_due(&self, day: Date) -> bool {
        let is_on = match self.rhythm {
            Rhythm::Never => false,
            Rhythm::Weekly => day.weekday() == self.starts_on.0.weekday(),
            Rhythm::Workdays => !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday),
        };
        is_on && self.is_tried_on(day)
    }

    /// Whether it is tried on a day.
    pub fn is_tried_on(&self, day: Date) -> bool {
        self.state == State::Open && self.starts_on.0 <= day && day <= self.ends_on.0
    }

    /// Whether its last day is past and nobody has looked back yet.
    pub fn waits_for_a_look(&self, day: Date) -> bool {
        self.state == State::Open && self.ends_on.0 < day
    }
}

/// The plan that came of a leader's result, if there is one and the viewer is that leader.
pub async fn find(tx: &mut PeopleTx, viewer: &Viewer, leader: LeaderId) -> Result<Option<Plan>> {
    let plan = store::find_of_leader(tx, viewer.organisation_id, leader).await?;
    let Some(plan) = plan else { return Ok(None) };
    let leader = leader::store::find(tx, viewer.organisation_id, plan.leader_id).await?;
    Ok(leader.filter(|leader| leader.person_id == viewer.person_id).map(|_| plan))
}

/// A step with its plan, if the viewer is the leader whose plan it is.
pub async fn find_step(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    id: StepId,
) -> Result<Option<(Plan, Step)>> {
    let Some(step) = store::find_step(tx, viewer.organisation_id, id).await? else {
        return Ok(None);
    };
    let plan = store::find(tx, viewer.organisation_id, step.plan_id).await?;
    let Some(plan) = plan else { return Ok(None) };
    Ok(find(tx, viewer, plan.leader_id).await?.map(|plan| (plan, step)))
}

/// Makes a plan of the viewer's own result, or changes its contrast. Nothing where the leader is
/// somebody else or does not exist.
pub async fn choose(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    leader: LeaderId,
    contrast: &str,
) -> Result<Option<Plan>> {
    let organisation = viewer.organisation_id;
    let leader = leader::store::find(tx, organisation, leader).await?;
    let Some(leader) = leader.filter(|leader| leader.person_id == viewer.person_id) else {
        return Ok(None);
    };
    let round = round::store::find(tx, organisation, leader.round_id).await?;
    let round = round.filter(|round| round.phase == Phase::Released).ok_or(Refusal::NotReleased)?;
    let model = model::of_round(tx, round.model_digest.as_deref().unwrap_or_default()).await?;
    if model.contrast(contrast).is_none() {
        return Err(Refusal::NoSuchContrast.into());
    }
    let now = hone.clock.now();
    let plan = Plan {
        organisation_id: organisation,
        id: PlanId::draw(),
        leader_id: leader.id,
        contrast: contrast.to_owned(),
        look_again_on: Day(days_after(now.date(&viewer.zone()), WEEKS_TO_LOOK_AGAIN * 7)),
        made_at: now,
    };
    store::save(tx, &plan).await?;
    store::find_of_leader(tx, organisation, leader.id).await
}

/// Adds a step to a plan.
pub async fn add(tx: &mut PeopleTx, hone: &Hone, plan: &Plan, wording: Wording) -> Result<Step> {
    let wording = wording.tidied()?;
    // Held, so that two that are added at once do not both find room for the last.
    store::hold(tx, plan).await?;
    let others = store::list_steps(tx, plan.organisation_id, plan.id).await?;
    must_have_room(&others)?;
    let step = Step {
        organisation_id: plan.organisation_id,
        id: StepId::draw(),
        plan_id: plan.id,
        practice: wording.practice,
        moment: wording.moment,
        deed: wording.deed,
        rhythm: wording.rhythm,
        starts_on: Day(wording.starts_on),
        ends_on: Day(wording.ends_on),
        state: State::Open,
        learned: String::new(),
        version: 1,
        made_at: hone.clock.now(),
    };
    store::insert_step(tx, &step).await?;
    Ok(step)
}

fn must_have_room(others: &[Step]) -> Result<(), Refusal> {
    let n_open = others.iter().filter(|other| other.state == State::Open).count();
    if n_open >= MOST_OPEN { Err(Refusal::TooMany) } else { Ok(()) }
}

/// Words a step anew; `version` is the one that was seen.
pub async fn reword(tx: &mut PeopleTx, step: &Step, version: i64, wording: Wording) -> Result<()> {
    let wording = wording.tidied()?;
    let changed = Step {
        practice: wording.practice,
        moment: wording.moment,
        deed: wording.deed,
        rhythm: wording.rhythm,
        starts_on: Day(wording.starts_on),
        ends_on: Day(wording.ends_on),
        version,
        ..step.clone()
    };
    save(tx, &changed).await
}

/// Ends a step, sets it aside or takes it up again, with what was noticed.
pub async fn settle(
    tx: &mut PeopleTx,
    plan: &Plan,
    step: &Step,
    state: State,
    learned: Option<&str>,
) -> Result<()> {
    if state == State::Open && step.state != State::Open {
        store::hold(tx, plan).await?;
        must_have_room(&store::list_steps(tx, plan.organisation_id, plan.id).await?)?;
    }
    let learned = learned.map_or(step.learned.clone(), shortened);
    save(tx, &Step { state, learned, ..step.clone() }).await
}

/// What was noticed, on one line and not longer than a page.
fn shortened(text: &str) -> String {
    const MOST: usize = 2000;
    text.trim().chars().filter(|c| *c == '\n' || !c.is_control()).take(MOST).collect()
}

async fn save(tx: &mut PeopleTx, step: &Step) -> Result<()> {
    if store::save_step(tx, step).await? { Ok(()) } else { Err(Refusal::Changed.into()) }
}
