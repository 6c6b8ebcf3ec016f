//! Accounts: how somebody signs in, and who asks.
//!
//! An account belongs to an e-mail address and may be a person in several organisations. Its ways
//! in are a password and passkeys.

pub mod entry;
pub mod passkey;
pub mod password;
pub mod session;
pub mod sign_in;
pub mod store;
#[cfg(test)]
mod tests;

use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::AccountId;
use crate::person::{self, Person};
use crate::{Error, Result};

pub use crate::viewer::Viewer;

/// Who holds the session, if it is one that lasts still.
pub async fn viewer_of(
    hone: &crate::Hone,
    token: &crate::chance::Secret,
) -> Result<Option<Viewer>> {
    session::viewer(hone, token).await
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The address it signs in with, in small letters.
    pub email: String,
    /// The hash of its password; without one, only a passkey opens it.
    pub password_hash: Option<String>,
    /// How many passwords were wrong since the last right one.
    pub n_failures: i64,
    /// Until when no password is tried.
    pub locked_until: Moment,
    /// When it was made.
    pub created_at: Moment,
}

/// So many wrong passwords are a slip; from there on, each makes the account pause for longer.
const FREE_FAILURES: i64 = 5;
/// The first pause, in seconds; each further one is twice as long.
const FIRST_PAUSE: i64 = 30;
/// The longest pause: longer would let a stranger keep somebody out.
const LONGEST_PAUSE: i64 = 15 * 60;

impl Account {
    /// A new one for an address, with the hash of its password.
    pub fn new(email: &str, password_hash: Option<String>, now: Moment) -> Self {
        Self {
            id: AccountId::draw(),
            email: email.trim().to_lowercase(),
            password_hash,
            n_failures: 0,
            locked_until: Moment(0),
            created_at: now,
        }
    }

    /// Takes note that a password is about to be tried; false while the account pauses.
    ///
    /// It counts as a failure until it turns out right, so that many tries at the same moment are
    /// no way around the pause.
    pub fn begin_try(&mut self, now: Moment) -> bool {
        if now < self.locked_until {
            return false;
        }
        self.n_failures += 1;
        let n_beyond = self.n_failures - FREE_FAILURES;
        if n_beyond >= 0 {
            let pause = FIRST_PAUSE << n_beyond.min(10);
            self.locked_until = now.plus(pause.min(LONGEST_PAUSE));
        }
        true
    }

    /// Takes note that the password was right.
    pub fn forgive(&mut self) {
        self.n_failures = 0;
        self.locked_until = Moment(0);
    }
}

/// Makes a person able to sign in with an account.
///
/// Whoever holds the account must have agreed: by a link sent to the address, or by being signed in.
pub async fn join(tx: &mut PeopleTx, person: &mut Person, account: &Account) -> Result<()> {
    if person.account_id.is_some_and(|id| id != account.id) {
        return Err(Error::refused("This person signs in with another account already."));
    }
    person.account_id = Some(account.id);
    person::store::save(tx, person).await
}
