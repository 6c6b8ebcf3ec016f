//! What has changed since the report before, through the router.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{Method, StatusCode};
use hone_core::account::Viewer;
use hone_core::coaching::{self, Ticks};
use hone_core::testing::round::{Staged, launched, viewer};
use hone_core::testing::{each_engine, stranger};
use hone_core::{Hone, plan};
use hone_gate::{Growth, Published, Release, growth_of_contrast, growth_of_scale};
use serde_json::Value;

use super::{decimals, numbers_of, one_decimal, words};
use crate::ask::page;
use crate::{ask, signed_in};

pub(super) const DAY: i64 = 86_400;

pub(super) async fn released(hone: &Hone, staged: Staged, answer: u8) -> Staged {
    staged.everybody_answers(hone, answer).await;
    staged.release(hone).await;
    staged
}

/// Rounds about the same leader in which everybody gave the same answer, 100 days apart.
async fn rounds(hone: &Hone, answers: &[u8]) -> Vec<Staged> {
    let mut all = vec![released(hone, launched(hone, 30).await, answers[0]).await];
    for answer in &answers[1..] {
        hone.clock.advance(100 * DAY);
        let next = all[0].again(hone, 30).await.launch(hone).await;
        all.push(released(hone, next, *answer).await);
    }
    all
}

pub(super) async fn report(hone: &Hone, staged: &Staged) -> String {
    format!("/reports/{}", staged.leaders(hone).await[0].id)
}

pub(super) async fn growth(hone: &Hone, staged: &Staged) -> String {
    format!("{}/growth", report(hone, staged).await)
}

async fn release(hone: &Hone, staged: &Staged) -> Release {
    match Published::parse(&staged.released(hone).await) {
        Ok(Published::Numbers(release)) => *release,
        other => panic!("{other:?}"),
    }
}

/// Every number that two releases and the changes between them have.
fn known(then: &Release, now: &Release) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for release in [then, now] {
        let document: Value = serde_json::from_str(&release.to_json()).unwrap();
        numbers_of(&document, &mut known);
    }
    let items: Vec<&str> = now.items().keys().map(String::as_str).collect();
    let scales = now.scales().keys().map(|id| growth_of_scale(then, now, id, &items));
    let both = now.contrasts().keys().map(|id| growth_of_contrast(then, now, id, &items));
    for told in scales.chain(both) {
        let Growth::Told(change) = told else { panic!("{told:?}") };
        let numbers = [change.value(), change.low(), change.high(), change.noise_floor()];
        known.extend(numbers.map(one_decimal));
    }
    known
}

#[tokio::test]
async fn what_is_beyond_the_noise_is_named_and_every_number_comes_of_two_releases() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let all = rounds(hone, &[3, 5]).await;
        let site = hone_web::site(hone);
        let leader = signed_in(hone, &all[0].northfold.leader).await;

        let first = page(&site, Some(&leader), &report(hone, &all[1]).await).await;
        let path = growth(hone, &all[1]).await;
        let html = page(&site, Some(&leader), &path).await;

        let finding = "Since your report of 4 May 2026, colleagues see more leading in ";
        assert!(first.contains(finding) && html.contains(finding), "{first}");
        assert!(first.contains(&format!(r#"<a href="{path}">What has changed</a>"#)), "{first}");
        assert_eq!(html.matches("<b>more than before</b></td>").count(), 10, "{html}");
        assert!(!html.contains("less than before"), "{html}");
        let known = known(&release(hone, &all[0]).await, &release(hone, &all[1]).await);
        let shown = decimals(&words(&html));
        let foreign: Vec<_> = shown.difference(&known).collect();
        assert!(foreign.is_empty(), "{foreign:?} on {}", fresh.engine);
    }
}

#[tokio::test]
async fn what_is_within_the_noise_is_not_called_change() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let all = rounds(hone, &[3, 3]).await;
        let site = hone_web::site(hone);
        let leader = signed_in(hone, &all[0].northfold.leader).await;

        let html = page(&site, Some(&leader), &growth(hone, &all[1]).await).await;

        let text = words(&html);
        assert!(text.contains("no change stands out from chance"), "{text}");
        // Nine colleagues in groups of five and four: 1.96 * 0.8 / 2 * 0.71 is 0.56, 0.79 for both.
        assert!(text.contains("All ten scales: cannot tell yet."), "{text}");
        assert!(text.contains("a change would have to reach 0.9."), "{text}");
        assert!(!text.contains("more than before") && !text.contains("less than before"), "{text}");
    }
}

#[tokio::test]
async fn the_contrast_of_the_plan_comes_first_and_three_rounds_stand_side_by_side() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let all = rounds(hone, &[2, 3, 5]).await;
        let site = hone_web::site(hone);
        let here = &all[0].northfold;
        let leader = signed_in(hone, &here.leader).await;
        let marek: Viewer = viewer(here, &here.leader);
        let second = all[1].leaders(hone).await[0].id;
        let mut tx = hone.people.write().await.unwrap();
        plan::choose(&mut tx, hone, &marek, second, "trust").await.unwrap().unwrap();
        tx.commit().await.unwrap();

        let html = page(&site, Some(&leader), &growth(hone, &all[2]).await).await;
        let earlier = page(&site, Some(&leader), &growth(hone, &all[1]).await).await;

        let planned = "Your plan was about trust and delegation: more leading than before; more \
                       managing than before.";
        assert!(html.contains(planned), "{html}");
        assert!(!earlier.contains("Your plan was about"), "{earlier}");
        assert!(html.contains("Round by round") && earlier.contains("Then and now"));
        let n_lines = html.matches(">Leading, Spring 2026</span>").count();
        assert_eq!(n_lines, 15, "three rounds of five contrasts on {}", fresh.engine);
    }
}

#[tokio::test]
async fn nobody_else_finds_it_and_there_is_none_without_two_reports_with_numbers() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let mut all = rounds(hone, &[3, 4]).await;
        hone.clock.advance(30 * DAY);
        let near = all[0].again(hone, 30).await.launch(hone).await;
        all.push(released(hone, near, 5).await);
        let site = hone_web::site(hone);
        let here = &all[0].northfold;
        let leader = signed_in(hone, &here.leader).await;
        let refused = async |cookie: &str, path: &str| {
            let (status, _, body) = ask(&site, Some(cookie), Method::GET, path, &[]).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
            assert!(!body.contains("Spring"), "{path}: {body}");
        };

        page(&site, Some(&leader), &growth(hone, &all[1]).await).await;
        // The first has nothing before it, and the last has no numbers.
        refused(&leader, &growth(hone, &all[0]).await).await;
        refused(&leader, &growth(hone, &all[2]).await).await;
        let stranger = stranger(hone).await;
        let others = [&here.administrator, &here.manager, &here.coach, &here.reports[0], &stranger];
        for person in others {
            let cookie = signed_in(hone, person).await;
            refused(&cookie, &growth(hone, &all[1]).await).await;
        }
    }
}

#[tokio::test]
async fn a_coach_reads_the_report_that_was_granted_and_not_what_has_changed() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let all = rounds(hone, &[3, 5]).await;
        let here = &all[0].northfold;
        let (marek, ruth) = (viewer(here, &here.leader), viewer(here, &here.coach));
        let second = all[1].leaders(hone).await[0].id;
        let ticks = BTreeMap::from([(second, Ticks { report: true, ..Ticks::default() })]);
        let mut tx = hone.people.write().await.unwrap();
        let asked = coaching::ask(&mut tx, hone, &marek, ruth.person_id, &ticks).await;
        let asked = asked.unwrap().unwrap();
        coaching::answer(&mut tx, hone, &ruth, &asked, true).await.unwrap();
        tx.commit().await.unwrap();
        let site = hone_web::site(hone);
        let coach = signed_in(hone, &here.coach).await;

        let first = page(&site, Some(&coach), &report(hone, &all[1]).await).await;
        let path = growth(hone, &all[1]).await;
        let (status, _, _) = ask(&site, Some(&coach), Method::GET, &path, &[]).await;

        assert_eq!(status, StatusCode::NOT_FOUND, "{}", fresh.engine);
        assert!(!first.contains("Since your report") && !first.contains(&path), "{first}");
    }
}
