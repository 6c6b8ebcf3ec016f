//! Queries on the rhythm of a person.

use uuid::Uuid;

use super::PutOff;
use super::journey::Course;
use super::nudge::Nudge;
use super::week::Written;
use crate::Result;
use crate::account::Viewer;
use crate::clock::Moment;
use crate::db::{PeopleTx, on};
use crate::ids::{OrganisationId, PersonId};

/// Whose a calendar is.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Feed {
    pub(super) organisation_id: OrganisationId,
    pub(super) person_id: PersonId,
    /// When its address was made.
    pub(super) made_at: Moment,
}

macro_rules! nudges {
    () => {
        "SELECT nudge.organisation_id, nudge.person_id, nudge.often, nudge.weekday, nudge.hour,
                nudge.quiet_from, nudge.quiet_to, nudge.quiet_days, nudge.time_zone,
                nudge.silent_until, nudge.last_slot
         FROM nudge "
    };
}

/// What somebody has put off.
pub(super) async fn list_put_off(tx: &mut PeopleTx, viewer: &Viewer) -> Result<Vec<PutOff>> {
    const SQL: &str = "
        SELECT kind, id, until FROM put_off WHERE organisation_id = $1 AND person_id = $2";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(viewer.organisation_id)
        .bind(viewer.person_id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Saves that somebody put a line off.
pub(super) async fn save_put_off(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    put_off: &PutOff,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO put_off (organisation_id, person_id, kind, id, until)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (organisation_id, person_id, kind, id) DO UPDATE SET until = excluded.until";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(viewer.organisation_id)
        .bind(viewer.person_id)
        .bind(&put_off.kind)
        .bind(put_off.id)
        .bind(put_off.until.to_string())
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Takes back that somebody put a line off.
pub(super) async fn remove_put_off(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    kind: &str,
    id: Uuid,
) -> Result<()> {
    const SQL: &str = "
        DELETE FROM put_off
        WHERE organisation_id = $1 AND person_id = $2 AND kind = $3 AND id = $4";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(viewer.organisation_id)
        .bind(viewer.person_id)
        .bind(kind)
        .bind(id)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Forgets what somebody had put off up to a day.
pub(super) async fn remove_past(tx: &mut PeopleTx, viewer: &Viewer, today: &str) -> Result<()> {
    const SQL: &str = "
        DELETE FROM put_off WHERE organisation_id = $1 AND person_id = $2 AND until <= $3";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(viewer.organisation_id)
        .bind(viewer.person_id)
        .bind(today)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// The lines that somebody wrote from a week on, the latest first.
pub(super) async fn list_week_lines(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    from: &str,
) -> Result<Vec<Written>> {
    const SQL: &str = "
        SELECT week, line FROM week_line
        WHERE organisation_id = $1 AND person_id = $2 AND week >= $3
        ORDER BY week DESC";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(viewer.organisation_id)
        .bind(viewer.person_id)
        .bind(from)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// The two lines that somebody wrote last, the latest first.
pub(super) async fn list_latest_week_lines(
    tx: &mut PeopleTx,
    viewer: &Viewer,
) -> Result<Vec<Written>> {
    const SQL: &str = "
        SELECT week, line FROM week_line
        WHERE organisation_id = $1 AND person_id = $2
        ORDER BY week DESC
        LIMIT 2";
    let rows = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(viewer.organisation_id)
        .bind(viewer.person_id)
        .fetch_all(conn)
        .await)?;
    Ok(rows)
}

/// Saves the line of a week.
pub(super) async fn save_week_line(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    written: &Written,
    now: Moment,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO week_line (organisation_id, person_id, week, line, made_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (organisation_id, person_id, week) DO UPDATE
        SET line = excluded.line, made_at = excluded.made_at";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(viewer.organisation_id)
        .bind(viewer.person_id)
        .bind(written.week.to_string())
        .bind(&written.line)
        .bind(now)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// When somebody wants a mail.
pub(super) async fn find_nudge(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<Option<Nudge>> {
    const SQL: &str = concat!(nudges!(), "WHERE organisation_id = $1 AND person_id = $2");
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(organisation)
        .bind(person)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// Everybody who wants mails and is here, of all organisations.
pub(super) async fn list_nudges(tx: &mut PeopleTx) -> Result<Vec<Nudge>> {
    const SQL: &str = concat!(
        nudges!(),
        "JOIN person ON person.organisation_id = nudge.organisation_id
                    AND person.id = nudge.person_id
         WHERE nudge.often <> 'never' AND person.left_at IS NULL
           AND person.account_id IS NOT NULL
         ORDER BY nudge.person_id"
    );
    Ok(on!(tx, |conn| sqlx::query_as(SQL).fetch_all(conn).await)?)
}

/// Saves when somebody wants a mail.
pub(super) async fn save_nudge(tx: &mut PeopleTx, nudge: &Nudge) -> Result<()> {
    const SQL: &str = "
        INSERT INTO nudge (organisation_id, person_id, often, weekday, hour, quiet_from, quiet_to,
                           quiet_days, time_zone, silent_until, last_slot)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (organisation_id, person_id) DO UPDATE
        SET often = excluded.often, weekday = excluded.weekday, hour = excluded.hour,
            quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to,
            quiet_days = excluded.quiet_days, time_zone = excluded.time_zone,
            silent_until = excluded.silent_until, last_slot = excluded.last_slot";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(nudge.organisation_id)
        .bind(nudge.person_id)
        .bind(nudge.often)
        .bind(nudge.weekday)
        .bind(nudge.hour)
        .bind(nudge.quiet_from)
        .bind(nudge.quiet_to)
        .bind(nudge.quiet_days)
        .bind(&nudge.time_zone)
        .bind(&nudge.silent_until)
        .bind(&nudge.last_slot)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Notes that a slot is done with. False where somebody else was quicker, or turned the mails off.
pub(super) async fn save_slot(tx: &mut PeopleTx, nudge: &Nudge, slot: &str) -> Result<bool> {
    const SQL: &str = "
        UPDATE nudge SET last_slot = $1
        WHERE organisation_id = $2 AND person_id = $3 AND often <> 'never'
          AND (last_slot IS NULL OR last_slot < $1)";
    let n = on!(tx, |conn| sqlx::query(SQL)
        .bind(slot)
        .bind(nudge.organisation_id)
        .bind(nudge.person_id)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(n == 1)
}

/// Where mail to somebody goes.
pub(super) async fn find_address(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<Option<String>> {
    const SQL: &str = "SELECT email FROM person WHERE organisation_id = $1 AND id = $2";
    let row = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(organisation)
        .bind(person)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// Adds what the links of a mail hold.
pub(super) async fn insert_link(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    hash: &[u8],
    ends_at: Moment,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO nudge_link (hash, organisation_id, person_id, ends_at)
        VALUES ($1, $2, $3, $4)";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(hash)
        .bind(viewer.organisation_id)
        .bind(viewer.person_id)
        .bind(ends_at)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Whose a link is, as long as it works.
pub(super) async fn find_link(
    tx: &mut PeopleTx,
    hash: &[u8],
    now: Moment,
) -> Result<Option<(OrganisationId, PersonId)>> {
    const SQL: &str = "
        SELECT organisation_id, person_id FROM nudge_link
        WHERE hash = $1 AND ends_at > $2";
    let row = on!(tx, |conn| sqlx::query_as(SQL).bind(hash).bind(now).fetch_optional(conn).await)?;
    Ok(row)
}

/// Forgets the links that no longer work.
pub(super) async fn remove_links_ended(tx: &mut PeopleTx, now: Moment) -> Result<()> {
    const SQL: &str = "DELETE FROM nudge_link WHERE ends_at <= $1";
    on!(tx, |conn| sqlx::query(SQL).bind(now).execute(conn).await.map(drop))?;
    Ok(())
}

/// Since when somebody has a calendar.
pub(super) async fn find_feed(tx: &mut PeopleTx, viewer: &Viewer) -> Result<Option<Moment>> {
    const SQL: &str = "
        SELECT made_at FROM calendar_feed WHERE organisation_id = $1 AND person_id = $2";
    let row = on!(tx, |conn| sqlx::query_scalar(SQL)
        .bind(viewer.organisation_id)
        .bind(viewer.person_id)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// Whose a calendar is.
pub(super) async fn find_feed_by(tx: &mut PeopleTx, hash: &[u8]) -> Result<Option<Feed>> {
    const SQL: &str = "
        SELECT organisation_id, person_id, made_at FROM calendar_feed WHERE hash = $1";
    Ok(on!(tx, |conn| sqlx::query_as(SQL).bind(hash).fetch_optional(conn).await)?)
}

/// Saves the address of somebody's calendar, in place of the one before.
pub(super) async fn save_feed(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    hash: &[u8],
    now: Moment,
) -> Result<()> {
    const SQL: &str = "
        INSERT INTO calendar_feed (organisation_id, person_id, hash, made_at)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (organisation_id, person_id) DO UPDATE
        SET hash = excluded.hash, made_at = excluded.made_at";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(viewer.organisation_id)
        .bind(viewer.person_id)
        .bind(hash)
        .bind(now)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Ends somebody's calendar.
pub(super) async fn remove_feed(tx: &mut PeopleTx, viewer: &Viewer) -> Result<()> {
    const SQL: &str = "DELETE FROM calendar_feed WHERE organisation_id = $1 AND person_id = $2";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(viewer.organisation_id)
        .bind(viewer.person_id)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Where somebody is on the journey.
pub(super) async fn find_course(tx: &mut PeopleTx, viewer: &Viewer) -> Result<Option<Course>> {
    const SQL: &str = "
        SELECT organisation_id, person_id, began_on, state, paused_on, asked_on FROM journey
        WHERE organisation_id = $1 AND person_id = $2";
    let row = on!(tx, |conn| sqlx::query_as(SQL)
        .bind(viewer.organisation_id)
        .bind(viewer.person_id)
        .fetch_optional(conn)
        .await)?;
    Ok(row)
}

/// Saves where somebody is on the journey.
pub(super) async fn save_course(tx: &mut PeopleTx, course: &Course) -> Result<()> {
    const SQL: &str = "
        INSERT INTO journey (organisation_id, person_id, began_on, state, paused_on, asked_on)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (organisation_id, person_id) DO UPDATE
        SET began_on = excluded.began_on, state = excluded.state, paused_on = excluded.paused_on,
            asked_on = excluded.asked_on";
    on!(tx, |conn| sqlx::query(SQL)
        .bind(course.organisation_id)
        .bind(course.person_id)
        .bind(course.began_on.to_string())
        .bind(course.state)
        .bind(&course.paused_on)
        .bind(&course.asked_on)
        .execute(conn)
        .await
        .map(drop))?;
    Ok(())
}

/// Erases all that is kept of the rhythm of a person.
pub(super) async fn erase(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<()> {
    const SQL: [&str; 6] = [
        "DELETE FROM put_off WHERE organisation_id = $1 AND person_id = $2",
        "DELETE FROM week_line WHERE organisation_id = $1 AND person_id = $2",
        "DELETE FROM nudge_link WHERE organisation_id = $1 AND person_id = $2",
        "DELETE FROM nudge WHERE organisation_id = $1 AND person_id = $2",
        "DELETE FROM calendar_feed WHERE organisation_id = $1 AND person_id = $2",
        "DELETE FROM journey WHERE organisation_id = $1 AND person_id = $2",
    ];
    for sql in SQL {
        on!(tx, |conn| sqlx::query(sql)
            .bind(organisation)
            .bind(person)
            .execute(conn)
            .await
            .map(drop))?;
    }
    Ok(())
}
