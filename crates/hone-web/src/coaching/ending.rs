use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hone_core::Hone;
use hone_core::coaching::{self, Coaching, Side, State as Stage};
use hone_core::mirror::share;
use uuid::Uuid;

use super::find;
use super::show::section;
use crate::fault::Fault;
use crate::frame::{self, Frame};
use crate::guard::Asking;
use crate::input::At;

#[derive(Template)]
#[template(path = "coaching/ending.html")]
struct Page {
    frame: Frame,
    coaching: Coaching,
    is_leader: bool,
}

impl Page {
    fn is_asked(&self) -> bool {
        self.coaching.state == Stage::Asked
    }
}

/// What ends with it, before it ends.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let (coaching, side) = find(&mut tx, &viewer, id).await?;
    if !coaching.is_running() {
        return Err(Fault::NotFound);
    }
    let frame = Frame::of(&viewer, section(side));
    frame::html(&Page { frame, coaching, is_leader: side == Side::Leader })
}

/// Ends a coaching, or takes the question back.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let (coaching, side) = find(&mut tx, &viewer, id).await?;
    coaching::end(&mut tx, &hone, &viewer, &coaching, side).await?;
    share::end(&mut tx, &hone, &viewer, &coaching).await?;
    tx.commit().await?;
    Ok(match side {
        Side::Leader => {
            let notice = format!("It has ended. {} can open nothing of yours.", coaching.coach);
            frame::done("/coaching", &notice)
        }
        Side::Coach => {
            let notice = format!("It has ended. {} is told by mail.", coaching.name);
            frame::done("/coaching/leaders", &notice)
        }
    })
}
