//! The week, in three minutes: what moved, what is due, and one line for oneself.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::clock::{Moment, days_after};
use hone_core::db::PeopleTx;
use hone_core::due::Line;
use hone_core::rhythm::moved::{self, Moved};
use hone_core::rhythm::week;
use hone_core::{Error, Hone, rhythm};
use jiff::civil::Date;

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::Fields;

/// So many things that moved are told; the boards have the others.
const MOST: usize = 12;
/// So many things that are due are told; the boards have the others.
const MOST_DUE: usize = 30;

/// Something that is due.
struct Due {
    href: String,
    title: String,
    about: String,
    day: String,
}

#[derive(Template)]
#[template(path = "rhythm/week.html")]
struct Page {
    frame: Frame,
    days: String,
    last: Option<week::Written>,
    moved: Vec<Moved>,
    has_more: bool,
    due: Vec<Due>,
    has_more_due: bool,
    typed: String,
    is_written: bool,
    wrong: Option<String>,
}

impl Page {
    async fn of(
        tx: &mut PeopleTx,
        hone: &Hone,
        viewer: &Viewer,
        frame: Frame,
    ) -> Result<Self, Fault> {
        let now = hone.clock.now();
        let today = now.date(&viewer.zone());
        let first = days_after(today, -6);
        let from = Moment::start_of(first, &viewer.zone());
        let mut moved = moved::list(tx, viewer, from, now.plus(1)).await?;
        let (this, last) = week::this_and_last(tx, viewer, today).await?;
        let has_more = moved.len() > MOST;
        moved.truncate(MOST);
        let (due, has_more_due) = due(rhythm::list(tx, hone, viewer).await?, today);
        Ok(Self {
            frame,
            days: format!("{} to {}", day(first), day(today)),
            last,
            moved,
            has_more,
            due,
            has_more_due,
            is_written: this.is_some(),
            typed: this.map(|this| this.line).unwrap_or_default(),
            wrong: None,
        })
    }
}

fn day(date: Date) -> String {
    date.strftime("%a %-d %B").to_string()
}

/// What is due within the next seven days, by day, and whether there is more of it than is told.
fn due(lines: Vec<Line>, today: Date) -> (Vec<Due>, bool) {
    let until = days_after(today, 7);
    let dated = lines.into_iter().filter_map(|line| Some((line.day?, line)));
    let mut dated: Vec<_> = dated.filter(|(on, _)| today < *on && *on <= until).collect();
    dated.sort_by(|(a, one), (b, other)| (a, &one.title).cmp(&(b, &other.title)));
    let due = |(on, line): (Date, Line)| Due {
        href: line.href,
        title: if line.who.is_empty() {
            line.title
        } else {
            format!("{}: {}", line.title, line.who)
        },
        about: line.about,
        day: day(on),
    };
    let has_more = dated.len() > MOST_DUE;
    (dated.into_iter().take(MOST_DUE).map(due).collect(), has_more)
}

/// The week.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let frame = Frame::of(&viewer, Section::Today).with_notice(&headers);
    frame::html(&Page::of(&mut tx, &hone, &viewer, frame).await?)
}

/// Keeps the line of the week.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    match week::write(&mut tx, &hone, &viewer, fields.one("line")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done("/week", "It is kept. You see it first when you come back next week."))
        }
        Err(Error::Refused(wrong)) => {
            let frame = Frame::of(&viewer, Section::Today);
            let mut page = Page::of(&mut tx, &hone, &viewer, frame).await?;
            fields.one("line").clone_into(&mut page.typed);
            page.wrong = Some(wrong);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, frame::html(&page)?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}
