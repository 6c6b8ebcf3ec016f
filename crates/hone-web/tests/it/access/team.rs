//! What there is to find in a team.

use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::delegation::{Level, area, growth, lesson, record, request};
use hone_core::experiment::{self, affected, challenge};
use hone_core::ids::PersonId;
use hone_core::stakeholder::{self, contact, rhythm};
use hone_core::team::{self, Team};
use hone_core::testing::{self, Northfold};
use hone_core::vision::{self, key, share, statement};
use hone_core::{Hone, bet};

use super::CANARY;

/// A team of the leader with a plain member, who owns an area, and somebody else: the ids in it.
pub(super) async fn team_of(hone: &Hone, here: &Northfold) -> [(&'static str, String); 20] {
    let lead = testing::round::viewer(here, &here.leader);
    let member = testing::round::viewer(here, &here.reports[0]);
    let mut tx = hone.people.write().await.unwrap();
    let team = team::make(&mut tx, hone, &lead, CANARY).await.unwrap();
    for person in [&here.reports[0], &here.reports[4]] {
        team::invite(&mut tx, hone, &lead, &team, "", &person.email).await.unwrap();
    }
    let wording = area::Wording {
        title: CANARY.to_owned(),
        kind: area::Kind::Work,
        owner: member.person_id,
        level: Level::Proposed,
        done_when: String::new(),
        limits: String::new(),
        check_in: area::Looks::None,
        every_days: 0,
        next_check_in: None,
    };
    let area = area::write(&mut tx, hone, &lead, &team, wording, true).await.unwrap();
    area::answer(&mut tx, hone, &member, &team, (&area, area.version), (true, "")).await.unwrap();
    let area = area::find(&mut tx, &lead, &team, area.id).await.unwrap().unwrap();
    let question = request::Wording {
        question: CANARY.to_owned(),
        own_proposal: String::new(),
        needed_by: None,
    };
    let request = request::ask(&mut tx, hone, &member, &team, &area, question).await.unwrap();
    let decision = record::decide(&mut tx, hone, &member, &team, &area, CANARY).await.unwrap();
    let wording = lesson::Wording {
        title: CANARY.to_owned(),
        what_happened: CANARY.to_owned(),
        learned: CANARY.to_owned(),
        ..lesson::Wording::default()
    };
    let lesson = lesson::write(&mut tx, hone, &member, &team, (None, wording), true).await.unwrap();
    let talk = talk_of(&mut tx, hone, &lead, &team, here.reports[4].id).await;
    let (bet, reason) = bet_of(&mut tx, hone, &member, &team).await;
    let [challenge, experiment, affected] = tried(&mut tx, hone, &member, &team).await;
    let [vision, objective, key, check, share] =
        aims(&mut tx, hone, (&lead, &member), &team, &here.manager.email).await;
    let [stakeholder, contact, rhythm, beat] = outside(&mut tx, hone, &member, &team).await;
    tx.commit().await.unwrap();
    [
        ("{team}", team.id.to_string()),
        ("{area}", area.id.to_string()),
        ("{request}", request.id.to_string()),
        ("{decision}", decision.id.to_string()),
        ("{lesson}", lesson.id.to_string()),
        ("{talk}", talk),
        ("{bet}", bet),
        ("{reason}", reason),
        ("{challenge}", challenge),
        ("{experiment}", experiment),
        ("{affected}", affected),
        ("{vision}", vision),
        ("{objective}", objective),
        ("{key}", key),
        ("{check}", check),
        ("{share}", share),
        ("{stakeholder}", stakeholder),
        ("{contact}", contact),
        ("{rhythm}", rhythm),
        ("{beat}", beat),
    ]
}

/// A bet of a member with a reason for which it may fail: their ids.
async fn bet_of(tx: &mut PeopleTx, hone: &Hone, member: &Viewer, team: &Team) -> (String, String) {
    let wording = bet::Wording {
        judge: team.lead_id,
        problem: CANARY.to_owned(),
        we_try: CANARY.to_owned(),
        true_if: CANARY.to_owned(),
        stake: CANARY.to_owned(),
        stake_class: 1,
        upside: CANARY.to_owned(),
        stop_at: CANARY.to_owned(),
        review_on: Some(jiff::civil::date(2026, 6, 5)),
        change_our_mind_if: CANARY.to_owned(),
    };
    let bet = bet::write(tx, hone, member, team, wording).await.unwrap();
    let said = (CANARY, bet::reason::Handling::Accept, "");
    let reason = bet::reason::add(tx, hone, member, team, &bet, said).await.unwrap();
    (bet.id.to_string(), reason.id.to_string())
}

/// A challenge of a member, an experiment of theirs and a group that it reaches: their ids.
async fn tried(tx: &mut PeopleTx, hone: &Hone, member: &Viewer, team: &Team) -> [String; 3] {
    let wording = challenge::Wording { title: CANARY.to_owned(), ..Default::default() };
    let challenge = challenge::raise(tx, hone, member, team, wording).await.unwrap();
    let wording = experiment::Wording {
        owner: Some(member.person_id),
        if_we: CANARY.to_owned(),
        ..Default::default()
    };
    let experiment = experiment::write(tx, hone, member, team, wording).await.unwrap();
    let wording = affected::Wording { who: CANARY.to_owned(), ..Default::default() };
    let group = affected::write(tx, hone, member, team, &experiment, wording).await.unwrap();
    [challenge.id.to_string(), experiment.id.to_string(), group.id.to_string()]
}

/// A vision, an objective of a member with a key result and a check-in, and its offer to another team:
/// their ids.
async fn aims(
    tx: &mut PeopleTx,
    hone: &Hone,
    (lead, member): (&Viewer, &Viewer),
    team: &Team,
    other_lead: &str,
) -> [String; 5] {
    let words = statement::Wording { scene: CANARY.to_owned(), ..Default::default() };
    let vision = statement::write(tx, hone, member, team, words).await.unwrap();
    let wording = vision::objective::Wording {
        title: CANARY.to_owned(),
        aim: vision::Aim::Vision,
        how_it_serves: CANARY.to_owned(),
        owner: Some(member.person_id),
        ..Default::default()
    };
    let objective = vision::objective::write(tx, hone, member, team, wording).await.unwrap();
    let wording = key::Wording {
        measure: CANARY.to_owned(),
        start: "9".to_owned(),
        target: "2".to_owned(),
        due: jiff::civil::date(2026, 6, 5),
    };
    let key = key::write(tx, hone, member, team, &objective, &wording).await.unwrap();
    let said = ("7", None, CANARY);
    let check = key::check_in(tx, hone, member, team, (&objective, &key), said).await.unwrap();
    let share = share::offer(tx, hone, lead, team, &objective, other_lead).await.unwrap();
    [
        vision.id.to_string(),
        objective.id.to_string(),
        key.id.to_string(),
        check.id.to_string(),
        share.id.to_string(),
    ]
}

/// A stakeholder whom a member looks after with a contact, and a rhythm that was done once: their ids.
async fn outside(tx: &mut PeopleTx, hone: &Hone, member: &Viewer, team: &Team) -> [String; 4] {
    let wording = stakeholder::Wording {
        name: CANARY.to_owned(),
        they_need: CANARY.to_owned(),
        we_need: CANARY.to_owned(),
        owner: Some(member.person_id),
        usual_gap: 28,
        longest_gap: 42,
    };
    let one = stakeholder::write(tx, hone, member, team, wording).await.unwrap();
    let contact = contact::add(tx, hone, member, team, &one, (None, CANARY)).await.unwrap();
    let wording = rhythm::Wording {
        what: CANARY.to_owned(),
        to_whom: CANARY.to_owned(),
        channel: CANARY.to_owned(),
        every_days: 7,
        owner: Some(member.person_id),
        next_on: jiff::civil::date(2026, 5, 4),
    };
    let rhythm = rhythm::write(tx, hone, member, team, wording).await.unwrap();
    let beat = rhythm::beat(tx, hone, member, team, &rhythm, CANARY).await.unwrap();
    [one.id.to_string(), contact.id.to_string(), rhythm.id.to_string(), beat.id.to_string()]
}

/// A talk of a lead with somebody: its id.
async fn talk_of(
    tx: &mut PeopleTx,
    hone: &Hone,
    lead: &Viewer,
    team: &Team,
    person: PersonId,
) -> String {
    let member = growth::partner(tx, lead, team, person).await.unwrap().unwrap();
    let wording = growth::Wording {
        held_on: jiff::civil::date(2026, 5, 4),
        goal: CANARY.to_owned(),
        reality: String::new(),
        options: String::new(),
        will: String::new(),
        next_on: None,
    };
    let talk = growth::write_talk(tx, hone, lead, team, &member, wording).await.unwrap();
    talk.id.to_string()
}
