//! What an administrator reads of a round.

use hone_core::round;
use hone_core::testing::each_engine;
use hone_core::testing::rating::{self, Browser};
use hone_core::testing::round::{Staged, launched, opened};

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
