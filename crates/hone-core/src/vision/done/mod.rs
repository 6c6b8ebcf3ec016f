//! What a lead practised with the vision of a team between two results.

mod store;

use hone_model::Tool;

use crate::Result;
use crate::db::PeopleTx;
use crate::team::{Between, Done, event};

/// What was agreed and reached in the teams that somebody leads.
pub async fn between(tx: &mut PeopleTx, between: &Between) -> Result<Vec<Done>> {
    let told = [
        (
            "agreed on a vision",
            "agreed on {} visions",
            event::list_done(tx, between, "vision", "said that the team has agreed").await?,
        ),
        ("reached an objective", "reached {} objectives", store::list_reached(tx, between).await?),
    ];
    Ok(Done::all("vision", Tool::Objectives, told))
}
