use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::Hone;
use hone_core::clock::Moment;
use hone_core::coaching::{self, Coaching, State as Stage};

use super::address;
use super::show::{Open, open};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;

/// A leader who asks, or is coached.
struct Line {
    name: String,
    href: String,
    is_asked: bool,
    since: String,
    open: Vec<Open>,
}

#[derive(Template)]
#[template(path = "coaching/leaders.html")]
struct Page {
    frame: Frame,
    lines: Vec<Line>,
}

/// Whom the viewer coaches, by name.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let mut lines = Vec::new();
    for coaching in coaching::list_coached(&mut tx, &viewer).await? {
        let is_asked = coaching.state == Stage::Asked;
        let open =
            if is_asked { Vec::new() } else { open(&mut tx, &hone, &viewer, &coaching).await? };
        lines.push(Line {
            href: address(&coaching),
            is_asked,
            since: since(&coaching).day_text(&viewer.zone()),
            open,
            name: coaching.name,
        });
    }
    let frame = Frame::of(&viewer, Section::Coaching).with_notice(&headers);
    frame::html(&Page { frame, lines })
}

fn since(coaching: &Coaching) -> Moment {
    coaching.answered_at.unwrap_or(coaching.asked_at)
}
