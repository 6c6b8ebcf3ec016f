//! What a lead practised on the board between two results.

mod store;

use hone_model::Tool;

use crate::Result;
use crate::db::PeopleTx;
use crate::team::{Between, Done, event};

/// What was handed over, and how, in the teams that somebody leads.
pub async fn between(tx: &mut PeopleTx, between: &Between) -> Result<Vec<Done>> {
    let told = [
        (
            "handed over one area",
            "handed over {} areas",
            event::list_done(tx, between, "area", "said yes").await?,
        ),
        (
            "agreed one level more in one area",
            "agreed a level more {} times",
            store::list_raised(tx, between).await?,
        ),
        ("shared one lesson", "shared {} lessons", store::list_lessons(tx, between).await?),
        (
            "had one talk about what somebody could grow into",
            "had {} talks about what people could grow into",
            store::list_talks(tx, between).await?,
        ),
    ];
    Ok(Done::all("trust", Tool::Delegation, told))
}
