use axum::Router;
use axum::http::{HeaderMap, Method, StatusCode, header};
use hone_core::account::entry;
use hone_core::testing::{self, each_engine, on_sqlite};
use hone_core::{Hone, mail};

use crate::ask::page;
use crate::{ask, signed_in};

const PASSWORD: &str = "kettle lantern orbit";

/// The value of the session cookie that an answer sets.
fn session_of(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::SET_COOKIE).iter();
    cookies
        .filter_map(|cookie| cookie.to_str().ok()?.strip_prefix("hone="))
        .filter_map(|rest| rest.split(';').next())
        .map(str::to_owned)
        .next()
}

/// Comes in as the first administrator and returns the link and the session.
async fn first(hone: &Hone, site: &Router) -> (String, String) {
    let secret = entry::first_administrator(hone).await.unwrap().unwrap();
    let link = format!("/enter/{}", secret.text());
    let form = [
        ("organisation", "Northfold Water"),
        ("time_zone", "Europe/Vienna"),
        ("name", "Orla Byrne"),
        ("email", "orla@northfold.test"),
        ("password", PASSWORD),
    ];
    // A mail scanner looks at the link, more than once.
    for _ in 0..3 {
        assert!(page(site, None, &link).await.contains("Set up Hone"));
    }
    let (status, headers, body) = ask(site, None, Method::POST, &link, &form).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
    assert_eq!(headers["location"], "/");
    (link, session_of(&headers).unwrap())
}

async fn sign_in(site: &Router, password: &str, to: &str) -> (StatusCode, HeaderMap, String) {
    let form = [("email", "orla@northfold.test"), ("password", password), ("to", to)];
    ask(site, None, Method::POST, "/sign-in", &form).await
}

#[tokio::test]
async fn the_first_administrator_comes_in_once_and_is_one() {
    for fresh in each_engine().await {
        let site = hone_web::site(&fresh.hone);
        let (link, cookie) = first(&fresh.hone, &site).await;

        assert!(page(&site, Some(&cookie), "/people").await.contains("You are the only one here"));
        let (status, _, body) = ask(&site, None, Method::GET, &link, &[]).await;
        assert_eq!(status, StatusCode::GONE);
        assert!(body.contains("This link has been used"));
    }
}

#[tokio::test]
async fn wrong_answers_keep_the_input_but_never_the_password() {
    let fresh = on_sqlite().await;
    let site = hone_web::site(&fresh.hone);
    let secret = entry::first_administrator(&fresh.hone).await.unwrap().unwrap();
    let link = format!("/enter/{}", secret.text());
    let form = [
        ("organisation", "Northfold <b>"),
        ("time_zone", "Europe/Vienna"),
        ("name", "Orla"),
        ("email", "orla@x.test"),
        ("password", "password1234"),
    ];
    let (status, _, body) = ask(&site, None, Method::POST, &link, &form).await;

    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains("among the first that anyone would try"));
    assert!(body.contains("orla@x.test") && body.contains("selected>Europe/Vienna"), "{body}");
    assert!(!body.contains("password1234") && !body.contains("Northfold <b>"));
}

#[tokio::test]
async fn signing_in_leads_where_one_wanted_to_go_and_never_elsewhere() {
    for fresh in each_engine().await {
        let site = hone_web::site(&fresh.hone);
        first(&fresh.hone, &site).await;
        let (_, headers, _) = ask(&site, None, Method::GET, "/people?q=a", &[]).await;
        assert_eq!(headers["location"], "/sign-in?to=%2Fpeople%3Fq%3Da");

        let (status, headers, _) = sign_in(&site, PASSWORD, "/people?q=a").await;
        assert_eq!(
            (status, &headers["location"]),
            (StatusCode::SEE_OTHER, &"/people?q=a".parse().unwrap())
        );
        let cookie = headers.get_all(header::SET_COOKIE).iter().next().unwrap().to_str().unwrap();
        assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{cookie}");
        let (_, headers, _) = sign_in(&site, PASSWORD, "//evil.test").await;
        assert_eq!(headers["location"], "/");

        let (wrong, _, words) = sign_in(&site, "not the password", "/").await;
        let form = [("email", "nobody@x.test"), ("password", "not the password"), ("to", "/")];
        let (unknown, _, same) = ask(&site, None, Method::POST, "/sign-in", &form).await;
        assert_eq!(
            (wrong, unknown),
            (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY)
        );
        assert_eq!(words.replace("orla@northfold.test", ""), same.replace("nobody@x.test", ""));
    }
}

#[tokio::test]
async fn over_tls_the_session_is_kept_from_plain_pages_and_other_hosts() {
    let mut fresh = on_sqlite().await;
    let settings = std::sync::Arc::make_mut(&mut fresh.hone.settings);
    settings.public_url = "https://hone.test".to_owned();
    let site = hone_web::site(&fresh.hone);
    let secret = entry::first_administrator(&fresh.hone).await.unwrap().unwrap();
    let form = [
        ("organisation", "N"),
        ("time_zone", "UTC"),
        ("name", "Orla"),
        ("email", "orla@northfold.test"),
        ("password", PASSWORD),
    ];
    let link = format!("/enter/{}", secret.text());
    let (_, headers, _) = ask(&site, None, Method::POST, &link, &form).await;

    let mut cookies = headers.get_all(header::SET_COOKIE).iter().map(|c| c.to_str().unwrap());
    let session = cookies.find(|cookie| cookie.starts_with("__Host-hone=")).unwrap();
    assert!(session.contains("; Secure"), "{session}");
}

#[tokio::test]
async fn signing_out_ends_the_session_and_signing_in_again_ends_the_one_before() {
    for fresh in each_engine().await {
        let site = hone_web::site(&fresh.hone);
        let (_, cookie) = first(&fresh.hone, &site).await;
        let form = [("email", "orla@northfold.test"), ("password", PASSWORD)];
        let (_, headers, _) = ask(&site, Some(&cookie), Method::POST, "/sign-in", &form).await;
        let new = session_of(&headers).unwrap();
        assert_ne!(cookie, new);
        assert_eq!(
            ask(&site, Some(&cookie), Method::GET, "/account", &[]).await.0,
            StatusCode::SEE_OTHER
        );

        let (_, headers, _) = ask(&site, Some(&new), Method::POST, "/sign-out", &[]).await;

        assert!(headers.contains_key("clear-site-data"));
        assert_eq!(session_of(&headers).as_deref(), Some(""));
        assert_eq!(
            ask(&site, Some(&new), Method::GET, "/account", &[]).await.0,
            StatusCode::SEE_OTHER
        );
    }
}

#[tokio::test]
async fn a_session_elsewhere_is_listed_and_ended_and_a_strangers_is_not() {
    for fresh in each_engine().await {
        let here = testing::northfold(&fresh.hone).await;
        let site = hone_web::site(&fresh.hone);
        let mine = signed_in(&fresh.hone, &here.leader).await;
        let other = signed_in(&fresh.hone, &here.leader).await;
        let coach = signed_in(&fresh.hone, &here.coach).await;
        let account = page(&site, Some(&mine), "/account").await;
        let part = account.split("/account/sessions/").nth(1).unwrap();
        let end = format!("/account/sessions/{}/end", part.split('/').next().unwrap());

        ask(&site, Some(&coach), Method::POST, &end, &[]).await;
        page(&site, Some(&other), "/account").await;
        ask(&site, Some(&mine), Method::POST, &end, &[]).await;

        assert_eq!(
            ask(&site, Some(&other), Method::GET, "/account", &[]).await.0,
            StatusCode::SEE_OTHER
        );
        page(&site, Some(&mine), "/account").await;
    }
}

#[tokio::test]
async fn whoever_has_forgotten_their_password_is_answered_alike_and_mailed_only_with_an_account() {
    for fresh in each_engine().await {
        let site = hone_web::site(&fresh.hone);
        first(&fresh.hone, &site).await;
        let mut answers = Vec::new();
        for email in ["nobody@x.test", "orla@northfold.test"] {
            let form = [("email", email)];
            let (status, headers, body) =
                ask(&site, None, Method::POST, "/sign-in/help", &form).await;
            answers.push((
                status,
                headers["location"].clone(),
                headers["set-cookie"].clone(),
                body,
            ));
        }
        assert_eq!(answers[0], answers[1]);
        // The mail is written after the answer.
        let sent = loop {
            let mut tx = fresh.hone.people.read().await.unwrap();
            let all = mail::store::list(&mut tx).await.unwrap();
            if !all.is_empty() {
                break all;
            }
            tokio::task::yield_now().await;
        };
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].to_address, "orla@northfold.test");
    }
}

#[tokio::test]
async fn a_password_made_of_ones_own_name_is_refused() {
    let fresh = on_sqlite().await;
    let site = hone_web::site(&fresh.hone);
    let (_, cookie) = first(&fresh.hone, &site).await;
    let form = [("old", PASSWORD), ("new", "orla-byrne-orla")];
    let (status, _, body) =
        ask(&site, Some(&cookie), Method::POST, "/account/password", &form).await;

    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains("made of your own name"), "{body}");
}
