//! One-time links by which somebody comes in without having signed in before.
//!
//! A link opens a page; only the form on that page uses it up, so that a mail scanner that follows
//! links does no harm. Of its secret only the hash is stored.

pub mod store;
#[cfg(test)]
mod tests;

use super::{Account, join, passkey, password, session};
use crate::chance::Secret;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{AccountId, OrganisationId, PersonId};
use crate::organisation::{self, Organisation};
use crate::person::{self, Person};
use crate::{Error, Hone, Result};

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Purpose {
    /// To become the first administrator of an organisation.
    FirstAdministrator,
    /// To make an account for a person, or to add the person to the account they have.
    Account,
    /// To choose a new password for an account.
    Password,
}

const DAY: i64 = 24 * 3600;

impl Purpose {
    /// How long a link lasts, in seconds.
    fn lasts(self) -> i64 {
        match self {
            Self::FirstAdministrator => 7 * DAY,
            Self::Account => 14 * DAY,
            Self::Password => 1800,
        }
    }

    /// When a link ends that is made now.
    pub fn ends(self, now: Moment) -> Moment {
        now.plus(self.lasts())
    }
}

/// What is stored of a link.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Link {
    /// The hash of its secret.
    pub secret_hash: Vec<u8>,
    /// The organisation that it leads into; nothing where the organisation is yet to be made.
    pub organisation_id: Option<OrganisationId>,
    /// The person it was made for.
    pub person_id: Option<PersonId>,
    /// The account it was made for.
    pub account_id: Option<AccountId>,
    /// What it is for.
    pub purpose: Purpose,
    /// When it ends.
    pub expires_at: Moment,
}

impl Link {
    fn new(purpose: Purpose, secret: &Secret, now: Moment) -> Self {
        Self {
            secret_hash: hash(secret),
            organisation_id: None,
            person_id: None,
            account_id: None,
            purpose,
            expires_at: purpose.ends(now),
        }
    }
}

fn hash(secret: &Secret) -> Vec<u8> {
    secret.hash("entry")
}

/// Where a link leads, for the page that it opens.
#[derive(Clone, Debug)]
pub enum Entry {
    /// Somebody may become the first administrator, of this organisation if it is there already.
    FirstAdministrator(Option<Organisation>),
    /// A person may make an account, or come in with the one that has their address already.
    Account {
        /// Who.
        person: Box<Person>,
        /// Where.
        organisation: Organisation,
        /// The account that has their address.
        account: Option<Account>,
    },
    /// An account may get a new password.
    Password(Account),
}

/// What somebody says of themself to come in.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// The name of the organisation.
    pub organisation: String,
    /// Its time zone.
    pub time_zone: String,
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// The password they choose.
    pub password: String,
}

/// At the first start: a link for the first administrator, while there is no organisation.
///
/// A new one replaces those before it.
pub async fn first_administrator(hone: &Hone) -> Result<Option<Secret>> {
    let mut tx = hone.people.write().await?;
    if organisation::store::n_organisations(&mut tx).await? > 0 {
        return Ok(None);
    }
    let secret = Secret::draw();
    store::remove_first(&mut tx, None).await?;
    store::insert(&mut tx, &Link::new(Purpose::FirstAdministrator, &secret, hone.clock.now()))
        .await?;
    tx.commit().await?;
    Ok(Some(secret))
}

/// Adds an organisation, and a link for its first administrator.
///
/// One of the same name that nobody has entered yet is taken up again with a new link.
pub async fn add_organisation(hone: &Hone, name: &str) -> Result<Secret> {
    let now = hone.clock.now();
    let mut tx = hone.people.write().await?;
    let organisation = match organisation::store::by_name(&mut tx, name.trim()).await? {
        None => organisation::create(&mut tx, name, "UTC", now).await?,
        Some(there) if person::store::n_administrators(&mut tx, there.id).await? == 0 => there,
        Some(there) => {
            return Err(Error::refused(format!(
                "There is an organisation {:?} already, and it has an administrator.",
                there.name
            )));
        }
    };
    let secret = Secret::draw();
    store::remove_first(&mut tx, Some(organisation.id)).await?;
    let link = Link {
        organisation_id: Some(organisation.id),
        ..Link::new(Purpose::FirstAdministrator, &secret, now)
    };
    store::insert(&mut tx, &link).await?;
    tx.commit().await?;
    Ok(secret)
}

/// A link by which a person without an account makes one. Links before it stay good.
pub async fn mint(tx: &mut PeopleTx, hone: &Hone, person: &Person) -> Result<Secret> {
    let secret = Secret::draw();
    let link = Link {
        organisation_id: Some(person.organisation_id),
        person_id: Some(person.id),
        ..Link::new(Purpose::Account, &secret, hone.clock.now())
    };
    store::insert(tx, &link).await?;
    Ok(secret)
}

/// A link by which the holder of an account chooses a new password.
pub async fn mint_password(tx: &mut PeopleTx, hone: &Hone, account: &Account) -> Result<Secret> {
    let secret = Secret::draw();
    let link = Link {
        account_id: Some(account.id),
        ..Link::new(Purpose::Password, &secret, hone.clock.now())
    };
    store::insert(tx, &link).await?;
    Ok(secret)
}

/// Whether a link for a new password was made within the last two minutes.
pub(super) async fn has_fresh_password_link(
    tx: &mut PeopleTx,
    account: &Account,
    now: Moment,
) -> Result<bool> {
    let newest = store::newest_of_account(tx, account.id).await?;
    Ok(newest.is_some_and(|end| end > now.plus(Purpose::Password.lasts() - 120)))
}

/// The address of a link.
pub fn address(hone: &Hone, secret: &Secret) -> String {
    format!("{}/enter/{}", hone.settings.public_url, secret.text())
}

/// Where a link leads; nothing if it was used, is over, or never was.
pub async fn find(tx: &mut PeopleTx, secret: &Secret, now: Moment) -> Result<Option<Entry>> {
    let Some(link) = store::find(tx, &hash(secret), now).await? else { return Ok(None) };
    match link.purpose {
        Purpose::FirstAdministrator => first_entry(tx, link.organisation_id).await,
        Purpose::Account => account_entry(tx, &link).await,
        Purpose::Password => {
            let Some(id) = link.account_id else { return Ok(None) };
            Ok(super::store::find(tx, id).await?.map(Entry::Password))
        }
    }
}

async fn first_entry(tx: &mut PeopleTx, id: Option<OrganisationId>) -> Result<Option<Entry>> {
    let Some(id) = id else {
        let is_open = organisation::store::n_organisations(tx).await? == 0;
        return Ok(is_open.then_some(Entry::FirstAdministrator(None)));
    };
    let organisation = organisation::store::find(tx, id).await?;
    Ok(organisation.map(|organisation| Entry::FirstAdministrator(Some(organisation))))
}

async fn account_entry(tx: &mut PeopleTx, link: &Link) -> Result<Option<Entry>> {
    let (Some(organisation_id), Some(person_id)) = (link.organisation_id, link.person_id) else {
        return Ok(None);
    };
    let person = person::store::find(tx, organisation_id, person_id).await?;
    let organisation = organisation::store::find(tx, organisation_id).await?;
    let (Some(person), Some(organisation)) = (person, organisation) else { return Ok(None) };
    if person.account_id.is_some() || !person.is_here() {
        return Ok(None);
    }
    let account = super::store::by_email(tx, &person.email).await?;
    Ok(Some(Entry::Account { person: Box::new(person), organisation, account }))
}

/// Comes in by a link with the answers of its form, and uses it up. Returns a new session.
///
/// An account that is there already is never opened by this: its holder signs in and then
/// [`join_by`]s.
pub async fn enter(hone: &Hone, secret: &Secret, answers: &Answers, agent: &str) -> Result<Secret> {
    let now = hone.clock.now();
    let mut tx = hone.people.read().await?;
    let entry = find(&mut tx, secret, now).await?.ok_or_else(over)?;
    drop(tx);
    check(&entry, answers)?;
    let password_hash = password::hash(&answers.password).await?;
    let mut tx = hone.people.write().await?;
    // The link may have been used while the password was hashed.
    store::remove(&mut tx, &hash(secret)).await?.then_some(()).ok_or_else(over)?;
    let person = match entry {
        Entry::FirstAdministrator(organisation) => {
            let organisation = if let Some(there) = organisation {
                there
            } else {
                let (name, zone) = (&answers.organisation, &answers.time_zone);
                organisation::create(&mut tx, name, zone, now).await?
            };
            let mut person = Person::new(organisation.id, &answers.name, &answers.email, now);
            person.is_administrator = true;
            make_account(&mut tx, person, password_hash, now).await?
        }
        Entry::Account { person, .. } => make_account(&mut tx, *person, password_hash, now).await?,
        Entry::Password(account) => renew(&mut tx, account, password_hash).await?,
    };
    let token = session::begin(&mut tx, &person, agent, now).await?;
    tx.commit().await?;
    Ok(token)
}

fn check(entry: &Entry, answers: &Answers) -> Result<()> {
    match entry {
        Entry::FirstAdministrator(organisation) => {
            if organisation.is_none() {
                Organisation::new(&answers.organisation, &answers.time_zone, Moment(0))?;
            }
            if answers.name.trim().is_empty() {
                return Err(Error::refused("Write your name."));
            }
            if let Some(wrong) = person::wrong_with_text(answers.name.trim()) {
                return Err(Error::refused(format!("Your name {wrong}.")));
            }
            if !person::is_email(answers.email.trim()) {
                return Err(Error::refused(format!(
                    "{:?} is no e-mail address. Write one such as anna@example.org.",
                    answers.email.trim()
                )));
            }
            password::check(
                &answers.password,
                &[&answers.name, &answers.email, &answers.organisation],
            )
        }
        Entry::Account { account: Some(_), .. } => Err(Error::refused(
            "There is an account with this address already. Sign in with it, then open the link again.",
        )),
        Entry::Account { person, organisation, .. } => {
            password::check(&answers.password, &[&person.name, &person.email, &organisation.name])
        }
        Entry::Password(account) => password::check(&answers.password, &[&account.email]),
    }
}

fn over() -> Error {
    Error::refused("This link has been used, or its time is over. Ask for a new one.")
}

async fn make_account(
    tx: &mut PeopleTx,
    mut person: Person,
    password_hash: String,
    now: Moment,
) -> Result<Person> {
    let account = Account::new(&person.email, Some(password_hash), now);
    super::store::insert(tx, &account).await?;
    join(tx, &mut person, &account).await?;
    store::remove_of_person(tx, person.id).await?;
    Ok(person)
}

/// Gives an account a new password, ends all its sessions and removes its passkeys: whoever had a
/// way in before is out.
async fn renew(tx: &mut PeopleTx, mut account: Account, password_hash: String) -> Result<Person> {
    account.password_hash = Some(password_hash);
    account.forgive();
    super::store::save(tx, &account).await?;
    session::end_all(tx, account.id).await?;
    passkey::store::remove_all(tx, account.id).await?;
    store::remove_of_account(tx, account.id).await?;
    let people = person::store::of_account(tx, account.id).await?;
    people
        .into_iter()
        .next()
        .ok_or_else(|| Error::refused("This account is in no organisation now."))
}

/// Adds the person of a link to the account with their address, whose holder is signed in.
///
/// Returns a session in the organisation of the link.
pub async fn join_by(
    hone: &Hone,
    secret: &Secret,
    account_id: AccountId,
    agent: &str,
) -> Result<Secret> {
    let now = hone.clock.now();
    let mut tx = hone.people.write().await?;
    let Some(Entry::Account { mut person, account: Some(account), .. }) =
        find(&mut tx, secret, now).await?
    else {
        return Err(over());
    };
    if account.id != account_id {
        return Err(Error::refused(format!(
            "This link is for {}. Sign in with that address first.",
            account.email
        )));
    }
    store::remove_of_person(&mut tx, person.id).await?;
    join(&mut tx, &mut person, &account).await?;
    let token = session::begin(&mut tx, &person, agent, now).await?;
    tx.commit().await?;
    Ok(token)
}
