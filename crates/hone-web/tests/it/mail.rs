use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use hone_core::chance::Secret;
use hone_core::ids::{MailId, OrganisationId};
use hone_core::invitation::{self, Door};
use hone_core::mail::{self, Mail};
use hone_core::testing::rating::{self, INES};
use hone_core::testing::{self, each_engine, on_sqlite};
use hone_core::{Hone, mail::texts};

use crate::ask::{page, send};
use crate::{ask, signed_in};

const LINK: &str = "https://hone.test/r/AbCdEfGhIjKlMnOpQrStUv";

fn a_mail() -> Mail {
    let to = texts::To { name: "Aiko Brandt", address: "aiko@hone.test" };
    let text = texts::Reminder {
        organisation: "Northfold Water",
        about: vec!["Ines <b>Okafor</b>".to_owned()],
        closes: "5 June 2026, 18:00",
        link: LINK,
        unsubscribe: "https://hone.test/unsubscribe/abc",
    };
    texts::reminder(&to, &text)
}

async fn queued(hone: &Hone, organisation: Option<OrganisationId>, mail: Mail) -> MailId {
    let mut tx = hone.people.write().await.unwrap();
    let id = mail::queue(&mut tx, hone, organisation, mail).await.unwrap();
    tx.commit().await.unwrap();
    id
}

#[tokio::test]
async fn the_demonstration_shows_each_mail_with_its_links() {
    for mut fresh in each_engine().await {
        Arc::make_mut(&mut fresh.hone.settings).is_demo = true;
        let site = hone_web::site(&fresh.hone);
        assert!(page(&site, None, "/demo/outbox").await.contains("No mail has been written yet."));
        let id = queued(&fresh.hone, None, a_mail()).await;

        let list = page(&site, None, "/demo/outbox").await;
        let mail = page(&site, None, &format!("/demo/outbox/{id}")).await;

        assert!(list.contains(&format!("href=\"/demo/outbox/{id}\"")), "{list}");
        assert!(mail.contains(&format!("<a href=\"{LINK}\">{LINK}</a>")), "{mail}");
        assert!(!mail.contains("<b>Okafor"), "{mail}");
        let unknown = format!("/demo/outbox/{}", MailId::draw());
        assert_eq!(ask(&site, None, Method::GET, &unknown, &[]).await.0, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn outside_the_demonstration_nobody_reads_the_outbox() {
    let fresh = on_sqlite().await;
    let here = testing::northfold(&fresh.hone).await;
    let cookie = signed_in(&fresh.hone, &here.administrator).await;
    let id = queued(&fresh.hone, Some(here.organisation.id), a_mail()).await;
    let site = hone_web::site(&fresh.hone);

    for path in ["/demo/outbox".to_owned(), format!("/demo/outbox/{id}")] {
        let (status, ..) = ask(&site, Some(&cookie), Method::GET, &path, &[]).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn an_administrator_sees_that_mail_waits_and_neither_what_it_says_nor_whose_it_is() {
    for fresh in each_engine().await {
        let here = testing::northfold(&fresh.hone).await;
        let cookie = signed_in(&fresh.hone, &here.administrator).await;
        let site = hone_web::site(&fresh.hone);
        let before = page(&site, Some(&cookie), "/mail").await;
        queued(&fresh.hone, Some(here.organisation.id), a_mail()).await;

        let after = page(&site, Some(&cookie), "/mail").await;

        assert!(before.contains("All mail has been sent."), "{before}");
        assert!(after.contains("Mail waits, because there is no mail server."), "{after}");
        for hidden in ["Okafor", "Reminder:", "aiko@", "Aiko", LINK] {
            assert!(!after.contains(hidden), "{hidden}: {after}");
        }
    }
}

#[tokio::test]
async fn an_address_that_mail_cannot_reach_is_shown_and_tried_again() {
    let mut fresh = on_sqlite().await;
    Arc::make_mut(&mut fresh.hone.settings).smtp_url = Some("smtp://127.0.0.1:1".to_owned());
    let here = testing::northfold(&fresh.hone).await;
    let cookie = signed_in(&fresh.hone, &here.administrator).await;
    let other = signed_in(&fresh.hone, &testing::stranger(&fresh.hone).await).await;
    let site = hone_web::site(&fresh.hone);
    let wrong = Mail { to_address: "no address".to_owned(), ..a_mail() };
    queued(&fresh.hone, Some(here.organisation.id), wrong).await;
    mail::send_due(&fresh.hone).await.unwrap();

    let before = page(&site, Some(&cookie), "/mail").await;
    let form = [("address", "no address")];
    ask(&site, Some(&other), Method::POST, "/mail/attempts", &form).await;
    let foreign = page(&site, Some(&cookie), "/mail").await;
    let (status, ..) = ask(&site, Some(&cookie), Method::POST, "/mail/attempts", &form).await;
    let after = page(&site, Some(&cookie), "/mail").await;

    assert!(before.contains("Mail could not reach one address."), "{before}");
    assert!(before.contains("this is not an address"), "{before}");
    assert!(!before.contains("Reminder:") && !before.contains("Okafor"), "{before}");
    assert!(foreign.contains("Mail could not reach one address."), "another organisation's click");
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(after.contains("Some mail is on its way."), "{after}");
}

async fn wants_no_reminders(hone: &Hone, secret: &Secret) -> bool {
    match invitation::open(hone, secret).await.unwrap() {
        Door::Open(opening) => opening.wants_no_reminders,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn one_click_of_a_mail_program_ends_reminders_and_looking_does_not() {
    for fresh in each_engine().await {
        let running = rating::running(&fresh.hone, INES).await;
        let secret = &running.secrets["Aiko Brandt"];
        let site = hone_web::site(&fresh.hone);
        let address = invitation::unsubscribe_address(&fresh.hone, secret);
        let path = address.strip_prefix(&fresh.hone.settings.public_url).unwrap();

        let shown = page(&site, None, path).await;
        assert!(shown.contains("<form method=\"post\">"), "{shown}");
        assert!(!wants_no_reminders(&fresh.hone, secret).await);
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("List-Unsubscribe=One-Click"))
            .unwrap();
        let (status, ..) = send(&site, request).await;

        assert_eq!(status, StatusCode::OK, "no redirect (RFC 8058)");
        assert!(wants_no_reminders(&fresh.hone, secret).await);
        assert!(!wants_no_reminders(&fresh.hone, &running.secrets["Leon Fischer"]).await);
    }
}

#[tokio::test]
async fn the_address_that_ends_reminders_opens_no_invitation() {
    let fresh = on_sqlite().await;
    let running = rating::running(&fresh.hone, INES).await;
    let secret = &running.secrets["Aiko Brandt"];
    let address = invitation::unsubscribe_address(&fresh.hone, secret);
    let token = address.rsplit('/').next().unwrap();

    let door = invitation::open(&fresh.hone, &Secret::from_text(token)).await.unwrap();

    assert!(matches!(door, Door::Unknown), "{door:?}");
    assert!(!address.contains(secret.text()));
}

#[tokio::test]
async fn a_forged_address_that_ends_reminders_is_nothing() {
    let fresh = on_sqlite().await;
    let site = hone_web::site(&fresh.hone);
    for token in ["abc", "%00", "ZyXwVuTsRqPoNmLkJiHgFeZyXwVuTsRqPoNmLkJiHgFe", "-"] {
        let path = format!("/unsubscribe/{token}");
        let (status, ..) = ask(&site, None, Method::POST, &path, &[]).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{token}");
    }
}
