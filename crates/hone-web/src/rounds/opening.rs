use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hone_core::Hone;
use hone_core::ids::RoundId;
use hone_core::round::{self, FLOORS, Plan, Round};
use hone_stats::LineChance;
use uuid::Uuid;

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::At;

#[derive(Template)]
#[template(path = "rounds/opening.html")]
struct Page {
    frame: Frame,
    round: Round,
    plan: Plan,
    closes: String,
    releases: String,
    merged: Vec<String>,
    is_low_floor: bool,
}

/// What the launch will freeze.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let round = super::find_draft(&hone, &viewer, id).await?;
    let mut tx = hone.people.read().await?;
    let plan = round::plan(&mut tx, &round).await?;
    frame::html(&Page {
        frame: Frame::of(&viewer, Section::Rounds),
        closes: round.closes_at.text(&viewer.zone()),
        releases: round.releases_at.text(&viewer.zone()),
        merged: merged(&plan),
        is_low_floor: round.k == *FLOORS.start(),
        plan,
        round,
    })
}

/// Groups too small for a line of their own, in words.
fn merged(plan: &Plan) -> Vec<String> {
    let mut lines = Vec::new();
    for leader in &plan.leaders {
        for group in &leader.groups {
            if group.n > 0 && group.chance == Some(LineChance::Joins) {
                let category = crate::words::category(group.category).to_lowercase();
                lines.push(format!("{}: {category} ({} asked)", leader.leader.name, group.n));
            }
        }
    }
    lines
}

/// Launches the round.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    super::find(&hone, &viewer, id).await?;
    let round = round::launch(&hone, &viewer, RoundId(id)).await?;
    let notice = format!("‘{}’ is open. The invitations are on their way.", round.name);
    Ok(frame::done(&format!("/rounds/{}", round.id), &notice))
}
