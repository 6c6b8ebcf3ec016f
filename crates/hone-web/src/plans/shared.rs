//! The plan of a leader as their coach finds it: to read, and only its steps.

use askama::Template;
use axum::response::Response;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::coaching::{self, SharedPlan};
use hone_core::ids::LeaderId;
use hone_core::plan::{State as Stage, Step};
use uuid::Uuid;

use super::show::{Line, line};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};

#[derive(Template)]
#[template(path = "plans/shared.html")]
struct Page {
    frame: Frame,
    round: String,
    name: String,
    since: String,
    back: String,
    contrast: String,
    open: Vec<Line>,
    past: Vec<Line>,
    look_again_day: String,
}

/// The plan, if the viewer was granted it.
pub(super) async fn show(hone: &Hone, viewer: &Viewer, id: Uuid) -> Result<Response, Fault> {
    let found = coaching::find_plan(hone, viewer, LeaderId(id)).await?.ok_or(Fault::NotFound)?;
    let SharedPlan { shared, round, model, plan, steps } = found;
    let today = hone.clock.now().date(&viewer.zone());
    let (open, past): (Vec<Step>, Vec<Step>) =
        steps.into_iter().partition(|step| step.state == Stage::Open);
    let since = shared.grant.plan_since.map(|since| since.day_text(&viewer.zone()));
    let contrast = model.contrast(&plan.contrast).map(|contrast| contrast.name.clone());
    frame::html(&Page {
        frame: Frame::of(viewer, Section::Coaching),
        round: round.name,
        back: format!("/coaching/{}", shared.coaching.id),
        name: shared.coaching.name,
        since: since.unwrap_or_default(),
        contrast: contrast.unwrap_or_default(),
        open: open.into_iter().map(|step| line(step, today)).collect(),
        past: past.into_iter().map(|step| line(step, today)).collect(),
        look_again_day: plan.look_again_on.0.strftime("%-d %B %Y").to_string(),
    })
}
