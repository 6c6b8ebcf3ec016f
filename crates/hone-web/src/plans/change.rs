use axum::extract::State;
use axum::response::Response;
use hone_core::account::Viewer;
use hone_core::clock::{Day, days_after};
use hone_core::coaching::{self, Side};
use hone_core::db::PeopleTx;
use hone_core::ids::CoachingId;
use hone_core::plan::{self, Plan, Step};
use hone_core::{Error, Hone};
use uuid::Uuid;

use super::typed::{self, Typed};
use super::{Ground, ground, show};
use crate::fault::Fault;
use crate::frame;
use crate::guard::Asking;
use crate::input::{At, Fields};

/// Chooses the contrast, for the first time or another one.
pub(super) async fn post_contrast(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let ground = ground(&hone, &viewer, id).await?;
    let mut tx = hone.people.write().await?;
    let chosen = fields.one("contrast");
    let plan = plan::choose(&mut tx, &hone, &viewer, ground.leader.id, chosen).await?;
    let plan = plan.ok_or(Fault::NotFound)?;
    tx.commit().await?;
    let notice = format!("Your plan is about {}.", ground.name_of(&plan.contrast));
    Ok(frame::done(&format!("{}/plan", ground.base()), &notice))
}

/// Adds a step.
pub(super) async fn post_step(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let (ground, plan) = planned(&hone, &viewer, id).await?;
    let added = match typed::wording(&fields) {
        Ok(wording) => {
            let mut tx = hone.people.write().await?;
            let added = plan::add(&mut tx, &hone, &plan, wording).await;
            if let Ok(step) = &added {
                note_agreed(&mut tx, &viewer, &fields, step).await?;
                tx.commit().await?;
            }
            added.map(drop)
        }
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match added {
        Ok(()) => Ok(frame::done(&format!("{}/plan", ground.base()), "The step is in your plan.")),
        Err(Error::Refused(wrong)) => {
            show::again(&hone, &viewer, &ground, &plan, Typed::sent(&fields), wrong).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Notes that a step was agreed in a coaching of the viewer, where the form says so.
async fn note_agreed(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    fields: &Fields,
    step: &Step,
) -> Result<(), Fault> {
    let Ok(id) = fields.one("agreed").parse() else { return Ok(()) };
    match coaching::find(tx, viewer, CoachingId(id)).await? {
        Some((coaching, Side::Leader)) => Ok(coaching::agree(tx, &coaching, step).await?),
        _ => Err(Fault::NotFound),
    }
}

/// Sets the day to look again.
pub(super) async fn post_look_again(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let (ground, plan) = planned(&hone, &viewer, id).await?;
    let today = hone.clock.now().date(&viewer.zone());
    let day = fields.day("look_again_on", "The day to look again").map_err(Fault::BadRequest)?;
    if day < today || day > days_after(today, 366) {
        return Err(Fault::Refused("Choose a day from today on, within a year.".to_owned()));
    }
    let mut tx = hone.people.write().await?;
    plan::store::save_look_again(&mut tx, &plan, Day(day)).await?;
    tx.commit().await?;
    Ok(frame::done(&format!("{}/plan", ground.base()), "The day is set."))
}

async fn planned(hone: &Hone, viewer: &Viewer, id: Uuid) -> Result<(Ground, Plan), Fault> {
    let ground = ground(hone, viewer, id).await?;
    let mut tx = hone.people.read().await?;
    let plan = plan::find(&mut tx, viewer, ground.leader.id).await?.ok_or(Fault::NotFound)?;
    Ok((ground, plan))
}
