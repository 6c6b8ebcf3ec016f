//! What a leader grants a coach to see, and what a coach finds by it.

use std::collections::BTreeMap;
use std::sync::Arc;

use hone_model::Model;

use super::{Coaching, Refusal, State, store};
use crate::account::Viewer;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{CoachingId, LeaderId, OrganisationId, PersonId};
use crate::leader::{self, Leader};
use crate::plan::{self, Plan, Step};
use crate::result::{self, Found};
use crate::round::{self, Phase, Round};
use crate::{Hone, Result, audit, model};

/// What a coach may see of one result, and since when; and when they last looked.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Grant {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The coaching.
    pub coaching_id: CoachingId,
    /// The leader in the round whose result it is.
    pub leader_id: LeaderId,
    /// Since when the report, without what people wrote.
    pub report_since: Option<Moment>,
    /// Since when what people wrote, in the report.
    pub comments_since: Option<Moment>,
    /// Since when the plan, without what the leader noticed.
    pub plan_since: Option<Moment>,
    /// When the coach last opened the report.
    pub report_read_at: Option<Moment>,
    /// When the coach last opened the plan.
    pub plan_read_at: Option<Moment>,
}

/// What is ticked for one result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ticks {
    /// The report.
    pub report: bool,
    /// What people wrote, in the report.
    pub comments: bool,
    /// The plan.
    pub plan: bool,
}

/// What a coach reads by.
#[derive(Clone, Debug)]
pub struct Shared {
    /// The coaching.
    pub coaching: Coaching,
    /// The grant.
    pub grant: Grant,
}

/// In which form something is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// On a page, which is gone when it is taken back.
    OnPage,
    /// As a file, which stays with whoever has it.
    AsFile,
}

/// A plan as a coach finds it.
#[derive(Clone, Debug)]
pub struct SharedPlan {
    /// By what the coach reads it.
    pub shared: Shared,
    /// The round whose result it comes from.
    pub round: Round,
    /// The questionnaire of that round.
    pub model: Arc<Model>,
    /// The plan.
    pub plan: Plan,
    /// Its steps, in the order in which they were written, without what the leader noticed.
    pub steps: Vec<Step>,
}

impl Grant {
    fn none(coaching: &Coaching, leader_id: LeaderId) -> Self {
        Self {
            organisation_id: coaching.organisation_id,
            coaching_id: coaching.id,
            leader_id,
            report_since: None,
            comments_since: None,
            plan_since: None,
            report_read_at: None,
            plan_read_at: None,
        }
    }

    /// The same with what is ticked: what was granted already keeps its beginning.
    fn with(self, ticks: Ticks, now: Moment) -> Self {
        let since =
            |is_ticked: bool, before: Option<Moment>| is_ticked.then(|| before.unwrap_or(now));
        Self {
            report_since: since(ticks.report, self.report_since),
            comments_since: since(ticks.comments, self.comments_since),
            plan_since: since(ticks.plan, self.plan_since),
            ..self
        }
    }
}

/// The viewer's own results that were released, the newest first.
pub async fn results(tx: &mut PeopleTx, viewer: &Viewer) -> Result<Vec<(Leader, Round)>> {
    results_of(tx, viewer.organisation_id, viewer.person_id).await
}

async fn results_of(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<Vec<(Leader, Round)>> {
    let mine = leader::store::list_of_person(tx, organisation, person).await?;
    let mut results = Vec::new();
    for leader in mine.into_iter().filter(|leader| leader.has_result == Some(true)) {
        let round = round::store::find(tx, organisation, leader.round_id).await?;
        if let Some(round) = round.filter(|round| round.phase == Phase::Released) {
            results.push((leader, round));
        }
    }
    Ok(results)
}

/// Grants what is ticked of the leader's results, and takes back all that is not. It holds from the
/// next page that the coach opens, if they have agreed.
pub async fn share(
    tx: &mut PeopleTx,
    hone: &Hone,
    coaching: &Coaching,
    ticks: &BTreeMap<LeaderId, Ticks>,
) -> Result<()> {
    if ticks.values().any(|ticks| ticks.comments && !ticks.report) {
        return Err(Refusal::CommentsAlone.into());
    }
    // Held, so that nothing is granted beside an end.
    store::hold(tx, coaching).await?;
    let held = store::find(tx, coaching.organisation_id, coaching.id).await?;
    if !held.is_some_and(|held| held.is_running()) {
        return Err(Refusal::Over.into());
    }
    let grants = store::list_grants(tx, coaching).await?;
    let results = results_of(tx, coaching.organisation_id, coaching.person_id).await?;
    for (leader, _) in results {
        let grant = grants.iter().find(|grant| grant.leader_id == leader.id).cloned();
        let grant = grant.unwrap_or_else(|| Grant::none(coaching, leader.id));
        let ticks = ticks.get(&leader.id).copied().unwrap_or_default();
        store::save_grant(tx, &grant.with(ticks, hone.clock.now())).await?;
    }
    Ok(())
}

/// Takes everything back.
pub async fn revoke(tx: &mut PeopleTx, coaching: &Coaching) -> Result<()> {
    store::revoke(tx, coaching).await
}

/// What the viewer reads a leader's result by, as their coach.
async fn shared(tx: &mut PeopleTx, viewer: &Viewer, leader: &Leader) -> Result<Option<Shared>> {
    let coached = super::list_coached(tx, viewer).await?;
    let found = coached
        .into_iter()
        .find(|one| one.person_id == leader.person_id && one.state == State::Agreed);
    let Some(coaching) = found else { return Ok(None) };
    let grants = store::list_grants(tx, &coaching).await?;
    let grant = grants.into_iter().find(|grant| grant.leader_id == leader.id);
    Ok(grant.map(|grant| Shared { coaching, grant }))
}

/// Whether the viewer may see the plan of a result, as the coach of its leader.
pub async fn sees_plan(tx: &mut PeopleTx, viewer: &Viewer, leader: &Leader) -> Result<bool> {
    if !viewer.is_coach {
        return Ok(false);
    }
    let shared = shared(tx, viewer, leader).await?;
    Ok(shared.is_some_and(|shared| shared.grant.plan_since.is_some()))
}

/// The released result of a leader, if the viewer is that leader, or their coach and may read it; by
/// what a coach reads it. What they may not see of it is not in it, and that they read it, or took it
/// along, is noted.
pub async fn find_report(
    hone: &Hone,
    viewer: &Viewer,
    id: LeaderId,
    taken: Taken,
) -> Result<Option<(Found, Option<Shared>)>> {
    if let Some(found) = result::find(hone, viewer, id).await? {
        return Ok(Some((found, None)));
    }
    if !viewer.is_coach {
        return Ok(None);
    }
    let mut tx = hone.people.write().await?;
    let Some(leader) = leader::store::find(&mut tx, viewer.organisation_id, id).await? else {
        return Ok(None);
    };
    let shared = shared(&mut tx, viewer, &leader).await?;
    let Some(shared) = shared.filter(|shared| shared.grant.report_since.is_some()) else {
        return Ok(None);
    };
    note_reading(&mut tx, hone, viewer, &shared, &leader, (What::Report, taken)).await?;
    tx.commit().await?;
    let found = result::open(hone, leader).await?;
    Ok(found.map(|found| match shared.grant.comments_since {
        Some(_) => (found, Some(shared)),
        None => (found.without_comments(), Some(shared)),
    }))
}

/// The plan of a leader, if the viewer is their coach and may see it. That they looked, or took it
/// along, is noted.
pub async fn find_plan(
    hone: &Hone,
    viewer: &Viewer,
    id: LeaderId,
    taken: Taken,
) -> Result<Option<SharedPlan>> {
    if !viewer.is_coach {
        return Ok(None);
    }
    let organisation = viewer.organisation_id;
    let mut tx = hone.people.write().await?;
    let Some(leader) = leader::store::find(&mut tx, organisation, id).await? else {
        return Ok(None);
    };
    let shared = shared(&mut tx, viewer, &leader).await?;
    let Some(shared) = shared.filter(|shared| shared.grant.plan_since.is_some()) else {
        return Ok(None);
    };
    let Some(plan) = plan::store::find_of_leader(&mut tx, organisation, id).await? else {
        return Ok(None);
    };
    let round = round::store::find(&mut tx, organisation, leader.round_id).await?;
    let Some(round) = round else { return Ok(None) };
    note_reading(&mut tx, hone, viewer, &shared, &leader, (What::Plan, taken)).await?;
    let steps = plan::store::list_steps(&mut tx, organisation, plan.id).await?;
    let model = model::of_round(&mut tx, round.model_digest.as_deref().unwrap_or_default()).await?;
    tx.commit().await?;
    let without = |step: Step| Step { learned: String::new(), ..step };
    let steps = steps.into_iter().map(without).collect();
    Ok(Some(SharedPlan { shared, round, model, plan, steps }))
}

/// What a coach opened.
#[derive(Clone, Copy)]
enum What {
    Report,
    Plan,
}

/// Notes for the leader when the coach looked, and for the record on which days; of a file, each time.
async fn note_reading(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    shared: &Shared,
    leader: &Leader,
    (what, taken): (What, Taken),
) -> Result<()> {
    let now = hone.clock.now();
    let mut grant = shared.grant.clone();
    let read_at = match what {
        What::Report => &mut grant.report_read_at,
        What::Plan => &mut grant.plan_read_at,
    };
    let before = read_at.replace(now);
    store::save_reading(tx, &grant).await?;
    let zone = viewer.zone();
    let is_first_of_day = before.is_none_or(|before| before.date(&zone) != now.date(&zone));
    if taken == Taken::AsFile || is_first_of_day {
        audit::record(tx, hone, viewer, action(what, taken), &leader.name).await?;
    }
    Ok(())
}

fn action(what: What, taken: Taken) -> &'static str {
    match (what, taken) {
        (What::Report, Taken::OnPage) => "opened the report that was shared by",
        (What::Report, Taken::AsFile) => "took a file of the report that was shared by",
        (What::Plan, Taken::OnPage) => "opened the plan that was shared by",
        (What::Plan, Taken::AsFile) => "took a file of the plan that was shared by",
    }
}
