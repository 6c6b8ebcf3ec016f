use super::{Refusal, erase, find, teams};
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::delegation::{area, request};
use crate::person::{self, Person};
use crate::team::{self, search};
use crate::testing::columns::saying;
use crate::testing::practice::{DRAFT, Practised, SEEN, TALK, practised};
use crate::testing::round::{launched, viewer};
use crate::testing::{self, Northfold, each_engine, northfold};
use crate::{Error, Hone, audit, bet, experiment};

const BEN: [&str; 2] = ["Ben Okafor", "ben.okafor@northfold.test"];

/// The texts about what a team works towards, and with whom, in which the scene names Ben.
const TOWARDS: [&str; 18] = [
    "vision.why",
    "vision.horizon",
    "vision_words.why",
    "vision_words.horizon",
    "objective.how_it_serves",
    "objective.reason",
    "objective.learned",
    "objective_share.how_it_serves",
    "key_result.measure",
    "key_check.line",
    "stakeholder.name",
    "stakeholder.they_need",
    "stakeholder.we_need",
    "stakeholder_contact.line",
    "rhythm.what",
    "rhythm.to_whom",
    "rhythm.channel",
    "rhythm_beat.what_came_back",
];

async fn scene(hone: &Hone) -> (Northfold, Practised) {
    let here = northfold(hone).await;
    testing::sign_in_as(hone, &here.reports[0]).await;
    let mut tx = hone.people.write().await.unwrap();
    let all = practised(&mut tx, hone, &here).await;
    let admin = viewer(&here, &here.administrator);
    audit::record(&mut tx, hone, &admin, "changed a person", "Ben Okafor").await.unwrap();
    tx.commit().await.unwrap();
    (here, all)
}

async fn now(tx: &mut PeopleTx, person: &Person) -> Person {
    person::store::find(tx, person.organisation_id, person.id).await.unwrap().unwrap()
}

async fn erased(hone: &Hone, by: &Viewer, person: &Person) -> Result<(), Error> {
    hone.clock.advance(60);
    let mut tx = hone.people.write().await.unwrap();
    let person = now(&mut tx, person).await;
    erase(&mut tx, hone, by, &person, &person.email.to_uppercase()).await?;
    tx.commit().await
}

#[tokio::test]
async fn whoever_is_erased_stands_in_no_text_of_the_people_database() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let (here, all) = scene(hone).await;
        for name in BEN {
            let places = saying(hone, name).await;
            assert!(places.len() >= 8, "before, {name} stands in {places:?}");
        }
        let places = saying(hone, BEN[0]).await;
        for place in TOWARDS {
            assert!(places.iter().any(|one| one == place), "before, in {place}: {places:?}");
        }
        let admin = viewer(&here, &here.administrator);

        erased(hone, &admin, &here.reports[0]).await.unwrap();

        for gone in [BEN[0], BEN[1], DRAFT, TALK, SEEN, "calm on the phone"] {
            assert_eq!(
                saying(hone, gone).await,
                Vec::<String>::new(),
                "{gone} on {}",
                fresh.engine
            );
        }
        let mut tx = hone.people.read().await.unwrap();
        for words in ["okafor", "ben.okafor"] {
            assert_eq!(search::find(&mut tx, &all.team, words).await.unwrap(), [], "{words}");
        }
        for words in ["lent part", "quiet nights"] {
            let found = search::find(&mut tx, &all.team, words).await.unwrap();
            assert_eq!(found.len(), 1, "what the team reads is found still: {words}");
        }
        let record = audit::store::list(&mut tx, here.organisation.id, 0, 9).await.unwrap();
        assert_eq!((record[0].action.as_str(), record[0].object.as_str()), ("erased a person", ""));
        assert_eq!(find(&mut tx, here.organisation.id, here.reports[0].id).await.unwrap(), None);
    }
}

#[tokio::test]
async fn what_belongs_to_the_team_stays_and_is_nobodys() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let (here, all) = scene(hone).await;

        erased(hone, &viewer(&here, &here.reports[0]), &here.reports[0]).await.unwrap();

        let mut tx = hone.people.read().await.unwrap();
        let (lead, team) = (&all.lead, &all.team);
        let areas = area::list(&mut tx, lead, team).await.unwrap();
        assert_eq!(areas[0].state, area::State::HandedBack, "what they owned is handed back");
        let asked = request::list(&mut tx, team, &areas[0]).await.unwrap();
        assert!(asked.iter().all(|one| one.state != request::State::Open), "{asked:?}");
        assert_eq!(asked.len(), 2);
        let bets = bet::list(&mut tx, team).await.unwrap();
        assert_eq!(bets.len(), 1, "the draft is gone, and what was placed stays: {bets:?}");
        let tried = experiment::list(&mut tx, team).await.unwrap();
        assert!(tried.iter().all(|one| one.owner_id.is_none()) && tried.len() == 2, "{tried:?}");
        let members = team::members(&mut tx, team).await.unwrap();
        assert_eq!(members.len(), 2, "they are in the team no more");
        let record = audit::store::list(&mut tx, here.organisation.id, 0, 1).await.unwrap();
        assert_eq!(record[0].action, "erased themself");
        assert_eq!(record[0].actor.as_deref(), Some("Somebody who was erased"));
    }
}

#[tokio::test]
async fn a_lead_who_is_erased_leaves_a_closed_team_and_one_without_others_is_gone() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let (here, all) = scene(hone).await;
        let mut tx = hone.people.write().await.unwrap();
        team::make(&mut tx, hone, &all.lead, "Alone").await.unwrap();
        let told = teams(&mut tx, &here.leader).await.unwrap();
        tx.commit().await.unwrap();

        erased(hone, &viewer(&here, &here.administrator), &here.leader).await.unwrap();

        let mut tx = hone.people.read().await.unwrap();
        assert_eq!(told, (vec!["Pumps".to_owned()], vec!["Alone".to_owned()]));
        assert_eq!(team::list(&mut tx, &all.ben).await.unwrap(), []);
        let left =
            team::store::list_ever(&mut tx, here.organisation.id, here.leader.id).await.unwrap();
        assert_eq!(left.len(), 1);
        assert!(left[0].archived_at.is_some());
        drop(tx);
        for name in ["Marek Dvorak", "marek.dvorak@northfold.test"] {
            assert_eq!(saying(hone, name).await, Vec::<String>::new(), "{name}");
        }
    }
}

#[tokio::test]
async fn nobody_is_erased_without_their_address_or_as_the_last_administrator() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let (here, _) = scene(hone).await;
        let admin = viewer(&here, &here.administrator);
        let mut tx = hone.people.write().await.unwrap();

        let typed = erase(&mut tx, hone, &admin, &here.reports[0], "Ben").await.unwrap_err();
        drop(tx);
        let last = erased(hone, &admin, &here.administrator).await.unwrap_err();

        let refused = Refusal::NotConfirmed(BEN[1].to_owned());
        assert_eq!(typed.to_string(), refused.to_string());
        assert_eq!(last.to_string(), Refusal::LastAdministrator.to_string());
        assert!(!saying(hone, BEN[0]).await.is_empty());
    }
}

#[tokio::test]
async fn nobody_is_erased_while_a_round_runs_and_a_release_stays_the_same_to_the_byte() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = launched(hone, 30).await;
        let here = &staged.northfold;
        let admin = viewer(here, &here.administrator);
        let [rater, leader] = [&here.reports[0], &here.leader];
        let rater_refused = erased(hone, &admin, rater).await.unwrap_err();
        let leader_refused = erased(hone, &admin, leader).await.unwrap_err();
        staged.everybody_answers(hone, 3).await;
        staged.release(hone).await;
        let before = staged.released(hone).await;

        erased(hone, &admin, rater).await.unwrap();
        let after_rater = staged.released(hone).await;
        erased(hone, &admin, leader).await.unwrap();
        let after_leader = staged.released(hone).await;

        for refused in [rater_refused, leader_refused] {
            assert_eq!(refused.to_string(), Refusal::Round.to_string());
        }
        assert_eq!((&after_rater, &after_leader), (&before, &before));
        for name in [BEN[0], BEN[1], "Marek Dvorak", "marek.dvorak@northfold.test"] {
            assert_eq!(
                saying(hone, name).await,
                Vec::<String>::new(),
                "{name} on {}",
                fresh.engine
            );
        }
    }
}
