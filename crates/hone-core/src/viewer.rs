//! Who asks.

use crate::ids::{AccountId, OrganisationId, PersonId};

/// What [`Viewer::is_leader`] means, in a query on `person`.
macro_rules! is_leader {
    () => {
        "(person.is_administrator
          OR EXISTS (SELECT 1 FROM person AS below
                     WHERE below.organisation_id = person.organisation_id
                       AND below.manager_id = person.id AND below.left_at IS NULL)
          OR EXISTS (SELECT 1 FROM leader
                     WHERE leader.organisation_id = person.organisation_id
                       AND leader.person_id = person.id)) AS is_leader "
    };
}
pub(crate) use is_leader;

/// Who asks: a signed-in person, in one organisation.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Viewer {
    /// The account they signed in with.
    pub account_id: AccountId,
    /// The organisation they are in now; every query is bound to it.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub organisation: String,
    /// Its time zone, such as `Europe/Vienna`.
    pub time_zone: String,
    /// Who they are in it.
    pub person_id: PersonId,
    /// Their name.
    pub name: String,
    /// Whether they set up people and rounds.
    pub is_administrator: bool,
    /// Whether leaders can ask them for coaching.
    pub is_coach: bool,
    /// Whether they may make teams: they are an administrator, somebody reports to them, or a round
    /// is or was about them.
    pub is_leader: bool,
}

impl Viewer {
    /// The time zone of their organisation; UTC where its name is unknown.
    pub fn zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(&self.time_zone).unwrap_or(jiff::tz::TimeZone::UTC)
    }
}
