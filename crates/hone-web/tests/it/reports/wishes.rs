//! What raters wish for, from their sheets to the pages of the report.

use axum::http::{Method, StatusCode};
use hone_core::model::Questionnaire;
use hone_core::testing::each_engine;
use serde_json::Value;

use super::played::Played;
use super::{one_decimal, words};
use crate::ask::page;
use crate::{ask, signed_in};

/// The questionnaire as it was before there were wishes.
const FIRST: &str = include_str!("../../../../../model/earlier/leadership-1.0.0.toml");

fn in_one_line(html: &str) -> String {
    words(html).split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn finished(played: &Played) {
    played.everybody_answers().await;
    played.close().await;
    played.release().await;
}

/// A number of the release with its range, as pages write it.
fn written(figure: &Value) -> String {
    let of = |end: &str| one_decimal(figure[end].as_f64().unwrap());
    format!("{} {} to {}", of("value"), of("low"), of("high"))
}

#[tokio::test]
async fn now_and_wished_stand_side_by_side_and_more_is_a_reason_to_hone() {
    for fresh in each_engine().await {
        let played = Played::launch(&fresh.hone).await;
        finished(&played).await;
        let site = hone_web::site(&fresh.hone);
        let leader = signed_in(&fresh.hone, &played.here.leader).await;
        let document = played.document().await;
        let all = |family: &str, id: &str| document[family][id]["overall"].clone();
        let read = async |end: &str| {
            let path = format!("{}{end}", played.first());
            in_one_line(&page(&site, Some(&leader), &path).await)
        };

        let wish = all("wishes", "wish-trust");
        let (now, wished) = (written(&all("scales", "trust.leading")), written(&wish));
        let first = read("").await;
        assert!(
            first.contains(&format!(
                "Wish They wish for more of it than now: {wished} , where 3 is ‘as much as now’."
            )),
            "{first}"
        );
        let trust = read("/trust").await;
        for said in [
            format!("They wish for more of it. Now, leading is at {now} ."),
            format!("What they wish for is at {wished} , where 3 is ‘as much as now’."),
        ] {
            assert!(trust.contains(&said), "{said}: {trust}");
        }
        let vision = read("/vision").await;
        assert!(
            vision.contains("They wish for neither more nor less of it, as far as we can tell.")
        );
        let risk = read("/risk").await;
        assert!(risk.contains("What they wish for cannot be told yet"), "{risk}");
        let why = read("/why").await;
        let low = one_decimal(wish["low"].as_f64().unwrap());
        let verdict = format!("More: the lower end of their range is {low}. With 3.0 or below,");
        assert!(why.contains(&verdict), "{why}");
        assert_eq!(document["wishes"].as_object().unwrap().len(), 5, "{}", fresh.engine);
    }
}

#[tokio::test]
async fn a_round_that_was_launched_with_the_first_questionnaire_is_as_it_was() {
    for fresh in each_engine().await {
        let first = Questionnaire::read("leadership.toml", FIRST).unwrap();
        let played = Played::launch(&fresh.hone.clone().with_model(first)).await;
        // From here on the program is the new one.
        let site = hone_web::site(&fresh.hone);
        let form = format!("/rate/forms/{}/full/others", played.digest());
        let (status, _, asked) = ask(&site, None, Method::GET, &form, &[]).await;
        assert_eq!(status, StatusCode::OK);
        assert!(
            asked.contains("In your own words")
                && !asked.contains("data-title=\"What would help\"")
        );

        finished(&played).await;

        let leader = signed_in(&fresh.hone, &played.here.leader).await;
        let document = played.document().await;
        assert_eq!(document["model"]["version"], "1.0.0");
        assert_eq!(document.get("wishes"), None, "{}", fresh.engine);
        for path in played.paths() {
            let html = page(&site, Some(&leader), &path).await;
            assert!(!html.to_lowercase().contains("wish"), "{path}: {html}");
        }
        let csv = format!("{}/report.csv", played.first());
        let (_, _, csv) = ask(&site, Some(&leader), Method::GET, &csv, &[]).await;
        assert!(csv.contains("question") && !csv.contains("wish"));
    }
}
