//! Coaching: a leader asks a coach, grants what the coach may see of each result, and takes it back
//! at any time; the two keep notes of their sessions.
//!
//! Nothing here is a result, and nothing is counted or compared. Outside of the two, not even an
//! administrator finds a grant or a note.

mod due;
mod grant;
mod note;
pub mod store;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use thiserror::Error;

pub use due::due;
pub use grant::{
    Grant, Shared, SharedPlan, Taken, Ticks, find_plan, find_report, results, revoke, sees_plan,
    share,
};
pub use note::{LONGEST, Note, Wording, bring_back, find_note, forget, remove, reword, write};

use crate::account::{Viewer, entry};
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{CoachingId, LeaderId, OrganisationId, PersonId, StepId};
use crate::mail::{self, texts};
use crate::person::{self, Person};
use crate::plan::Step;
use crate::{Hone, Result};

/// How far a coaching has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum State {
    /// The leader has asked; the coach has not answered.
    Asked,
    /// The coach said yes.
    Agreed,
    /// The coach said no.
    Declined,
    /// One of the two has ended it, or the leader took the question back.
    Ended,
}

/// A leader and the coach they asked.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Coaching {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The id.
    pub id: CoachingId,
    /// The leader.
    pub person_id: PersonId,
    /// Their name.
    pub name: String,
    /// Their e-mail.
    pub email: String,
    /// Since when they have left.
    pub left_at: Option<Moment>,
    /// The coach.
    pub coach_id: PersonId,
    /// Their name.
    pub coach: String,
    /// Their e-mail.
    pub coach_email: String,
    /// Whether they still have the role of coach.
    pub is_coach: bool,
    /// Since when they have left.
    pub coach_left_at: Option<Moment>,
    /// How far it has come.
    pub state: State,
    /// When the leader asked.
    pub asked_at: Moment,
    /// When the coach answered.
    pub answered_at: Option<Moment>,
    /// When it ended.
    pub ended_at: Option<Moment>,
}

/// On which side of a coaching somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The leader: whose it is.
    Leader,
    /// The coach, as long as it runs.
    Coach,
}

/// Why a coaching cannot go on as asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// There is one already.
    #[error("You have asked a coach already. One at a time: end that first.")]
    Running,
    /// It was answered, or is over.
    #[error("This was answered in the meantime.")]
    Answered,
    /// It is over.
    #[error("This coaching has ended. Nothing can be shared in it any more.")]
    Over,
    /// The coach has not agreed.
    #[error("Notes begin once the coach has said yes.")]
    NotAgreed,
    /// Comments without the report that they stand in.
    #[error("What people wrote stands in the report: share the report too, or leave it out.")]
    CommentsAlone,
    /// A note of nothing.
    #[error("Write at least one of the four: goal, reality, options or will.")]
    Empty,
    /// A note that is too long.
    #[error("Keep each part under {LONGEST} characters.")]
    TooLong,
    /// A day that cannot be meant.
    #[error("Look at the days: one is more than a year away.")]
    FarAway,
    /// The next session before this one.
    #[error("The next session has to come after this one.")]
    Backwards,
    /// Somebody changed it in the meantime.
    #[error("This note was changed in the meantime.")]
    Changed,
}

impl From<Refusal> for crate::Error {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal)
    }
}

impl Coaching {
    /// Whether it waits for an answer or goes on.
    pub fn is_running(&self) -> bool {
        matches!(self.state, State::Asked | State::Agreed)
    }

    /// Whether the coach is here still, and a coach.
    pub fn has_coach(&self) -> bool {
        self.is_coach && self.coach_left_at.is_none()
    }

    /// On which side somebody is. A coach is on none once it is over, the leader has left or the role
    /// is gone.
    fn side_of(&self, viewer: &Viewer) -> Option<Side> {
        if viewer.organisation_id != self.organisation_id {
            return None;
        }
        if viewer.person_id == self.person_id {
            return Some(Side::Leader);
        }
        let is_theirs = viewer.is_coach && viewer.person_id == self.coach_id;
        (is_theirs && self.is_running() && self.left_at.is_none()).then_some(Side::Coach)
    }
}

/// A coaching and the side that the viewer is on, if they are on one.
pub async fn find(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    id: CoachingId,
) -> Result<Option<(Coaching, Side)>> {
    let coaching = store::find(tx, viewer.organisation_id, id).await?;
    Ok(coaching.and_then(|coaching| coaching.side_of(viewer).map(|side| (coaching, side))))
}

/// The coaching that runs for the viewer as a leader, if one does.
pub async fn running(tx: &mut PeopleTx, viewer: &Viewer) -> Result<Option<Coaching>> {
    let mine = store::list_of_person(tx, viewer.organisation_id, viewer.person_id).await?;
    Ok(mine.into_iter().find(Coaching::is_running))
}

/// Whom the viewer coaches, or is asked to, by name.
pub async fn list_coached(tx: &mut PeopleTx, viewer: &Viewer) -> Result<Vec<Coaching>> {
    let all = store::list_of_coach(tx, viewer.organisation_id, viewer.person_id).await?;
    Ok(all.into_iter().filter(|one| one.side_of(viewer) == Some(Side::Coach)).collect())
}

/// Whom the viewer can ask, by name.
pub async fn coaches(tx: &mut PeopleTx, viewer: &Viewer) -> Result<Vec<Person>> {
    let people = person::store::list(tx, viewer.organisation_id).await?;
    Ok(people.into_iter().filter(|person| can_be_asked(viewer, person)).collect())
}

fn can_be_asked(viewer: &Viewer, person: &Person) -> bool {
    person.is_coach && person.is_here() && person.id != viewer.person_id
}

/// Asks somebody to coach the viewer, who grants them something from their yes on. Nothing where they
/// are nobody whom the viewer can ask.
pub async fn ask(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    coach: PersonId,
    ticks: &BTreeMap<LeaderId, Ticks>,
) -> Result<Option<Coaching>> {
    let person = person::store::find(tx, viewer.organisation_id, coach).await?;
    let Some(coach) = person.filter(|person| can_be_asked(viewer, person)) else {
        return Ok(None);
    };
    if running(tx, viewer).await?.is_some() {
        return Err(Refusal::Running.into());
    }
    let id = CoachingId::draw();
    let now = hone.clock.now();
    store::insert(tx, viewer.organisation_id, id, viewer.person_id, coach.id, now).await?;
    let Some(coaching) = store::find(tx, viewer.organisation_id, id).await? else {
        return Ok(None);
    };
    share(tx, hone, &coaching, ticks).await?;
    let link = if coach.account_id.is_some() {
        format!("{}/coaching/{id}", hone.settings.public_url)
    } else {
        entry::address(hone, &entry::mint(tx, hone, &coach).await?)
    };
    let text = texts::CoachAsked {
        organisation: &viewer.organisation,
        leader: &coaching.name,
        link: &link,
    };
    let to = texts::To { name: &coach.name, address: &coach.email };
    mail::queue(tx, hone, Some(viewer.organisation_id), texts::coach_asked(&to, &text)).await?;
    Ok(Some(coaching))
}

/// The coach says yes or no.
pub async fn answer(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    coaching: &Coaching,
    is_yes: bool,
) -> Result<()> {
    let to = if is_yes { State::Agreed } else { State::Declined };
    if !store::save_answer(tx, coaching, to, hone.clock.now()).await? {
        return Err(Refusal::Answered.into());
    }
    if !is_yes {
        store::revoke(tx, coaching).await?;
    }
    let text = texts::CoachAnswered {
        organisation: &viewer.organisation,
        coach: &coaching.coach,
        is_yes,
        link: &format!("{}/coaching", hone.settings.public_url),
    };
    let to = texts::To { name: &coaching.name, address: &coaching.email };
    mail::queue(tx, hone, Some(viewer.organisation_id), texts::coach_answered(&to, &text)).await?;
    Ok(())
}

/// One of the two ends it, or the leader takes the question back: the coach finds nothing more of
/// it, and the other one is told. False where it was over already.
pub async fn end(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    coaching: &Coaching,
    side: Side,
) -> Result<bool> {
    if !store::save_end(tx, coaching, hone.clock.now()).await? {
        return Ok(false);
    }
    store::revoke(tx, coaching).await?;
    let text = texts::CoachingEnded {
        organisation: &viewer.organisation,
        other: &viewer.name,
        is_to_leader: side == Side::Coach,
        link: &format!("{}/coaching", hone.settings.public_url),
    };
    let to = match side {
        Side::Leader => texts::To { name: &coaching.coach, address: &coaching.coach_email },
        Side::Coach => texts::To { name: &coaching.name, address: &coaching.email },
    };
    mail::queue(tx, hone, Some(viewer.organisation_id), texts::coaching_ended(&to, &text)).await?;
    Ok(true)
}

/// Notes that a step was agreed with the coach.
pub async fn agree(tx: &mut PeopleTx, coaching: &Coaching, step: &Step) -> Result<()> {
    store::insert_step(tx, coaching, step.id).await
}

/// With whom the steps of a person's plans were agreed, by step.
pub async fn agreed_steps(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<BTreeMap<StepId, String>> {
    Ok(store::list_steps(tx, organisation, person).await?.into_iter().collect())
}
