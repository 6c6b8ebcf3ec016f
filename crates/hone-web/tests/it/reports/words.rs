//! Words that colleagues chose, from the rater's form to the pages of the leader.

use axum::http::{Method, StatusCode};
use hone_core::testing::each_engine;
use serde_json::Value;

use super::played::Played;
use super::words;
use crate::ask::page;
use crate::{ask, signed_in};

fn in_one_line(html: &str) -> String {
    words(html).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn they_stand_beside_the_own_ones_in_the_report_its_files_and_the_mirror() {
    for fresh in each_engine().await {
        let played = Played::launch(&fresh.hone).await;
        let site = hone_web::site(&fresh.hone);
        let leader = signed_in(&fresh.hone, &played.here.leader).await;
        let words =
            ask(&site, Some(&leader), Method::GET, "/mirror/statements/new?kind=words", &[]).await;
        assert_eq!(words.0, StatusCode::OK, "{}", fresh.engine);
        let own = [("word-1", "Fair"), ("word-2", "daring"), ("word-3", "calm")];
        let kept =
            ask(&site, Some(&leader), Method::POST, "/mirror/statements/new?kind=words", &own)
                .await;
        assert_eq!(kept.0, StatusCode::SEE_OTHER, "{}", kept.2);
        let mirror = async || in_one_line(&page(&site, Some(&leader), "/mirror").await);
        assert!(!mirror().await.contains("Colleagues chose"));

        played.everybody_answers().await;
        played.close().await;
        assert!(!mirror().await.contains("Colleagues chose"), "not before the release");
        played.release().await;

        let trust =
            in_one_line(&page(&site, Some(&leader), &format!("{}/trust", played.first())).await);
        let said = "Colleagues chose: clear, fair and quick . Your manager chose: thorough. \
                    You chose: bold and clear.";
        assert!(trust.contains(said), "{trust}");
        let said = "Colleagues chose: clear, fair and quick. Yours too: fair. Spring 2026";
        assert!(mirror().await.contains(said), "{}", mirror().await);
        let path = format!("{}/report.json", played.first());
        let document: Value =
            serde_json::from_str(&page(&site, Some(&leader), &path).await).unwrap();
        let rows: Vec<_> = document["remarks"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| row["shows"] == "chosen")
            .map(|row| (row["who"].as_str().unwrap(), row["text"].as_str().unwrap()))
            .collect();
        let expected = [
            ("All colleagues", "clear, fair and quick"),
            ("Your manager", "thorough"),
            ("You", "bold and clear"),
        ];
        assert_eq!(rows, expected, "{}", fresh.engine);
    }
}
