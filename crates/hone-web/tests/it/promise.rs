//! What raters are promised, and what that page says of its limits.

use hone_core::anonymity::SURRENDERS;
use hone_core::testing::each_engine;
use hone_core::testing::rating::{self, INES};
use serde_json::json;

use crate::ask::{page, send};

#[tokio::test]
async fn the_page_says_what_each_part_surrenders_what_cannot_be_prevented_and_how_to_check() {
    for fresh in each_engine().await {
        let html = page(&hone_web::site(&fresh.hone), None, "/promise").await;

        for surrender in SURRENDERS {
            assert!(html.contains(&format!("<th scope=\"row\">{}</th>", surrender.part)));
            assert!(html.contains(surrender.learns), "{}", surrender.learns);
        }
        for told in [
            "Somebody watching our server live",
            "Your own style in comments",
            "A colleague telling what they answered",
            "Made-up colleagues in your group",
            "hone verify anonymity",
            "/ballots/manifest/",
            "/ballots/counted/",
        ] {
            assert!(html.contains(told), "{told}");
        }
    }
}

#[tokio::test]
async fn the_promise_on_the_raters_own_page_has_at_most_ninety_words() {
    for fresh in each_engine().await {
        let running = rating::running(&fresh.hone, INES).await;
        let body = json!({ "secret": running.secrets["Aiko Brandt"].text() }).to_string();
        let request = axum::http::Request::post("/rate/opening")
            .header("content-type", "application/json")
            .body(body.into())
            .unwrap();

        let (_, _, html) = send(&hone_web::site(&fresh.hone), request).await;

        let (_, rest) = html.split_once("<div class=\"promise\">").unwrap();
        let (promise, _) = rest.split_once("</div>").unwrap();
        let parts =
            promise.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text));
        let words = parts.flat_map(str::split_whitespace).count();
        assert!((60..=90).contains(&words), "{words} words: {promise}");
    }
}
