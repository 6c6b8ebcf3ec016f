//! What a leader practised between two results: the steps of their plan, and what was done in the tools of
//! their teams. It is told to look back. Nothing in it is a score, and nobody is compared.
//!
//! The leader finds it, and a coach to whom they grant the plan of the earlier result. What a team
//! wrote is not in it: it says what was done and how many times, in no words of theirs.

use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::leader::{self, Leader};
use crate::plan::{self, Plan, Step};
use crate::round::{self, Phase, Round};
use crate::team::{Between, Done};
use crate::{Result, bet, coaching, delegation, experiment, stakeholder, vision};

/// What was practised between two results.
#[derive(Clone, Debug)]
pub struct Practised {
    /// The leader in the round of the earlier result.
    pub then: Leader,
    /// The round of the earlier result.
    pub round: Round,
    /// The plan that came of it, with its steps.
    pub plan: Option<(Plan, Vec<Step>)>,
    /// What was done in teams.
    pub done: Vec<Done>,
    /// Whether the leader asks, and no coach.
    pub is_own: bool,
}

impl Practised {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.done.is_empty() && self.plan.as_ref().is_none_or(|(_, steps)| steps.is_empty())
    }

    /// What was done in teams for a contrast.
    pub fn done_for<'a>(&'a self, contrast: &'a str) -> impl Iterator<Item = &'a Done> {
        self.done.iter().filter(move |done| done.contrast == contrast)
    }
}

/// What was practised before a result, since the one before it. Nothing where there is none before, or
/// the viewer is neither the leader nor their coach with a grant of the plan.
pub async fn before(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    (now, round): (&Leader, &Round),
) -> Result<Option<Practised>> {
    if now.organisation_id != viewer.organisation_id {
        return Ok(None);
    }
    let Some((then, earlier)) = result_before(tx, (now, round)).await? else { return Ok(None) };
    let is_own = now.person_id == viewer.person_id;
    if !is_own && !coaching::sees_plan(tx, viewer, &then).await? {
        return Ok(None);
    }
    let between = Between {
        organisation_id: now.organisation_id,
        person_id: now.person_id,
        from: earlier.released_at.unwrap_or(earlier.releases_at),
        to: round.closed_at.unwrap_or(round.closes_at),
    };
    let plan = plan_of(tx, &then).await?;
    let done = in_tools(tx, &between).await?;
    Ok(Some(Practised { then, round: earlier, plan, done, is_own }))
}

/// What was done in each of the tools: a new one adds its function.
async fn in_tools(tx: &mut PeopleTx, between: &Between) -> Result<Vec<Done>> {
    let mut done = delegation::done::between(tx, between).await?;
    done.extend(experiment::done::between(tx, between).await?);
    done.extend(bet::done::between(tx, between).await?);
    done.extend(vision::done::between(tx, between).await?);
    done.extend(stakeholder::done::between(tx, between).await?);
    Ok(done)
}

/// The latest result of the same person that was released before a round was closed.
async fn result_before(
    tx: &mut PeopleTx,
    (now, round): (&Leader, &Round),
) -> Result<Option<(Leader, Round)>> {
    let all = leader::store::list_of_person(tx, now.organisation_id, now.person_id).await?;
    let others = all.into_iter().filter(|one| one.id != now.id && one.has_result == Some(true));
    let mut latest: Option<(Leader, Round)> = None;
    for leader in others {
        let earlier = round::store::find(tx, leader.organisation_id, leader.round_id).await?;
        let is_before =
            |one: &Round| one.phase == Phase::Released && one.closed_at < round.closed_at;
        let Some(earlier) = earlier.filter(is_before) else { continue };
        if latest.as_ref().is_none_or(|(_, other)| other.closed_at < earlier.closed_at) {
            latest = Some((leader, earlier));
        }
    }
    Ok(latest)
}

async fn plan_of(tx: &mut PeopleTx, then: &Leader) -> Result<Option<(Plan, Vec<Step>)>> {
    let plan = plan::store::find_of_leader(tx, then.organisation_id, then.id).await?;
    let Some(plan) = plan else { return Ok(None) };
    let steps = plan::store::list_steps(tx, then.organisation_id, plan.id).await?;
    Ok(Some((plan, steps)))
}
