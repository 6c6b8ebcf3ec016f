//! The report of a round that closed soon after another one.

use axum::http::{Method, StatusCode};
use hone_core::Hone;
use hone_core::testing::each_engine;
use hone_core::testing::round::{Staged, launched};

use super::{decimals, words};
use crate::ask::page;
use crate::{ask, signed_in};

pub(super) async fn released(hone: &Hone, staged: Staged, answer: u8) -> Staged {
    staged.answer(hone, &staged.anonymous(), answer).await;
    staged.release(hone).await;
    staged
}

#[tokio::test]
async fn it_says_directions_in_words_and_no_number() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let first = released(hone, launched(hone, 30).await, 3).await;
        let second = first.again(hone, 30).await.launch(hone).await;
        let second = released(hone, second, 4).await;
        let site = hone_web::site(hone);
        let leader = signed_in(hone, &first.northfold.leader).await;
        let path = format!("/reports/{}", second.leaders(hone).await[0].id);

        let html = page(&site, Some(&leader), &path).await;
        let depth = format!("{path}/trust");
        let (status, _, _) = ask(&site, Some(&leader), Method::GET, &depth, &[]).await;

        assert!(html.contains("directions and no numbers, because it came less than 90 days"));
        assert!(html.contains("Since 4 May 2026, colleagues see more leading in"), "{html}");
        assert!(html.contains("Held against your report of 4 May 2026."));
        let n_marks = html.matches("</svg>higher</span>").count();
        assert!(n_marks > 10, "{n_marks} on {}", fresh.engine);
        assert!(decimals(&words(&html)).is_empty(), "{:?}", decimals(&words(&html)));
        assert!(!html.contains("nine") && !html.contains("reliability"), "{html}");
        assert_eq!(status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn nobody_else_finds_it() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let first = released(hone, launched(hone, 30).await, 3).await;
        let second = released(hone, first.again(hone, 30).await.launch(hone).await, 4).await;
        let site = hone_web::site(hone);
        let path = format!("/reports/{}", second.leaders(hone).await[0].id);

        let here = &first.northfold;
        for person in [&here.administrator, &here.manager, &here.coach, &here.reports[0]] {
            let cookie = signed_in(hone, person).await;
            let (status, _, _) = ask(&site, Some(&cookie), Method::GET, &path, &[]).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{}", person.name);
        }
    }
}
