//! What the holder of an invitation decides about it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{LINK, store};
use crate::chance::Secret;
use crate::db::PeopleTx;
use crate::ids::{GroupRef, InvitationId, OrganisationId};
use crate::{Hone, Result};

/// Makes another link to an invitation. Those made before remain good until the round closes.
pub async fn mint_link(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    invitation: InvitationId,
) -> Result<Secret> {
    let secret = Secret::draw();
    store::save_link(tx, organisation, invitation, &secret.hash(LINK)).await?;
    Ok(secret)
}

/// Takes note that somebody would rather not answer about a leader, or would after all. No reason
/// is asked for. Says whether there was such a question.
pub async fn decline(
    hone: &Hone,
    secret: &Secret,
    group: GroupRef,
    has_declined: bool,
) -> Result<bool> {
    let mut tx = hone.people.write().await?;
    let Some(found) = store::find(&mut tx, &secret.hash(LINK)).await? else { return Ok(false) };
    if !found.is_open(hone.clock.now()) {
        return Ok(false);
    }
    let is_there = store::save_declined(&mut tx, &found, group, has_declined).await?;
    tx.commit().await?;
    Ok(is_there)
}

/// Takes note that somebody wants no more reminders, or wants them after all. Says whether there
/// was such an invitation.
pub async fn stop_reminders(hone: &Hone, secret: &Secret, wants_none: bool) -> Result<bool> {
    let mut tx = hone.people.write().await?;
    let Some(found) = store::find(&mut tx, &secret.hash(LINK)).await? else { return Ok(false) };
    store::save_reminders(&mut tx, &found, wants_none).await?;
    tx.commit().await?;
    Ok(true)
}

/// The address at which one click ends the reminders of an invitation.
///
/// It holds the hash of the link's secret and not the secret: mail programs and proxies see such
/// addresses, and this one opens nothing.
pub fn unsubscribe_address(hone: &Hone, secret: &Secret) -> String {
    let token = URL_SAFE_NO_PAD.encode(secret.hash(LINK));
    format!("{}/unsubscribe/{token}", hone.settings.public_url)
}

/// Ends the reminders of an invitation by the end of such an address. Says whether there was one.
pub async fn unsubscribe(hone: &Hone, token: &str) -> Result<bool> {
    let Ok(hash) = URL_SAFE_NO_PAD.decode(token) else { return Ok(false) };
    let mut tx = hone.people.write().await?;
    let Some(found) = store::find(&mut tx, &hash).await? else { return Ok(false) };
    store::save_reminders(&mut tx, &found, true).await?;
    tx.commit().await?;
    Ok(true)
}
