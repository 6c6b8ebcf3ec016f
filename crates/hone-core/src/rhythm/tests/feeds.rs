use std::collections::BTreeSet;

use jiff::civil::date;

use super::Scene;
use crate::chance::Secret;
use crate::clock::days_after;
use crate::rhythm::feed;
use crate::testing::each_engine;
use crate::{delegation, person, team};

/// Unfolds a calendar (RFC 5545, 3.1) after its lines were looked at: each ends in CRLF and has at most 75
/// bytes.
fn unfolded(text: &str) -> String {
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "a bare line end");
    for line in text.split("\r\n") {
        assert!(line.len() <= 75 && !line.contains('\r'), "{line:?}");
    }
    text.replace("\r\n ", "")
}

/// The values of a property in a calendar, in its order.
fn values<'a>(calendar: &'a str, name: &str) -> Vec<&'a str> {
    calendar.split("\r\n").filter_map(|line| line.strip_prefix(name)).collect()
}

impl Scene {
    async fn renewed(&self) -> Secret {
        let mut tx = self.write().await;
        let secret = feed::renew(&mut tx, &self.hone, &self.lead).await.unwrap();
        tx.commit().await.unwrap();
        secret
    }

    async fn calendar(&self, secret: &Secret) -> Option<String> {
        feed::read(&self.hone, secret).await.unwrap()
    }
}

#[tokio::test]
async fn a_calendar_holds_each_date_once_under_ids_that_stay_and_names_nobody() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let area = scene.area().await;
        let asked = scene.question(&area).await;
        scene.promise(&area, &asked, date(2026, 5, 6)).await;
        let bet = scene.bet().await;
        scene.place(&bet).await;
        let secret = scene.renewed().await;

        let text = scene.calendar(&secret).await.unwrap();

        let calendar = unfolded(&text);
        assert_eq!(calendar.matches("BEGIN:VEVENT\r\n").count(), 3, "{calendar}");
        let titles: BTreeSet<_> = values(&calendar, "SUMMARY:").into_iter().collect();
        let expected = [
            "A look: Valve inspections (Pumps)",
            "A bet is judged: Text customers first (Pumps)",
            "Answer: May they move to July? (Pumps)",
        ];
        assert_eq!(titles, BTreeSet::from(expected), "{}", fresh.engine);
        let days: BTreeSet<_> = values(&calendar, "DTSTART;VALUE=DATE:").into_iter().collect();
        assert_eq!(days, BTreeSet::from(["20260506", "20260511", "20260518"]));
        assert!(!calendar.contains("Ben"), "{calendar}");
        let ids: BTreeSet<_> = values(&calendar, "UID:").into_iter().collect();
        assert!(ids.contains(format!("question-{}@hone", asked.id).as_str()), "{ids:?}");
        assert!(values(&calendar, "URL:").iter().all(|url| url.starts_with("http://localhost")));
        scene.hone.clock.advance(3 * super::DAY);
        let later = scene.calendar(&secret).await.unwrap();
        assert_eq!(text, later, "the same things make the same file");
    }
}

#[tokio::test]
async fn a_new_address_ends_the_one_before_and_turning_it_off_ends_both() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let first = scene.renewed().await;
        assert!(scene.calendar(&first).await.is_some(), "empty, and there");
        let second = scene.renewed().await;

        assert!(scene.calendar(&first).await.is_none(), "{}", fresh.engine);
        assert!(scene.calendar(&second).await.is_some());
        assert!(scene.calendar(&Secret::from_text("forged")).await.is_none());
        let mut tx = scene.write().await;
        assert!(feed::since(&mut tx, &scene.lead).await.unwrap().is_some());
        assert!(feed::since(&mut tx, &scene.ben).await.unwrap().is_none());
        feed::turn_off(&mut tx, &scene.lead).await.unwrap();
        assert!(feed::since(&mut tx, &scene.lead).await.unwrap().is_none());
        tx.commit().await.unwrap();
        assert!(scene.calendar(&second).await.is_none());
    }
}

#[tokio::test]
async fn the_calendar_of_who_has_left_is_gone_and_of_who_left_a_team_holds_nothing_of_it() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let bet = scene.bet().await;
        scene.place(&bet).await;
        let mut tx = scene.write().await;
        let secret = feed::renew(&mut tx, &scene.hone, &scene.ben).await.unwrap();
        tx.commit().await.unwrap();
        let before = scene.calendar(&secret).await.unwrap();
        assert_eq!(before.matches("BEGIN:VEVENT").count(), 1, "the day on which his bet is judged");

        let (lead, ben, mut tx) = (&scene.lead, scene.ben.person_id, scene.write().await);
        team::remove(&mut tx, &scene.hone, lead, &scene.team, ben).await.unwrap();
        tx.commit().await.unwrap();

        let after = scene.calendar(&secret).await.unwrap();
        assert!(!after.contains("BEGIN:VEVENT"), "{}: {after}", fresh.engine);
        let mut gone = scene.here.reports[0].clone();
        let mut tx = scene.write().await;
        gone = person::store::find(&mut tx, gone.organisation_id, gone.id).await.unwrap().unwrap();
        gone.left_at = Some(scene.hone.clock.now());
        person::store::save(&mut tx, &gone).await.unwrap();
        tx.commit().await.unwrap();
        assert!(scene.calendar(&secret).await.is_none());
    }
}

#[tokio::test]
async fn titles_are_escaped_and_folded_within_letters_of_several_bytes() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let title = format!("Prüfung; A, B \\ C: {}", "Größe über alles 🌱 ".repeat(6));
        let change = delegation::lesson::Wording {
            title: title.chars().take(120).collect(),
            what_happened: "x".to_owned(),
            learned: "x".to_owned(),
            change: "x".to_owned(),
            change_owner: Some(scene.lead.person_id),
            change_due: Some(days_after(scene.date(), 3)),
            ..Default::default()
        };
        let (lead, mut tx) = (&scene.lead, scene.write().await);
        let (team, written) = (&scene.team, (None, change));
        delegation::lesson::write(&mut tx, &scene.hone, lead, team, written, true).await.unwrap();
        tx.commit().await.unwrap();
        let secret = scene.renewed().await;

        let calendar = unfolded(&scene.calendar(&secret).await.unwrap());

        let told = values(&calendar, "SUMMARY:");
        assert!(told[0].starts_with("A change: Prüfung\\; A\\, B \\\\ C: Größe über"), "{told:?}");
        assert_eq!(told.len(), 1);
    }
}
