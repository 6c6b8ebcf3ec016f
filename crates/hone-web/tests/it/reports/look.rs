//! The second look, from the plan to what people say, through the router.

use axum::http::{Method, StatusCode};
use hone_core::testing::attack::reader::read_change;
use hone_core::testing::each_engine;
use hone_core::testing::round::{Staged, launched};
use hone_core::{Hone, hex, round};
use serde_json::{Value, json};

use super::{decimals, numbers_of, words};
use crate::ask::page;
use crate::rate::post;
use crate::{ask, signed_in};

const DAY: i64 = 86_400;

/// A result of 4 May 2026 with numbers, and the address of its report.
async fn played(hone: &Hone) -> (Staged, String) {
    let staged = launched(hone, 3).await;
    staged.everybody_answers(hone, 4).await;
    staged.release(hone).await;
    let base = format!("/reports/{}", staged.leaders(hone).await[0].id);
    (staged, base)
}

/// The round that looks back, if there is one.
async fn look_of(hone: &Hone, staged: &Staged) -> Option<Staged> {
    let mut tx = hone.people.read().await.unwrap();
    let rounds = round::store::list(&mut tx, staged.northfold.organisation.id).await.unwrap();
    let round = rounds.into_iter().find(round::Round::looks_back)?;
    Some(Staged { round, ..staged.clone() })
}

#[tokio::test]
async fn a_leader_asks_once_and_reads_what_people_have_seen() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let (staged, base) = played(hone).await;
        let site = hone_web::site(hone);
        let here = &staged.northfold;
        let (plan, start) = (format!("{base}/plan"), format!("{base}/plan/second-look"));
        let leader = signed_in(hone, &here.leader).await;
        let chosen = [("contrast", "trust")];
        let (status, ..) = ask(&site, Some(&leader), Method::POST, &plan, &chosen).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let early = page(&site, Some(&leader), &plan).await;
        assert!(early.contains("From 15 June 2026 on, six weeks after your result"), "{early}");
        assert!(!early.contains("Ask them now"), "{early}");
        let (status, _, body) = ask(&site, Some(&leader), Method::POST, &start, &[]).await;
        assert_eq!(status, StatusCode::CONFLICT);
        assert!(body.contains("You can ask them from 15 June 2026 on."), "{body}");

        hone.clock.advance(42 * DAY);
        let leader = signed_in(hone, &here.leader).await;
        let today = page(&site, Some(&leader), "/").await;
        assert!(today.contains("Have people seen a change?"), "{today}");
        let ripe = page(&site, Some(&leader), &plan).await;
        assert!(ripe.contains("Ask them now") && ripe.contains("11 people are asked"), "{ripe}");
        assert!(ripe.contains("Marek Dvorak leaves work with the people who own it."), "{ripe}");
        let (status, ..) = ask(&site, Some(&leader), Method::POST, &start, &[]).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{}", fresh.engine);
        let open = page(&site, Some(&leader), &plan).await;
        assert!(open.contains("They can answer until 29 June 2026, 18:00"), "{open}");
        let (status, ..) = ask(&site, Some(&leader), Method::POST, &start, &[]).await;
        assert_eq!(status, StatusCode::CONFLICT);

        let today = page(&site, Some(&leader), "/").await;
        assert!(!today.contains("Have people seen a change?"), "{today}");

        let look = look_of(hone, &staged).await.unwrap();
        look.everybody_answers(hone, 5).await;
        hone.clock.advance(15 * DAY);
        round::keep_course(hone).await.unwrap();
        let leader = signed_in(hone, &here.leader).await;
        let closed = page(&site, Some(&leader), &plan).await;
        assert!(closed.contains("You can read what they say on 30 June 2026."), "{closed}");
        round::keep_course(hone).await.unwrap();

        let html = page(&site, Some(&leader), &plan).await;
        let finding =
            "People say they have seen more leading and more managing in trust and delegation.";
        assert!(html.contains(finding), "{html}");
        assert_eq!(html.matches("<b>more than before</b>").count(), 2, "{html}");
        let document: Value = serde_json::from_str(&look.released(hone).await).unwrap();
        let mut known = std::collections::BTreeSet::new();
        numbers_of(&document, &mut known);
        let (_, seen) = html.split_once("id=\"second-look\"").unwrap();
        let seen = format!("<main{}</main>", seen.split_once("</section>").unwrap().0);
        let shown = decimals(&words(&seen));
        assert!(shown.is_subset(&known) && !shown.is_empty(), "{shown:?} of {known:?}");
        let shown = read_change(&html).unwrap();
        assert_eq!(shown.groups.iter().map(|(_, n)| *n).collect::<Vec<_>>(), [5, 4, 9]);
        assert_eq!(shown.beyond_what_is_shown(4, false), [""; 0]);
        let feasible = shown.feasible(4);
        assert_eq!(feasible.len(), 4, "two questions of two groups");
        assert!(feasible.iter().all(|found| found.answers.len() > 2), "{feasible:?}");
    }
}

#[tokio::test]
async fn it_is_no_report_and_nobody_else_finds_what_people_said() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let (staged, base) = played(hone).await;
        let site = hone_web::site(hone);
        let here = &staged.northfold;
        let plan = format!("{base}/plan");
        let leader = signed_in(hone, &here.leader).await;
        ask(&site, Some(&leader), Method::POST, &plan, &[("contrast", "trust")]).await;
        hone.clock.advance(42 * DAY);
        let leader = signed_in(hone, &here.leader).await;
        ask(&site, Some(&leader), Method::POST, &format!("{plan}/second-look"), &[]).await;
        let look = look_of(hone, &staged).await.unwrap();
        look.everybody_answers(hone, 5).await;
        look.release(hone).await;
        let own = look.leaders(hone).await[0].id;

        let list = page(&site, Some(&leader), "/reports").await;
        assert!(list.contains("Spring 2026") && !list.contains("second look"), "{list}");
        for path in ["", "/plan", "/growth", "/why", "/trust", "/report.csv", "/report.pdf"] {
            let path = format!("/reports/{own}{path}");
            let (status, ..) = ask(&site, Some(&leader), Method::GET, &path, &[]).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path} on {}", fresh.engine);
        }
        let csv = page(&site, Some(&leader), &format!("{base}/report.csv")).await;
        let rows: Vec<&str> = csv.lines().filter(|row| row.starts_with("change,")).collect();
        assert_eq!(rows.len(), 10, "two questions and five voices: {rows:?}");
        assert!(rows[0].starts_with("change,c-trust-leaves-work,trust,leading,"), "{rows:?}");
        for other in [&here.administrator, &here.manager, &here.coach, &here.reports[0]] {
            let cookie = signed_in(hone, other).await;
            for path in [plan.clone(), base.clone(), format!("/reports/{own}")] {
                let (status, ..) = ask(&site, Some(&cookie), Method::GET, &path, &[]).await;
                assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
            }
        }
        let administrator = signed_in(hone, &here.administrator).await;
        let address = format!("/rounds/{}", look.round.id);
        let html = page(&site, Some(&administrator), &address).await;
        assert!(html.contains("whether people have seen a change"), "{html}");
        assert!(!html.contains("Trust and delegation") && !html.contains("trust"), "{html}");
        for path in ["/terms", "/removal", "/leaders", "/opening"] {
            let path = format!("{address}{path}");
            let (status, ..) = ask(&site, Some(&administrator), Method::POST, &path, &[]).await;
            assert_eq!(status, StatusCode::CONFLICT, "{path}");
        }
    }
}

#[tokio::test]
async fn a_rater_is_asked_two_questions_and_for_no_comment() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let (staged, base) = played(hone).await;
        let site = hone_web::site(hone);
        let leader = signed_in(hone, &staged.northfold.leader).await;
        let plan = format!("{base}/plan");
        ask(&site, Some(&leader), Method::POST, &plan, &[("contrast", "trust")]).await;
        hone.clock.advance(42 * DAY);
        let leader = signed_in(hone, &staged.northfold.leader).await;
        ask(&site, Some(&leader), Method::POST, &format!("{plan}/second-look"), &[]).await;
        let look = look_of(hone, &staged).await.unwrap();
        let links = look.links(hone).await;

        let secret = json!({ "secret": links["Femi Ade"].text() });
        let (status, opening) = post(&site, "/rate/opening", &secret).await;
        let digest = hex::write(look.round.model_digest.as_deref().unwrap());
        let address = |voice| format!("/rate/forms/{digest}/change.trust/{voice}");
        let form = page(&site, None, &address("others")).await;
        let own = page(&site, None, &address("self")).await;

        assert_eq!(status, StatusCode::OK, "{}", fresh.engine);
        assert!(
            opening.contains("Have you seen a change since you were asked before?"),
            "{opening}"
        );
        assert!(opening.contains("It takes about a minute."), "{opening}");
        assert!(opening.contains("/change.trust/"), "{opening}");
        assert!(opening.contains("Marek chose one thing to practise"), "{opening}");
        assert_eq!(form.matches("<fieldset").count(), 2, "{form}");
        assert!(form.contains("About the same") && form.contains("I could not see this"), "{form}");
        assert!(!form.contains("<textarea") && !form.contains("In your own words"), "{form}");
        assert!(form.contains("Next: look over and send") && form.contains("data-pages=\"2\""));
        assert!(own.contains("I leave work with the people who own it."), "{own}");
        assert!(own.contains("did you do this less or more?"), "{own}");
    }
}

#[tokio::test]
async fn the_report_after_it_shows_what_people_said_between() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let (staged, base) = played(hone).await;
        let site = hone_web::site(hone);
        let leader = signed_in(hone, &staged.northfold.leader).await;
        let plan = format!("{base}/plan");
        ask(&site, Some(&leader), Method::POST, &plan, &[("contrast", "trust")]).await;
        hone.clock.advance(42 * DAY);
        let leader = signed_in(hone, &staged.northfold.leader).await;
        ask(&site, Some(&leader), Method::POST, &format!("{plan}/second-look"), &[]).await;
        let look = look_of(hone, &staged).await.unwrap();
        look.everybody_answers(hone, 3).await;
        look.release(hone).await;
        hone.clock.advance(60 * DAY);
        let next = staged.again(hone, 3).await.launch(hone).await;
        next.everybody_answers(hone, 4).await;
        next.release(hone).await;
        let leader = signed_in(hone, &staged.northfold.leader).await;

        let growth = format!("/reports/{}/growth", next.leaders(hone).await[0].id);
        let html = page(&site, Some(&leader), &growth).await;

        let finding =
            "Whether people have seen a change in trust and delegation cannot be told yet.";
        assert!(html.contains(finding), "{html} on {}", fresh.engine);
        assert!(html.contains("What people said"), "{html}");
    }
}
