//! Kills the server under load, again and again, and looks for every acknowledged ballot.

use std::collections::HashMap;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hone_core::{Hone, ballot};
use tokio::task::JoinSet;

use crate::http::Connection;
use crate::rater::Crowd;
use crate::server::Place;
use crate::{Setup, say};

const N_CRASHES: usize = 10;

/// Crashes ten times, then counts.
pub(crate) async fn run(setup: Setup) -> anyhow::Result<ExitCode> {
    let place = Place::fresh(&setup.site)?;
    let hone = place.hone().await?;
    let crowd = Arc::new(Crowd::invite(&hone, setup.raters, &setup.form).await);
    let next = Arc::new(AtomicUsize::new(0));
    let mut acknowledged = Vec::new();
    for crash in 1..=N_CRASHES {
        let mut server = place.serve().await?;
        let mut workers = JoinSet::new();
        for _ in 0..setup.concurrency {
            let (setup, crowd, next) = (setup.clone(), crowd.clone(), next.clone());
            workers.spawn(vote_until_killed(hone.clone(), setup, crowd, next));
        }
        let moment = 300 + u64::from(hone_core::chance::bytes::<1>()[0]) * 3;
        tokio::time::sleep(Duration::from_millis(moment)).await;
        // SIGKILL: the server has no moment to finish anything.
        server.kill().await?;
        let before = acknowledged.len();
        for marks in workers.join_all().await {
            acknowledged.extend(marks);
        }
        say(&format!(
            "crash {crash} after {moment} ms: {} ballots acknowledged",
            acknowledged.len() - before
        ));
    }
    let server = place.serve().await?;
    drop(server);
    count(&place, &crowd, &acknowledged).await
}

/// Fetches tokens and votes, rater by rater, until the server is gone.
async fn vote_until_killed(
    hone: Hone,
    setup: Setup,
    crowd: Arc<Crowd>,
    next: Arc<AtomicUsize>,
) -> Vec<String> {
    let mut acknowledged = Vec::new();
    let Ok(mut connection) = Connection::open(setup.site.port).await else { return acknowledged };
    loop {
        let i = next.fetch_add(1, Ordering::Relaxed);
        let Some(rater) = crowd.raters.get(i) else { return acknowledged };
        let issued = connection.post("/rate/issuance", &rater.issuance(), false).await;
        if !issued.is_ok_and(|answer| answer.status == 200) {
            return acknowledged;
        }
        for group in rater.groups {
            let mark = format!("mark-{i}-{}", group.0);
            let ballot = rater.ballot(&hone, group, &setup.form, &mark).await;
            match connection.post("/ballots", &ballot, false).await {
                Ok(answer) if answer.status == 200 => acknowledged.push(mark),
                _ => return acknowledged,
            }
        }
    }
}

async fn count(place: &Place, crowd: &Crowd, acknowledged: &[String]) -> anyhow::Result<ExitCode> {
    let hone = place.hone().await?;
    let sheets = ballot::peek(&hone, crowd.running.round_ref).await?;
    let mut found: HashMap<&str, usize> = HashMap::new();
    for leader in crowd.leaders() {
        for cast in sheets.get(&leader).map_or(&[][..], |turnout| &turnout.casts) {
            if let Some(mark) = cast.sheet.comments.get("keep") {
                *found.entry(mark).or_default() += 1;
            }
        }
    }
    let n_lost = acknowledged.iter().filter(|mark| !found.contains_key(mark.as_str())).count();
    let n_twice = found.values().filter(|n| **n > 1).count();
    say(&format!(
        "{} acknowledged, {} found, {n_lost} lost, {n_twice} twice",
        acknowledged.len(),
        found.len()
    ));
    let is_sound = n_lost == 0 && n_twice == 0 && !acknowledged.is_empty();
    Ok(if is_sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
