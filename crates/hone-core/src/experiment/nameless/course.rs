//! What happens to the letters of each team at its hour. Each step can be repeated after a crash, and of
//! several nodes that try at once one does it.

use hone_token::BallotId;
use jiff::tz::TimeZone;

use super::{FLOOR, Phase, Week, is_enough, last_hour, n_could, next_hour, shown, store, writers};
use crate::ballot::letters::{self, NewBox};
use crate::ids::{GroupRef, LeaderRef, RoundRef};
use crate::team::{self, Team};
use crate::{Error, Hone, Result, organisation};

/// Does for the letters of every team what the hour asks for; those of a team that is closed for good end
/// at once.
///
/// A team that fails does not hold up the others; the first failure is returned after all of them.
pub async fn keep_course(hone: &Hone) -> Result<()> {
    let mut tx = hone.people.read().await?;
    let (open, closed) =
        (team::list_open(&mut tx).await?, team::list_closed_for_good(&mut tx).await?);
    drop(tx);
    let mut outcome = Ok(());
    for team in open {
        outcome = outcome.and(unless_elsewhere(go_on(hone, &team).await));
    }
    for team in closed {
        outcome = outcome.and(unless_elsewhere(give_up(hone, &team).await));
    }
    outcome
}

/// What became of a step, unless another node took it first.
fn unless_elsewhere(outcome: Result<()>) -> Result<()> {
    if let Err(Error::Refused(_)) = outcome { Ok(()) } else { outcome }
}

async fn go_on(hone: &Hone, team: &Team) -> Result<()> {
    let mut tx = hone.people.read().await?;
    let found = organisation::store::find(&mut tx, team.organisation_id).await?;
    drop(tx);
    let zone = found.map_or(TimeZone::UTC, |organisation| organisation.zone());
    while step(hone, team, &zone).await? {}
    Ok(())
}

/// Does the next step. Says whether there may be another.
pub(super) async fn step(hone: &Hone, team: &Team, zone: &TimeZone) -> Result<bool> {
    let mut tx = hone.people.read().await?;
    let week = store::find(&mut tx, team).await?;
    let n_writers = writers(&mut tx, team).await?.len();
    drop(tx);
    let now = hone.clock.now();
    match week {
        None if is_enough(n_writers) => begin(hone, team, zone).await,
        None => Ok(false),
        Some(week) => match week.phase {
            Phase::Draft => open(hone, team, &week, n_writers).await,
            Phase::Open if week.shows_at <= now => show_or_hold(hone, team, &week, zone).await,
            Phase::Open => Ok(false),
            Phase::Shown => end(hone, team, &week, zone).await,
        },
    }
}

/// Draws the names under which ballots and keys know the letters of a team until the next hour.
fn drawn(hone: &Hone, board_ref: LeaderRef, zone: &TimeZone) -> Week {
    let now = hone.clock.now();
    Week {
        board_ref,
        round_ref: RoundRef::draw(),
        group_ref: GroupRef::draw(),
        begun_at: now,
        shows_at: next_hour(now, zone),
        phase: Phase::Draft,
    }
}

/// The first letters of a team. From here on it always has some under way, so that whoever wrote one can
/// take it back, however small the team becomes.
async fn begin(hone: &Hone, team: &Team, zone: &TimeZone) -> Result<bool> {
    let mut tx = hone.people.write().await?;
    store::insert(&mut tx, team, &drawn(hone, LeaderRef::draw(), zone)).await?;
    tx.commit().await?;
    Ok(true)
}

/// Lets the ballots take them.
async fn open(hone: &Hone, team: &Team, week: &Week, n_writers: usize) -> Result<bool> {
    let new = NewBox {
        round_ref: week.round_ref,
        group_ref: week.group_ref,
        board_ref: week.board_ref,
        shows_at: week.shows_at,
        floor: i64::try_from(FLOOR).unwrap_or(i64::MAX),
        n_members: i64::try_from(n_writers).unwrap_or(i64::MAX),
    };
    letters::open(hone, &new).await?;
    let mut tx = hone.people.write().await?;
    store::advance(&mut tx, team, week, Phase::Open).await?;
    tx.commit().await?;
    Ok(true)
}

/// Shows all letters at once; or puts them off for a week, where fewer than the floor could have written
/// them. Challenges that their writers took back go in either case.
async fn show_or_hold(hone: &Hone, team: &Team, week: &Week, zone: &TimeZone) -> Result<bool> {
    let now = hone.clock.now();
    let at = last_hour(now, zone);
    let mut tx = hone.people.write().await?;
    let is_shown = is_enough(n_could(&mut tx, team, week).await?);
    if is_shown {
        letters::close(hone, week.round_ref).await?;
    }
    let all = letters::list(hone, week.round_ref).await?;
    let has_come = if is_shown {
        store::advance(&mut tx, team, week, Phase::Shown).await?
    } else {
        store::put_off(&mut tx, team, week, next_hour(now, zone)).await?
    };
    if !has_come {
        return Ok(false);
    }
    if is_shown {
        let n_rights = store::n_rights(&mut tx, week.group_ref).await?;
        shown::show(&mut tx, team, &all, n_rights, at).await?;
    }
    shown::withdraw(&mut tx, team, &all, at.0).await?;
    if !is_shown {
        letters::hold(hone, week.round_ref, next_hour(now, zone)).await?;
    }
    tx.commit().await?;
    Ok(is_shown)
}

/// Ends letters that were shown, and begins to take the next ones.
async fn end(hone: &Hone, team: &Team, week: &Week, zone: &TimeZone) -> Result<bool> {
    destroy(hone, team, week, Some(&drawn(hone, week.board_ref, zone))).await?;
    Ok(true)
}

/// Ends the letters of a team that nobody can open again: what was not shown is shown to nobody, and no
/// others follow.
async fn give_up(hone: &Hone, team: &Team) -> Result<()> {
    let mut tx = hone.people.read().await?;
    let found = store::find(&mut tx, team).await?;
    drop(tx);
    let Some(week) = found else { return Ok(()) };
    if week.phase == Phase::Draft {
        // Broken off while they were opened, they may have keys already.
        open(hone, team, &week, 0).await?;
    }
    letters::close(hone, week.round_ref).await?;
    destroy(hone, team, &week, None).await
}

/// Destroys keys and letters, and who could have written them; `next` are the letters that follow, if any.
async fn destroy(hone: &Hone, team: &Team, week: &Week, next: Option<&Week>) -> Result<()> {
    letters::end(hone, week.round_ref, &list_shown(hone, week).await?).await?;
    let mut tx = hone.people.write().await?;
    // Before the rights: whoever is about to record one waits, and finds no such letters under way.
    if let Some(next) = next {
        store::replace(&mut tx, team, week, next).await?;
    } else {
        store::remove(&mut tx, team).await?;
    }
    store::remove_rights(&mut tx, week.group_ref).await?;
    tx.commit().await?;
    if let Err(error) = hone.people.wipe_dead_rows("letter_right", "request_hash").await {
        // The rows are deleted, and tell only who could have written.
        tracing::error!("who could have written letters could not be overwritten: {error}");
    }
    Ok(())
}

/// The letters of a week that became challenges which were shown.
async fn list_shown(hone: &Hone, week: &Week) -> Result<Vec<BallotId>> {
    if week.phase != Phase::Shown {
        return Ok(Vec::new());
    }
    let mut tx = hone.people.read().await?;
    let n_rights = store::n_rights(&mut tx, week.group_ref).await?;
    drop(tx);
    let all = letters::list(hone, week.round_ref).await?;
    Ok(shown::sound(&all, n_rights).iter().map(|one| one.ballot).collect())
}
