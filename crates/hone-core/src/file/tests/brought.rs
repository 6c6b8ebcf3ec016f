//! What a file cannot do: hold the team up, grow too deep, or speak for others.

use super::*;
use crate::bet::calibration;
use crate::db::PeopleTx;
use crate::delegation::growth;
use crate::mail;
use crate::team::event;
use crate::vision::key;
use crate::vision::objective::DEEPEST;

/// A file of a lead and of nothing else, with what is put into it.
fn file(lead: &Viewer, email: &str) -> Value {
    let people = json!([{ "id": "p1", "name": lead.name, "email": email, "is_erased": false }]);
    json!({ "schema": "hone-team/1", "people": people })
}

/// Objectives of which each serves the one after it in the file, the last one at the top.
fn chain(from: usize, n: usize, top: Option<usize>) -> Value {
    let id = |place: usize| format!("{:032x}", place + 1);
    let row = |place: usize| {
        let above = if place + 1 < from + n { Some(place + 1) } else { top };
        json!({
            "id": id(place),
            "title": format!("Step {place}"),
            "serves": if above.is_some() { "objective" } else { "nothing" },
            "serves_id": above.map(id),
            "how_it_serves": "",
            "horizon": "now",
            "state": "active",
            "reason": "",
            "learned": "",
            "made_at": "2026-05-04T08:00:00Z",
        })
    };
    (from..from + n).map(row).collect()
}

#[tokio::test]
async fn objectives_are_brought_in_as_deep_as_they_may_be_and_no_deeper() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, team) = (scene.all.lead.clone(), scene.second().await);
        let mut document = file(&lead, &scene.here.leader.email);
        let mut bring = async |objectives: Value| {
            document["objective"] = objectives;
            scene.bring((&lead, &team), &document.to_string()).await.unwrap()
        };

        let deeper = bring(chain(0, DEEPEST + 1, None)).await.unwrap_err();
        let deepest = bring(chain(0, DEEPEST, None)).await.unwrap();
        // The top of a second file is at the bottom of what is there.
        let mut below = chain(DEEPEST, 2, Some(0));
        below.as_array_mut().unwrap().extend(chain(0, 1, None).as_array().unwrap().clone());
        let further = bring(below).await.unwrap_err();

        let told = "pumps.json: objective 1 ‘Step 0’, serves_id: it would be on level 31, and \
                    objectives serve each other at most 30 levels deep. Let it serve one further \
                    up, or nothing.";
        assert_eq!(deeper.told, [told], "on {}", fresh.engine);
        assert_eq!(deepest, Brought { n_added: DEEPEST, n_there: 0 });
        assert_eq!(further.n, 1, "{further:?}");
        assert!(further.told[0].starts_with("pumps.json: objective 2 ‘Step 31’, serves_id: "));
        let copy = scene.document(&lead, &team).await;
        let all = copy["objective"].as_array().unwrap();
        assert_eq!(all.len(), DEEPEST, "nothing was added to what is there");
        let first = all.iter().find(|one| one["title"] == "Step 0").unwrap();
        let second = all.iter().find(|one| one["title"] == "Step 1").unwrap();
        assert_eq!(first["serves_id"], second["id"]);
    }
}

#[tokio::test]
async fn a_file_has_two_thousand_people_at_most() {
    let person =
        |n: usize| json!({ "id": format!("p{n}"), "name": "Somebody", "is_erased": false });
    let people = |n: usize| {
        let people: Value = (0..n).map(person).collect();
        json!({ "schema": "hone-team/1", "people": people }).to_string().into_bytes()
    };

    let most = check("pumps.json".to_owned(), people(2_000)).await.unwrap();
    let more = check("pumps.json".to_owned(), people(2_001)).await.unwrap();

    assert!(most.is_ok());
    let told = "pumps.json: the file, people: it has more than 2000 entries, which is the most.";
    assert_eq!(more.unwrap_err().told, [told]);
}

/// How many odds of somebody count among their own, on bets and on key results.
async fn n_that_count(tx: &mut PeopleTx, hone: &Hone, who: &Viewer) -> (usize, usize) {
    let own = calibration::own(tx, hone, who, &[]).await.unwrap();
    let foreseen = key::foreseen::n_with_odds(tx, who).await.unwrap();
    (own.cases.len(), usize::try_from(foreseen).unwrap())
}

#[tokio::test]
async fn odds_in_a_file_count_for_whoever_brings_it_in_and_for_nobody_else() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben, second) =
            (scene.all.lead.clone(), scene.all.ben.clone(), scene.second().await);
        let mut file = scene.whole().await;
        let ben_in_file = "p2";
        let bet = file["bet"].as_array_mut().unwrap();
        let placed = bet.iter_mut().find(|one| one["state"] == "placed").unwrap();
        placed["state"] = json!("no");
        let of = placed["id"].clone();
        file["bet_odds"] = json!([("p1", 10), (ben_in_file, 95)].map(|(who, value)| json!({
            "bet_id": of, "person_id": who, "number": 1, "asked": 1, "value": value,
            "is_blind": true, "made_at": "2026-05-04T08:00:00Z",
        })));
        for check in file["key_check"].as_array_mut().unwrap() {
            check["odds"] = json!(95);
            check["person_id"] = json!(ben_in_file);
        }
        let (hone, tx) = (&scene.hone, &mut scene.tx);
        let before = (n_that_count(tx, hone, &lead).await, n_that_count(tx, hone, &ben).await);

        scene.bring((&lead, &second), &file.to_string()).await.unwrap().unwrap();

        let (hone, tx) = (&scene.hone, &mut scene.tx);
        let after = (n_that_count(tx, hone, &lead).await, n_that_count(tx, hone, &ben).await);
        assert_eq!(file["people"][1]["name"], "Ben Okafor");
        assert_eq!(after.0.0, before.0.0 + 1, "one's own odds count: {}", fresh.engine);
        assert_eq!(after.1, before.1, "nobody else says that Ben gave odds: {}", fresh.engine);
        let copy = scene.document(&lead, &second).await;
        assert_eq!(copy["bet_odds"].as_array().unwrap().len(), 2, "the team reads them");
    }
}

#[tokio::test]
async fn a_talk_of_two_others_that_a_file_claims_is_one_of_whoever_brings_it() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, ben, second) =
            (scene.all.lead.clone(), scene.all.ben.clone(), scene.second().await);
        let mut file = scene.whole().await;
        let people = file["people"].as_array().unwrap();
        let carla = people.iter().find(|one| one["name"] == scene.all.carla.name.as_str()).unwrap();
        let carla = carla["id"].clone();
        for talk in file["talk"].as_array_mut().unwrap() {
            talk["lead_id"] = carla.clone();
        }

        scene.bring((&lead, &second), &file.to_string()).await.unwrap().unwrap();

        let earlier = growth::earlier(&mut scene.tx, &ben, &second).await.unwrap();
        assert!(earlier.is_empty(), "Ben never talked with Carla: {}", fresh.engine);
        let copy = scene.document(&lead, &second).await;
        assert_eq!(copy["talk"].as_array().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn the_history_of_a_thing_says_what_came_by_a_file_and_who_brought_it() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, team, second) =
            (scene.all.lead.clone(), scene.all.team.clone(), scene.second().await);
        let mut file = scene.whole().await;
        let area = file["area"][0].clone();
        file["history"] = json!([{
            "of": area["id"], "kind": "area", "at": "2026-05-04T08:00:00Z", "by": "p2",
            "from": "offered", "to": "said yes", "note": "gladly",
        }]);
        let mut more = file["decision"][0].clone();
        more["id"] = json!("00000000000000000000000000000042");
        let mut grown = file.clone();
        grown["decision"].as_array_mut().unwrap().push(more);

        scene.bring((&lead, &second), &file.to_string()).await.unwrap().unwrap();
        scene.bring((&lead, &team), &grown.to_string()).await.unwrap().unwrap();

        let copy = scene.document(&lead, &second).await;
        let of = &copy["area"][0]["id"];
        let history = copy["history"].as_array().unwrap().iter().filter(|one| one["of"] == *of);
        let told: Vec<_> = history.map(|one| (one["by"].clone(), one["to"].clone())).collect();
        let [yes, mark] = [("p2", "said yes"), ("p1", CAME)];
        let expected = [yes, mark].map(|(by, to)| (json!(by), json!(to)));
        assert_eq!(told, expected, "on {}", fresh.engine);
        let about =
            event::About { kind: "area", id: area["id"].as_str().unwrap().parse().unwrap() };
        let latest = event::latest(&mut scene.tx, &team, about).await.unwrap().unwrap();
        assert_eq!(latest.to_state, "added to it from a file", "what was there has grown");
        assert_eq!(latest.person_id, Some(lead.person_id));
    }
}

#[tokio::test]
async fn whoever_came_by_a_file_is_told_by_mail_when_the_lead_brings_them_back() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, team) = (scene.all.lead.clone(), scene.second().await);
        let never = scene.here.peers[0].clone();
        let mut document = file(&lead, &scene.here.leader.email);
        document["people"].as_array_mut().unwrap().push(json!({
            "id": "p2", "name": never.name, "email": never.email, "is_erased": false,
        }));
        scene.bring((&lead, &team), &document.to_string()).await.unwrap().unwrap();
        let (hone, tx) = (&scene.hone, &mut scene.tx);
        let before = team::members(tx, &team).await.unwrap();

        let back = team::bring_back(tx, hone, &lead, &team, never.id).await.unwrap();

        assert_eq!(back.map(|one| one.id), Some(never.id));
        assert!(before.iter().all(|one| one.person_id != never.id), "a file puts nobody in");
        let mails = mail::store::list(tx).await.unwrap();
        let told = mails.iter().filter(|one| one.to_address == never.email);
        assert_eq!(told.count(), 1, "on {}", fresh.engine);
    }
}
