//! Statements: what somebody wants to be relied on for, the principles they lead by, and three words of
//! their own. How each was worded before is kept, with since when and until when.

pub(super) mod store;

use super::{LONGEST_WORD, Owner, Refusal, required};
use crate::account::Viewer;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{OrganisationId, PersonId, StatementId};
use crate::text;
use crate::{Hone, Result};

/// What a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Kind {
    /// What they want to be relied on for; one at a time.
    Brand,
    /// Three words for how they want to be seen, a line each; one set at a time.
    Words,
    /// A principle they lead by.
    Principle,
}

impl Kind {
    /// The same as a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Brand => "brand",
            Self::Words => "words",
            Self::Principle => "principle",
        }
    }
}

/// A statement as it is worded now.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Statement {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The id.
    pub id: StatementId,
    /// Whose it is.
    pub person_id: PersonId,
    /// What it is.
    pub kind: Kind,
    /// Its words.
    pub text: String,
    /// Since when it is worded so.
    pub since: Moment,
    /// The number of changes so far: who changes an older one is told.
    pub version: i64,
    /// When it was first written.
    pub made_at: Moment,
    /// Since when it is put away, where it can be brought back.
    pub archived_at: Option<Moment>,
}

/// How a statement was worded before.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Past {
    /// Its words.
    pub text: String,
    /// Since when.
    pub since: Moment,
    /// Until when.
    pub until: Moment,
}

fn tidied(kind: Kind, typed: &str) -> Result<String, Refusal> {
    match kind {
        Kind::Brand => required("What you want to be relied on for", typed),
        Kind::Principle => required("The principle", typed),
        Kind::Words => three(typed),
    }
}

/// Three lines, each another word.
fn three(typed: &str) -> Result<String, Refusal> {
    let words: Vec<String> =
        typed.lines().map(text::one_line).filter(|word| !word.is_empty()).collect();
    let mut small: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    small.sort_unstable();
    small.dedup();
    if words.len() != 3 || small.len() != 3 {
        return Err(Refusal::Three);
    }
    if words.iter().any(|word| word.chars().count() > LONGEST_WORD) {
        return Err(Refusal::TooLong("A word", LONGEST_WORD));
    }
    Ok(words.join("\n"))
}

/// A statement of the viewer, also one that is put away.
pub async fn find(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    id: StatementId,
) -> Result<Option<Statement>> {
    store::find(tx, viewer.into(), id).await
}

/// The viewer's statements in the order in which they were written, also those that are put away.
pub async fn list(tx: &mut PeopleTx, viewer: &Viewer) -> Result<Vec<Statement>> {
    store::list(tx, viewer.into()).await
}

/// How a statement was worded before, the latest first.
pub async fn list_past(tx: &mut PeopleTx, statement: &Statement) -> Result<Vec<Past>> {
    store::list_past(tx, statement).await
}

/// Writes a statement.
pub async fn write(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    kind: Kind,
    typed: &str,
) -> Result<Statement> {
    let now = hone.clock.now();
    let Owner { organisation_id, person_id } = viewer.into();
    let statement = Statement {
        organisation_id,
        id: StatementId::draw(),
        person_id,
        kind,
        text: tidied(kind, typed)?,
        since: now,
        version: 1,
        made_at: now,
        archived_at: None,
    };
    store::insert(tx, &statement).await?;
    Ok(statement)
}

/// Words a statement anew; `version` is the one that was seen. The words before are kept.
pub async fn reword(
    tx: &mut PeopleTx,
    hone: &Hone,
    statement: &Statement,
    version: i64,
    typed: &str,
) -> Result<()> {
    let text = tidied(statement.kind, typed)?;
    let now = hone.clock.now();
    if text == statement.text && version == statement.version {
        return Ok(());
    }
    save(tx, &Statement { text, since: now, version, ..statement.clone() }).await?;
    store::insert_past(tx, statement, now).await
}

/// Puts a statement away, or brings it back. From another day on, the time between is told.
pub async fn put_away(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    statement: &Statement,
    is_away: bool,
) -> Result<()> {
    let (now, zone) = (hone.clock.now(), viewer.zone());
    let Some(away) = statement.archived_at.filter(|_| !is_away) else {
        let archived_at = statement.archived_at.or(is_away.then_some(now));
        return save(tx, &Statement { archived_at, ..statement.clone() }).await;
    };
    let is_another_day = away.date(&zone) != now.date(&zone);
    let since = if is_another_day { now } else { statement.since };
    save(tx, &Statement { archived_at: None, since, ..statement.clone() }).await?;
    if is_another_day {
        store::insert_past(tx, statement, away).await?;
    }
    Ok(())
}

async fn save(tx: &mut PeopleTx, statement: &Statement) -> Result<()> {
    if store::save(tx, statement).await? { Ok(()) } else { Err(Refusal::Changed.into()) }
}
