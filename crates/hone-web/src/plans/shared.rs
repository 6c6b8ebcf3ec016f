//! The plan of a leader as their coach finds it: to read, and only its steps.

use askama::Template;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::coaching::{self, SharedPlan, Taken};
use hone_core::ids::LeaderId;
use hone_core::plan::{State as Stage, Step};
use uuid::Uuid;

use super::show::{Line, line};
use crate::fault::Fault;
use crate::frame::{Frame, Section};
use crate::words::date;

#[derive(Template)]
#[template(path = "plans/shared.html")]
pub(super) struct Page {
    frame: Frame,
    pub(super) round: String,
    pub(super) name: String,
    pub(super) coach: String,
    base: String,
    since: String,
    back: String,
    pub(super) contrast: String,
    open: Vec<Line>,
    past: Vec<Line>,
    look_again_day: String,
}

/// The plan, if the viewer was granted it. That they look, or take it along, is noted.
pub(super) async fn find(
    hone: &Hone,
    viewer: &Viewer,
    id: Uuid,
    taken: Taken,
) -> Result<Page, Fault> {
    let found = coaching::find_plan(hone, viewer, LeaderId(id), taken).await?;
    let found = found.ok_or(Fault::NotFound)?;
    let SharedPlan { shared, round, model, plan, steps } = found;
    let today = hone.clock.now().date(&viewer.zone());
    let (open, past): (Vec<Step>, Vec<Step>) =
        steps.into_iter().partition(|step| step.state == Stage::Open);
    let since = shared.grant.plan_since.map(|since| since.day_text(&viewer.zone()));
    let contrast = model.contrast(&plan.contrast).map(|contrast| contrast.name.clone());
    Ok(Page {
        frame: Frame::of(viewer, Section::Coaching),
        base: format!("/reports/{id}"),
        round: round.name,
        back: format!("/coaching/{}", shared.coaching.id),
        name: shared.coaching.name,
        coach: shared.coaching.coach,
        since: since.unwrap_or_default(),
        contrast: contrast.unwrap_or_default(),
        open: open.into_iter().map(|step| line(step, today)).collect(),
        past: past.into_iter().map(|step| line(step, today)).collect(),
        look_again_day: date(plan.look_again_on.0),
    })
}
