//! What an administrator reads of a round.

use hone_core::testing::each_engine;
use hone_core::testing::rating::{self, Browser};
use hone_core::testing::round::{Staged, launched, opened};
use hone_core::{chance, round};

use crate::ask::page;
use crate::signed_in;

/// What its administrator reads of a round.
async fn shown(hone: &hone_core::Hone, staged: &Staged) -> String {
    let administrator = signed_in(hone, &staged.northfold.administrator).await;
    let path = format!("/rounds/{}", staged.round.id);
    page(&hone_web::site(hone), Some(&administrator), &path).await
}

#[tokio::test]
async fn a_group_that_is_not_counted_is_told_to_administrators_without_its_name_or_a_number() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = launched(hone, 30).await;
        staged.answer(hone, &staged.anonymous(), 4).await;
        let link = &staged.links(hone).await[staged.anonymous()[0]];
        let group = opened(hone, link).await.leaders[0].group_ref;
        // Whoever has the keys of the round can make tokens that nobody fetched.
        for _ in 0..3 {
            let sheet = rating::sheet(&staged.round.form, 1);
            let receipt = Browser::fresh().send(hone, group, &sheet).await;
            assert_eq!(receipt, hone_core::ballot::Receipt::Kept);
        }
        let told = "a group had more answer sheets than its people had fetched the right to";
        assert!(!shown(hone, &staged).await.contains(told));

        round::close(hone, staged.round.organisation_id, staged.round.id, None).await.unwrap();

        let html = shown(hone, &staged).await;
        assert!(html.contains(told), "{html}");
        let (_, notice) = html.split_once("id=\"aborted\"").unwrap();
        let (notice, _) = notice.split_once("</section>").unwrap();
        let has_number = notice.replace("h2>", "").contains(|c: char| c.is_ascii_digit());
        assert!(!has_number, "{notice}");
        for name in ["Marek", "direct report", "peer"] {
            assert!(!notice.contains(name), "{notice}");
        }
    }
}

#[tokio::test]
async fn a_round_whose_groups_were_all_counted_tells_of_none_that_was_not() {
    for fresh in each_engine().await {
        let staged = launched(&fresh.hone, 30).await;
        staged.answer(&fresh.hone, &staged.anonymous(), 4).await;
        let round = &staged.round;

        round::close(&fresh.hone, round.organisation_id, round.id, None).await.unwrap();

        assert!(!shown(&fresh.hone, &staged).await.contains("Not counted"));
    }
}

/// A page without its ids, which differ from installation to installation.
fn without_ids(html: &str) -> String {
    let is_digit = |c: char| c.is_ascii_hexdigit() || c == '-';
    let mut text = String::new();
    let mut rest = html;
    while let Some(start) = rest.find(is_digit) {
        let length = rest[start..].find(|c| !is_digit(c)).unwrap_or(rest.len() - start);
        text.push_str(&rest[..start]);
        text.push_str(if length >= 32 { "ID" } else { &rest[start..start + length] });
        rest = &rest[start + length..];
    }
    text + rest
}

/// A page of the day without its question to think about, which goes by the id of whoever reads it.
fn without_prompt(html: &str) -> String {
    let Some((before, rest)) = html.split_once("<b>One question</b>") else {
        return html.to_owned();
    };
    let (_, after) = rest.split_once("</li>").expect("the question is an item of a list");
    format!("{before}{after}")
}

/// Everything that an administrator, a coach, the leader and a rater read about a round in which so
/// many have answered, on the day after.
async fn pages_with(hone: &hone_core::Hone, n_answered: usize) -> Vec<String> {
    let staged = launched(hone, 30).await;
    let mut raters = staged.anonymous();
    chance::shuffle(&mut raters);
    staged.answer(hone, &raters[..n_answered], 4).await;
    hone.clock.advance(86_400);
    round::keep_course(hone).await.unwrap();
    let (site, people) = (hone_web::site(hone), &staged.northfold);
    let leader = &staged.leaders(hone).await[0];
    let mut pages = Vec::new();
    for (person, more) in [
        (&people.administrator, vec!["/rounds".to_owned(), format!("/rounds/{}", staged.round.id)]),
        (&people.administrator, vec!["/mail".to_owned(), format!("/leaders/{}", leader.id)]),
        (&people.coach, vec![]),
        (&people.leader, vec![format!("/leaders/{}", leader.id)]),
        (&people.reports[0], vec![]),
    ] {
        let cookie = signed_in(hone, person).await;
        for path in ["/".to_owned(), "/reports".to_owned()].into_iter().chain(more) {
            let html = page(&site, Some(&cookie), &path).await;
            pages.push(without_ids(&without_prompt(&html)));
        }
    }
    pages
}

#[tokio::test]
async fn no_page_tells_two_states_of_participation_apart_on_the_same_side_of_the_floor() {
    let mut sides = Vec::new();
    for side in [[0, 1, 3], [4, 6, 9]] {
        let mut first: Option<Vec<String>> = None;
        for n_answered in side {
            for fresh in each_engine().await {
                let pages = pages_with(&fresh.hone, n_answered).await;
                let first = first.get_or_insert_with(|| pages.clone());
                for (page, first) in pages.iter().zip(first.iter()) {
                    assert!(page == first, "{n_answered} answered: {page}\n\n{first}");
                }
            }
        }
        sides.push(first.unwrap());
    }
    let differing = sides[0].iter().zip(&sides[1]).filter(|(below, above)| below != above).count();
    assert!(differing > 0, "no page tells even whether there are enough: this test sees nothing");
}
