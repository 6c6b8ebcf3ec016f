//! What a lead practised with challenges and experiments between two results.

use hone_model::Tool;

use crate::Result;
use crate::db::PeopleTx;
use crate::team::{Between, Done, event};

/// What was challenged and answered, started and decided, in the teams that somebody leads.
pub async fn between(tx: &mut PeopleTx, between: &Between) -> Result<Vec<Done>> {
    let told = [
        (
            "answered one challenge",
            "answered {} challenges",
            event::list_done(tx, between, "challenge", "answered: %").await?,
        ),
        (
            "started one experiment",
            "started {} experiments",
            event::list_done(tx, between, "experiment", "started it").await?,
        ),
        (
            "decided what becomes of one experiment",
            "decided what becomes of {} experiments",
            event::list_done(tx, between, "experiment", "decided to %").await?,
        ),
    ];
    Ok(Done::all("change", Tool::Experiments, told))
}
