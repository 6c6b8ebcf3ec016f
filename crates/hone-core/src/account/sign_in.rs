//! Signing in with a password, and what to do when it is forgotten.

use super::{Account, entry, password, session, store};
use crate::chance::Secret;
use crate::db::PeopleTx;
use crate::ids::{AccountId, PersonId};
use crate::mail::{self, texts};
use crate::person::{self, Person};
use crate::{Error, Hone, Result, audit, organisation};

/// Begins a session for somebody who knows address and password; nothing for anybody else.
///
/// An address that nobody has, a wrong password and an account that pauses look alike, in what is
/// returned and in the time it takes.
pub async fn by_password(
    hone: &Hone,
    email: &str,
    password: &str,
    agent: &str,
) -> Result<Option<Secret>> {
    let account = begin_try(hone, email).await?;
    let stored = account.as_ref().and_then(|account| account.password_hash.as_deref());
    let is_right = password::is_right(password, stored).await?;
    match account {
        Some(account) if is_right => enter(hone, account.id, agent).await,
        _ => Ok(None),
    }
}

/// Counts a try; nothing where no account has the address or it pauses.
async fn begin_try(hone: &Hone, email: &str) -> Result<Option<Account>> {
    let mut tx = hone.people.write().await?;
    store::lock(&mut tx, email).await?;
    let Some(mut account) = store::by_email(&mut tx, email).await? else { return Ok(None) };
    if !account.begin_try(hone.clock.now()) {
        return Ok(None);
    }
    store::save(&mut tx, &account).await?;
    tx.commit().await?;
    Ok(Some(account))
}

/// Begins a session of an account that has proved itself, in the first organisation that it is in.
pub(super) async fn enter(
    hone: &Hone,
    account_id: AccountId,
    agent: &str,
) -> Result<Option<Secret>> {
    let mut tx = hone.people.write().await?;
    let Some(mut account) = store::find(&mut tx, account_id).await? else { return Ok(None) };
    account.forgive();
    store::save(&mut tx, &account).await?;
    let people = person::store::of_account(&mut tx, account.id).await?;
    let Some(person) = people.first() else { return Ok(None) };
    let token = begin(&mut tx, hone, person, agent).await?;
    tx.commit().await?;
    Ok(Some(token))
}

async fn begin(tx: &mut PeopleTx, hone: &Hone, person: &Person, agent: &str) -> Result<Secret> {
    let now = hone.clock.now();
    if person.is_administrator {
        let entry = audit::Entry {
            organisation_id: person.organisation_id,
            actor_id: Some(person.id),
            action: "signed in as administrator".to_owned(),
            object: person.name.clone(),
            at: now,
        };
        audit::add(tx, &entry).await?;
    }
    session::begin(tx, person, agent, now).await
}

/// Goes over to another organisation of the same account: the old session ends, a new one begins.
pub async fn switch(
    hone: &Hone,
    account_id: AccountId,
    person_id: PersonId,
    old: &Secret,
    agent: &str,
) -> Result<Secret> {
    let mut tx = hone.people.write().await?;
    let people = person::store::of_account(&mut tx, account_id).await?;
    let person = people
        .iter()
        .find(|person| person.id == person_id)
        .ok_or_else(|| Error::refused("You are not in this organisation."))?;
    session::end(&mut tx, old).await?;
    let token = begin(&mut tx, hone, person, agent).await?;
    tx.commit().await?;
    Ok(token)
}

/// Signs out.
pub async fn out(hone: &Hone, token: &Secret) -> Result<()> {
    let mut tx = hone.people.write().await?;
    session::end(&mut tx, token).await?;
    tx.commit().await
}

/// Chooses another password; all other sessions end. The old one must be known, if there is one.
pub async fn change_password(
    hone: &Hone,
    account_id: AccountId,
    old: &str,
    new: &str,
    kept: &Secret,
) -> Result<()> {
    let mut tx = hone.people.read().await?;
    let account = store::find(&mut tx, account_id).await?.ok_or_else(gone)?;
    let people = person::store::of_account(&mut tx, account_id).await?;
    drop(tx);
    if account.password_hash.is_some() {
        let account = begin_try(hone, &account.email).await?;
        let stored = account.as_ref().and_then(|account| account.password_hash.as_deref());
        if !password::is_right(old, stored).await? {
            return Err(Error::refused(
                "The old password is not right. After five wrong tries it pauses for a while.",
            ));
        }
    }
    let mut known: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
    known.push(&account.email);
    password::check(new, &known)?;
    let password_hash = password::hash(new).await?;
    let mut tx = hone.people.write().await?;
    let mut account = store::find(&mut tx, account_id).await?.ok_or_else(gone)?;
    account.password_hash = Some(password_hash);
    account.forgive();
    store::save(&mut tx, &account).await?;
    session::end_others(&mut tx, account_id, kept).await?;
    tx.commit().await
}

fn gone() -> Error {
    Error::refused("This account is gone.")
}

/// Sends a mail with a link to somebody who has forgotten their password, and returns the link's
/// secret; nothing for an address without an account, or where one was sent a moment ago.
pub async fn forgotten(tx: &mut PeopleTx, hone: &Hone, email: &str) -> Result<Option<Secret>> {
    let Some(account) = store::by_email(tx, email).await? else { return Ok(None) };
    let people = person::store::of_account(tx, account.id).await?;
    let Some(person) = people.into_iter().next() else { return Ok(None) };
    if entry::has_fresh_password_link(tx, &account, hone.clock.now()).await? {
        return Ok(None);
    }
    let organisation = organisation::store::find(tx, person.organisation_id).await?;
    let zone = organisation.map_or(jiff::tz::TimeZone::UTC, |organisation| organisation.zone());
    let secret = entry::mint_password(tx, hone, &account).await?;
    let text = texts::PasswordReset {
        link: &entry::address(hone, &secret),
        until: &entry::Purpose::Password.ends(hone.clock.now()).text(&zone),
    };
    let to = texts::To { name: &person.name, address: &account.email };
    mail::queue(tx, hone, None, texts::password_reset(&to, &text)).await?;
    Ok(Some(secret))
}
