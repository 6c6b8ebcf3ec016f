//! A report and a plan as files: the same words and numbers as on the pages, for the same people. What a
//! coach may take along is tried in `coaching`.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use hone_core::testing::round::launched;
use hone_core::testing::{self, each_engine};
use serde_json::Value;

use super::directions::released;
use super::played::{CANARY, Played};
use super::{decimals, numbers_of, one_decimal};
use crate::ask::{file, page};
use crate::{ask, signed_in};

/// What stands in the text on method, whatever was answered.
const DEFINITIONS: [&str; 19] = [
    "0.75", "0.57", "0.84", "0.20", "0.10", "0.30", "0.70", "3.5", "4.3", "4.5", "4.6", "1.5",
    "0.8", "1.0", "0.9", "90", "95", "100", "75",
];

pub(crate) const FILES: [&str; 5] =
    ["report.pdf", "report.json", "report.csv", "report.xlsx", "plan/plan.pdf"];

/// A PDF as somebody reads it.
pub(crate) struct Paper {
    n_pages: usize,
    pub(crate) text: String,
    document: lopdf::Document,
}

pub(crate) fn read(bytes: &[u8]) -> Paper {
    let document = lopdf::Document::load_mem(bytes).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    let text = document.extract_text(&pages).unwrap();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    Paper { n_pages: pages.len(), text, document }
}

/// Words alone: how lines are broken and letters joined is left to typesetting.
pub(crate) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn whole_numbers(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    text.split(|c| !is_part(c))
        .map(|number| number.trim_matches('.'))
        .filter(|number| !number.is_empty() && !number.contains('.'))
        .map(ToOwned::to_owned)
        .collect()
}

async fn finished(hone: &hone_core::Hone) -> Played {
    let played = Played::launch(hone).await;
    played.everybody_answers().await;
    played.close().await;
    played.release().await;
    played
}

/// How many more answers would tell something, as a page says it: a number that is worked out from
/// what was released.
fn more_answers(html: &str) -> Vec<String> {
    let said = html.split("about ").skip(1).filter_map(|rest| rest.split_once(" more"));
    said.map(|(n, _)| n.to_owned()).filter(|n| n.bytes().all(|b| b.is_ascii_digit())).collect()
}

#[tokio::test]
async fn the_files_are_for_nobody_without_a_grant_and_only_after_the_release() {
    for fresh in each_engine().await {
        let played = Played::launch(&fresh.hone).await;
        let (site, here) = (hone_web::site(&fresh.hone), &played.here);
        let leader = signed_in(&fresh.hone, &here.leader).await;
        let stranger = testing::stranger(&fresh.hone).await;
        let refused = async |cookie: &str| {
            for name in FILES {
                for path in [
                    format!("{}/{name}", played.first()),
                    format!("{}/{name}?paper=letter", played.first()),
                ] {
                    let (status, _, body) = ask(&site, Some(cookie), Method::GET, &path, &[]).await;
                    assert_eq!(status, StatusCode::NOT_FOUND, "{path} on {}", fresh.engine);
                    assert!(!body.contains("Femi") && !body.contains("Spring"), "{path}: {body}");
                }
            }
        };
        played.everybody_answers().await;
        refused(&leader).await;
        played.close().await;
        refused(&leader).await;
        played.release().await;

        for person in [&here.administrator, &here.coach, &here.manager, &here.peers[0], &stranger] {
            refused(&signed_in(&fresh.hone, person).await).await;
        }
        for name in ["report.json", "report.csv", "report.xlsx"] {
            file(&site, &leader, &format!("{}/{name}", played.first())).await;
        }
    }
}

#[tokio::test]
async fn the_pdf_says_what_the_pages_say_and_no_number_that_was_not_released() {
    for fresh in each_engine().await {
        let played = finished(&fresh.hone).await;
        let site = hone_web::site(&fresh.hone);
        let leader = signed_in(&fresh.hone, &played.here.leader).await;
        let mut known = BTreeSet::new();
        numbers_of(&played.document().await, &mut known);
        known.extend(DEFINITIONS.map(ToOwned::to_owned));
        let path = format!("{}/report.pdf", played.first());

        let (kind, bytes) = file(&site, &leader, &path).await;

        assert_eq!(kind, "application/pdf");
        let paper = read(&bytes);
        assert!((6..=10).contains(&paper.n_pages), "{} pages", paper.n_pages);
        let shown = decimals(&paper.text);
        let foreign: Vec<_> = shown.difference(&known).collect();
        assert!(foreign.is_empty(), "shows {foreign:?}");
        assert!(shown.len() > 20, "hardly a number: {shown:?}");

        let mut counted: BTreeSet<String> =
            known.iter().filter_map(|n| n.strip_suffix(".0")).map(ToOwned::to_owned).collect();
        counted.extend(DEFINITIONS.map(ToOwned::to_owned));
        counted.extend((1..=paper.n_pages.max(5)).map(|page| page.to_string()));
        // All colleagues, the day of the release, and the answer rates of method.
        counted.extend(["12", "4", "2026", "55"].map(ToOwned::to_owned));
        let mut pages = Vec::new();
        for path in played.paths() {
            pages.push(page(&site, Some(&leader), &path).await);
        }
        counted.extend(pages.iter().flat_map(|html| more_answers(html)));
        let whole = whole_numbers(&paper.text);
        let foreign: Vec<_> = whole.difference(&counted).collect();
        assert!(foreign.is_empty(), "shows {foreign:?}");

        for html in pages {
            let heading = html.split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap();
            assert!(letters(&paper.text).contains(&letters(heading)), "{heading}: {}", paper.text);
        }
        for said in [CANARY, "Say no to me", "Not shown: too few remarks", "five on trust"] {
            assert!(letters(&paper.text).contains(&letters(said)), "{said}: {}", paper.text);
        }
        assert_eq!(letters(&paper.text).matches("Youwrote").count(), 1, "remarks stand once");
        assert!(paper.text.contains("for the leader’s own development"));
    }
}

#[tokio::test]
async fn the_pdf_can_be_read_aloud_and_is_always_the_same() {
    let fresh = testing::on_sqlite().await;
    let played = finished(&fresh.hone).await;
    let site = hone_web::site(&fresh.hone);
    let leader = signed_in(&fresh.hone, &played.here.leader).await;

    let path = format!("{}/report.pdf?paper=letter", played.first());
    let (_, bytes) = file(&site, &leader, &path).await;
    let (_, again) = file(&site, &leader, &path).await;

    assert!(bytes == again, "the same report gave other bytes");
    let Paper { document, n_pages, .. } = read(&bytes);
    assert!((6..=10).contains(&n_pages), "{n_pages} pages");
    let catalog = document.catalog().unwrap();
    assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), b"en");
    assert!(catalog.get(b"StructTreeRoot").is_ok() && catalog.get(b"MarkInfo").is_ok());
    let metadata = catalog.get(b"Metadata").unwrap().as_reference().unwrap();
    let metadata = document.get_object(metadata).unwrap().as_stream().unwrap().clone();
    let metadata = metadata.decompressed_content().unwrap_or(metadata.content);
    let metadata = String::from_utf8_lossy(&metadata);
    assert!(metadata.contains("pdfuaid:part"), "{metadata}");
    assert!(metadata.contains("Your report, Spring 2026"), "{metadata}");
    let (mut alts, mut headers) = (Vec::new(), 0);
    for object in document.objects.values() {
        let Ok(element) = object.as_dict() else { continue };
        if let Ok(alt) = element.get(b"Alt") {
            alts.push(lopdf::decode_text_string(alt).unwrap());
        }
        let kind = element.get(b"S").and_then(lopdf::Object::as_name).unwrap_or_default();
        headers += usize::from(kind == b"TH");
    }
    assert!(headers > 50, "{headers} table headers");
    // The plane, and two panels for each contrast.
    assert!(alts.len() >= 11, "{alts:?}");
    assert!(alts.iter().any(|alt| alt.contains("Leading by group") && alt.contains("You:")));
}

#[tokio::test]
async fn the_exports_hold_the_released_figures_and_words() {
    for fresh in each_engine().await {
        let played = finished(&fresh.hone).await;
        let site = hone_web::site(&fresh.hone);
        let leader = signed_in(&fresh.hone, &played.here.leader).await;
        let release = played.document().await;

        let (kind, bytes) = file(&site, &leader, &format!("{}/report.json", played.first())).await;
        let (csv_kind, csv) = file(&site, &leader, &format!("{}/report.csv", played.first())).await;
        let (_, book) = file(&site, &leader, &format!("{}/report.xlsx", played.first())).await;

        assert_eq!(
            (kind.as_str(), csv_kind.as_str()),
            ("application/json", "text/csv; charset=utf-8")
        );
        assert!(book.starts_with(b"PK"));
        let text = String::from_utf8(bytes).unwrap();
        let document: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["schema"], "hone-report/1");
        assert_eq!(document["released_on"], "2026-05-04");
        let figures = document["figures"].as_array().unwrap();
        assert_eq!(String::from_utf8(csv).unwrap().lines().count(), figures.len() + 1);
        for figure in figures {
            let family = match figure["level"].as_str().unwrap() {
                "contrast" => "contrasts",
                "scale" => "scales",
                "wish" => "wishes",
                _ => "items",
            };
            let line = &release[family][figure["id"].as_str().unwrap()];
            let voice = match figure["who"].as_str().unwrap() {
                "You" => &line["own"],
                "Your manager" => &line["manager"],
                "All colleagues" => &line["overall"],
                "Direct reports" => &line["classes"]["reports"],
                _ => &line["classes"]["peers+others"],
            };
            let one = |value: &Value| value.as_f64().map(one_decimal);
            assert_eq!(one(&figure["value"]), one(&voice["value"]), "{figure} {voice}");
            if figure["says"].is_null() {
                assert_eq!(one(&figure["low"]), one(&voice["low"]), "{figure} {voice}");
            }
        }
        let said = |shows: &str, text: &str| {
            let remarks = document["remarks"].as_array().unwrap();
            remarks.iter().any(|r| r["shows"] == shows && r["text"].as_str() == Some(text))
        };
        assert!(said("words", CANARY) && said("words", "Say no to me more often."));
        assert!(said("themes", "five on trust"));
        for person in played.here.people.iter().chain([&played.here.leader]) {
            assert!(!text.contains(&person.email), "{}", person.email);
        }
    }
}

#[tokio::test]
async fn directions_are_directions_in_every_file() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let first = released(hone, launched(hone, 30).await, 3).await;
        let second = released(hone, first.again(hone, 30).await.launch(hone).await, 4).await;
        let site = hone_web::site(hone);
        let leader = signed_in(hone, &first.northfold.leader).await;
        let base = format!("/reports/{}", second.leaders(hone).await[0].id);

        let (_, json) = file(&site, &leader, &format!("{base}/report.json")).await;
        let (_, csv) = file(&site, &leader, &format!("{base}/report.csv")).await;
        let (_, pdf) = file(&site, &leader, &format!("{base}/report.pdf")).await;

        let document: Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(
            (&document["shows"], &document["against"]),
            (&"directions".into(), &"2026-05-04".into())
        );
        assert!(document["figures"].as_array().unwrap().iter().any(|f| f["direction"] == "higher"));
        assert!(decimals(&String::from_utf8(csv).unwrap()).is_empty());
        let text = read(&pdf).text;
        assert!(letters(&text).contains(&letters("directions and no numbers")), "{text}");
        let known: BTreeSet<String> = DEFINITIONS.map(ToOwned::to_owned).into();
        let foreign: Vec<_> = decimals(&text).difference(&known).cloned().collect();
        assert!(foreign.is_empty(), "{foreign:?}");
        assert!(!text.contains("nine"), "{text}");
    }
}

#[tokio::test]
async fn a_plan_is_on_one_or_two_sheets() {
    for fresh in each_engine().await {
        let played = finished(&fresh.hone).await;
        let site = hone_web::site(&fresh.hone);
        let leader = signed_in(&fresh.hone, &played.here.leader).await;
        let plan = format!("{}/plan", played.first());
        let path = format!("{plan}/plan.pdf");
        let (status, _, _) = ask(&site, Some(&leader), Method::GET, &path, &[]).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "before there is a plan");
        ask(&site, Some(&leader), Method::POST, &plan, &[("contrast", "trust")]).await;
        let step = [
            ("moment", "someone asks #me = what"),
            ("deed", "ask them first"),
            ("rhythm", "weekly"),
            ("starts_on", "2026-06-15"),
            ("ends_on", "2026-07-15"),
        ];
        let (status, _, body) =
            ask(&site, Some(&leader), Method::POST, &format!("{plan}/steps"), &step).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{body}");

        let (_, bytes) = file(&site, &leader, &path).await;

        let paper = read(&bytes);
        assert!((1..=2).contains(&paper.n_pages));
        let said = letters("When someone asks #me = what, I will ask them first.");
        assert!(letters(&paper.text).contains(&said), "{}", paper.text);
        assert!(letters(&paper.text).contains(&letters("Trust and delegation")));
        for person in [&played.here.administrator, &played.here.coach, &played.here.manager] {
            let cookie = signed_in(&fresh.hone, person).await;
            let (status, _, _) = ask(&site, Some(&cookie), Method::GET, &path, &[]).await;
            assert_eq!(status, StatusCode::NOT_FOUND);
        }
    }
}

#[tokio::test]
async fn a_page_of_a_report_leads_to_its_files() {
    let fresh = testing::on_sqlite().await;
    let played = finished(&fresh.hone).await;
    let site = hone_web::site(&fresh.hone);
    let leader = signed_in(&fresh.hone, &played.here.leader).await;

    let first = page(&site, Some(&leader), &played.first()).await;

    for name in
        ["report.pdf", "report.pdf?paper=letter", "report.json", "report.csv", "report.xlsx"]
    {
        assert!(first.contains(&format!("href=\"{}/{name}\"", played.first())), "{name}");
    }
}
