//! The plan on paper: for the leader its steps, the days, and space to write; for a coach to whom it is
//! granted, the page that they see.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::coaching::Taken;
use hone_core::plan::{self, State as Stage, Step};
use hone_model::{Library, Practice};
use hone_paper::{Document, Part};
use uuid::Uuid;

use super::show::{Line, line};
use super::{Ground, ground, shared};
use crate::fault::Fault;
use crate::guard::Asking;
use crate::input::{Asked, At};
use crate::print::{Wanted, print};
use crate::words::date;

/// A step that is tried, with what is worth noticing of it.
struct Trial {
    line: Line,
    practice: Option<&'static Practice>,
}

#[derive(Template)]
#[template(path = "plans/paper.html")]
struct Sheet {
    round: String,
    contrast: String,
    means: String,
    trials: Vec<Trial>,
    past: Vec<Line>,
    look_again_day: String,
}

/// The plan as a PDF.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, Fault> {
    let ground = match ground(&hone, &viewer, id).await {
        Err(Fault::NotFound) => {
            let page = shared::find(&hone, &viewer, id, Taken::AsFile).await?;
            return print(shared_document(&hone, &viewer, &page, wanted)?, "hone-plan").await;
        }
        found => found?,
    };
    print(own_document(&hone, &viewer, &ground, wanted).await?, "hone-plan").await
}

fn shared_document(
    hone: &Hone,
    viewer: &Viewer,
    page: &shared::Page,
    wanted: Wanted,
) -> Result<Document, Fault> {
    Ok(Document {
        title: format!("Plan of {}: {}", page.name, page.contrast),
        foot: format!(
            "{} · for the leader’s own development · granted by {} to {}",
            page.round, page.name, page.coach
        ),
        day: hone.clock.now().date(&viewer.zone()),
        size: wanted.size(),
        site: hone.settings.public_url.clone(),
        parts: vec![Part::of(page.render()?)],
    })
}

async fn own_document(
    hone: &Hone,
    viewer: &Viewer,
    ground: &Ground,
    wanted: Wanted,
) -> Result<Document, Fault> {
    let mut tx = hone.people.read().await?;
    let plan = plan::find(&mut tx, viewer, ground.leader.id).await?.ok_or(Fault::NotFound)?;
    let steps = plan::store::list_steps(&mut tx, viewer.organisation_id, plan.id).await?;
    drop(tx);
    let today = hone.clock.now().date(&viewer.zone());
    let (open, past): (Vec<Step>, Vec<Step>) =
        steps.into_iter().partition(|step| step.state == Stage::Open);
    let trial = |step: Step| Trial {
        practice: step.practice.as_deref().and_then(|id| Library::builtin().practice(id)),
        line: line(step, today),
    };
    let contrast = ground.model.contrast(&plan.contrast);
    let sheet = Sheet {
        round: ground.round.name.clone(),
        contrast: ground.name_of(&plan.contrast),
        means: contrast.map_or_else(String::new, |contrast| contrast.leading_means.clone()),
        trials: open.into_iter().map(trial).collect(),
        past: past.into_iter().map(|step| line(step, today)).collect(),
        look_again_day: date(plan.look_again_on.0),
    };
    Ok(Document {
        title: format!("Your plan: {}", sheet.contrast),
        foot: format!("{} · for the leader’s own development", sheet.round),
        day: today,
        size: wanted.size(),
        site: hone.settings.public_url.clone(),
        parts: vec![Part::of(sheet.render()?)],
    })
}
