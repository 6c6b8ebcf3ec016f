//! What somebody of another organisation finds in their own.

use axum::http::{Method, StatusCode};
use hone_core::testing::{self, each_engine};

use crate::{ask, signed_in};

/// Every page on which somebody stands with their id, asked for by a stranger with an id of their
/// own in its place, is found: the 404 above comes from the organisation and from nothing else.
#[tokio::test]
async fn what_is_hidden_from_a_stranger_is_there_for_them_in_their_own_organisation() {
    for fresh in each_engine().await {
        testing::northfold(&fresh.hone).await;
        let stranger = testing::stranger(&fresh.hone).await;
        let cookie = signed_in(&fresh.hone, &stranger).await;
        let site = hone_web::site(&fresh.hone);

        let own = format!("/people/{}", stranger.id);
        let (status, _, _) = ask(&site, Some(&cookie), Method::GET, &own, &[]).await;
        let (_, _, list) = ask(&site, Some(&cookie), Method::GET, "/people", &[]).await;
        let (_, _, file) = ask(&site, Some(&cookie), Method::GET, "/people/export.csv", &[]).await;
        let (_, _, record) = ask(&site, Some(&cookie), Method::GET, "/audit", &[]).await;

        assert_eq!(status, StatusCode::OK);
        assert!(list.contains("stella@quay.test"));
        for page in [list, file, record] {
            assert!(!page.contains("northfold"), "{page}");
        }
    }
}
