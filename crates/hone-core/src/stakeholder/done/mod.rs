//! With whom somebody spoke between two results.

mod store;

use hone_model::Tool;

use crate::Result;
use crate::db::PeopleTx;
use crate::team::{Between, Done};

/// The stakeholders with whom somebody logged a contact themself.
pub async fn between(tx: &mut PeopleTx, between: &Between) -> Result<Vec<Done>> {
    let teams = store::list_spoken(tx, between).await?;
    let told = [("spoke with one stakeholder", "spoke with {} stakeholders", teams)];
    Ok(Done::all("vision", Tool::Objectives, told))
}
