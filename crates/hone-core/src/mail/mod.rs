//! Mail: an outbox that lasts, and a sender that empties it.
//!
//! A mail is queued in the transaction of whatever it tells about, so that either both happen or
//! neither does. It is sent later, by whichever node claims it first. Once it is on its way, its
//! text is gone from the outbox: a link in it opens an invitation.

mod message;
mod send;
pub mod store;
#[cfg(test)]
pub(crate) mod tests;
pub mod texts;

pub use send::{Sent, check, run, send_due};

use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{MailId, OrganisationId};
use crate::text::one_line;
use crate::{Hone, Result};

/// A mail to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The name of the recipient; may be empty.
    pub to_name: String,
    /// Their address.
    pub to_address: String,
    /// The subject.
    pub subject: String,
    /// The plain text. A line that ends in a space goes on in the next one (RFC 3676).
    pub plain: String,
    /// The same as HTML.
    pub html: String,
    /// The address at which one click ends such mail (RFC 8058), where the recipient may end it.
    pub unsubscribe: Option<String>,
}

/// Where a mail is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum State {
    /// It waits for its next attempt.
    Queued,
    /// The mail server took it.
    Sent,
    /// It was given up.
    Failed,
}

/// A mail as the outbox holds it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Outgoing {
    /// Its id, from which its Message-ID is made.
    pub id: MailId,
    /// The name of the recipient.
    pub to_name: String,
    /// Their address.
    pub to_address: String,
    /// The subject.
    pub subject: String,
    /// The plain text; empty once the mail was sent.
    pub plain: String,
    /// The HTML; empty once the mail was sent.
    pub html: String,
    /// Where one click ends such mail; nothing once the mail was sent.
    pub unsubscribe: Option<String>,
    /// Where it is.
    pub state: State,
    /// How often it was tried, the attempt under way included.
    pub n_attempts: i64,
    /// What the mail server said at the last attempt; empty where it did not refuse.
    pub last_error: String,
    /// When it was queued.
    pub created_at: Moment,
}

/// How an organisation's mail fares. It tells neither which mail nor how many: a reminder is not
/// for everyone, so that a count of them would tell who has not answered.
#[derive(Clone, Debug)]
pub struct Standing {
    /// When the oldest mail that waits was queued.
    pub waits_since: Option<Moment>,
    /// What the mail server last said to one that waits; empty where it did not refuse.
    pub last_error: String,
    /// When the newest mail that was sent was queued.
    pub sent_at: Option<Moment>,
    /// Whom mail did not reach.
    pub unreached: Vec<Unreached>,
}

/// An address at which mail was given up.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Unreached {
    /// Whose it is.
    pub name: String,
    /// The address.
    pub address: String,
    /// What the mail server said.
    pub last_error: String,
}

/// How an organisation's mail fares.
pub async fn standing(tx: &mut PeopleTx, organisation: OrganisationId) -> Result<Standing> {
    let (waits_since, last_error) = store::waiting(tx, organisation).await?;
    Ok(Standing {
        waits_since,
        last_error,
        sent_at: store::last_sent(tx, organisation).await?,
        unreached: store::list_unreached(tx, organisation).await?,
    })
}

/// Puts a mail into the outbox, as part of the transaction that it tells about.
pub async fn queue(
    tx: &mut PeopleTx,
    hone: &Hone,
    organisation: Option<OrganisationId>,
    mail: Mail,
) -> Result<MailId> {
    let id = MailId::draw();
    store::insert(tx, id, organisation, &mail.in_one_line(), hone.clock.now()).await?;
    Ok(id)
}

impl Mail {
    /// The mail with everything that becomes a header on one line, so that no name can add one.
    fn in_one_line(self) -> Self {
        Self {
            to_name: one_line(&self.to_name),
            to_address: one_line(&self.to_address),
            subject: one_line(&self.subject),
            unsubscribe: self.unsubscribe.filter(|address| !address.contains(char::is_control)),
            ..self
        }
    }
}
