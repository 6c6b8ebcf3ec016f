//! A leader's report through the router, from a round that was really played.

mod directions;
pub(crate) mod files;
mod growth;
mod look;
pub(crate) mod played;
mod practised;
mod wishes;
mod words;

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use hone_core::category::Category;
pub(crate) use hone_core::testing::attack::grounds::decimals;
use hone_core::testing::{self, each_engine};
use serde_json::Value;

use crate::ask::page;
use crate::{ask, signed_in};
use played::{CANARY, Played};

/// What a reader reads: the text of a page, its pictures included, without tags.
pub(crate) fn words(html: &str) -> String {
    let main = html.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
    let text = main.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text));
    text.collect::<Vec<_>>().join(" ")
}

fn one_decimal(number: f64) -> String {
    format!("{:.1}", number.abs())
}

/// Every number of a document, and how far the own answers and those of all lie apart.
fn numbers_of(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Number(number) => {
            found.insert(one_decimal(number.as_f64().unwrap()));
        }
        Value::Array(values) => values.iter().for_each(|value| numbers_of(value, found)),
        Value::Object(fields) => {
            let (own, all) = (&value["own"]["value"], &value["overall"]);
            if let Some(own) = own.as_f64() {
                let ends = ["value", "low", "high"].iter().filter_map(|end| all[*end].as_f64());
                found.extend(ends.map(|end| one_decimal(own - end)));
            }
            fields.values().for_each(|value| numbers_of(value, found));
        }
        _ => {}
    }
}

#[tokio::test]
async fn the_leader_reads_after_the_release_and_nobody_else_ever() {
    for fresh in each_engine().await {
        let played = Played::launch(&fresh.hone).await;
        let (site, here) = (hone_web::site(&fresh.hone), &played.here);
        let leader = signed_in(&fresh.hone, &here.leader).await;
        let stranger = testing::stranger(&fresh.hone).await;
        let mut others = Vec::new();
        for person in [&here.administrator, &here.coach, &here.manager, &here.peers[0], &stranger] {
            others.push(signed_in(&fresh.hone, person).await);
        }
        let refused = |cookie: String, path: String| {
            let site = site.clone();
            async move {
                let (status, _, body) = ask(&site, Some(&cookie), Method::GET, &path, &[]).await;
                assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
                assert!(!body.contains("Femi") && !body.contains("Spring"), "{path}: {body}");
            }
        };
        played.everybody_answers().await;
        refused(leader.clone(), played.first()).await;
        let open = page(&site, Some(&leader), "/reports").await;
        assert!(open.contains("People answer until"), "{open}");
        played.close().await;
        refused(leader.clone(), played.first()).await;
        let closed = page(&site, Some(&leader), "/reports").await;
        assert!(closed.contains("You can read it on 12 June 2026"), "{closed}");

        played.release().await;

        let list = page(&site, Some(&leader), "/reports").await;
        assert!(list.contains(&format!("href=\"{}\"", played.first())), "{list}");
        for path in played.paths() {
            page(&site, Some(&leader), &path).await;
            for other in &others {
                refused(other.clone(), path.clone()).await;
            }
        }
        let trust = page(&site, Some(&leader), &format!("{}/trust", played.first())).await;
        assert!(trust.contains(CANARY));
        refused(leader, format!("{}/nothing", played.first())).await;
        for other in others {
            let list = page(&site, Some(&other), "/reports").await;
            assert!(list.contains("Nothing here yet") && !list.contains("Spring 2026</h3>"));
        }
    }
}

#[tokio::test]
async fn the_pages_say_what_was_answered_and_no_number_that_was_not_released() {
    for fresh in each_engine().await {
        let played = Played::launch(&fresh.hone).await;
        played.everybody_answers().await;
        played.close().await;
        played.release().await;
        let site = hone_web::site(&fresh.hone);
        let leader = signed_in(&fresh.hone, &played.here.leader).await;
        let mut released = BTreeSet::new();
        numbers_of(&played.document().await, &mut released);

        for path in played.paths() {
            let html = page(&site, Some(&leader), &path).await;
            let again = page(&site, Some(&leader), &path).await;
            assert_eq!(html, again, "{path}");
            // Twelve colleagues: 12 * 0.20 / (1 + 11 * 0.20), and with 0.10 and 0.30.
            let mut known = released.clone();
            known.extend(["0.75", "0.57", "0.84", "0.20", "0.10", "0.30"].map(ToOwned::to_owned));
            // Named as examples of a range and of a bound.
            known.extend(["3.5", "4.3", "4.6"].map(ToOwned::to_owned));
            // On what the rules turn, and their version.
            known.extend(["2.5", "3.0", "1.4", "1.1.0"].map(ToOwned::to_owned));
            let shown = decimals(&words(&html));
            let foreign: Vec<_> = shown.difference(&known).collect();
            assert!(foreign.is_empty(), "{path} shows {foreign:?}");
            assert!(shown.len() >= 3, "{path} shows hardly a number: {shown:?}");
        }

        let first = page(&site, Some(&leader), &played.first()).await;
        assert!(first.contains(
            "Colleagues often see you set a direction that others make real. They seldom see you \
             hand work over and leave it there."
        ));
        assert!(first.contains("Risk: cannot tell yet."), "{first}");
        assert!(first.contains("Twelve colleagues answered: five direct reports"), "{first}");
        let trust = page(&site, Some(&leader), &format!("{}/trust", played.first())).await;
        assert!(
            trust.contains(
                "You see yourself hand work over and leave it there more often than colleagues do."
            ),
            "{trust}"
        );
        let remarks = words(&trust);
        assert!(remarks.contains("You wrote") && remarks.contains("I want to plan less."));
        assert!(remarks.contains("Your manager wrote") && remarks.contains("Say no to me"));
        assert!(remarks.contains("Not shown: too few remarks"));
        assert!(remarks.contains("By theme only, as their writers chose: five on trust."));
    }
}

#[tokio::test]
async fn the_report_says_why_with_the_numbers_that_decided_and_what_would_change_it() {
    for fresh in each_engine().await {
        let played = Played::launch(&fresh.hone).await;
        played.everybody_answers().await;
        played.close().await;
        played.release().await;
        let site = hone_web::site(&fresh.hone);
        let leader = signed_in(&fresh.hone, &played.here.leader).await;
        let document = played.document().await;
        let of = |scale: &str, end: &str| {
            one_decimal(document["scales"][scale]["overall"][end].as_f64().unwrap())
        };

        let first = page(&site, Some(&leader), &played.first()).await;
        let why = words(&page(&site, Some(&leader), &played.why()).await);

        assert!(first.contains(&format!("href=\"{}\">Why do I see this?", played.why())));
        let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
        for sentence in [
            "Your report names Objectives and vision.".to_owned(),
            format!(
                "Named. With a lower end of 3.0 or below, where {} is, it would not be.",
                of("vision.leading", "low")
            ),
            "Your report names Trust and delegation, because managing outweighs leading there."
                .to_owned(),
            format!(
                "The headline says ‘seldom’, because leading, {}, is below 2.5.",
                of("trust.leading", "value")
            ),
            format!(
                "A blind spot: your own number lies outside their range. Within {} to {} it would \
                 be none.",
                of("trust.leading", "low"),
                of("trust.leading", "high")
            ),
            format!(
                "Neither: your own number lies within {} to {}.",
                of("trust.managing", "low"),
                of("trust.managing", "high")
            ),
            "Risk: cannot tell yet.".to_owned(),
        ] {
            assert!(why.contains(&sentence), "{sentence}\n{why}");
        }
        let trust = page(&site, Some(&leader), &format!("{}/trust", played.first())).await;
        let trust = words(&trust).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(trust.contains("Blind spots Hand work over and leave it there, over all its"));
        assert!(trust.contains("Leading is below your own average over all contrasts."), "{trust}");
        assert_eq!(document["agreement"]["self.leading"], "close", "everybody gives a 2 or a 3");
        let own = words(&page(&site, Some(&leader), &format!("{}/self", played.first())).await);
        assert!(
            own.contains("On leading and managing, colleagues of one group say much the same.")
        );
    }
}

#[tokio::test]
async fn a_group_below_the_floor_has_no_line_of_its_own() {
    for fresh in each_engine().await {
        let played = Played::launch(&fresh.hone).await;
        played.everybody_answers().await;
        played.close().await;
        played.release().await;
        let site = hone_web::site(&fresh.hone);
        let leader = signed_in(&fresh.hone, &played.here.leader).await;

        let trust = page(&site, Some(&leader), &format!("{}/trust", played.first())).await;

        for own_line in [">Others<", ">Peers<", ">others<", ">peers<"] {
            assert!(!trust.contains(own_line), "{own_line}: {trust}");
        }
        assert!(trust.contains(r#"<th scope="row">Peers and others</th><td class="num">7</td>"#));
        let first = words(&page(&site, Some(&leader), &played.first()).await);
        assert!(first.contains("seven peers and others together"), "{first}");
        for count in ["three others", "four peers", "3 others", "4 peers"] {
            assert!(!first.contains(count), "{first}");
        }
    }
}

#[tokio::test]
async fn too_few_answers_are_said_to_be_too_few_and_show_nothing() {
    for fresh in each_engine().await {
        let played = Played::launch(&fresh.hone).await;
        let site = hone_web::site(&fresh.hone);
        let leader = signed_in(&fresh.hone, &played.here.leader).await;
        for (place, person) in played.here.reports[..3].iter().enumerate() {
            played.answer(person.id, Category::Reports, place).await;
        }
        played.close().await;
        played.release().await;

        let list = page(&site, Some(&leader), "/reports").await;
        let (status, _, body) = ask(&site, Some(&leader), Method::GET, &played.first(), &[]).await;

        assert!(list.contains("Too few people answered"), "{list}");
        assert!(!list.contains(&played.first()), "{list}");
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(!body.contains("Spring"), "{body}");
    }
}
