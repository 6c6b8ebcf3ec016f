use std::collections::{BTreeSet, HashSet};

use crate::ballot::{self, NewGroup, NewPoll};
use crate::category::Category;
use crate::chance::Secret;
use crate::ids::{GroupRef, LeaderRef};
use crate::model::Questionnaire;
use crate::person::Person;
use crate::round::{self, Phase};
use crate::testing::rating::{everything, id_bytes};
use crate::testing::round::{Staged, draft, launched, mail, opened};
use crate::testing::{Fresh, each_engine};
use crate::{Error, Hone};

/// What the ballots know of a round: category and number of each group, in order.
async fn groups(hone: &Hone, staged: &Staged) -> Vec<(Category, i64)> {
    let turnouts = ballot::peek(hone, staged.round.round_ref).await.unwrap();
    turnouts.into_values().flat_map(|turnout| turnout.n_invited).collect()
}

/// The link in an invitation.
fn link(text: &str) -> Secret {
    let at = text.find("/rate#").expect("a link") + "/rate#".len();
    let end = text[at..].find(|c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c)));
    Secret::from_text(&text[at..end.map_or(text.len(), |end| at + end)])
}

#[tokio::test]
async fn a_launch_invites_everybody_once_for_all_leaders_by_a_link_that_opens_the_form() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = draft(hone, 30).await;
        let people = &staged.northfold.people;
        let crew: Vec<(&Person, Category)> =
            people[7..12].iter().map(|person| (person, Category::Others)).collect();
        staged.add_leader(hone, &people[3], &crew).await;

        let round = round::launch(hone, &staged.administrator, staged.round.id).await.unwrap();

        let sent = mail(hone, "Your feedback for").await;
        let addresses: Vec<_> = sent.iter().map(|mail| mail.to_address.clone()).collect();
        let mut invited: Vec<_> = people[1..12].iter().map(|p| p.email.clone()).collect();
        invited.sort();
        assert_eq!(addresses, invited, "{}", fresh.engine);
        for mail in &sent {
            let opening = opened(hone, &link(&mail.plain)).await;
            let is_crew = crew.iter().any(|(person, _)| person.email == mail.to_address);
            let is_leader = mail.to_address == people[3].email;
            let n = if is_crew || is_leader { 2 } else { 1 };
            assert_eq!(opening.leaders.len(), n, "{}", mail.to_address);
            assert_eq!((opening.k, opening.closes_at), (round.k, round.closes_at));
            assert_eq!(opening.form, "pulse");
            assert_eq!(Some(opening.model_digest), round.model_digest);
        }
        assert_eq!(round.launched_at, Some(hone.clock.now()));
        let mut tx = hone.people.read().await.unwrap();
        let document = crate::model::store::find(&mut tx, &hone.model.digest).await.unwrap();
        assert_eq!(document.as_deref(), Some(hone.model.document.as_str()));
    }
}

#[tokio::test]
async fn groups_stand_in_both_databases_under_the_same_refs_and_nothing_else_is_shared() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = launched(hone, 30).await;

        let people: HashSet<Vec<u8>> = everything(&hone.people).await.into_iter().collect();
        let ballots: HashSet<Vec<u8>> = everything(&hone.ballots).await.into_iter().collect();

        let mut refs = BTreeSet::new();
        for link in staged.links(hone).await.values() {
            refs.extend(opened(hone, link).await.leaders.iter().map(|asked| asked.group_ref));
        }
        assert_eq!(refs.len(), 4);
        let leader = staged.leaders(hone).await[0].leader_ref;
        let mut known: HashSet<Vec<u8>> = refs.iter().map(|group| id_bytes(group.0)).collect();
        known.extend([id_bytes(staged.round.round_ref.0), id_bytes(leader.0)]);
        assert!(known.is_subset(&people) && known.is_subset(&ballots), "{}", fresh.engine);
        // Besides those names only words and small numbers: form, phase, floor, categories, model.
        let ids: Vec<_> = people
            .intersection(&ballots)
            .filter(|value| value.len() >= 16 && !value.starts_with(b"#"))
            .filter(|value| !known.contains(*value))
            .collect();
        assert_eq!(ids, Vec::<&Vec<u8>>::new(), "{}", fresh.engine);
        let expected = [
            (Category::Own, 1),
            (Category::Manager, 1),
            (Category::Reports, 5),
            (Category::Peers, 4),
        ];
        assert_eq!(groups(hone, &staged).await, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn launched_twice_at_once_a_round_is_launched_once() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = draft(hone, 30).await;
        let id = staged.round.id;

        let (one, other) = tokio::join!(
            round::launch(hone, &staged.administrator, id),
            round::launch(hone, &staged.administrator, id),
        );

        assert!(one.is_ok() != other.is_ok(), "{}: {one:?}, {other:?}", fresh.engine);
        let refused = if one.is_ok() { other } else { one };
        assert!(matches!(refused, Err(Error::Refused(_))), "{}: {refused:?}", fresh.engine);
        assert_eq!(mail(hone, "Your feedback for").await.len(), 11, "{}", fresh.engine);
        assert_eq!(n_groups(hone).await, 4, "{}", fresh.engine);
        // Every link leads to a group that the ballots know.
        staged.answer(hone, &staged.anonymous(), 4).await;
    }
}

/// How many groups the ballots know in all.
async fn n_groups(hone: &Hone) -> usize {
    let values = everything(&hone.ballots).await;
    let categories = Category::ALL.map(|category| category.as_str().as_bytes().to_vec());
    values.iter().filter(|value| categories.contains(value)).count()
}

/// What a launch leaves among the ballots that stops before it has written to people.
async fn leave_behind(fresh: &Fresh, staged: &Staged, leader: LeaderRef) {
    let poll = NewPoll {
        form: "full".to_owned(),
        k: 10,
        model_version: fresh.hone.model.model.version().to_owned(),
        model_document: fresh.hone.model.document.clone(),
        closes_at: staged.round.closes_at,
    };
    let group = |category| NewGroup {
        group_ref: GroupRef::draw(),
        leader_ref: leader,
        category,
        n_invited: 30,
    };
    let groups = [group(Category::Others), group(Category::Peers)];
    ballot::open_round(&fresh.hone, staged.round.round_ref, &poll, &groups).await.unwrap();
}

#[tokio::test]
async fn a_launch_that_failed_halfway_leaves_nothing_in_the_way_of_the_next() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = draft(hone, 30).await;
        let leader = staged.leaders(hone).await[0].leader_ref;
        leave_behind(&fresh, &staged, leader).await;
        assert_eq!(staged.now(hone).await.phase, Phase::Draft);

        round::launch(hone, &staged.administrator, staged.round.id).await.unwrap();

        let expected = [
            (Category::Own, 1),
            (Category::Manager, 1),
            (Category::Reports, 5),
            (Category::Peers, 4),
        ];
        assert_eq!(groups(hone, &staged).await, expected, "{}", fresh.engine);
        assert_eq!(n_groups(hone).await, 4, "{}", fresh.engine);
        // The sheet is one of the pulse form, which is what the second launch asked for.
        staged.answer(hone, &["Ben Okafor"], 4).await;
    }
}

#[tokio::test]
async fn a_launch_that_is_refused_leaves_nothing_among_people_and_can_be_repeated() {
    for fresh in each_engine().await {
        let staged = draft(&fresh.hone, 30).await;
        let other = Questionnaire::builtin().document + "\n# A remark that changes nothing.\n";
        let changed = Questionnaire::read("own.toml", &other).unwrap();
        let hone = fresh.hone.clone();
        let mut tx = hone.people.write().await.unwrap();
        let version = changed.model.version().to_owned();
        crate::model::store::save(&mut tx, &changed.digest, &version, &other).await.unwrap();
        tx.commit().await.unwrap();
        let before: HashSet<_> = everything(&hone.people).await.into_iter().collect();

        let refused = round::launch(&hone, &staged.administrator, staged.round.id).await;

        assert!(
            matches!(&refused, Err(Error::Refused(why)) if why.contains("version of its own")),
            "{refused:?}"
        );
        let after: HashSet<_> = everything(&hone.people).await.into_iter().collect();
        assert_eq!(before, after, "{}", fresh.engine);
        let node = hone.with_model(changed);
        round::launch(&node, &staged.administrator, staged.round.id).await.unwrap();
        assert_eq!(mail(&node, "Your feedback for").await.len(), 11);
    }
}

#[tokio::test]
async fn a_round_with_an_obstacle_is_not_launched() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = draft(hone, 30).await;
        let people = &staged.northfold.people;
        staged.add_leader(hone, &people[3], &[(&people[4], Category::Peers)]).await;

        let refused = round::launch(hone, &staged.administrator, staged.round.id).await;

        assert!(matches!(refused, Err(Error::Refused(why)) if why.contains("Jonas Lindqvist")));
        assert_eq!(staged.now(hone).await.phase, Phase::Draft);
        assert_eq!(n_groups(hone).await, 0);
        assert_eq!(mail(hone, "").await.len(), 0);
    }
}

#[tokio::test]
async fn whoever_left_before_the_launch_stands_in_no_group() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = draft(hone, 30).await;
        let left = &staged.northfold.reports[0];
        let mut tx = hone.people.write().await.unwrap();
        crate::staff::leave(&mut tx, hone, &staged.administrator, left.id).await.unwrap();
        tx.commit().await.unwrap();

        round::launch(hone, &staged.administrator, staged.round.id).await.unwrap();

        let links = staged.links(hone).await;
        let other = &staged.northfold.reports[1].name;
        let opening = opened(hone, &links[other.as_str()]).await;
        assert_eq!(opening.leaders[0].others.len(), staged.northfold.reports.len() - 2);
        assert!(!opening.leaders[0].others.contains(&left.name), "{}", fresh.engine);
    }
}

#[tokio::test]
async fn whoever_leaves_during_a_round_is_asked_nothing_more() {
    for fresh in each_engine().await {
        let hone = &fresh.hone;
        let staged = launched(hone, 30).await;
        let links = staged.links(hone).await;
        let left = &staged.northfold.reports[0];
        opened(hone, &links[left.name.as_str()]).await;
        let mut tx = hone.people.write().await.unwrap();
        crate::staff::leave(&mut tx, hone, &staged.administrator, left.id).await.unwrap();
        tx.commit().await.unwrap();

        let door = crate::invitation::open(hone, &links[left.name.as_str()]).await.unwrap();

        assert!(matches!(door, crate::invitation::Door::Unknown), "{}", fresh.engine);
    }
}
