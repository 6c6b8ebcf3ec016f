//! One step: worded anew, finished, set aside or taken up again.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::ids::StepId;
use hone_core::plan::{self, Plan, State as Stage, Step};
use hone_core::{Error, Hone};
use hone_model::{Library, Practice};
use uuid::Uuid;

use super::show::{Line, line};
use super::typed::{self, RHYTHMS, Typed};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};

#[derive(Template)]
#[template(path = "plans/step.html")]
struct Page {
    frame: Frame,
    base: String,
    line: Line,
    practice: Option<&'static Practice>,
    typed: Typed,
    wrong: Option<String>,
}

async fn find(hone: &Hone, viewer: &Viewer, id: Uuid) -> Result<(Plan, Step), Fault> {
    let mut tx = hone.people.read().await?;
    plan::find_step(&mut tx, viewer, StepId(id)).await?.ok_or(Fault::NotFound)
}

fn base(plan: &Plan) -> String {
    format!("/reports/{}/plan", plan.leader_id)
}

fn page(hone: &Hone, viewer: &Viewer, frame: Frame, plan: &Plan, step: Step) -> Page {
    let practice = step.practice.as_deref().and_then(|id| Library::builtin().practice(id));
    Page {
        frame,
        base: base(plan),
        practice,
        typed: Typed::of(&step),
        line: line(step, hone.clock.now().date(&viewer.zone())),
        wrong: None,
    }
}

/// A step, with what its practice says.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (plan, step) = find(&hone, &viewer, id).await?;
    let frame = Frame::of(&viewer, Section::Reports).with_notice(&headers);
    frame::html(&page(&hone, &viewer, frame, &plan, step))
}

/// Words a step anew.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let (plan, step) = find(&hone, &viewer, id).await?;
    let version = fields.number("version", "The version").map_err(Fault::BadRequest)?;
    let saved = match typed::wording(&fields) {
        Ok(wording) => {
            let mut tx = hone.people.write().await?;
            let saved = plan::reword(&mut tx, &step, version, wording).await;
            if saved.is_ok() {
                tx.commit().await?;
            }
            saved
        }
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match saved {
        Ok(()) => Ok(frame::done(&base(&plan), "The step is changed.")),
        Err(Error::Refused(wrong)) => {
            let frame = Frame::of(&viewer, Section::Reports);
            let mut page = page(&hone, &viewer, frame, &plan, step);
            page.typed = Typed::sent(&fields);
            page.wrong = Some(wrong);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, frame::html(&page)?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// Finishes a step, sets it aside, or takes it up again.
pub(super) async fn post_state(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let (plan, step) = find(&hone, &viewer, id).await?;
    let (state, notice) = match fields.one("state") {
        "done" => (Stage::Done, "Done. What you noticed is kept with it."),
        "aside" => (Stage::Aside, "Set aside. You can take it up again below."),
        "open" => (Stage::Open, "Taken up again."),
        _ => return Err(Fault::BadRequest("A step is open, done or set aside.".to_owned())),
    };
    let learned = (state == Stage::Done).then(|| fields.one("learned"));
    let mut tx = hone.people.write().await?;
    plan::settle(&mut tx, &plan, &step, state, learned).await?;
    tx.commit().await?;
    Ok(frame::done(&base(&plan), notice))
}
