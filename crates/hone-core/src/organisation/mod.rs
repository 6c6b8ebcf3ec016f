//! Organisations: apart from each other in every query.

pub mod store;

use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::OrganisationId;
use crate::{Error, Result};

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name, as people read it.
    pub name: String,
    /// Its time zone, such as `Europe/Vienna`: in it, days begin and rounds close.
    pub time_zone: String,
    /// When it was added.
    pub created_at: Moment,
}

/// Whom its leaders can turn to outside: a coach or a firm. All is empty where there is nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Contact {
    /// The name.
    #[sqlx(rename = "contact_name")]
    pub name: String,
    /// The e-mail address; may be empty.
    #[sqlx(rename = "contact_email")]
    pub email: String,
    /// The telephone number; may be empty.
    #[sqlx(rename = "contact_phone")]
    pub phone: String,
    /// A line on what they offer; may be empty.
    #[sqlx(rename = "contact_says")]
    pub says: String,
}

/// The longest name of an organisation, a person, a team or a department, in characters.
pub const LONGEST_NAME: usize = 120;

impl Organisation {
    /// A new one, if name and time zone can be used.
    pub fn new(name: &str, time_zone: &str, now: Moment) -> Result<Self> {
        let name = name.trim();
        if name.is_empty() {
            return Err(Error::refused("Write the name of the organisation."));
        }
        if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
            return Err(Error::refused(format!(
                "The name of the organisation must fit on one line of {LONGEST_NAME} characters."
            )));
        }
        if jiff::tz::TimeZone::get(time_zone).is_err() {
            return Err(Error::refused(format!(
                "There is no time zone {time_zone:?}. Choose one from the list, such as Europe/Vienna."
            )));
        }
        Ok(Self {
            id: OrganisationId::draw(),
            name: name.to_owned(),
            time_zone: time_zone.to_owned(),
            created_at: now,
        })
    }

    /// Its time zone; UTC where the name is unknown.
    pub fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(&self.time_zone).unwrap_or(jiff::tz::TimeZone::UTC)
    }
}

/// Adds an organisation, with nobody in it yet.
pub async fn create(
    tx: &mut PeopleTx,
    name: &str,
    time_zone: &str,
    now: Moment,
) -> Result<Organisation> {
    let organisation = Organisation::new(name, time_zone, now)?;
    store::insert(tx, &organisation).await?;
    Ok(organisation)
}

/// The names of all time zones, in order, for a list to choose from.
pub fn time_zones() -> Vec<String> {
    let mut names: Vec<String> = jiff::tz::db()
        .available()
        .map(|name| name.to_string())
        .filter(|name| name == "UTC" || name.contains('/') && !name.starts_with("Etc/"))
        .collect();
    names.sort_unstable();
    names
}
