use axum::http::{Method, StatusCode};
use hone_core::testing::{self, each_engine};

use crate::{ask, signed_in};

#[tokio::test]
async fn a_route_that_is_none_shows_the_same_to_everyone() {
    for fresh in each_engine().await {
        let here = testing::northfold(&fresh.hone).await;
        let site = hone_web::site(&fresh.hone);
        let cookie = signed_in(&fresh.hone, &here.administrator).await;

        let (status, _, body) = ask(&site, Some(&cookie), Method::GET, "/nowhere", &[]).await;
        let (_, _, as_nobody) = ask(&site, None, Method::GET, "/nowhere", &[]).await;

        assert_eq!(status, StatusCode::NOT_FOUND);
        assert_eq!(body, as_nobody);
    }
}
