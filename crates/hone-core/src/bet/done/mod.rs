//! What somebody practised with bets between two results.

mod store;

use hone_model::Tool;

use crate::Result;
use crate::db::PeopleTx;
use crate::team::{Between, Done};

/// The bets that somebody placed, and those of theirs that came to an end, whatever it was.
pub async fn between(tx: &mut PeopleTx, between: &Between) -> Result<Vec<Done>> {
    let told = [
        ("placed one bet", "placed {} bets", store::list_placed(tx, between).await?),
        (
            "saw one bet to its end",
            "saw {} bets to their end",
            store::list_ended(tx, between).await?,
        ),
    ];
    Ok(Done::all("risk", Tool::Bets, told))
}
