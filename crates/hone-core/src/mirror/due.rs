//! What comes back to somebody from their mirror. A line may go out by mail and into a calendar, so nothing
//! of what was written stands in it.

use super::learning::{self, Learning};
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::due::{Line, Rank};
use crate::{Hone, Result};

/// The entries of a viewer's learning log that have come back, and those that will.
pub async fn due(tx: &mut PeopleTx, _: &Hone, viewer: &Viewer) -> Result<Vec<Line>> {
    let entries = learning::list(tx, viewer).await?;
    Ok(entries.iter().filter_map(|entry| line(viewer, entry)).collect())
}

fn line(viewer: &Viewer, entry: &Learning) -> Option<Line> {
    let day = entry.comes_back()?;
    let written = entry.made_at.day_text(&viewer.zone());
    let text = format!("What you wrote down on {written} has come back. What happened?");
    let page = format!("/mirror/learning/{}", entry.id);
    let line = Line::new(Rank::Due, ("learning", entry.id.0), text, page);
    let line = line.kind("It has come back").about("Your mirror").action("Say what happened");
    Some(line.titled("An entry of your learning log comes back").on(day))
}
