//! The question that stands last on the first page.

use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::mirror::reflection;
use hone_model::{Prompt, Prompts};

use crate::fault::Fault;

/// The prompt of the day; none where one was answered today.
pub(crate) async fn prompt(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
) -> Result<Option<&'static Prompt>, Fault> {
    let answered = reflection::list(tx, viewer).await?;
    let today = hone.clock.now().date(&viewer.zone());
    if answered.iter().any(|one| one.made_at.date(&viewer.zone()) == today) {
        return Ok(None);
    }
    let prompts = Prompts::builtin().all();
    let order = reflection::in_order(prompts, &answered, viewer.person_id, today);
    Ok(order.first().copied())
}

/// Where a prompt is answered.
pub(crate) fn address(prompt: &Prompt) -> String {
    format!("/mirror/reflections/new?prompt={}", prompt.id)
}
