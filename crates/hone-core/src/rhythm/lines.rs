//! What waits for somebody in all tools together.

use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::due::{Line, Rank};
use crate::leader::{self, Leader};
use crate::plan::{self, Plan, Step};
use crate::round::{self, Phase, Round};
use crate::{
    Hone, Result, bet, coaching, delegation, experiment, handing, look, mirror, stakeholder, team,
    vision,
};

/// Everything that waits for a viewer, or will, in no order. A tool that has something due tells it here.
pub async fn list(tx: &mut PeopleTx, hone: &Hone, viewer: &Viewer) -> Result<Vec<Line>> {
    let mut lines = of_results(tx, hone, viewer).await?;
    lines.extend(coaching::due(tx, hone, viewer).await?);
    lines.extend(mirror::due(tx, hone, viewer).await?);
    for team in team::list(tx, viewer).await?.iter().filter(|team| team.archived_at.is_none()) {
        lines.extend(handing::due(viewer, team));
        lines.extend(delegation::due(tx, hone, viewer, team).await?);
        lines.extend(bet::due(tx, hone, viewer, team).await?);
        lines.extend(experiment::due(tx, hone, viewer, team).await?);
        lines.extend(stakeholder::due(tx, hone, viewer, team).await?);
        for line in vision::due(tx, hone, viewer, team).await? {
            // What is offered could come into several teams, and waits once.
            if lines.iter().all(|one: &Line| one.key != line.key) {
                lines.push(line);
            }
        }
    }
    Ok(lines)
}

/// A result of a viewer that can be read, and the plan that came of it.
pub(super) struct Outcome {
    leader: Leader,
    pub(super) round: Round,
    pub(super) plan: Option<(Plan, Vec<Step>)>,
}

/// The results of a viewer that can be read.
pub(super) async fn outcomes(tx: &mut PeopleTx, viewer: &Viewer) -> Result<Vec<Outcome>> {
    let organisation = viewer.organisation_id;
    let mut outcomes = Vec::new();
    for leader in leader::store::list_of_person(tx, organisation, viewer.person_id).await? {
        if leader.has_result != Some(true) {
            continue;
        }
        let round = round::store::find(tx, organisation, leader.round_id).await?;
        let Some(round) = round.filter(|round| round.phase == Phase::Released) else { continue };
        let plan = match plan::store::find_of_leader(tx, organisation, leader.id).await? {
            Some(plan) => {
                let steps = plan::store::list_steps(tx, organisation, plan.id).await?;
                Some((plan, steps))
            }
            None => None,
        };
        outcomes.push(Outcome { leader, round, plan });
    }
    Ok(outcomes)
}

async fn of_results(tx: &mut PeopleTx, hone: &Hone, viewer: &Viewer) -> Result<Vec<Line>> {
    let today = hone.clock.now().date(&viewer.zone());
    let mut lines = Vec::new();
    for Outcome { leader, round, plan } in outcomes(tx, viewer).await? {
        match plan {
            Some((plan, steps)) => {
                lines.extend(plan::due(&plan, &steps, &round.name, today));
                lines.extend(look::due(tx, viewer, &plan, &round, today).await?);
            }
            None => lines.push(to_read(&leader, &round)),
        }
    }
    Ok(lines)
}

fn to_read(leader: &Leader, round: &Round) -> Line {
    let page = format!("/reports/{}", leader.id);
    let line = Line::new(Rank::Due, ("report", leader.id.0), "Your report is there.", page);
    line.about(&round.name).kind("Read").action("Open the report")
}
