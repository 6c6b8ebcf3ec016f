//! The links that a mail carries.

use super::{mint_link, unsubscribe_address};
use crate::chance::Secret;
use crate::db::PeopleTx;
use crate::ids::{InvitationId, OrganisationId};
use crate::{Hone, Result};

/// The links of one mail to one person.
#[derive(Clone, Debug)]
pub struct Links {
    /// Opens the form. The secret is in the fragment, which no server sees and no log keeps.
    pub form: String,
    /// Ends reminders, and opens nothing.
    pub unsubscribe: String,
}

/// Makes the links for one mail. Those of mails before remain good until the round closes.
pub async fn mint_links(
    tx: &mut PeopleTx,
    hone: &Hone,
    organisation: OrganisationId,
    invitation: InvitationId,
) -> Result<Links> {
    let secret = mint_link(tx, organisation, invitation).await?;
    Ok(Links { form: address(hone, &secret), unsubscribe: unsubscribe_address(hone, &secret) })
}

/// The address that opens the form by a secret.
pub fn address(hone: &Hone, secret: &Secret) -> String {
    format!("{}/rate#{}", hone.settings.public_url, secret.text())
}
