//! An attacker who holds everything at rest: files with their free pages and logs, heaps with their
//! dead rows, copies taken while people answered, and what was released. The attacker also knows in
//! which order everybody came, which no installation stores, so that finding no link means much.

pub mod cells;
pub mod files;
mod forest;
pub mod grounds;
pub mod letters;
mod media;
pub mod organisation;
pub mod quality;
pub mod reader;
mod scene;
pub mod told;
pub mod trends;
pub mod words;

pub use scene::{Scene, Size};

use std::collections::HashMap;

use super::Fresh;
use crate::chance;
use crate::db::Storage;
use forest::Group;
use media::places;

/// What was tried, and what came of it.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Each order in which things lie, against the order in which ballots came.
    pub orders: Vec<Order>,
    /// Each way of guessing what a rater wrote.
    pub links: Vec<Link>,
    /// How many rows of ballots lie twice in a file, as an old copy would, before the close.
    pub n_remains: usize,
    /// How many rows of ballots, or their names, lie anywhere after the close.
    pub n_left: usize,
}

/// How an order agrees with that in which ballots came.
#[derive(Clone, Debug)]
pub struct Order {
    /// What lies in it.
    pub what: String,
    /// Kendall's tau: 1 where it is the same, about 0 where chance made it.
    pub tau: f64,
    /// How many things lie in it.
    pub n: usize,
}

/// How often a guess was right.
#[derive(Clone, Debug)]
pub struct Link {
    /// What was guessed, and by what.
    pub what: String,
    /// How often it was right.
    pub n_right: usize,
    /// How often it was tried.
    pub n: usize,
    /// How often chance alone is right.
    pub by_chance: f64,
}

impl Order {
    /// The goal: from about 900 things on, chance exceeds it in fewer than 3 of 1,000 orders.
    pub const MOST: f64 = 0.1;

    /// The variance of tau where chance made the order.
    pub fn variance(&self) -> f64 {
        let n = self.n as f64;
        2.0 * (2.0 * n + 5.0) / (9.0 * n * (n - 1.0))
    }

    /// Whether it tells more than the goal, and than three standard deviations of chance.
    pub fn is_telling(&self) -> bool {
        self.tau.abs() > Self::MOST && self.tau * self.tau > 9.0 * self.variance()
    }
}

impl Link {
    /// Whether it is right more often than chance and three standard deviations. Matchings by chance
    /// are right as often as Poisson's law says, whose variance is its mean.
    pub fn is_telling(&self) -> bool {
        let more = self.n_right as f64 - self.by_chance;
        more > 0.0 && more * more > 9.0 * self.by_chance
    }
}

impl Evidence {
    /// The names of everything that tells more than chance.
    pub fn telling(&self) -> Vec<&str> {
        let orders = self.orders.iter().filter(|order| order.is_telling()).map(|order| &order.what);
        let links = self.links.iter().filter(|link| link.is_telling()).map(|link| &link.what);
        orders.chain(links).map(String::as_str).collect()
    }
}

/// Plays a round of some size, and attacks it.
pub async fn attack(fresh: &Fresh, size: Size) -> Evidence {
    let mut scene = Scene::begin(&fresh.hone, size).await;
    scene.everybody_answers(fresh).await;
    let mut evidence = Evidence::default();
    scene.come_to_rest(fresh).await;
    let rows: Vec<_> = scene.sent.iter().map(|sent| sent.row_id.clone()).collect();
    let pieces: Vec<_> = scene.sent.iter().map(|sent| sent.piece.clone()).collect();
    let (mut row_places, mut request_places) = (Vec::new(), Vec::new());
    for medium in media::of_ballots(fresh).await {
        for (needles, what) in [(&rows, "names of rows"), (&pieces, "contents of rows")] {
            let found = places(&medium, needles);
            evidence.n_remains += found.iter().map(|at| at.len().saturating_sub(1)).sum::<usize>();
            let first: Vec<_> = found.iter().filter_map(|at| at.first().copied()).collect();
            if first.len() > needles.len() / 2 {
                evidence.orders.push(order(format!("{what} in {}", medium.name), &first));
                row_places.push((format!("place of {what} in {}", medium.name), found));
            }
        }
    }
    let issuances = media::of_people(fresh).await;
    let begun: Vec<_> = scene.sent.iter().map(|sent| sent.request_hash.clone()).collect();
    for medium in &issuances {
        let found = places(medium, &begun);
        if found.iter().all(|at| !at.is_empty()) {
            request_places.push((format!("place of the request in {}", medium.name), found));
        }
    }
    let mut of_rows: Vec<Clue> = row_places.iter().map(|(_, found)| first_places(found)).collect();
    of_rows.extend([numbers(&rows), numbers(&pieces)]);
    let mut of_people: Vec<Clue> =
        request_places.iter().map(|(_, found)| first_places(found)).collect();
    of_people.extend([
        in_order(rows.len()),
        scene.ranks(|sent| sent.rater.as_bytes()),
        numbers(&begun),
    ]);
    let links = by_trees("which row is whose", &strangers(rows.len()), &of_rows, &of_people);
    evidence.links.push(links);
    scene.close(&fresh.hone).await;
    evidence.n_left = left(fresh, &[&rows, &pieces].map(|all| &all[..])).await;
    let marks = scene.marks_released(&fresh.hone).await;
    let counted = scene.counted(&fresh.hone).await;
    evidence.orders.push(order("ids of counted ballots as they lie".to_owned(), &counted));
    row_places.extend(request_places);
    let clues = clues(&scene, &row_places);
    for (what, clue) in &clues {
        evidence.links.push(by_release(&scene, &marks, clue, what));
        evidence.links.push(by_counted(&counted, clue, what));
    }
    let all: Vec<Clue> = clues.into_iter().map(|(_, clue)| clue).collect();
    let remarks: Vec<Vec<usize>> = marks.values().cloned().collect();
    let shown = [places_within(&remarks, counted.len())];
    evidence.links.push(by_trees("which remark is whose", &remarks, &shown, &all));
    let listed = [counted.iter().map(|place| *place as u64).collect()];
    let some = strangers(counted.len());
    evidence.links.push(by_trees("which counted id is whose", &some, &listed, &all));
    evidence
}

/// So many ballots are told apart where nothing says about whom they are.
const STRANGERS: usize = 20;

/// Ballots in groups by chance.
fn strangers(n: usize) -> Vec<Vec<usize>> {
    let mut all: Vec<usize> = (0..n).collect();
    chance::shuffle(&mut all);
    all.chunks(STRANGERS).map(<[usize]>::to_vec).collect()
}

/// For each ballot its place within its group.
fn places_within(groups: &[Vec<usize>], n: usize) -> Clue {
    let mut places = vec![0; n];
    for group in groups {
        for (place, ballot) in group.iter().enumerate() {
            places[*ballot] = place as u64;
        }
    }
    places
}

/// Guesses by trees, in groups of ballots, which thing is whose: from what is known of the things and
/// of the people, ballot by ballot.
fn by_trees(what: &str, groups: &[Vec<usize>], things: &[Clue], people: &[Clue]) -> Link {
    let groups: Vec<Group> = groups
        .iter()
        .map(|ballots| {
            let seen = |clues: &[Clue]| -> Vec<Vec<f64>> {
                let shares: Vec<Vec<f64>> =
                    clues.iter().map(|clue| shares(ballots, clue)).collect();
                (0..ballots.len()).map(|i| shares.iter().map(|of| of[i]).collect()).collect()
            };
            // Whose is whose must not be told by the order in which they are looked at.
            let mut order: Vec<usize> = (0..ballots.len()).collect();
            chance::shuffle(&mut order);
            let people = seen(people);
            let mut owners = vec![0; ballots.len()];
            for (place, ballot) in order.iter().enumerate() {
                owners[*ballot] = place;
            }
            let people = order.iter().map(|ballot| people[*ballot].clone()).collect();
            Group { things: seen(things), people, owners }
        })
        .collect();
    Link {
        what: format!("{what}, by trees that learned from half of them"),
        n_right: forest::n_right(&groups),
        n: groups.iter().map(|group| group.things.len()).sum(),
        by_chance: forest::by_chance(&groups),
    }
}

/// The ranks of some ballots by a clue, from 0 to 1; equal ones have one rank.
fn shares(ballots: &[usize], clue: &Clue) -> Vec<f64> {
    let below =
        |ballot: &usize| ballots.iter().filter(|other| clue[**other] < clue[*ballot]).count();
    ballots.iter().map(|ballot| below(ballot) as f64 / ballots.len() as f64).collect()
}

/// The first eight bytes of each as a number, and the same for places.
fn numbers(all: &[Vec<u8>]) -> Clue {
    let number =
        |bytes: &Vec<u8>| bytes.iter().take(8).fold(0, |sum, byte| sum << 8 | u64::from(*byte));
    all.iter().map(number).collect()
}

fn first_places(found: &[Vec<usize>]) -> Clue {
    found.iter().map(|at| at.first().map_or(u64::MAX, |at| *at as u64)).collect()
}

fn in_order(n: usize) -> Clue {
    (0..n as u64).collect()
}

/// How often a value lies in the pages of a table on PostgreSQL, in rows that are dead or gone too.
/// Nothing on SQLite, and where the login may not look at pages.
pub async fn n_in_pages(fresh: &Fresh, table: &str, value: &[u8]) -> Option<usize> {
    let Storage::Postgres(url) = &fresh.storage else { return None };
    let medium = media::pages(url, table, table).await?;
    Some(places(&medium, &[value.to_vec()])[0].len())
}

/// How many needles lie anywhere that belongs to ballots.
async fn left(fresh: &Fresh, needles: &[&[Vec<u8>]]) -> usize {
    let mut n = 0;
    for medium in media::of_ballots(fresh).await {
        for needles in needles {
            n += places(&medium, needles).iter().map(Vec::len).sum::<usize>();
        }
    }
    n
}

/// A number for each ballot by which the attacker sorts; equal ones are in the order of arrival.
type Clue = Vec<u64>;

/// Everything by which an attacker may sort raters: the order of their coming, which is not even
/// stored, and all that is.
fn clues(scene: &Scene, places: &[(String, Vec<Vec<usize>>)]) -> Vec<(String, Clue)> {
    let mut clues = vec![
        ("the order in which they came".to_owned(), in_order(scene.sent.len())),
        ("their names".to_owned(), scene.ranks(|sent| sent.rater.as_bytes())),
        ("the names of their rows".to_owned(), scene.ranks(|sent| &sent.row_id)),
        ("the contents of their rows".to_owned(), scene.ranks(|sent| &sent.piece)),
        ("the copy in which their row came up".to_owned(), scene.sent_in_copy()),
    ];
    let of_places =
        |(what, found): &(String, Vec<Vec<usize>>)| (format!("the {what}"), first_places(found));
    clues.extend(places.iter().map(of_places));
    clues
}

/// Guesses for each leader which remark is whose: raters by a clue, remarks by their place.
fn by_release(scene: &Scene, marks: &HashMap<usize, Vec<usize>>, clue: &Clue, what: &str) -> Link {
    let (mut n_right, mut n) = (0, 0);
    for in_order in marks.values() {
        let mut raters = in_order.clone();
        raters.sort_by_key(|sent| (clue[*sent], *sent));
        n_right += in_order.iter().zip(&raters).filter(|(remark, rater)| remark == rater).count();
        n += raters.len();
    }
    let what = format!("which remark is whose, by {what}");
    assert!(scene.sent.len() >= n);
    Link { what, n_right, n, by_chance: marks.len() as f64 }
}

/// Guesses which counted id is whose: raters by a clue, ids by their order.
fn by_counted(counted: &[usize], clue: &Clue, what: &str) -> Link {
    let mut ids: Vec<_> = (0..counted.len()).collect();
    ids.sort_by_key(|sent| counted[*sent]);
    let mut raters: Vec<_> = (0..counted.len()).collect();
    raters.sort_by_key(|sent| (clue[*sent], *sent));
    let n_right = ids.iter().zip(&raters).filter(|(id, rater)| id == rater).count();
    let what = format!("which counted id is whose, by {what}");
    Link { what, n_right, n: ids.len(), by_chance: 1.0 }
}

fn order(what: String, places: &[usize]) -> Order {
    Order { what, tau: tau(places), n: places.len() }
}

/// Kendall's tau of numbers that should be in ascending order.
pub fn tau(numbers: &[usize]) -> f64 {
    let mut balance = 0.0;
    for (i, earlier) in numbers.iter().enumerate() {
        for later in &numbers[i + 1..] {
            balance += if earlier < later { 1.0 } else { -1.0 };
        }
    }
    balance / (numbers.len() * (numbers.len() - 1) / 2) as f64
}
