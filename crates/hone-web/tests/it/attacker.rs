//! Somebody who reads every page they may open learns no rater's answer.
//!
//! `xtask prove reports` does the same by HTTP with a thousand organisations.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use hone_core::person::Person;
use hone_core::testing::attack::cells::read_whole;
use hone_core::testing::attack::organisation::Organisation;
use hone_core::testing::attack::reader::crawl;
use hone_core::testing::{Fresh, each_engine};

use crate::{ask, signed_in};

/// How many leaders each organisation has.
const ORGANISATIONS: [usize; 4] = [1, 1, 1, 7];

/// So many of them read: everything that all can reach is read by the long version.
const READERS: usize = 2;

/// Every page that somebody can open.
async fn pages(fresh: &Fresh, played: &Organisation, person: &Person) -> BTreeMap<String, String> {
    let site = hone_web::site(&fresh.hone);
    let cookie = signed_in(&fresh.hone, person).await;
    let pages = crawl(played.addresses(), async |path: &str| {
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
        let (mut n_numbers, mut n_cells) = (0, 0);
        for n_leaders in ORGANISATIONS {
            let played = Organisation::play(&fresh.hone, "short", n_leaders).await;
            for rated in played.rated.iter().take(READERS) {
                let pages = pages(&fresh, &played, &rated.person).await;
                let told = rated.told_by(&pages, n_leaders);
                assert_eq!(told.misread, [""; 0]);
                assert_eq!(told.beyond, [""; 0]);
                assert_eq!((told.n_pinned, told.n_nearly), (0, 0), "{told:?}");
                assert_eq!(played.n_foreign_remarks(&pages, Some(rated)), 0);
                n_numbers += told.n_numbers;
            }
            for person in [&played.administrator, &played.coach] {
                let pages = pages(&fresh, &played, person).await;
                for rated in &played.rated {
                    assert_eq!(rated.told_by(&pages, n_leaders).n_numbers, 0, "{}", person.name);
                }
                assert_eq!(played.n_foreign_remarks(&pages, None), 0, "{}", person.name);
                n_cells += pages.values().flat_map(|html| read_whole(html)).count();
            }
        }
        assert!(n_numbers > 50, "{}: {n_numbers} numbers are too few to attack", fresh.engine);
        assert!(n_cells > 0, "{}: no administrator read a round as a whole", fresh.engine);
    }
}
