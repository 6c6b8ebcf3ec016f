//! Passkeys: a way in without a password, and without typing an address.
//!
//! The state of a ceremony waits in the database and never in a cookie; it is taken once.

pub mod store;
#[cfg(test)]
mod tests;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, DiscoverableKey, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use super::{Account, sign_in, store as accounts};
use crate::chance::Secret;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{AccountId, CeremonyId, PasskeyId};
use crate::{Error, Hone, Result};

/// A passkey of an account.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Passkey {
    /// Its id.
    pub id: PasskeyId,
    /// The account that it opens.
    pub account_id: AccountId,
    /// What its holder calls it.
    pub name: String,
    /// The public key and its counters, as JSON.
    pub credential: String,
    /// When it was added.
    pub created_at: Moment,
    /// When it was last used.
    pub used_at: Option<Moment>,
}

/// A ceremony lasts this long, in seconds.
const CEREMONY_LASTS: i64 = 300;
/// So many passkeys are enough for anybody.
const MOST: usize = 20;

/// Whether passkeys can be used here: they need a host name, over TLS or on this machine.
pub fn is_possible(hone: &Hone) -> bool {
    party(hone).is_ok()
}

fn party(hone: &Hone) -> Result<Webauthn> {
    let unusable = || Error::refused("Passkeys need an address with a host name, over https.");
    let origin = url::Url::parse(&hone.settings.public_url).map_err(|_| unusable())?;
    let host = origin.domain().ok_or_else(unusable)?.to_owned();
    let is_safe = origin.scheme() == "https" || host == "localhost" || host.ends_with(".localhost");
    is_safe.then_some(()).ok_or_else(unusable)?;
    let builder = WebauthnBuilder::new(&host, &origin).map_err(|_| unusable())?;
    builder.rp_name("Hone").build().map_err(|_| unusable())
}

fn not_accepted(error: impl std::fmt::Display) -> Error {
    tracing::info!("a passkey was not accepted: {error}");
    Error::refused("This passkey was not accepted. Try again, or use your password.")
}

/// Keeps the state of a ceremony until its answer comes.
async fn keep(
    hone: &Hone,
    account_id: Option<AccountId>,
    state: &impl Serialize,
) -> Result<CeremonyId> {
    let now = hone.clock.now();
    let id = CeremonyId::draw();
    let state = json_of(state)?.to_string();
    let mut tx = hone.people.write().await?;
    store::remove_over(&mut tx, now).await?;
    store::keep(&mut tx, id, account_id, &state, now.plus(CEREMONY_LASTS)).await?;
    tx.commit().await?;
    Ok(id)
}

/// Takes the state of a ceremony, so that no answer counts twice.
async fn take<T: DeserializeOwned>(
    hone: &Hone,
    id: CeremonyId,
    account_id: Option<AccountId>,
) -> Result<T> {
    let mut tx = hone.people.write().await?;
    let state = store::take(&mut tx, id, account_id, hone.clock.now()).await?;
    tx.commit().await?;
    let state = state.ok_or_else(|| Error::refused("This took too long. Try again."))?;
    serde_json::from_str(&state).map_err(|e| Error::Corrupt(e.to_string()))
}

/// Begins to add a passkey to an account.
pub async fn begin_adding(
    hone: &Hone,
    account_id: AccountId,
    name: &str,
) -> Result<(CeremonyId, Value)> {
    let party = party(hone)?;
    let mut tx = hone.people.read().await?;
    let account = accounts::find(&mut tx, account_id).await?;
    let account = account.ok_or_else(|| Error::refused("This account is gone."))?;
    let there = store::list(&mut tx, account_id).await?;
    drop(tx);
    if there.len() >= MOST {
        return Err(Error::refused("Remove a passkey first; there are very many already."));
    }
    let excluded = there.iter().map(Passkey::credential_id).collect::<Result<Vec<_>>>()?;
    let (challenge, state) = party
        .start_passkey_registration(account_id.0, &account.email, name, Some(excluded))
        .map_err(not_accepted)?;
    let mut challenge = json_of(&challenge)?;
    // So that it signs in without an address being typed.
    let selection = &mut challenge["publicKey"]["authenticatorSelection"];
    selection["residentKey"] = json!("required");
    selection["requireResidentKey"] = json!(true);
    Ok((keep(hone, Some(account_id), &state).await?, challenge))
}

/// Adds a passkey, if the answer fits the ceremony.
pub async fn finish_adding(
    hone: &Hone,
    account_id: AccountId,
    ceremony: CeremonyId,
    answer: Value,
    name: &str,
) -> Result<()> {
    let answer: RegisterPublicKeyCredential =
        serde_json::from_value(answer).map_err(not_accepted)?;
    let state: PasskeyRegistration = take(hone, ceremony, Some(account_id)).await?;
    let made = party(hone)?.finish_passkey_registration(&answer, &state).map_err(not_accepted)?;
    let credential_id = text_of(made.cred_id());
    let passkey = Passkey {
        id: PasskeyId::draw(),
        account_id,
        name: checked_name(name)?,
        credential: json_of(&made)?.to_string(),
        created_at: hone.clock.now(),
        used_at: None,
    };
    let mut tx = hone.people.write().await?;
    store::insert(&mut tx, &passkey, &credential_id).await?;
    tx.commit().await
}

/// Begins to sign in with whichever passkey the browser finds.
pub async fn begin_sign_in(hone: &Hone) -> Result<(CeremonyId, Value)> {
    let (challenge, state) =
        party(hone)?.start_discoverable_authentication().map_err(not_accepted)?;
    let challenge = json_of(&challenge)?;
    Ok((keep(hone, None, &state).await?, challenge))
}

/// Signs in with a passkey, if the answer fits the ceremony.
pub async fn finish_sign_in(
    hone: &Hone,
    ceremony: CeremonyId,
    answer: Value,
    agent: &str,
) -> Result<Secret> {
    let answer: PublicKeyCredential = serde_json::from_value(answer).map_err(not_accepted)?;
    let party = party(hone)?;
    let state: DiscoverableAuthentication = take(hone, ceremony, None).await?;
    let (account_id, credential_id) =
        party.identify_discoverable_authentication(&answer).map_err(not_accepted)?;
    let credential_id = text_of(credential_id);
    let mut tx = hone.people.read().await?;
    let passkey = store::by_credential(&mut tx, AccountId(account_id), &credential_id).await?;
    drop(tx);
    let mut passkey = passkey.ok_or_else(|| not_accepted("it is of no account here"))?;
    let mut key = passkey.key()?;
    let proof = party
        .finish_discoverable_authentication_v2(&answer, state, DiscoverableKey::from(&key))
        .map_err(not_accepted)?;
    key.update_credential(&proof);
    passkey.credential = json_of(&key)?.to_string();
    passkey.used_at = Some(hone.clock.now());
    let mut tx = hone.people.write().await?;
    store::save(&mut tx, &passkey).await?;
    tx.commit().await?;
    let token = sign_in::enter(hone, passkey.account_id, agent).await?;
    token.ok_or_else(|| not_accepted("its account is in no organisation"))
}

/// Gives a passkey another name.
pub async fn rename(
    tx: &mut PeopleTx,
    account_id: AccountId,
    id: PasskeyId,
    name: &str,
) -> Result<()> {
    let name = checked_name(name)?;
    let Some(mut passkey) = store::find(tx, account_id, id).await? else { return Ok(()) };
    passkey.name = name;
    store::save(tx, &passkey).await
}

/// Removes a passkey, unless nothing else opens the account.
pub async fn remove(tx: &mut PeopleTx, account: &Account, id: PasskeyId) -> Result<()> {
    let there = store::list(tx, account.id).await?;
    if account.password_hash.is_none() && there.len() <= 1 {
        return Err(Error::refused(
            "This passkey is the only way into your account. Choose a password first.",
        ));
    }
    store::remove(tx, account.id, id).await
}

fn checked_name(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 60 || name.chars().any(char::is_control) {
        return Err(Error::refused("Give the passkey a name of at most 60 characters."));
    }
    Ok(name.to_owned())
}

fn json_of(value: &impl Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(|error| Error::Corrupt(error.to_string()))
}

fn text_of(credential_id: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(credential_id)
}

impl Passkey {
    fn key(&self) -> Result<webauthn_rs::prelude::Passkey> {
        serde_json::from_str(&self.credential)
            .map_err(|error| Error::Corrupt(format!("passkey {}: {error}", self.id)))
    }

    fn credential_id(&self) -> Result<CredentialID> {
        Ok(self.key()?.cred_id().clone())
    }
}
