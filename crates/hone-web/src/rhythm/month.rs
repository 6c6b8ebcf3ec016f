//! The month: what moved, as lists. There is no score, and nobody is compared.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hone_core::Hone;
use hone_core::clock::{Moment, days_after};
use hone_core::rhythm::moved::{self, Moved};
use hone_core::rhythm::week::{self, Written};
use jiff::civil::Date;
use serde::Deserialize;

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::Asked;

/// Which month: any day of it, or the month alone, such as `2026-05`.
#[derive(Debug, Deserialize)]
pub(super) struct Of {
    #[serde(default)]
    of: String,
    /// So many things of each tool; as many as usual where it says nothing.
    #[serde(default)]
    most: u16,
}

/// Months are linked as far back as this: about a year.
const DAYS_BACK: i64 = 366;

/// So many things of each tool that moved are told, and so many more at a time.
const MOST: u16 = 30;

#[derive(Template)]
#[template(path = "rhythm/month.html")]
struct Page {
    frame: Frame,
    name: String,
    before: Option<String>,
    /// The month after it, where that has begun.
    after: Option<String>,
    tools: BTreeMap<&'static str, Vec<Moved>>,
    lines: Vec<Written>,
    /// Where more of the tools is told, where there is more.
    more: Option<String>,
}

fn day(written: &Written) -> String {
    written.week.0.strftime("%-d %B").to_string()
}

/// The first day of the month that was asked for; of this one where it cannot be read.
fn first_day(asked: &str, today: Date) -> Date {
    let asked = format!("{asked}-01").parse().ok();
    asked.filter(|day| *day <= today).unwrap_or(today).first_of_month()
}

/// A month.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    Asked(Of { of, most }): Asked<Of>,
) -> Result<Response, Fault> {
    let zone = viewer.zone();
    let today = hone.clock.now().date(&zone);
    let first = first_day(&of, today);
    let next = days_after(first.last_of_month(), 1);
    let (from, to) = (Moment::start_of(first, &zone), Moment::start_of(next, &zone));
    let mut tx = hone.people.read().await?;
    let mut tools: BTreeMap<_, Vec<Moved>> = BTreeMap::new();
    for thing in moved::list(&mut tx, &viewer, from, to).await? {
        tools.entry(thing.tool).or_default().push(thing);
    }
    let mut lines = week::written(&mut tx, &viewer, first).await?;
    lines.retain(|line| line.week.0 < next);
    lines.reverse();
    let most = most.max(MOST);
    let has_more = tools.values().any(|things| things.len() > usize::from(most));
    for things in tools.values_mut() {
        things.truncate(usize::from(most));
    }
    let more = format!("/month?of={}&most={}", first.strftime("%Y-%m"), most.saturating_add(MOST));
    let name = |day: Date| day.strftime("%B %Y").to_string();
    let address = |day: Date| day.strftime("/month?of=%Y-%m").to_string();
    frame::html(&Page {
        frame: Frame::of(&viewer, Section::Today),
        name: name(first),
        before: (first > days_after(today, -DAYS_BACK)).then(|| address(days_after(first, -1))),
        after: (next <= today).then(|| address(next)),
        tools,
        lines,
        more: has_more.then_some(more),
    })
}
