//! Queries on texts that can be found.

use super::{Found, Text};
use crate::Result;
use crate::db::{PeopleTx, on};
use crate::team::{About, Team};

/// Saves a text with its words, in place of what was there.
pub(super) async fn save(
    tx: &mut PeopleTx,
    team: &Team,
    text: &Text<'_>,
    words: &str,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO practice_text (organisation_id, team_id, kind, entity_id, title, body, words,
                                   written_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (organisation_id, kind, entity_id) DO UPDATE
        SET title = excluded.title, body = excluded.body, words = excluded.words";
    let words =
        if tx.is_postgres() { words.to_owned() } else { format!("{words} {}", word_of(team)) };
    on!(tx, |conn| sqlx::query(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(text.about.kind)
        .bind(text.about.id)
        .bind(text.title)
        .bind(text.body)
        .bind(words)
        .bind(text.at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The word by which the index of SQLite knows the texts of a team.
fn word_of(team: &Team) -> String {
    format!("team{}", team.id.0.simple())
}

/// Takes a text out.
pub(super) async fn remove(tx: &mut PeopleTx, team: &Team, about: About) -> Result<()> {
    const SQL: &str = "
        DELETE FROM practice_text
        WHERE organisation_id = $1 AND team_id = $2 AND kind = $3 AND entity_id = $4";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(about.kind)
        .bind(about.id)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The texts of a team that have a word beginning with each of the terms, the newest first. A term has
/// letters and digits only.
pub(super) async fn list(
    tx: &mut PeopleTx,
    team: &Team,
    terms: &[String],
    most: usize,
) -> Result<Vec<Found>> {
    // A cross join keeps its order on SQLite: the index first, which gives the newest first, so that
    // nothing is sorted.
    const SQLITE: &str = "
        SELECT practice_text.kind, practice_text.entity_id, practice_text.title,
               practice_text.body, practice_text.written_at
        FROM practice_index
        CROSS JOIN practice_text ON practice_text.number = practice_index.rowid
        WHERE practice_index MATCH $3
          AND practice_text.organisation_id = $1 AND practice_text.team_id = $2
        ORDER BY practice_index.rowid DESC
        LIMIT $4";
    const POSTGRES: &str = "
        SELECT kind, entity_id, title, body, written_at
        FROM practice_text
        WHERE organisation_id = $1 AND team_id = $2 AND terms @@ CAST(CAST($3 AS TEXT) AS TSQUERY)
        ORDER BY number DESC
        LIMIT $4";
    let (sql, question) = if tx.is_postgres() {
        (POSTGRES, joined(terms, "'", "':*", " & "))
    } else {
        (SQLITE, format!("\"{}\" {}", word_of(team), joined(terms, "\"", "\"*", " ")))
    };
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = on!(tx, |conn| sqlx::query_as(sql)
        .bind(team.organisation_id)
        .bind(team.id)
        .bind(question)
        .bind(most)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

fn joined(terms: &[String], before: &str, after: &str, between: &str) -> String {
    let each = terms.iter().map(|term| format!("{before}{term}{after}"));
    each.collect::<Vec<_>>().join(between)
}
