//! People: who there is in an organisation, and whom they report to.

pub mod store;
#[cfg(test)]
mod tests;

use crate::clock::Moment;
use crate::ids::{AccountId, OrganisationId, PersonId};
use crate::organisation::LONGEST_NAME;

/// A person in an organisation. Most have no account: they are asked by mail.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Person {
    /// The organisation they are in.
    pub organisation_id: OrganisationId,
    /// Who they are in it.
    pub id: PersonId,
    /// The account they sign in with, if they have one.
    pub account_id: Option<AccountId>,
    /// Their name.
    pub name: String,
    /// Their e-mail address, in small letters.
    pub email: String,
    /// Whom they report to.
    pub manager_id: Option<PersonId>,
    /// Their team; may be empty.
    pub team: String,
    /// Their department; may be empty.
    pub department: String,
    /// The language they read, as a tag such as `en` or `de-AT`.
    pub language: String,
    /// Whether they set up people and rounds.
    pub is_administrator: bool,
    /// Whether leaders can ask them for coaching.
    pub is_coach: bool,
    /// When they were added.
    pub created_at: Moment,
    /// Since when they have left.
    pub left_at: Option<Moment>,
}

/// The language of people of whom nothing else is known.
pub const DEFAULT_LANGUAGE: &str = "en";

/// The end of the address of somebody who was erased. It can be nobody's (RFC 2606).
const ERASED: &str = "@erased.invalid";

impl Person {
    /// A new person with a name and an e-mail address, and nothing else known.
    pub fn new(organisation_id: OrganisationId, name: &str, email: &str, now: Moment) -> Self {
        Self {
            organisation_id,
            id: PersonId::draw(),
            account_id: None,
            name: name.trim().to_owned(),
            email: email.trim().to_lowercase(),
            manager_id: None,
            team: String::new(),
            department: String::new(),
            language: DEFAULT_LANGUAGE.to_owned(),
            is_administrator: false,
            is_coach: false,
            created_at: now,
            left_at: None,
        }
    }

    /// What is left of somebody who was erased: an id, to which what belongs to others still points.
    pub fn erased(organisation_id: OrganisationId, id: PersonId, now: Moment) -> Self {
        let email = format!("{}{ERASED}", crate::chance::id().simple());
        let nobody = Self::new(organisation_id, "Somebody who was erased", &email, now);
        Self { id, left_at: Some(now), ..nobody }
    }

    /// Whether nothing is left of them but an id.
    pub fn is_erased(&self) -> bool {
        self.email.ends_with(ERASED)
    }

    /// Whether they are in the organisation still.
    pub fn is_here(&self) -> bool {
        self.left_at.is_none()
    }
}

/// What is wrong with a name, team or department; nothing if it can be used.
pub fn wrong_with_text(text: &str) -> Option<String> {
    if text.chars().count() > LONGEST_NAME {
        return Some(format!("is longer than {LONGEST_NAME} characters"));
    }
    text.chars().any(char::is_control).then(|| "has a line break or another hidden sign".to_owned())
}

/// Whether a text can be an e-mail address: enough to catch a slip, since only a mail that arrives
/// proves more.
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"@".contains(c);
    let has_dots = |part: &str| part.split('.').all(|label| !label.is_empty());
    let is_label = |label: &str| {
        !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    text.len() <= 254
        && (1..=64).contains(&local.len())
        && local.chars().all(is_plain)
        && has_dots(local)
        && has_dots(domain)
        && domain.split('.').all(is_label)
}

/// Whether a text can be a language tag, such as `en`, `de-AT` or `zh-Hant`.
pub fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let is_first =
        |part: &str| (2..=3).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphabetic());
    let is_next = |part: &str| {
        (2..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
    };
    text.len() <= 20 && parts.next().is_some_and(is_first) && parts.all(is_next)
}
