//! What somebody takes along of themselves, and that nothing of theirs is forgotten.

use jiff::civil::date;
use uuid::Uuid;

use super::*;
use crate::rhythm::{self, Until, feed, journey, nudge, week};
use crate::testing::columns::of_people;

/// Where the tables with a person in them stand in what that person takes along. What a tool keeps stands
/// under the entries of its team.
const OWN: &[(&str, &str)] = &[
    ("person", "/person"),
    ("leader", "/plans"),
    ("coaching", "/coaching"),
    ("coaching_note", "/coaching"),
    ("team", "/teams/0/lead"),
    ("team_member", "/teams/0/since"),
    ("team_event", "/teams/0/history"),
    ("mirror_statement", "/mirror/statements"),
    ("mirror_reflection", "/mirror/reflections"),
    ("mirror_learning", "/mirror/learning"),
    ("put_off", "/rhythm/put_off/0/until"),
    ("week_line", "/rhythm/weeks/0/line"),
    ("nudge", "/rhythm/mails/often"),
    ("calendar_feed", "/rhythm/calendar_since"),
    ("journey", "/rhythm/journey/began_on"),
];

/// The tables with a person in them that nobody takes along, each with the reason.
const KEPT: &[(&str, &str)] = &[
    ("passkey", "signs in on one device, and is of no use elsewhere"),
    ("session", "stands on the page of the account as long as it lasts"),
    ("ceremony", "signs in, for some minutes"),
    ("entry_link", "signs in, and is only a hash"),
    ("nudge_link", "opens what a mail links to, and is only a hash"),
    ("rater", "whom others ask in a round is theirs"),
    ("invitation", "opens a round, whose groups are those of all who answer"),
    ("issuance", "a hash that goes with its round"),
    ("letter_right", "a hash that goes with the letters of its week"),
    ("audit", "the record belongs to the organisation"),
    ("objective_share", "an offer between two teams belongs to both"),
];

#[tokio::test]
async fn every_table_with_a_person_in_it_is_taken_along_or_says_why_not() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let ben = scene.all.ben.clone();
        keep_a_rhythm(&mut scene, &ben).await;
        let document = of_person(&mut scene.tx, &scene.hone, &ben).await.unwrap();

        let stored = of_people(&fresh.hone).await;

        let of_tools: BTreeSet<&str> = tables().map(|table| table.name).collect();
        for (table, column) in &stored {
            let is_named = of_tools.contains(table.as_str())
                || OWN.iter().chain(KEPT).any(|(name, _)| name == table);
            assert!(is_named, "nobody takes {table} along, for no reason: see {column}");
        }
        for (table, place) in OWN {
            let told = document.pointer(place).unwrap_or(&Value::Null);
            assert!(!told.is_null(), "{table} at {place}, on {}: {document}", fresh.engine);
        }
        for (table, _) in OWN.iter().chain(KEPT) {
            assert!(stored.iter().any(|(name, _)| name == table), "{table} has nobody in it");
        }
    }
}

async fn keep_a_rhythm(scene: &mut Scene, who: &Viewer) {
    let (tx, hone) = (&mut scene.tx, &scene.hone);
    week::write(tx, hone, who, "Ask twice before I answer").await.unwrap();
    let line = ("question", Uuid::from_u128(7));
    rhythm::put_off(tx, hone, who, line, Until::Tomorrow).await.unwrap();
    let wording = nudge::Wording {
        often: nudge::Often::Weekly,
        weekday: 2,
        hour: 9,
        quiet_from: 18,
        quiet_to: 7,
        quiet_days: vec![6, 7],
        time_zone: "Europe/Vienna".to_owned(),
    };
    nudge::choose(tx, hone, who, wording).await.unwrap();
    feed::renew(tx, hone, who).await.unwrap();
    journey::begin(tx, hone, who, Some(date(2026, 5, 4))).await.unwrap();
}

#[tokio::test]
async fn the_day_and_the_week_of_somebody_are_in_what_they_take_along_and_in_nothing_else() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (ben, carla) = (scene.all.ben.clone(), scene.all.carla.clone());
        keep_a_rhythm(&mut scene, &ben).await;

        let his = of_person(&mut scene.tx, &scene.hone, &ben).await.unwrap();
        let hers = of_person(&mut scene.tx, &scene.hone, &carla).await.unwrap();

        let rhythm = &his["rhythm"];
        let weeks = json!([{ "week": "2026-05-04", "line": "Ask twice before I answer" }]);
        assert_eq!(rhythm["weeks"], weeks, "on {}", fresh.engine);
        assert_eq!(rhythm["put_off"][0]["until"], "2026-05-05");
        assert_eq!(rhythm["mails"]["quiet_days"], json!([6, 7]));
        assert_eq!(rhythm["mails"]["often"], "weekly");
        assert_eq!(rhythm["journey"]["state"], "running");
        assert_eq!(rhythm["calendar_since"], "2026-05-04T08:00:00Z");
        let none = json!({
            "weeks": [], "put_off": [], "mails": null, "calendar_since": null, "journey": null,
        });
        assert_eq!(hers["rhythm"], none);
    }
}
