//! An attacker who looks for the order in which letters without a name came, in everything that lies
//! anywhere: before they are shown, and after.

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;

use super::media::{self, places};
use super::{Evidence, left, order};
use crate::db::on;
use crate::experiment::{challenge, nameless};
use crate::person::Person;
use crate::testing::letters::{Crew, Device, WEEK, crew, send};
use crate::testing::{Fresh, northfold};
use crate::{Hone, ballot, chance, keys};

/// Each member writes from so many devices.
const N_DEVICES: usize = nameless::MOST_DEVICES;

/// A letter as the attacker knows it, who knows more than any installation stores.
struct Sent {
    title: String,
    row_id: Vec<u8>,
    piece: Vec<u8>,
    ballot: Vec<u8>,
    request_hash: Vec<u8>,
}

/// Plays a week of one team in which everybody writes from every device, each as soon as it has its token,
/// and looks how all places agree with the order in which they came.
pub async fn attack(fresh: &Fresh) -> Evidence {
    let hone = &fresh.hone;
    let here = northfold(hone).await;
    let others: Vec<&Person> = here.people.iter().filter(|one| one.id != here.leader.id).collect();
    let crew = crew(hone, &here, &others).await;
    let sent = everybody_writes(hone, &crew).await;
    let rows: Vec<_> = sent.iter().map(|one| one.row_id.clone()).collect();
    let pieces: Vec<_> = sent.iter().map(|one| one.piece.clone()).collect();
    ballot::mix(hone).await.expect("a mixing");
    for folded in [hone.people.fold().await, hone.ballots.fold().await] {
        folded.expect("a fold");
    }
    let mut evidence = Evidence::default();
    for medium in media::of_ballots(fresh).await {
        for (needles, what) in [(&rows, "names of rows"), (&pieces, "contents of rows")] {
            let found = places(&medium, needles);
            evidence.n_remains += found.iter().map(|at| at.len().saturating_sub(1)).sum::<usize>();
            let first: Vec<_> = found.iter().filter_map(|at| at.first().copied()).collect();
            if first.len() == needles.len() {
                evidence.orders.push(order(format!("{what} in {}", medium.name), &first));
            }
        }
    }
    hone.clock.advance(WEEK);
    nameless::keep_course(hone).await.expect("a course");
    evidence.n_left = left(fresh, &[&rows[..], &pieces[..]]).await;
    let ranks = [
        ("the order of coming", ranks(&sent, |_| Vec::new())),
        ("the names of rows", ranks(&sent, |one| one.row_id.clone())),
        ("the contents of rows", ranks(&sent, |one| one.piece.clone())),
        ("the ids of letters", ranks(&sent, |one| one.ballot.clone())),
        ("the requests for tokens", ranks(&sent, |one| one.request_hash.clone())),
    ];
    for (place, titles) in shown(hone, &crew).await {
        assert_eq!(titles.len(), sent.len(), "{place}");
        for (what, ranks) in &ranks {
            let lies: Vec<_> = titles.iter().map(|title| ranks[title]).collect();
            evidence.orders.push(order(format!("{place} against {what}"), &lies));
        }
    }
    let came: BTreeMap<_, _> = sent.iter().enumerate().map(|(i, one)| (&one.ballot, i)).collect();
    let counted = media::counted(hone).await;
    let counted: Vec<_> = counted.iter().filter_map(|id| came.get(id).copied()).collect();
    assert_eq!(counted.len(), sent.len());
    evidence.orders.push(order("ids of letters as they lie".to_owned(), &counted));
    evidence
}

/// Everybody fetches a token and writes at once, on one device after the other, in an order of chance.
async fn everybody_writes(hone: &Hone, crew: &Crew) -> Vec<Sent> {
    let week = crew.week(hone).await;
    let keys = hone.keys.of(week.round_ref).await.expect("keys");
    let mut writers: Vec<_> = (0..N_DEVICES).flat_map(|_| crew.others.iter()).collect();
    chance::shuffle(&mut writers);
    let mut sent = Vec::new();
    for (n, writer) in writers.into_iter().enumerate() {
        let device = Device::fresh();
        let token = device.fetch(hone, writer, &crew.team, &week).await;
        let title = format!("letter {n:03}");
        let receipt = send(hone, &week, &token, &device.challenge(&title)).await;
        assert_eq!(receipt, ballot::Receipt::Kept);
        let ballot = token.ballot_id();
        let blinded = device.request(week.group_ref).blinded();
        sent.push(Sent {
            title,
            row_id: keys.store().row_id(&ballot).to_vec(),
            piece: Vec::new(),
            ballot: ballot.to_vec(),
            request_hash: keys::request_hash(&blinded).to_vec(),
        });
    }
    let rows: BTreeMap<_, _> = media::rows(hone).await.into_iter().collect();
    for one in &mut sent {
        one.piece = rows[&one.row_id][2_000..2_016].to_vec();
    }
    sent
}

/// The place of each letter by something; equal ones are in the order of coming.
fn ranks(sent: &[Sent], of: impl Fn(&Sent) -> Vec<u8>) -> BTreeMap<String, usize> {
    let mut sorted: Vec<_> = sent.iter().collect();
    sorted.sort_by_key(|one| of(one));
    sorted.iter().enumerate().map(|(rank, one)| (one.title.clone(), rank)).collect()
}

/// The titles of challenges in each order in which they lie, or are shown.
async fn shown(hone: &Hone, crew: &Crew) -> Vec<(&'static str, Vec<String>)> {
    const LIE: [(&str, &str, &str); 2] = [
        (
            "challenges as they lie",
            "SELECT title FROM challenge ORDER BY rowid",
            "SELECT title FROM challenge ORDER BY ctid",
        ),
        (
            "what there is besides",
            "SELECT title FROM nameless JOIN challenge ON challenge.id = nameless.challenge_id
             ORDER BY nameless.challenge_id",
            "SELECT title FROM nameless JOIN challenge ON challenge.id = nameless.challenge_id
             ORDER BY nameless.ctid",
        ),
    ];
    const EVENTS: &str = "
        SELECT challenge.title
        FROM team_event
        JOIN challenge ON challenge.id = team_event.entity_id
        ORDER BY team_event.number";
    const TEXTS: &str = "SELECT title FROM practice_text ORDER BY number";
    let mut tx = hone.people.read().await.expect("a transaction");
    let is_postgres = tx.is_postgres();
    let lie =
        LIE.map(|(what, sqlite, postgres)| (what, if is_postgres { postgres } else { sqlite }));
    let mut orders = Vec::new();
    for (what, sql) in lie.into_iter().chain([("events", EVENTS), ("texts", TEXTS)]) {
        let titles = on!(tx, |conn| sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(conn).await);
        orders.push((what, titles.expect("titles")));
    }
    let listed = challenge::list(&mut tx, &crew.team).await.expect("challenges");
    orders.push(("the board", listed.into_iter().map(|one| one.title).collect()));
    orders
}
