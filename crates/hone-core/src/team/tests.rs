use std::time::Instant;

use super::{
    About, Change, Refusal, Team, close, erase, event, find, find_led, invite, list, make, members,
    remove, rename, reopen, search,
};
use crate::account::Viewer;
use crate::chance;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::person;
use crate::testing::round::viewer;
use crate::testing::{Northfold, START, each_engine, northfold, sign_in_as, stranger};
use crate::{Error, Hone, account};

/// Northfold with a team of its leader, in which Ben is.
struct Scene {
    hone: Hone,
    here: Northfold,
    lead: Viewer,
    ben: Viewer,
    team: Team,
}

impl Scene {
    async fn of(hone: &Hone) -> Self {
        let here = northfold(hone).await;
        let (lead, ben) = (viewer(&here, &here.leader), viewer(&here, &here.reports[0]));
        let mut tx = hone.people.write().await.unwrap();
        let team = make(&mut tx, hone, &lead, "  Pump \n crew ").await.unwrap();
        invite(&mut tx, hone, &lead, &team, "", &here.reports[0].email).await.unwrap();
        tx.commit().await.unwrap();
        Self { hone: hone.clone(), here, lead, ben, team }
    }

    async fn read(&self) -> PeopleTx {
        self.hone.people.read().await.unwrap()
    }

    async fn write(&self) -> PeopleTx {
        self.hone.people.write().await.unwrap()
    }
}

fn refused(result: Result<impl std::fmt::Debug, Error>) -> String {
    match result {
        Err(Error::Refused(why)) => why,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_team_is_found_by_its_members_and_by_nobody_else() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (here, id) = (&scene.here, scene.team.id);
        let away = stranger(&fresh.hone).await;
        let away =
            Viewer { organisation_id: away.organisation_id, ..viewer(here, &here.reports[0]) };
        let mut tx = scene.read().await;

        for member in [&scene.lead, &scene.ben] {
            let found = find(&mut tx, member, id).await.unwrap().unwrap();
            assert_eq!((found.name.as_str(), found.lead.as_str()), ("Pump crew", "Marek Dvorak"));
            assert_eq!(list(&mut tx, member).await.unwrap().len(), 1);
        }
        assert!(find_led(&mut tx, &scene.ben, id).await.unwrap().is_none());
        for other in [&here.administrator, &here.manager, &here.reports[1], &here.coach] {
            let other = viewer(here, other);
            assert_eq!(find(&mut tx, &other, id).await.unwrap(), None, "{}", other.name);
            assert!(list(&mut tx, &other).await.unwrap().is_empty());
        }
        assert_eq!(find(&mut tx, &away, id).await.unwrap(), None, "elsewhere");
    }
}

#[tokio::test]
async fn who_is_taken_out_finds_nothing_until_they_are_asked_in_again() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (lead, ben, team) = (&scene.lead, &scene.ben, &scene.team);
        let mut tx = scene.write().await;

        let was_there = remove(&mut tx, &scene.hone, lead, team, ben.person_id).await.unwrap();
        let again = remove(&mut tx, &scene.hone, lead, team, ben.person_id).await.unwrap();
        let lost = find(&mut tx, ben, team.id).await.unwrap();
        let email = &scene.here.reports[0].email;
        invite(&mut tx, &scene.hone, lead, team, "", email).await.unwrap();

        assert!(was_there && !again);
        assert_eq!(lost, None);
        assert!(find(&mut tx, ben, team.id).await.unwrap().is_some());
        let why = refused(remove(&mut tx, &scene.hone, lead, team, lead.person_id).await);
        assert_eq!(why, Refusal::Lead.to_string());
    }
}

#[tokio::test]
async fn whom_nobody_knows_becomes_a_person_without_a_role_who_can_make_no_team() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (hone, lead, team) = (&scene.hone, &scene.lead, &scene.team);
        let mut tx = scene.write().await;

        let nameless = refused(invite(&mut tx, hone, lead, team, " ", "new@other.test").await);
        let new = invite(&mut tx, hone, lead, team, "Nia New", "New@Other.test").await.unwrap();
        let twice = refused(invite(&mut tx, hone, lead, team, "", "new@other.test").await);
        let known = person::store::by_email(&mut tx, team.organisation_id, "new@other.test").await;

        assert_eq!(nameless, "Their name: write something.");
        assert_eq!(twice, "Nia New is in the team already.");
        assert_eq!(known.unwrap().as_ref(), Some(&new));
        assert!(!new.is_administrator && !new.is_coach && new.account_id.is_none());
        let bound = person::store::is_bound_to_address(&mut tx, team.organisation_id, new.id).await;
        assert!(bound.unwrap(), "nobody else's address can be put in its place");
        let why = refused(make(&mut tx, hone, &viewer(&scene.here, &new), "Mine").await);
        assert_eq!(why, Refusal::NoLeader.to_string());
    }
}

#[tokio::test]
async fn of_two_who_rename_a_team_the_second_is_told() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (hone, lead, team) = (&scene.hone, &scene.lead, &scene.team);
        let mut tx = scene.write().await;
        rename(&mut tx, hone, lead, team, 1, "Pumps").await.unwrap();

        let why = refused(rename(&mut tx, hone, lead, team, 1, "Crew").await);

        assert_eq!(why, Refusal::Changed.to_string());
        let now = find(&mut tx, lead, team.id).await.unwrap().unwrap();
        assert_eq!((now.name.as_str(), now.version), ("Pumps", 2));
    }
}

#[tokio::test]
async fn a_closed_team_is_found_by_nobody_until_its_lead_opens_it_again() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let (hone, lead, ben, id) = (&scene.hone, &scene.lead, &scene.ben, scene.team.id);
        let mut tx = scene.write().await;

        close(&mut tx, hone, lead, &scene.team).await.unwrap();

        assert_eq!(find(&mut tx, lead, id).await.unwrap(), None);
        assert!(list(&mut tx, ben).await.unwrap().is_empty());
        let closed = find_led(&mut tx, lead, id).await.unwrap().unwrap();
        reopen(&mut tx, hone, lead, &closed).await.unwrap();
        assert!(find(&mut tx, ben, id).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn an_erased_person_stands_in_no_event_and_neither_do_their_words() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let about = About { kind: "lesson", id: chance::id() };
        let change = |by: &Viewer| Change {
            about,
            by: Some(by.person_id),
            at: START,
            from: "draft",
            to: "shared",
            note: "as I said",
        };
        let mut tx = scene.write().await;
        event::record(&mut tx, &scene.team, &change(&scene.lead)).await.unwrap();
        event::record(&mut tx, &scene.team, &change(&scene.ben)).await.unwrap();

        erase(&mut tx, scene.team.organisation_id, scene.ben.person_id, fresh.hone.clock.now())
            .await
            .unwrap();

        let events = event::list(&mut tx, &scene.team, about).await.unwrap();
        let told: Vec<_> = events
            .iter()
            .map(|event| (event.person.as_deref(), event.to_state.as_str(), event.note.as_str()))
            .collect();
        let marek = (Some("Marek Dvorak"), "shared", "as I said");
        assert_eq!(told, [(None, "shared", ""), marek], "the latest first");
    }
}

async fn write(tx: &mut PeopleTx, team: &Team, id: About, (title, body): (&str, &str), at: i64) {
    let text = search::Text { about: id, title, body, at: Moment(at) };
    search::write(tx, team, &text).await.unwrap();
}

async fn titles(tx: &mut PeopleTx, team: &Team, question: &str) -> Vec<String> {
    let found = search::find(tx, team, question).await.unwrap();
    found.into_iter().map(|found| found.title).collect()
}

#[tokio::test]
async fn what_is_looked_for_is_found_alike_on_both_engines_and_in_its_team_only() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let team = &scene.team;
        let mut tx = scene.write().await;
        let other = make(&mut tx, &scene.hone, &scene.lead, "Other").await.unwrap();
        let ids = [0; 3].map(|_| About { kind: "lesson", id: chance::id() });
        let valve = ("Valve 3a jammed", "The call-out went to foo/bar@x.test; it's über-slow.");
        write(&mut tx, team, ids[0], valve, 1).await;
        write(&mut tx, team, ids[1], ("A valve again", "ÜBER all, 3.5 bar"), 2).await;
        write(&mut tx, &other, ids[2], ("Valve elsewhere", ""), 3).await;

        for (question, expected) in [
            ("valve", vec!["A valve again", "Valve 3a jammed"]),
            ("VAL 3a", vec!["Valve 3a jammed"]),
            ("out call", vec!["Valve 3a jammed"]),
            ("bar", vec!["A valve again", "Valve 3a jammed"]),
            ("über", vec!["A valve again", "Valve 3a jammed"]),
            ("it's", vec!["Valve 3a jammed"]),
            ("alve", vec![]),
            ("valve OR nothing", vec![]),
            ("' \" & | :* ( !", vec![]),
            ("", vec![]),
        ] {
            let found = titles(&mut tx, team, question).await;
            assert_eq!(found, expected, "{question:?} on {}", fresh.engine);
        }

        write(&mut tx, team, ids[0], ("Pump instead", ""), 1).await;
        search::remove(&mut tx, team, ids[1]).await.unwrap();
        assert_eq!(titles(&mut tx, team, "valve").await, Vec::<String>::new());
        assert_eq!(titles(&mut tx, team, "pump").await, ["Pump instead"]);
        search::remove(&mut tx, &other, ids[0]).await.unwrap();
        assert_eq!(titles(&mut tx, team, "pump").await, ["Pump instead"], "not from elsewhere");
    }
}

#[tokio::test]
async fn among_ten_thousand_texts_a_search_takes_less_than_50_ms() {
    const N: u128 = 9;
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let mut tx = scene.write().await;
        for n in 0..10_000_i64 {
            let title = format!("Valve {n}");
            let body = format!("Word{} and pump{} at depot{}, as agreed.", n % 97, n % 7, n % 31);
            let id = About { kind: "lesson", id: chance::id() };
            write(&mut tx, &scene.team, id, (&title, &body), n).await;
        }
        tx.commit().await.unwrap();
        let mut tx = scene.read().await;
        for question in ["valve", "v", "word13 pump", "valve 9999"] {
            let mut times: Vec<u128> = Vec::new();
            for _ in 0..N {
                let start = Instant::now();
                let found = titles(&mut tx, &scene.team, question).await;
                times.push(start.elapsed().as_millis());
                assert!(!found.is_empty());
            }
            times.sort_unstable();
            let median = times[times.len() / 2];
            assert!(median < 50, "{question}: {median} ms on {}", fresh.engine);
        }
    }
}

#[tokio::test]
async fn a_team_lists_its_lead_first_and_forgets_who_has_left_the_organisation() {
    for fresh in each_engine().await {
        let scene = Scene::of(&fresh.hone).await;
        let mut tx = scene.write().await;
        let names = |members: Vec<super::Member>| -> Vec<String> {
            members.into_iter().map(|member| member.name).collect()
        };
        let before = names(members(&mut tx, &scene.team).await.unwrap());
        let mut ben = scene.here.reports[0].clone();
        ben.left_at = Some(START);
        person::store::save(&mut tx, &ben).await.unwrap();

        let after = names(members(&mut tx, &scene.team).await.unwrap());

        assert_eq!(before, ["Marek Dvorak", "Ben Okafor"]);
        assert_eq!(after, ["Marek Dvorak"]);
    }
}

#[tokio::test]
async fn whoever_leads_people_or_sets_up_may_make_a_team() {
    for fresh in each_engine().await {
        let here = northfold(&fresh.hone).await;
        for (person, expected) in [
            (&here.administrator, true),
            (&here.leader, true),
            (&here.manager, true),
            (&here.reports[0], false),
            (&here.coach, false),
        ] {
            let token = sign_in_as(&fresh.hone, person).await;
            let viewer = account::viewer_of(&fresh.hone, &token).await.unwrap().unwrap();
            assert_eq!(viewer.is_leader, expected, "{} on {}", person.name, fresh.engine);
        }
    }
}
