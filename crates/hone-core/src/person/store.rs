//! Queries on people.

use std::fmt::Write;

use sqlx::AssertSqlSafe;

use super::Person;
use crate::db::{PeopleTx, on};
use crate::error::is_duplicate;
use crate::ids::{AccountId, OrganisationId, PersonId};
use crate::{Error, Result};

/// The person with an id, if they are of this organisation. Also those who have left.
pub async fn find(
    tx: &mut PeopleTx,
    organisation_id: OrganisationId,
    id: PersonId,
) -> Result<Option<Person>> {
    const SQL: &str = "
        SELECT organisation_id, id, account_id, name, email, manager_id, team, department,
               language, is_administrator, is_coach, created_at, left_at
        FROM person
        WHERE organisation_id = $1 AND id = $2";
    Ok(on!(tx, |conn| sqlx::query_as(SQL)
        .bind(organisation_id)
        .bind(id)
        .fetch_optional(conn)
        .await)?)
}

/// Everyone who is in an organisation now, by name.
pub async fn list(tx: &mut PeopleTx, organisation_id: OrganisationId) -> Result<Vec<Person>> {
    const SQL: &str = "
        SELECT organisation_id, id, account_id, name, email, manager_id, team, department,
               language, is_administrator, is_coach, created_at, left_at
        FROM person
        WHERE organisation_id = $1 AND left_at IS NULL
        ORDER BY LOWER(name), email";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(organisation_id).fetch_all(conn).await)?)
}

/// Everyone who is or was in an organisation, by name.
pub async fn list_ever(tx: &mut PeopleTx, organisation_id: OrganisationId) -> Result<Vec<Person>> {
    const SQL: &str = "
        SELECT organisation_id, id, account_id, name, email, manager_id, team, department,
               language, is_administrator, is_coach, created_at, left_at
        FROM person
        WHERE organisation_id = $1
        ORDER BY LOWER(name), email";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(organisation_id).fetch_all(conn).await)?)
}

/// The person with an e-mail address in an organisation. Also those who have left.
pub async fn by_email(
    tx: &mut PeopleTx,
    organisation_id: OrganisationId,
    email: &str,
) -> Result<Option<Person>> {
    const SQL: &str = "
        SELECT organisation_id, id, account_id, name, email, manager_id, team, department,
               language, is_administrator, is_coach, created_at, left_at
        FROM person
        WHERE organisation_id = $1 AND email = $2";
    let email = email.trim().to_lowercase();
    Ok(on!(tx, |conn| sqlx::query_as(SQL)
        .bind(organisation_id)
        .bind(email)
        .fetch_optional(conn)
        .await)?)
}

/// Who somebody is in each organisation that they can enter with their account.
pub async fn of_account(tx: &mut PeopleTx, account_id: AccountId) -> Result<Vec<Person>> {
    const SQL: &str = "
        SELECT organisation_id, id, account_id, name, email, manager_id, team, department,
               language, is_administrator, is_coach, created_at, left_at
        FROM person
        WHERE account_id = $1 AND left_at IS NULL
        ORDER BY created_at, id";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(account_id).fetch_all(conn).await)?)
}

/// How many administrators an organisation has.
pub async fn n_administrators(tx: &mut PeopleTx, organisation_id: OrganisationId) -> Result<i64> {
    const SQL: &str = "
        SELECT COUNT(*)
        FROM person
        WHERE organisation_id = $1 AND is_administrator = $2 AND left_at IS NULL";
    Ok(on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(organisation_id)
        .bind(true)
        .fetch_one(conn)
        .await)?)
}

/// Adds a person.
pub async fn insert(tx: &mut PeopleTx, person: &Person) -> Result<()> {
    save(tx, person).await
}

/// Stores a person as they are now, whether or not they were there before.
pub async fn save(tx: &mut PeopleTx, person: &Person) -> Result<()> {
    save_all(tx, std::slice::from_ref(person)).await
}

/// So many rows go into one statement. SQLite takes `$1` for a name and looks each up among all of
/// its statement, so that a thousand rows at once would cost twenty times as much as fifty.
const ROWS_AT_ONCE: usize = 50;

/// Stores many people at once, whether or not they were there before.
pub async fn save_all(tx: &mut PeopleTx, people: &[Person]) -> Result<()> {
    for chunk in people.chunks(ROWS_AT_ONCE) {
        let sql = save_sql(chunk.len());
        on!(tx, |conn| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for person in chunk {
                query = query
                    .bind(person.organisation_id)
                    .bind(person.id)
                    .bind(person.account_id)
                    .bind(&person.name)
                    .bind(&person.email)
                    .bind(person.manager_id)
                    .bind(&person.team)
                    .bind(&person.department)
                    .bind(&person.language)
                    .bind(person.is_administrator)
                    .bind(person.is_coach)
                    .bind(person.created_at)
                    .bind(person.left_at);
            }
            query.execute(conn).await.map(drop)
        })
        .map_err(taken)?;
    }
    Ok(())
}

/// The statement for so many people; it differs by nothing but the number of its placeholders.
fn save_sql(n_people: usize) -> String {
    const N_COLUMNS: usize = 13;
    let mut sql = "
        INSERT INTO person (organisation_id, id, account_id, name, email, manager_id, team,
            department, language, is_administrator, is_coach, created_at, left_at)
        VALUES "
        .to_owned();
    for row in 0..n_people {
        for column in 1..=N_COLUMNS {
            let before = match (row, column) {
                (0, 1) => "(",
                (_, 1) => "), (",
                _ => ", ",
            };
            let _ = write!(sql, "{before}${}", row * N_COLUMNS + column);
        }
    }
    sql.push_str(
        ")
        ON CONFLICT (organisation_id, id) DO UPDATE
        SET account_id = excluded.account_id, name = excluded.name, email = excluded.email,
            manager_id = excluded.manager_id, team = excluded.team,
            department = excluded.department, language = excluded.language,
            is_administrator = excluded.is_administrator, is_coach = excluded.is_coach,
            left_at = excluded.left_at",
    );
    sql
}

fn taken(error: sqlx::Error) -> Error {
    if is_duplicate(&error) {
        return Error::refused("Somebody with this e-mail address is there already.");
    }
    error.into()
}

/// Whether something that is theirs alone hangs on the address of a person: an invitation to a
/// round that is open, or, as long as they have no account, a report, a leader who asks them for
/// coaching or a team.
pub async fn is_bound_to_address(
    tx: &mut PeopleTx,
    organisation_id: OrganisationId,
    id: PersonId,
) -> Result<bool> {
    const SQL: &str = "
        SELECT (SELECT COUNT(*)
                FROM invitation
                JOIN round ON round.organisation_id = invitation.organisation_id
                          AND round.id = invitation.round_id
                WHERE invitation.organisation_id = $1 AND invitation.person_id = $2
                  AND round.phase = 'open')
             + (SELECT COUNT(*)
                FROM leader
                JOIN round ON round.organisation_id = leader.organisation_id
                          AND round.id = leader.round_id
                JOIN person ON person.organisation_id = leader.organisation_id
                           AND person.id = leader.person_id
                WHERE leader.organisation_id = $1 AND leader.person_id = $2
                  AND round.phase <> 'draft' AND person.account_id IS NULL)
             + (SELECT COUNT(*)
                FROM coaching
                JOIN person ON person.organisation_id = coaching.organisation_id
                           AND person.id = coaching.coach_id
                WHERE coaching.organisation_id = $1 AND coaching.coach_id = $2
                  AND coaching.state IN ('asked', 'agreed') AND person.account_id IS NULL)
             + (SELECT COUNT(*)
                FROM team_member
                JOIN person ON person.organisation_id = team_member.organisation_id
                           AND person.id = team_member.person_id
                WHERE team_member.organisation_id = $1 AND team_member.person_id = $2
                  AND team_member.left_at IS NULL AND person.account_id IS NULL)";
    let n: i64 = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(organisation_id)
        .bind(id)
        .fetch_one(conn)
        .await)?;
    Ok(n > 0)
}
