//! Who gets a token, and what the box takes.

use std::collections::HashSet;

use super::*;
use crate::anonymity::{Holdings, examine};
use crate::ballot::Receipt;
use crate::invitation::Issued;
use crate::testing::{attack::n_in_pages, rating::everything};

#[tokio::test]
async fn five_others_with_an_account_are_offered_it_and_four_are_not() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let here = northfold(hone).await;
        let four: Vec<&Person> = here.reports[..4].iter().collect();
        let mut crew = crew(hone, &here, &four).await;
        let mut tx = hone.people.write().await.unwrap();
        let fifth = &here.reports[4];
        team::invite(&mut tx, hone, &crew.lead, &crew.team, "", &fifth.email).await.unwrap();
        tx.commit().await.unwrap();

        keep_course(hone).await.unwrap();
        let mut tx = hone.people.read().await.unwrap();
        let offered = offer(&mut tx, &crew.team).await.unwrap();
        assert_eq!(offered, Offer { n_writers: 4, week: None }, "the fifth has no account");
        assert!(!offered.is_enough());
        drop(tx);

        crate::testing::sign_in_as(hone, fifth).await;
        crew.others.push(crate::testing::round::viewer(&here, fifth));
        let week = crew.week(hone).await;
        let mut tx = hone.people.read().await.unwrap();
        let offered = offer(&mut tx, &crew.team).await.unwrap();
        assert!(offered.is_enough() && offered.n_writers == 5, "{offered:?}");
        drop(tx);
        assert_eq!(crew.devices(hone, &week).await.len(), 5, "{}", fresh.engine);

        let mut tx = hone.people.write().await.unwrap();
        team::remove(&mut tx, hone, &crew.lead, &crew.team, fifth.id).await.unwrap();
        tx.commit().await.unwrap();
        let issued = Device::fresh().ask(hone, &crew.others[0], &crew.team, &week).await;
        assert_eq!(issued, Issued::Closed, "with four others nobody gets a token");
    }
}

#[tokio::test]
async fn a_member_gets_three_tokens_a_week_the_same_one_again_and_the_lead_none() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let crew = with(hone, 5).await;
        let (week, who, team) = (crew.week(hone).await, &crew.others[0], &crew.team);

        assert_eq!(Device::fresh().ask(hone, &crew.lead, team, &week).await, Issued::Unknown);
        let devices = [Device::fresh(), Device::fresh(), Device::fresh()];
        let mut tokens = HashSet::new();
        for device in &devices {
            let first = device.fetch(hone, who, team, &week).await;
            let again = device.fetch(hone, who, team, &week).await;
            assert!(first == again, "asked on each visit, it is one token");
            tokens.insert(first.text());
        }
        assert_eq!(tokens.len(), 3);
        assert_eq!(Device::fresh().ask(hone, who, team, &week).await, Issued::Elsewhere);
        assert!(matches!(devices[0].ask(hone, who, team, &week).await, Issued::Done(_)));
        let nothing = (week.group_ref, [0; 32]);
        let refused = issue(hone, who, team, nothing).await.unwrap();
        assert_eq!(refused, Issued::NotBlinded(week.group_ref));
        let elsewhere = (GroupRef::draw(), devices[0].request(week.group_ref).blinded());
        assert_eq!(issue(hone, who, team, elsewhere).await.unwrap(), Issued::Closed);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_devices_ask_at_once_three_get_a_token() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let crew = with(hone, 5).await;
        let week = crew.week(hone).await;
        let mut asked = Vec::new();
        for _ in 0..12 {
            let (hone, week) = (hone.clone(), week.clone());
            let (who, team) = (crew.others[0].clone(), crew.team.clone());
            asked.push(tokio::spawn(async move {
                Device::fresh().ask(&hone, &who, &team, &week).await
            }));
        }

        let mut n_done = 0;
        for one in asked {
            n_done += usize::from(matches!(one.await.unwrap(), Issued::Done(_)));
        }
        assert_eq!(n_done, MOST_DEVICES, "{}", fresh.engine);
    }
}

#[tokio::test]
async fn a_letter_without_a_token_of_the_team_is_refused() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let here = northfold(hone).await;
        let others: Vec<&Person> = here.reports.iter().collect();
        let (crew_of, other) = (crew(hone, &here, &others).await, crew(hone, &here, &others).await);
        let (week, foreign) = (crew_of.week(hone).await, other.week(hone).await);
        let (device, token) = crew_of.devices(hone, &week).await.swap_remove(0);
        let (_, of_other) = other.devices(hone, &foreign).await.swap_remove(0);
        let written = device.challenge("Why do two people sign?");
        let mut forged = token.clone();
        forged.output[7] ^= 1;

        for bad in [&of_other, &forged] {
            assert_eq!(send(hone, &week, bad, &written).await, Receipt::NotValid);
        }
        let sealed = seal(hone, &week, &token, &written).await;
        let nowhere = letters::send(hone, GroupRef::draw(), &token, &sealed).await.unwrap();
        assert_eq!(nowhere, Receipt::NotValid);
        for n in [0, 4_096, 8_192, 16_383, 32_768] {
            let receipt = letters::send(hone, week.group_ref, &token, &vec![7; n]).await.unwrap();
            assert_eq!(receipt, Receipt::NotSealed, "{n} bytes");
        }
        on(hone, TO_HOUR).await;
        assert_eq!(challenges(hone, &crew_of).await, vec![]);

        // Whoever wrote to one team has no right to write to another.
        let week = crew_of.week(hone).await;
        let (device, token) = crew_of.devices(hone, &week).await.swap_remove(0);
        let written = device.challenge("Why do two people sign?");
        assert_eq!(send(hone, &week, &token, &written).await, Receipt::Kept);
        on(hone, WEEK).await;
        assert_eq!(challenges(hone, &crew_of).await.len(), 1);
        let foreign = other.week(hone).await;
        let refused = send(hone, &foreign, &token, &device.withdrawal()).await;
        assert_eq!(refused, Receipt::NotValid, "{}", fresh.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_gives_one_challenge_however_often_it_is_sent_at_once() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let crew = with(hone, 5).await;
        let week = crew.week(hone).await;
        let (device, token) = crew.devices(hone, &week).await.swap_remove(0);
        let mut submits = Vec::new();
        for i in 0..16 {
            let (hone, week, token) = (hone.clone(), week.clone(), token.clone());
            let written = device.challenge(&format!("Number {i}"));
            submits.push(tokio::spawn(async move { send(&hone, &week, &token, &written).await }));
        }
        for submitted in submits {
            assert_eq!(submitted.await.unwrap(), Receipt::Kept);
        }

        on(hone, TO_HOUR).await;

        assert_eq!(challenges(hone, &crew).await.len(), 1, "{}", fresh.engine);
    }
}

#[tokio::test]
async fn a_token_that_brought_a_challenge_brings_no_second_one() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let crew = with(hone, 5).await;
        let week = crew.week(hone).await;
        let (device, token) = crew.devices(hone, &week).await.swap_remove(0);
        assert_eq!(send(hone, &week, &token, &device.challenge("One")).await, Receipt::Kept);
        on(hone, TO_HOUR).await;
        let next = crew.week(hone).await;
        crew.devices(hone, &next).await;

        let late = send(hone, &week, &token, &device.challenge("Two")).await;
        assert_eq!(late, Receipt::Closed, "its week is over");
        // It may add a word to what was shown, but what comes is another challenge.
        let second = Device::fresh();
        let sent = send(hone, &next, &token, &second.challenge("Two")).await;
        assert_eq!(sent, Receipt::Kept, "nobody looks into it before its hour");
        on(hone, WEEK).await;

        assert_eq!(titles(hone, &crew).await, ["One"], "{}", fresh.engine);
    }
}

#[tokio::test]
async fn more_letters_than_tokens_are_shown_to_nobody() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let crew = with(hone, 5).await;
        let week = crew.week(hone).await;
        let keys = hone.keys.of(week.round_ref).await.unwrap();
        let key = keys.group(week.group_ref);
        crew.devices(hone, &week).await;
        // Whoever holds the key makes tokens that nobody was issued.
        for i in 0..6 {
            let device = Device::fresh();
            let request = device.request(week.group_ref);
            let evaluation = key.evaluate(&request.blinded()).unwrap();
            let token = request.finish(&evaluation, &key.public()).unwrap();
            let written = device.challenge(&format!("Number {i}"));
            assert_eq!(send(hone, &week, &token, &written).await, Receipt::Kept);
        }

        on(hone, TO_HOUR).await;

        assert_eq!(challenges(hone, &crew).await, vec![], "{}", fresh.engine);
    }
}

#[tokio::test]
async fn the_ballots_know_no_member_and_the_people_no_letter() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let crew = with(hone, 5).await;
        let week = crew.week(hone).await;
        let (device, token) = crew.devices(hone, &week).await.swap_remove(0);
        let blinded = device.request(week.group_ref).blinded();
        assert_eq!(send(hone, &week, &token, &device.challenge("Signs")).await, Receipt::Kept);

        let people = everything(&hone.people).await;
        let ballots = everything(&hone.ballots).await;
        let hash = crate::keys::request_hash(&blinded).to_vec();
        assert!(people.contains(&hash), "the search looks at the right place: {}", fresh.engine);
        let has = |values: &[Vec<u8>], part: &[u8]| {
            values.iter().any(|value| value.windows(part.len()).any(|window| window == part))
        };
        let ids: Vec<_> =
            crew.others.iter().map(|one| one.person_id.0.as_bytes().to_vec()).collect();
        for id in &ids {
            assert!(has(&people, id) && !has(&ballots, id), "a member in the ballots");
        }
        for hidden in [&hash[..], crew.team.id.0.as_bytes(), b"Ben Okafor", b"Signs", b"Pumps"] {
            assert!(!has(&ballots, hidden), "{}: {hidden:?}", fresh.engine);
        }
        let written =
            [&token.input[..], &token.output, &token.ballot_id(), device.reader.as_bytes()];
        for hidden in written {
            assert!(!has(&people, hidden), "{}: a token among the people", fresh.engine);
        }
        assert!(!has(&people, b"Signs"), "the words are sealed until the hour");

        on(hone, TO_HOUR).await;
        let people = everything(&hone.people).await;
        assert!(has(&people, b"Signs"));
        assert!(!has(&people, &hash), "who could have written goes with the letters");
        if let Some(n) = n_in_pages(&fresh, "hone_people.letter_right", &hash).await {
            assert_eq!(n, 0, "in a gap of a page");
        }
        assert!(hone.keys.find(week.round_ref).await.unwrap().is_none(), "its keys are destroyed");
        assert_eq!(ballot::n_kept(hone, week.round_ref).await, 0);
        let next = crew.week(hone).await;
        let (device, token) = crew.devices(hone, &next).await.swap_remove(0);
        assert_eq!(send(hone, &next, &token, &device.challenge("Waits")).await, Receipt::Kept);
        let storage = fresh.storage.clone();
        let holdings = Holdings { storage, keys: None, backups: Vec::new(), logs: Vec::new() };
        let report = examine(&holdings, hone.clock.now()).await.unwrap();
        assert!(report.is_passed, "{}: {:#?}", fresh.engine, report.checks);
    }
}
