//! What becomes of letters when somebody is erased.

use super::*;
use crate::ballot::Receipt;
use crate::erasure;
use crate::experiment::nameless::course::step;
use crate::person;
use crate::testing::round::viewer;
use crate::testing::{Northfold, attack::n_in_pages, rating::everything};

async fn erased(hone: &Hone, here: &Northfold, person: PersonId) {
    let mut tx = hone.people.write().await.unwrap();
    let found = person::store::find(&mut tx, here.organisation.id, person).await.unwrap().unwrap();
    let admin = viewer(here, &here.administrator);
    erasure::erase(&mut tx, hone, &admin, &found, &found.email).await.unwrap();
    tx.commit().await.unwrap();
}

/// A team in which somebody wrote on three devices, and five others on one each.
async fn written(hone: &Hone, crew: &Crew, week: &Week) -> Vec<hone_token::Token> {
    let mut tokens = Vec::new();
    for (who, n_devices) in crew.others.iter().zip([3, 1, 1, 1, 1, 1]) {
        for n in 0..n_devices {
            let device = Device::fresh();
            let token = device.fetch(hone, who, &crew.team, week).await;
            let letter = device.challenge(&format!("{} {n}", who.name));
            assert_eq!(send(hone, week, &token, &letter).await, Receipt::Kept);
            tokens.push(token);
        }
    }
    tokens
}

#[tokio::test]
async fn whoever_is_erased_takes_no_letter_of_others_along() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let here = northfold(hone).await;
        let others: Vec<&Person> = here.reports.iter().chain(&here.peers[..1]).collect();
        let crew = crew(hone, &here, &others).await;
        let week = crew.week(hone).await;
        written(hone, &crew, &week).await;
        let gone = crew.others[0].person_id;

        erased(hone, &here, gone).await;

        let mut tx = hone.people.read().await.unwrap();
        let holders = store::list_holders(&mut tx, week.group_ref).await.unwrap();
        assert_eq!(holders.len(), 8, "three of nobody, each for itself");
        assert!(!holders.contains(&gone), "no person is left in them");
        assert_eq!(n_could(&mut tx, &crew.team, &week).await.unwrap(), 5, "nobody is no crowd");
        drop(tx);
        on(hone, TO_HOUR).await;
        assert_eq!(titles(hone, &crew).await.len(), 8, "{}", fresh.engine);
    }
}

#[tokio::test]
async fn whoever_is_erased_between_showing_and_the_end_changes_nothing_for_writers() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let here = northfold(hone).await;
        let others: Vec<&Person> = here.reports.iter().chain(&here.peers[..1]).collect();
        let crew = crew(hone, &here, &others).await;
        let week = crew.week(hone).await;
        let tokens = written(hone, &crew, &week).await;
        hone.clock.advance(TO_HOUR);
        let zone = TimeZone::get("Europe/Vienna").unwrap();
        assert!(step(hone, &crew.team, &zone).await.unwrap(), "they are shown");

        erased(hone, &here, crew.others[0].person_id).await;
        keep_course(hone).await.unwrap();

        for token in &tokens {
            let place = letters::place(hone, week.group_ref, token).await.unwrap();
            assert!(matches!(place, Place::Shown { .. }), "{}: {place:?}", fresh.engine);
        }
    }
}

#[tokio::test]
async fn letters_of_a_team_whose_lead_is_erased_end_unread_and_their_keys_with_them() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let here = northfold(hone).await;
        let others: Vec<&Person> = here.reports.iter().collect();
        let crew = crew(hone, &here, &others).await;
        let first = crew.week(hone).await;
        let (device, shown) = crew.devices(hone, &first).await.swap_remove(0);
        assert_eq!(send(hone, &first, &shown, &device.challenge("One")).await, Receipt::Kept);
        on(hone, TO_HOUR).await;
        let week = crew.week(hone).await;
        let (device, token) = crew.devices(hone, &week).await.swap_remove(1);
        assert_eq!(send(hone, &week, &token, &device.challenge("Two")).await, Receipt::Kept);
        let hash = crate::keys::request_hash(&device.request(week.group_ref).blinded()).to_vec();
        assert!(everything(&hone.people).await.contains(&hash), "who could have written");

        erased(hone, &here, crew.lead.person_id).await;
        keep_course(hone).await.unwrap();
        keep_course(hone).await.unwrap();

        let engine = fresh.engine;
        assert_eq!(ballot::n_kept(hone, week.round_ref).await, 0, "{engine}");
        assert!(hone.keys.find(week.round_ref).await.unwrap().is_none(), "{engine}");
        assert!(!everything(&hone.people).await.contains(&hash), "{engine}");
        if let Some(n) = n_in_pages(&fresh, "hone_people.letter_right", &hash).await {
            assert_eq!(n, 0, "in a gap of a page");
        }
        let place = letters::place(hone, week.group_ref, &token).await.unwrap();
        assert_eq!(place, Place::Nowhere);
        let late = send(hone, &week, &token, &Written::Nothing).await;
        assert_eq!(late, Receipt::Closed, "the box takes none");
        let place = letters::place(hone, first.group_ref, &shown).await.unwrap();
        assert_eq!(place, Place::Shown { now: None }, "what was shown was shown");
        assert_eq!(titles(hone, &crew).await, ["One"], "and nothing else is");
        let mut tx = hone.people.read().await.unwrap();
        assert_eq!(store::find(&mut tx, &crew.team).await.unwrap(), None, "none follow");
    }
}

#[tokio::test]
async fn letters_that_were_about_to_be_taken_end_as_well() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let here = northfold(hone).await;
        let others: Vec<&Person> = here.reports.iter().collect();
        let crew = crew(hone, &here, &others).await;
        let zone = TimeZone::get("Europe/Vienna").unwrap();
        assert!(step(hone, &crew.team, &zone).await.unwrap(), "they have a name");
        let mut tx = hone.people.read().await.unwrap();
        let week = store::find(&mut tx, &crew.team).await.unwrap().unwrap();
        drop(tx);
        hone.keys.make(week.round_ref).await.unwrap();
        assert_eq!(week.phase, Phase::Draft);

        erased(hone, &here, crew.lead.person_id).await;
        keep_course(hone).await.unwrap();

        assert!(hone.keys.find(week.round_ref).await.unwrap().is_none(), "{}", fresh.engine);
        let mut tx = hone.people.read().await.unwrap();
        assert_eq!(store::find(&mut tx, &crew.team).await.unwrap(), None);
    }
}
