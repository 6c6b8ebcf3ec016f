//! What a lead practised with the vision of a team between two results.

mod store;

use hone_model::Tool;

use crate::Result;
use crate::db::PeopleTx;
use crate::team::{Between, Done};

/// What was agreed and reached in the teams that somebody leads.
pub async fn between(tx: &mut PeopleTx, between: &Between) -> Result<Vec<Done>> {
    let told = [
        ("agreed on a vision", "agreed on {} visions", store::list_agreed(tx, between).await?),
        ("reached an objective", "reached {} objectives", store::list_reached(tx, between).await?),
    ];
    let done = told.into_iter().flat_map(|(once, often, teams)| {
        teams.into_iter().map(move |(team_id, n)| Done {
            team_id,
            contrast: "vision",
            tool: Tool::Objectives,
            once,
            often,
            n,
        })
    });
    Ok(done.collect())
}
