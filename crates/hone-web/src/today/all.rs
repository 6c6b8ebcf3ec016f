//! Every line of the day, and what was put off.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::clock::days_after;
use hone_core::due::Line;
use hone_core::{Hone, rhythm, round};
use jiff::civil::Date;

use super::of_day;
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::Asked;
use crate::teams::{From, MOST_OPEN, Pages};
use crate::words::{capital, number};

#[derive(Template)]
#[template(path = "today/all.html")]
struct Page {
    frame: Frame,
    day: rhythm::Today,
    lines: Vec<Line>,
    /// Where the other lines are.
    pages: Pages,
    /// The first day to which a line can be put off.
    tomorrow: Date,
}

impl Page {
    /// Where a form of a line leads back to.
    const PLACE: &'static str = "all";

    fn heading(&self) -> String {
        match self.day.lines.len() {
            0 => "Nothing waits for you today.".to_owned(),
            1 => "One thing waits for you.".to_owned(),
            n => format!("{} things wait for you.", capital(&number(n))),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass by reference")]
fn day_text(day: &Date) -> String {
    day.strftime("%a %-d %B").to_string()
}

/// All that waits for the viewer.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    Asked(from): Asked<From>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let today = hone.clock.now().date(&viewer.zone());
    let rounds = round::store::list(&mut tx, viewer.organisation_id).await?;
    let day = of_day(&mut tx, &hone, &viewer, &rounds, today).await?;
    let mut pages = Pages::of("open", "what waits", from.open, MOST_OPEN);
    let lines = pages.slice(&day.lines).to_vec();
    let frame = Frame::of(&viewer, Section::Today).with_notice(&headers);
    frame::html(&Page { frame, day, lines, pages, tomorrow: days_after(today, 1) })
}
