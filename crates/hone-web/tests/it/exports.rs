//! What can be taken away as a file: none says who answered, when, or more than the page beside it.
//!
//! **To add a file**, add a line to [`FILES`]; what it may hold besides is checked here.

use std::collections::BTreeMap;

use axum::Router;
use axum::http::{Method, StatusCode};
use hone_core::Hone;
use hone_core::testing::each_engine;
use hone_core::testing::round::{Staged, launched};

use crate::{ask, signed_in};

/// Every route that hands out something other than a page, and whether names of raters belong into
/// it: that is so only where all people are listed, raters or not.
const FILES: [(&str, bool); 14] = [
    (OWN_DATA, false),
    ("/static/{tag}/{name}", false),
    ("/healthz", false),
    ("/people/export.csv", true),
    ("/people/template.csv", false),
    ("/model/quality.pdf", false),
    ("/reports/{leader}/plan/calendar.ics", false),
    ("/reports/{leader}/plan/plan.pdf", false),
    ("/reports/{leader}/report.csv", false),
    ("/reports/{leader}/report.json", false),
    ("/reports/{leader}/report.pdf", false),
    ("/reports/{leader}/report.xlsx", false),
    ("/ballots/manifest/{round_ref}", false),
    ("/ballots/counted/{round_ref}", false),
];

/// What somebody takes along of themselves: their own name stands in it, and when they did something.
const OWN_DATA: &str = "/account/data.json";

/// The one line of a calendar with a time: when its owner made the plan.
const OWN_TIME: &str = "DTSTAMP:";

/// Everything that anybody can take away, by route and by who took it.
async fn files(
    hone: &Hone,
    site: &Router,
    staged: &Staged,
) -> BTreeMap<(&'static str, String), String> {
    let people = &staged.northfold;
    let mut cookies = vec![("nobody".to_owned(), None)];
    for person in [&people.administrator, &people.leader, &people.coach, &people.reports[0]] {
        cookies.push((person.name.clone(), Some(signed_in(hone, person).await)));
    }
    let leader = staged.leaders(hone).await.remove(0);
    let mut files = BTreeMap::new();
    for rule in hone_web::routes(hone).rules().iter().filter(|rule| rule.method == Method::GET) {
        let path = rule
            .path
            .replace("{tag}/{name}", "0/hone.css")
            .replace("{leader}", &leader.id.to_string())
            .replace("{contrast}", "trust")
            .replace("{round}", &staged.round.id.to_string())
            .replace("{round_ref}", &staged.round.round_ref.to_string())
            .replace("{person}", &people.reports[0].id.to_string());
        for (who, cookie) in &cookies {
            let (status, headers, body) =
                ask(site, cookie.as_deref(), Method::GET, &path, &[]).await;
            let kind = headers.get("content-type").and_then(|kind| kind.to_str().ok());
            if status == StatusCode::OK && !kind.is_some_and(|kind| kind.starts_with("text/html")) {
                files.insert((rule.path, who.clone()), body);
            }
        }
    }
    files
}

/// Whether a text has a time of a day, as people or machines write it.
fn has_time(text: &str) -> bool {
    let is_digit = |c: Option<&u8>| c.is_some_and(u8::is_ascii_digit);
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| range.into_iter().all(|i| is_digit(bytes.get(i)));
    (0..bytes.len()).any(|i| {
        let is_clock = bytes[i] == b':' && i >= 2 && digits(i - 2..i) && digits(i + 1..i + 3);
        let is_stamp = bytes[i] == b'T' && i >= 2 && digits(i - 2..i) && digits(i + 1..i + 5);
        is_clock || is_stamp
    })
}

#[tokio::test]
async fn no_file_says_who_answered_and_when() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = launched(hone, 30).await;
        let site = hone_web::site(hone);
        let before = files(hone, &site, &staged).await;
        staged.everybody_answers(hone, 4).await;
        let open = files(hone, &site, &staged).await;
        assert!(open == before, "a file tells that somebody has answered on {}", fresh.engine);
        staged.release(hone).await;
        let leader = signed_in(hone, &staged.northfold.leader).await;
        let plan = format!("/reports/{}/plan", staged.leaders(hone).await[0].id);
        let chosen = ask(&site, Some(&leader), Method::POST, &plan, &[("contrast", "trust")]).await;
        assert_eq!(chosen.0, StatusCode::SEE_OTHER, "{}", chosen.2);

        let after = files(hone, &site, &staged).await;

        let mut found: Vec<&str> = after.keys().map(|(route, _)| *route).collect();
        found.dedup();
        let mut listed = FILES.map(|(route, _)| route);
        listed.sort_unstable();
        assert_eq!(
            found, listed,
            "these routes hand out files; keep FILES and its checks complete"
        );
        for ((route, who), text) in &after {
            let lists_people = FILES.iter().any(|(file, lists)| file == route && *lists);
            let people = &staged.northfold;
            for rater in people.reports.iter().chain(&people.peers) {
                let is_named = text.contains(&rater.name) || text.contains(&rater.email);
                let is_self = *route == OWN_DATA && rater.name == *who;
                assert_eq!(
                    is_named,
                    lists_people || is_self,
                    "{} in {route} for {who}",
                    rater.name
                );
            }
            let own = text.lines().filter(|line| !line.starts_with(OWN_TIME));
            let is_ours = route.starts_with("/static") || *route == OWN_DATA;
            // Made of the same pages and tables as the others; `reports::files` unpacks them.
            let is_packed = [".pdf", "report.xlsx"].iter().any(|f| route.ends_with(f));
            for line in own.filter(|_| !is_ours && !is_packed) {
                assert!(!has_time(line), "{route} for {who}: {line}");
            }
        }
        let export = |of: &BTreeMap<(&str, String), String>| {
            of[&("/people/export.csv", staged.northfold.administrator.name.clone())].clone()
        };
        assert_eq!(export(&after), export(&before), "who is here, whoever has answered");
    }
}

#[test]
fn times_are_found_and_days_are_none() {
    for time in ["at 09:30", "2026-05-04T08:00:00Z", "DTSTART:20260504T080000Z"] {
        assert!(has_time(time), "{time}");
    }
    for day in ["2026-05-04", "DTSTART;VALUE=DATE:20260504", "4 May 2026", "Team 12: yes"] {
        assert!(!has_time(day), "{day}");
    }
}
