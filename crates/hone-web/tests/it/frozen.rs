//! What was promised to raters at the launch never changes, whoever asks for it in whatever order.

use axum::http::{Method, StatusCode};
use hone_core::testing::each_engine;
use hone_core::testing::round::{Staged, draft, launched};
use hone_core::{Hone, anonymity, chance};

use crate::{ask, signed_in};

/// What is frozen: terms, names, groups and the public record.
const FROZEN: [(&str, &str); 10] = [
    ("round", "name"),
    ("round", "form"),
    ("round", "k"),
    ("round", "load_cap"),
    ("round", "closes_at"),
    ("leader", "person_id"),
    ("leader", "nominations"),
    ("rater", "person_id"),
    ("rater", "category"),
    ("ballot_group", "group_ref"),
];

async fn frozen(hone: &Hone) -> Vec<Vec<Vec<u8>>> {
    let mut columns = Vec::new();
    let mut people = hone.people.read().await.unwrap();
    for (table, column) in FROZEN {
        columns.push(anonymity::store::list_values(&mut people, table, column).await.unwrap());
    }
    let mut ballots = hone.ballots.read().await.unwrap();
    for (table, column) in
        [("round", "manifest"), ("round", "k"), ("ballot_group", "n_invited"), ("round", "model")]
    {
        columns.push(anonymity::store::list_values(&mut ballots, table, column).await.unwrap());
    }
    for values in &mut columns {
        values.sort_unstable();
    }
    columns
}

/// A request: path, and the form that is sent.
type Wish = (String, Vec<(String, String)>);

/// Everything by which somebody could change what is frozen, filled in so that a draft takes it.
async fn wishes(hone: &Hone, staged: &Staged) -> Vec<Wish> {
    let round = format!("/rounds/{}", staged.round.id);
    let leader = format!("/leaders/{}", staged.leaders(hone).await[0].id);
    let people = &staged.northfold;
    let (rater, outsider) = (people.reports[0].id, people.people[15].id);
    let terms = [
        ("name", "Autumn"),
        ("form", "short"),
        ("k", "3"),
        ("load_cap", "30"),
        ("closes_on", "2026-07-01"),
        ("releases_on", "2026-07-20"),
    ];
    let terms = terms.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let person = || ("person".to_owned(), outsider.to_string());
    vec![
        (format!("{round}/terms"), terms),
        (format!("{round}/leaders"), vec![person()]),
        (format!("{leader}/reopening"), vec![]),
        (
            format!("{leader}/raters"),
            vec![person(), (format!("category-{outsider}"), "others".to_owned())],
        ),
        (format!("{leader}/raters/{rater}/removal"), vec![]),
        (format!("{leader}/removal"), vec![]),
        (format!("{round}/removal"), vec![]),
    ]
}

async fn send(hone: &Hone, cookie: &str, (path, form): &Wish) -> StatusCode {
    let site = hone_web::site(hone);
    let form: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let (status, _, body) = ask(&site, Some(cookie), Method::POST, path, &form).await;
    assert!(!status.is_server_error(), "{path}: {body}");
    status
}

#[tokio::test]
async fn nothing_that_was_frozen_at_the_launch_can_be_changed_by_any_request() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = launched(hone, 30).await;
        let administrator = signed_in(hone, &staged.northfold.administrator).await;
        let leader = signed_in(hone, &staged.northfold.leader).await;
        let wishes = wishes(hone, &staged).await;
        let before = frozen(hone).await;

        for _ in 0..80 {
            let wish = &wishes[chance::below(wishes.len())];
            let cookie = if chance::below(2) == 0 { &administrator } else { &leader };
            let status = send(hone, cookie, wish).await;
            assert!(status.is_client_error(), "{status} for {wish:?} on {}", fresh.engine);
        }

        assert!(frozen(hone).await == before, "something was changed on {}", fresh.engine);
    }
}

#[tokio::test]
async fn a_draft_takes_each_of_these_requests() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = draft(hone, 30).await;
        let administrator = signed_in(hone, &staged.northfold.administrator).await;
        for wish in wishes(hone, &staged).await {
            let before = frozen(hone).await;
            let status = send(hone, &administrator, &wish).await;
            assert_eq!(status, StatusCode::SEE_OTHER, "{wish:?}");
            assert!(frozen(hone).await != before, "{wish:?} changes nothing");
        }
    }
}
