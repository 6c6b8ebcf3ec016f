//! Queries by which somebody is erased from what no slice of its own keeps.

use sqlx::AssertSqlSafe;

use crate::Result;
use crate::db::{PeopleTx, on};
use crate::ids::{AccountId, OrganisationId};
use crate::person::Person;

/// The texts besides those of the tools in which a name may stand, by table.
const TEXTS: &[(&str, &[&str])] = &[
    ("team", &["name"]),
    ("team_event", &["note"]),
    ("coaching_note", &["goal", "reality", "options", "will"]),
    ("step", &["moment", "deed", "learned"]),
    ("nameless", &["reply"]),
    ("objective_share", &["how_it_serves"]),
    ("mirror_statement", &["text"]),
    ("mirror_statement_past", &["text"]),
    ("mirror_reflection", &["text"]),
    ("mirror_learning", &["tried", "expected", "happened", "learned", "next"]),
    ("mirror_learning_past", &["tried", "expected", "happened", "learned"]),
    ("week_line", &["line"]),
    ("outbox", &["to_name", "subject", "plain", "html"]),
];

/// How many rounds ask somebody, or are about them, that are neither a draft nor released.
pub(super) async fn n_rounds_under_way(tx: &mut PeopleTx, person: &Person) -> Result<i64> {
    const SQL: &str = "
        SELECT COUNT(*)
        FROM round
        WHERE organisation_id = $1 AND phase IN ('open', 'closed')
          AND (id IN (SELECT round_id FROM invitation
                      WHERE organisation_id = $1 AND person_id = $2)
               OR id IN (SELECT round_id FROM leader
                         WHERE organisation_id = $1 AND person_id = $2))";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(person.organisation_id)
        .bind(person.id)
        .fetch_one(conn)
        .await)?)
}

/// Puts a word in the place of a name, wherever it stands in a text of an organisation.
pub(super) async fn unname(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    name: &str,
    word: &str,
) -> Result<()> {
    for (table, columns) in TEXTS {
        for column in *columns {
            let sql = format!(
                "UPDATE {table} SET {column} = REPLACE({column}, $2, $3)
                 WHERE organisation_id = $1 AND REPLACE({column}, $2, $3) <> {column}"
            );
            on!(tx, |conn| sqlx::query(AssertSqlSafe(sql))
                .bind(organisation)
                .bind(name)
                .bind(word)
                .execute(conn)
                .await
                .map(drop))?;
        }
    }
    Ok(())
}

/// Takes somebody's name out of the record of what staff did.
pub(super) async fn blank_record(tx: &mut PeopleTx, person: &Person) -> Result<()> {
    const SQL: &str = "
        UPDATE audit SET object = ''
        WHERE organisation_id = $1 AND (object = $2 OR object = $3)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(person.organisation_id)
        .bind(&person.name)
        .bind(&person.email)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Removes the mails to somebody.
pub(super) async fn remove_mails(tx: &mut PeopleTx, person: &Person) -> Result<()> {
    const SQL: &str = "DELETE FROM outbox WHERE organisation_id = $1 AND to_address = $2";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(person.organisation_id)
        .bind(&person.email)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Removes the lists of people that wait to be imported: they may have anybody in them.
pub(super) async fn remove_imports(tx: &mut PeopleTx, organisation: OrganisationId) -> Result<()> {
    const SQL: &str = "DELETE FROM import_draft WHERE organisation_id = $1";
    on!(tx, |conn| sqlx::query(SQL).bind(organisation).execute(conn).await.map(drop))?;
    Ok(())
}

/// Removes an account, unless somebody in another organisation signs in with it.
pub(super) async fn remove_account(tx: &mut PeopleTx, account: AccountId) -> Result<()> {
    const CEREMONIES: &str = "
        DELETE FROM ceremony
        WHERE account_id = $1 AND NOT EXISTS (SELECT 1 FROM person WHERE account_id = $1)";
    const LINKS: &str = "
        DELETE FROM entry_link
        WHERE account_id = $1 AND NOT EXISTS (SELECT 1 FROM person WHERE account_id = $1)";
    const ACCOUNT: &str = "
        DELETE FROM account
        WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM person WHERE account_id = $1)";
    for sql in [CEREMONIES, LINKS, ACCOUNT] {
        on!(tx, |conn| sqlx::query(sql).bind(account).execute(conn).await.map(drop))?;
    }
    Ok(())
}
