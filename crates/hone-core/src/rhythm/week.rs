//! One line a week, for oneself.

use jiff::civil::{Date, Weekday};

use super::store;
use crate::account::Viewer;
use crate::clock::{Day, days_after};
use crate::db::PeopleTx;
use crate::team;
use crate::{Hone, Result};

/// The longest line, in characters.
pub const LONGEST_LINE: usize = 200;

/// The line that somebody wrote for a week.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Written {
    /// The Monday of the week in which it was written.
    #[sqlx(try_from = "String")]
    pub week: Day,
    /// The line.
    pub line: String,
}

/// The Monday of the week that a day is in.
pub fn monday(day: Date) -> Date {
    days_after(day, -i64::from(day.weekday().since(Weekday::Monday)))
}

/// The lines that a viewer wrote from a week on, the latest first.
pub async fn written(tx: &mut PeopleTx, viewer: &Viewer, from: Date) -> Result<Vec<Written>> {
    store::list_week_lines(tx, viewer, &monday(from).to_string()).await
}

/// The line of this week, where one is written, and the latest before it.
pub async fn this_and_last(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    today: Date,
) -> Result<(Option<Written>, Option<Written>)> {
    let this = Day(monday(today));
    let latest = store::list_latest_week_lines(tx, viewer).await?;
    let last = latest.iter().find(|one| one.week < this).cloned();
    Ok((latest.into_iter().find(|one| one.week == this), last))
}

/// Writes the line of this week, or another one in its place.
pub async fn write(tx: &mut PeopleTx, hone: &Hone, viewer: &Viewer, typed: &str) -> Result<()> {
    let line = team::line("The one thing", typed, LONGEST_LINE)?;
    let line = team::required("The one thing", line)?;
    let now = hone.clock.now();
    let week = Day(monday(now.date(&viewer.zone())));
    store::save_week_line(tx, viewer, &Written { week, line }, now).await
}
