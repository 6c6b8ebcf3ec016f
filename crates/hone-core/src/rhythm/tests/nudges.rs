use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use super::{DAY, Scene, refused};
use crate::Error;
use crate::account::Viewer;
use crate::clock::Moment;
use crate::mail::tests::server::Server;
use crate::mail::{self, Outgoing, Sent};
use crate::rhythm::Refusal;
use crate::rhythm::nudge::{self, Nudge, Often, Wording};
use crate::testing::each_engine;
use crate::testing::round::mail as outbox;

/// Each working day at nine, quiet from six in the evening to eight.
fn daily() -> Wording {
    Wording {
        often: Often::Daily,
        weekday: 1,
        hour: 9,
        quiet_from: 18,
        quiet_to: 8,
        quiet_days: vec![6, 7],
        time_zone: "Europe/Vienna".to_owned(),
    }
}

impl Scene {
    async fn choose(&self, who: &Viewer, wording: Wording) -> Result<Nudge, Error> {
        let mut tx = self.write().await;
        let nudge = nudge::choose(&mut tx, &self.hone, who, wording).await?;
        tx.commit().await.unwrap();
        Ok(nudge)
    }

    /// Goes on to an hour of a day in Vienna, and lets two nodes pass at once.
    async fn pass(&self, day: Date, hour: i64) {
        let zone = TimeZone::get("Europe/Vienna").unwrap();
        let at = Moment::start_of(day, &zone).plus(hour * 3600);
        self.hone.clock.advance(at.0 - self.hone.clock.now().0);
        let other = self.hone.clone();
        let (one, two) = tokio::join!(nudge::send_due(&self.hone), nudge::send_due(&other));
        one.unwrap();
        two.unwrap();
    }

    async fn mails(&self) -> Vec<Outgoing> {
        outbox(&self.hone, "One thing for today").await
    }
}

fn token(mail: &Outgoing) -> String {
    let stop = mail.unsubscribe.clone().unwrap();
    let rest = stop.strip_prefix("http://localhost:4663/nudges/").unwrap();
    rest.strip_suffix("/stop").unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_comes_once_for_a_slot_and_never_in_quiet_hours_or_on_quiet_days() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        scene.bet().await;
        scene.pass(date(2026, 5, 4), 11).await;
        assert!(scene.mails().await.is_empty(), "nobody has turned it on");
        scene.choose(&scene.lead, daily()).await.unwrap();

        let mut told = Vec::new();
        for (day, hour) in [
            (4, 12), // Monday: its slot had begun before it was turned on
            (5, 7),  // quiet
            (5, 8),  // before the hour
            (5, 9),
            (5, 15), // once
            (6, 19), // no node ran at nine, and now it is quiet
            (7, 11), // no node ran at nine, and it is not quiet yet
            (9, 9),  // Saturday
            (11, 9),
        ] {
            scene.pass(date(2026, 5, day), hour).await;
            told.push(scene.mails().await.len());
        }

        assert_eq!(told, [0, 0, 0, 1, 1, 1, 2, 2, 3], "{}", fresh.engine);
        let mails = scene.mails().await;
        assert!(mails.iter().all(|mail| mail.to_address == "marek.dvorak@northfold.test"));
        assert!(mails[0].plain.contains("Your odds are asked for: Text customers first (Pumps)"));
    }
}

#[tokio::test]
async fn no_mail_comes_where_nothing_waits_and_what_comes_up_later_waits_for_the_next_slot() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        scene.choose(&scene.lead, daily()).await.unwrap();
        scene.pass(date(2026, 5, 5), 9).await;
        assert!(scene.mails().await.is_empty(), "{}", fresh.engine);

        scene.bet().await;
        scene.pass(date(2026, 5, 5), 10).await;
        assert!(scene.mails().await.is_empty());
        scene.pass(date(2026, 5, 6), 9).await;

        assert_eq!(scene.mails().await.len(), 1);
    }
}

#[tokio::test]
async fn a_weekly_mail_is_made_up_for_within_its_week() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        scene.bet().await;
        let weekly = Wording { often: Often::Weekly, weekday: 2, ..daily() };
        scene.choose(&scene.lead, weekly).await.unwrap();

        let mut told = Vec::new();
        for (day, hour) in [(4, 20), (5, 8), (5, 9), (6, 9), (11, 9), (12, 7), (14, 10), (15, 10)] {
            scene.pass(date(2026, 5, day), hour).await;
            told.push(scene.mails().await.len());
        }

        assert_eq!(told, [0, 0, 1, 1, 1, 1, 2, 2], "{}", fresh.engine);
    }
}

#[tokio::test]
async fn hours_are_those_of_where_the_person_is() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        scene.bet().await;
        let there = Wording { time_zone: "America/New_York".to_owned(), ..daily() };
        scene.choose(&scene.lead, there).await.unwrap();

        scene.pass(date(2026, 5, 5), 14).await;
        assert!(scene.mails().await.is_empty(), "eight in New York");
        scene.pass(date(2026, 5, 5), 15).await;

        assert_eq!(scene.mails().await.len(), 1, "{}", fresh.engine);
    }
}

#[tokio::test]
async fn what_would_never_be_heard_or_is_no_time_is_refused() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let cases = [
            (Wording { hour: 19, ..daily() }, Refusal::QuietHour),
            (Wording { hour: 24, ..daily() }, Refusal::Hour),
            (Wording { quiet_to: -1, ..daily() }, Refusal::Hour),
            (Wording { quiet_days: (1..=7).collect(), ..daily() }, Refusal::QuietDay),
            (Wording { often: Often::Weekly, weekday: 7, ..daily() }, Refusal::QuietDay),
            (Wording { weekday: 0, ..daily() }, Refusal::Weekday),
            (Wording { quiet_days: vec![8], ..daily() }, Refusal::Weekday),
            (
                Wording { time_zone: "Mars/Base".to_owned(), ..daily() },
                Refusal::Zone("Mars/Base".to_owned()),
            ),
        ];
        for (wording, why) in cases {
            let done = scene.choose(&scene.lead, wording.clone()).await;
            assert_eq!(refused(done), why.to_string(), "{wording:?}");
        }
        let off = Wording { often: Often::Never, hour: 19, ..daily() };
        assert!(scene.choose(&scene.lead, off).await.is_ok(), "off is always possible");
        let same = Wording { hour: 3, quiet_from: 0, quiet_to: 0, ..daily() };
        assert!(scene.choose(&scene.lead, same).await.is_ok(), "no hour is quiet");
    }
}

#[tokio::test]
async fn the_links_of_a_mail_pause_and_stop_it_and_die_after_sixty_days() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let hone = &scene.hone;
        scene.bet().await;
        scene.choose(&scene.lead, daily()).await.unwrap();
        scene.choose(&scene.ben, daily()).await.unwrap();
        scene.pass(date(2026, 5, 5), 9).await;
        let token = token(&scene.mails().await[0]);

        assert_eq!(nudge::pause(hone, &token, 1).await.unwrap(), Some(date(2026, 5, 12)));
        scene.pass(date(2026, 5, 11), 9).await;
        assert_eq!(scene.mails().await.len(), 1, "{}", fresh.engine);
        scene.pass(date(2026, 5, 12), 9).await;
        assert_eq!(scene.mails().await.len(), 2);
        assert!(nudge::stop(hone, &token).await.unwrap());
        assert!(!nudge::stop(hone, "forged").await.unwrap());
        assert_eq!(nudge::pause(hone, "forged", 1).await.unwrap(), None);
        scene.pass(date(2026, 5, 13), 9).await;
        assert_eq!(scene.mails().await.len(), 2);
        let mut tx = scene.write().await;
        let of_ben = nudge::find(&mut tx, &scene.ben).await.unwrap();
        assert_eq!(of_ben.often, Often::Daily, "a link is of one person");
        drop(tx);
        hone.clock.advance(60 * DAY);
        assert!(!nudge::stop(hone, &token).await.unwrap());
    }
}

#[tokio::test]
async fn whoever_has_left_gets_no_mail() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        scene.bet().await;
        scene.choose(&scene.lead, daily()).await.unwrap();
        let (here, mut tx) = (&scene.here.leader, scene.write().await);
        let found = crate::person::store::find(&mut tx, here.organisation_id, here.id).await;
        let mut gone = found.unwrap().unwrap();
        gone.left_at = Some(scene.hone.clock.now());
        crate::person::store::save(&mut tx, &gone).await.unwrap();
        tx.commit().await.unwrap();

        scene.pass(date(2026, 5, 5), 9).await;

        assert!(scene.mails().await.is_empty(), "{}", fresh.engine);
    }
}

#[tokio::test]
async fn at_most_five_lines_reach_the_mail_server_with_a_button_that_ends_it() {
    for mut fresh in each_engine().await {
        let server = Server::start();
        server.receive_from(&mut fresh);
        let scene = Scene::of(&fresh.hone).await;
        mail::send_due(&fresh.hone).await.unwrap();
        let n_before = server.arrived().len();
        for _ in 0..7 {
            scene.bet().await;
        }
        scene.choose(&scene.lead, daily()).await.unwrap();
        scene.pass(date(2026, 5, 5), 9).await;

        let sent = mail::send_due(&scene.hone).await.unwrap();

        assert_eq!(sent, Sent { n_sent: 1, ..Sent::default() }, "{}", fresh.engine);
        let arrived = server.arrived();
        assert_eq!(arrived.len(), n_before + 1);
        let letter = arrived.last().unwrap();
        assert_eq!(letter.one("subject"), "5 things for today");
        let plain = letter.plain.replace(" \n", " ");
        assert_eq!(plain.matches("Your odds are asked for").count(), 5, "{plain}");
        assert!(plain.contains("And 2 more."), "{plain}");
        assert_eq!(plain.matches("http://localhost:4663/team/").count(), 5, "{plain}");
        let stop = letter.one("list-unsubscribe");
        assert!(stop.starts_with("<http://localhost:4663/nudges/") && stop.ends_with("/stop>"));
        assert_eq!(letter.one("list-unsubscribe-post"), "List-Unsubscribe=One-Click");
        assert_eq!(letter.one("auto-submitted"), "auto-generated");
    }
}
