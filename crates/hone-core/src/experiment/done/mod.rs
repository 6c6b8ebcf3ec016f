//! What a lead practised with challenges and experiments between two results.

mod store;

use hone_model::Tool;

use crate::Result;
use crate::db::PeopleTx;
use crate::team::{Between, Done};

/// What was challenged and answered, started and decided, in the teams that somebody leads.
pub async fn between(tx: &mut PeopleTx, between: &Between) -> Result<Vec<Done>> {
    let told = [
        (
            "answered one challenge",
            "answered {} challenges",
            store::list_answered(tx, between).await?,
        ),
        (
            "started one experiment",
            "started {} experiments",
            store::list_started(tx, between).await?,
        ),
        (
            "decided what becomes of one experiment",
            "decided what becomes of {} experiments",
            store::list_decided(tx, between).await?,
        ),
    ];
    let done = told.into_iter().flat_map(|(once, often, teams)| {
        teams.into_iter().map(move |(team_id, n)| Done {
            team_id,
            contrast: "change",
            tool: Tool::Experiments,
            once,
            often,
            n,
        })
    });
    Ok(done.collect())
}
