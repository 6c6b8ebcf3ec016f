//! The domain of Hone and its storage, a folder per concept.
//!
//! In each folder `mod.rs` has types and rules, `store.rs` the queries. Rules know no database and
//! queries know no rules. What people see of it is the business of `hone-web`.

pub mod account;
pub mod anonymity;
pub mod audit;
pub mod ballot;
pub mod bet;
pub mod category;
pub mod chance;
pub mod clock;
pub mod coaching;
pub mod db;
pub mod delegation;
pub mod due;
pub mod erasure;
mod error;
pub mod experiment;
pub mod file;
pub mod handing;
pub mod hex;
pub(crate) mod ics;
pub mod ids;
pub mod invitation;
pub mod keys;
pub mod leader;
pub mod look;
pub mod mail;
pub mod mirror;
pub mod model;
pub mod organisation;
pub mod person;
pub mod plan;
pub mod practised;
pub mod result;
pub mod rhythm;
pub mod round;
pub mod staff;
pub mod stakeholder;
pub mod team;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod text;
pub mod viewer;
pub mod vision;

pub use error::{Error, Result};

use std::sync::Arc;

/// Everything a node of Hone needs to work: its databases, a clock and its settings.
///
/// Cheap to clone; nothing in it is state that another node would have to know.
#[derive(Clone, Debug)]
pub struct Hone {
    /// Who there is, and who rates whom.
    pub people: db::PeopleDb,
    /// What was answered, without who.
    pub ballots: db::BallotsDb,
    /// What ballots are taken and opened with.
    pub keys: keys::KeyRing,
    /// The time.
    pub clock: clock::Clock,
    /// What whoever runs Hone has decided.
    pub settings: Arc<Settings>,
    /// The questionnaire that new rounds are launched with.
    pub model: Arc<model::Questionnaire>,
    /// Where ballots arrive.
    pub(crate) inbox: ballot::Inbox,
}

impl Hone {
    /// The same node with a questionnaire of somebody's own.
    #[must_use]
    pub fn with_model(self, model: model::Questionnaire) -> Self {
        Self { model: Arc::new(model), ..self }
    }

    /// The same node at another time.
    #[must_use]
    pub fn at(self, clock: clock::Clock) -> Self {
        Self { clock, ..self }
    }

    /// A node on open databases.
    pub fn new(databases: db::Databases, clock: clock::Clock, settings: Settings) -> Self {
        let db::Databases { people, ballots, keys } = databases;
        let keys = keys::KeyRing::new(keys);
        let inbox = ballot::Inbox::default();
        let model = Arc::new(model::Questionnaire::builtin());
        Self { people, ballots, keys, clock, settings: Arc::new(settings), model, inbox }
    }

    /// Forgets the keys that are held in memory; those still needed are read again.
    pub fn forget_keys(&self) {
        self.keys.forget();
        self.inbox.forget();
    }

    /// Closes all databases; on SQLite this also folds the write-ahead logs into the files.
    pub async fn close(&self) {
        self.people.close().await;
        self.ballots.close().await;
        self.keys.db().close().await;
    }
}

/// What whoever runs Hone has decided, once at start.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address under which people reach this installation, such as `https://hone.example`,
    /// without a slash at its end.
    pub public_url: String,
    /// Where mail goes: an SMTP address such as `smtps://user:password@mail.example`; nothing
    /// means that mail stays in the outbox.
    pub smtp_url: Option<String>,
    /// The sender of all mail, such as `Hone <hone@example.org>`.
    pub mail_from: String,
    /// Whether this is the demonstration, in which the outbox is open to everyone.
    pub is_demo: bool,
}
