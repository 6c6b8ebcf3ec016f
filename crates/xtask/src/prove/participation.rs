//! No page tells two states of participation apart on one side of the floor.
//!
//! Many leaders of one round, each with the same number of raters, of whom some have fetched their
//! token, some have sent, changed or taken back a ballot. Whatever stands anywhere about two leaders
//! of the same side has to be the same to the byte, but for their names and ids.

use std::collections::BTreeMap;

use hone_core::ballot::{self, Receipt, Sheet};
use hone_core::category::Category;
use hone_core::invitation::Issued;
use hone_core::person::{self, Person};
use hone_core::testing::attack::organisation::FLOOR;
use hone_core::testing::rating::{self, Asks, Browser, Running};
use hone_core::testing::{Fresh, sign_in_as};
use hone_core::{Hone, chance, leader};
use jiff::tz::TimeZone;

use super::{Wanted, serve};
use crate::http::Connection;
use crate::say;

/// Raters of each leader in each of two categories.
const GROUP: usize = 5;

/// What stands about one leader: text by where it stands.
type About = BTreeMap<&'static str, String>;

pub(super) async fn run(fresh: &Fresh, wanted: &Wanted) -> anyhow::Result<bool> {
    let hone = &fresh.hone;
    // Of n leaders on two sides there are at least n * (n - 2) / 4 pairs.
    let n_leaders = (2..=wanted.pairs + 4).find(|n| n * (n - 2) / 4 >= wanted.pairs).unwrap_or(2);
    let (running, codes) = launch(hone, n_leaders).await;
    let mut sides = Vec::new();
    for code in &codes {
        let n_sent = chance::below(2 * GROUP + 1);
        take_part(hone, &running, code, n_sent).await;
        sides.push(n_sent >= FLOOR);
    }
    let today = hone.clock.now().date(&TimeZone::get("Europe/Vienna")?);
    ballot::take_standing(hone, running.round_ref, today).await?;
    let mut server = serve(fresh, wanted).await?;
    let about = read_about(hone, wanted, &running, &codes).await?;
    server.kill().await?;
    let (mut n_pairs, mut n_differing, mut n_told) = (0, 0, 0);
    for (i, one) in about.iter().enumerate() {
        for (j, other) in about.iter().enumerate().skip(i + 1) {
            if sides[i] == sides[j] {
                n_pairs += 1;
                n_differing += usize::from(one != other);
                if one != other && n_differing == 1 {
                    say(&format!("  the first that differ: {}", difference(one, other)));
                }
            } else {
                n_told += usize::from(one != other);
            }
        }
    }
    say(&format!(
        "  {n_leaders} leaders with {} raters each: {n_pairs} pairs on one side of the floor, of \
         which {n_differing} differ; {n_told} pairs on two sides differ",
        2 * GROUP
    ));
    Ok(n_differing == 0 && n_told > 0 && n_pairs >= wanted.pairs)
}

/// Where two differ, and how.
fn difference(one: &About, other: &About) -> String {
    let texts = one.iter().zip(other.values()).filter(|((_, text), other)| text != other);
    let lines = texts.flat_map(|((what, text), other)| {
        let pairs = text.lines().zip(other.lines()).filter(|(one, other)| one != other);
        pairs.map(move |(one, other)| format!("{what}: {one}\n    {other}"))
    });
    lines.collect::<Vec<_>>().join("\n  ")
}

/// A name that nothing else on a page contains.
fn code(place: usize) -> String {
    format!("Zq{place:04}qz")
}

async fn launch(hone: &Hone, n_leaders: usize) -> (Running, Vec<String>) {
    let codes: Vec<String> = (0..n_leaders).map(code).collect();
    let raters: Vec<Vec<String>> = codes
        .iter()
        .map(|code| (0..2 * GROUP).map(|rater| format!("Rater {rater} {code}")).collect())
        .collect();
    let names: Vec<Vec<&str>> =
        raters.iter().map(|names| names.iter().map(String::as_str).collect()).collect();
    let categories: Vec<[(Category, &[&str]); 2]> = names
        .iter()
        .map(|names| [(Category::Reports, &names[..GROUP]), (Category::Peers, &names[GROUP..])])
        .collect();
    let asks: Vec<Asks<'_>> =
        codes.iter().zip(&categories).map(|(code, asks)| (code.as_str(), &asks[..])).collect();
    let running = rating::running(hone, &asks).await;
    (running, codes)
}

/// So many raters of a leader send a ballot; of them some change it or take it back, and of the
/// others some have fetched their token.
async fn take_part(hone: &Hone, running: &Running, code: &str, n_sent: usize) {
    let mut raters: Vec<usize> = (0..2 * GROUP).collect();
    chance::shuffle(&mut raters);
    for (place, rater) in raters.into_iter().enumerate() {
        if place >= n_sent && chance::below(2) == 0 {
            continue;
        }
        let category = if rater < GROUP { Category::Reports } else { Category::Peers };
        let group = running.group(code, category);
        let browser = Browser::fresh();
        let link = &running.secrets[&format!("Rater {rater} {code}")];
        assert!(matches!(browser.fetch(hone, link, &[group]).await, Issued::Done(_)));
        let n_sheets = if place < n_sent { 1 + chance::below(3) } else { 0 };
        for step in 0..n_sheets {
            let is_taken_back = step > 0 && chance::below(2) == 0;
            let sheet = if is_taken_back { Sheet::default() } else { rating::sheet("pulse", 4) };
            assert_eq!(browser.send(hone, group, &sheet).await, Receipt::Kept);
        }
    }
}

/// Everything that an administrator and the leaders themselves read of each leader.
async fn read_about(
    hone: &Hone,
    wanted: &Wanted,
    running: &Running,
    codes: &[String],
) -> anyhow::Result<Vec<About>> {
    let mut tx = hone.people.write().await?;
    let leaders = leader::store::list(&mut tx, running.organisation, running.round).await?;
    let mut administrator =
        Person::new(running.organisation, "Orla Byrne", "orla@hone.test", hone.clock.now());
    administrator.is_administrator = true;
    person::store::insert(&mut tx, &administrator).await?;
    let mut people = BTreeMap::new();
    for leader in &leaders {
        let person = person::store::find(&mut tx, running.organisation, leader.person_id).await?;
        let person = person.expect("a leader is a person");
        people.insert(person.name.clone(), (leader.id, person));
    }
    tx.commit().await?;
    let mut connection = Connection::open(wanted.port).await?;
    let mut get = async |path: &str, who: &Person| -> anyhow::Result<String> {
        let cookie = sign_in_as(hone, who).await;
        let answer = connection.get_as(path, cookie.text()).await?;
        anyhow::ensure!(answer.status == 200, "{path}: {}", answer.status);
        Ok(String::from_utf8_lossy(&answer.body).into_owned())
    };
    let whole = get(&format!("/rounds/{}", running.round), &administrator).await?;
    let mut about = Vec::new();
    for code in codes {
        let (id, person) = &people[code];
        let rows = whole.split("<tr").filter_map(|row| row.split("</tr>").next());
        let line = rows.into_iter().find(|row| row.contains(code.as_str())).unwrap_or_default();
        anyhow::ensure!(!line.is_empty(), "the page of the round does not name {code}");
        let own = format!("/leaders/{id}");
        let texts = [
            ("the round", line.to_owned()),
            ("the list, for administrators", get(&own, &administrator).await?),
            ("the list, for the leader", get(&own, person).await?),
            ("the first page of the leader", without_prompt(&get("/", person).await?)),
            ("the reports of the leader", get("/reports", person).await?),
        ];
        about.push(texts.map(|(what, text)| (what, without_names(&text, code))).into());
    }
    Ok(about)
}

/// A page of the day without its question to think about, which goes by the id of whoever reads it.
fn without_prompt(html: &str) -> String {
    let parts = html.split_once("<b>One question</b>");
    let parts = parts.and_then(|(before, rest)| Some((before, rest.split_once("</li>")?.1)));
    parts.map_or_else(|| html.to_owned(), |(before, after)| format!("{before}{after}"))
}

/// A text without its ids and names, which differ from leader to leader.
fn without_names(text: &str, code: &str) -> String {
    let is_digit = |c: char| c.is_ascii_hexdigit() || c == '-';
    let mut kept = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_digit) {
        let length = rest[start..].find(|c| !is_digit(c)).unwrap_or(rest.len() - start);
        kept.push_str(&rest[..start]);
        kept.push_str(if length >= 32 { "ID" } else { &rest[start..start + length] });
        rest = &rest[start + length..];
    }
    kept.push_str(rest);
    kept.replace(code, "NAME").replace(&code.to_lowercase(), "NAME")
}
