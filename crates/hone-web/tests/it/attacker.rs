//! Somebody who reads every page they may open learns no rater's answer.
//!
//! `xtask prove reports` does the same by HTTP with a thousand organisations.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use hone_core::person::Person;
use hone_core::testing::attack::organisation::Organisation;
use hone_core::testing::attack::reader::crawl;
use hone_core::testing::{Fresh, each_engine};

use crate::{ask, signed_in};

const N_ORGANISATIONS: usize = 6;

/// Every page that somebody can open.
async fn pages(fresh: &Fresh, person: &Person) -> BTreeMap<String, String> {
    let site = hone_web::site(&fresh.hone);
    let cookie = signed_in(&fresh.hone, person).await;
    let pages = crawl(async |path: &str| {
        let (status, _, body) = ask(&site, Some(&cookie), Method::GET, path, &[]).await;
        assert!(!status.is_server_error(), "{path}");
        (status == StatusCode::OK).then_some(body)
    });
    let pages = pages.await;
    assert!(pages.len() > 3, "there is hardly a page");
    pages
}

#[tokio::test]
async fn no_answer_can_be_worked_out_from_everything_that_anybody_may_read() {
    for fresh in each_engine().await {
        let mut n_numbers = 0;
        for _ in 0..N_ORGANISATIONS {
            let played = Organisation::play(&fresh.hone, "short").await;
            let told = played.told_by(&pages(&fresh, &played.leader).await);
            assert_eq!(told.misread, [""; 0]);
            assert_eq!(told.beyond, [""; 0]);
            assert_eq!((told.n_pinned, told.n_nearly), (0, 0), "{told:?}");
            n_numbers += told.n_numbers;
            for person in [&played.administrator, &played.coach] {
                let told = played.told_by(&pages(&fresh, person).await);
                assert_eq!((told.n_numbers, told.n_remarks), (0, 0), "{}", person.name);
            }
        }
        assert!(n_numbers > 50, "{}: {n_numbers} numbers are too few to attack", fresh.engine);
    }
}
