//! Many leaders whose results are released, in two rounds half a year apart: what a large installation
//! holds, to see how long its pages and its papers take.
//!
//! All of it is done by the steps that people take, but for the answers: they are made up at the close,
//! in the place of sealed ballots, and go through the gate as those would.

use std::collections::BTreeMap;

use hone_model::{Model, Pole};
use jiff::tz::TimeZone;

use crate::Hone;
use crate::account::{Account, Viewer, join, session, store as accounts};
use crate::ballot::{self, Cast, Sheet, Turnout};
use crate::category::Category;
use crate::chance::Secret;
use crate::clock::{Clock, days_after};
use crate::ids::LeaderId;
use crate::leader;
use crate::organisation::{self, Organisation};
use crate::person::{self, Person};
use crate::plan::{self, Rhythm, Wording};
use crate::round::{self, Round, Terms, results};

/// As many days ago results were released: first numbers to grow from, then those of now.
const DAYS_AGO: [i64; 2] = [200, 2];

/// Somebody to rate each leader, by how far behind them they stand in the list.
const RATERS: [(usize, Category); 11] = [
    (0, Category::Own),
    (1, Category::Manager),
    (2, Category::Reports),
    (3, Category::Reports),
    (4, Category::Reports),
    (5, Category::Reports),
    (6, Category::Reports),
    (7, Category::Peers),
    (8, Category::Peers),
    (9, Category::Peers),
    (10, Category::Peers),
];

/// The fewest leaders, so that nobody rates one of them twice.
pub const FEWEST: usize = RATERS.len();

/// A leader who is signed in and has a result and a plan with one step.
#[derive(Debug)]
pub struct Rated {
    /// The leader.
    pub person: Person,
    /// The id of the newer report.
    pub report: LeaderId,
    /// The token of their session.
    pub token: Secret,
}

/// So many of them in one organisation, at least [`FEWEST`].
pub async fn many(hone: &Hone, n: usize) -> Vec<Rated> {
    assert!(n >= FEWEST, "at least {FEWEST} leaders, so that all raters are different people");
    let (organisation, mut people) = people(hone, n).await;
    let tokens = sign_in_all(hone, &mut people).await;
    let viewers: Vec<Viewer> = people.iter().map(|person| viewer(&organisation, person)).collect();
    let mut reports = BTreeMap::new();
    for (wave, days_ago) in DAYS_AGO.into_iter().enumerate() {
        let then = hone.clock.now().plus(-days_ago * 24 * 3600);
        let then = hone.clone().at(Clock::standing_at(then));
        let round = launched(&then, &viewers[0], &people, wave).await;
        release(&then, &round, wave).await;
        let mut tx = hone.people.read().await.expect("a transaction");
        let leaders = leader::store::list(&mut tx, organisation.id, round.id).await;
        let leaders = leaders.expect("leaders").into_iter();
        reports = leaders.map(|leader| (leader.person_id, leader.id)).collect();
    }
    let mut tx = hone.people.write().await.expect("a transaction");
    for viewer in &viewers {
        plan_one_step(&mut tx, hone, viewer, reports[&viewer.person_id]).await;
    }
    tx.commit().await.expect("a commit");
    let rated =
        |(person, token): (Person, Secret)| Rated { report: reports[&person.id], person, token };
    people.into_iter().zip(tokens).map(rated).collect()
}

/// An organisation of so many people, the first of whom administrates it.
async fn people(hone: &Hone, n: usize) -> (Organisation, Vec<Person>) {
    let now = hone.clock.now().plus(-DAYS_AGO[0] * 24 * 3600);
    let mut tx = hone.people.write().await.expect("a transaction");
    let organisation = organisation::create(&mut tx, "Coticule Works", "Europe/Vienna", now)
        .await
        .expect("an organisation");
    let person = |i| {
        let (name, email) = (format!("Leader{i} Load"), format!("leader{i}@load.test"));
        let mut person = Person::new(organisation.id, &name, &email, now);
        person.department = format!("Department {}", i % 10);
        person.is_administrator = i == 0;
        person
    };
    let people: Vec<Person> = (0..n).map(person).collect();
    person::store::save_all(&mut tx, &people).await.expect("people");
    tx.commit().await.expect("a commit");
    (organisation, people)
}

/// Gives everybody an account and a session.
pub(super) async fn sign_in_all(hone: &Hone, people: &mut [Person]) -> Vec<Secret> {
    let now = hone.clock.now();
    let mut tx = hone.people.write().await.expect("a transaction");
    let mut tokens = Vec::new();
    for person in people {
        let account = Account::new(&person.email, None, now);
        accounts::insert(&mut tx, &account).await.expect("an account");
        join(&mut tx, person, &account).await.expect("a person with an account");
        tokens.push(session::begin(&mut tx, person, "a test", now).await.expect("a session"));
    }
    tx.commit().await.expect("a commit");
    tokens
}

/// Somebody who is signed in and leads people.
pub(super) fn viewer(organisation: &Organisation, person: &Person) -> Viewer {
    Viewer {
        account_id: person.account_id.expect("an account"),
        organisation_id: organisation.id,
        organisation: organisation.name.clone(),
        time_zone: organisation.time_zone.clone(),
        person_id: person.id,
        name: person.name.clone(),
        is_administrator: person.is_administrator,
        is_coach: person.is_coach,
        is_leader: true,
    }
}

/// A round about everybody, launched.
async fn launched(hone: &Hone, viewer: &Viewer, people: &[Person], wave: usize) -> Round {
    let (now, organisation) = (hone.clock.now(), viewer.organisation_id);
    let today = now.date(&TimeZone::UTC);
    let terms = Terms {
        name: format!("Round {}", wave + 1),
        form: "full".to_owned(),
        k: 4,
        load_cap: 16,
        closes_on: days_after(today, 30),
        releases_on: days_after(today, 37),
    };
    let draft = Round::draft(organisation, &terms, &viewer.zone(), now);
    let mut tx = hone.people.write().await.expect("a transaction");
    round::store::insert(&mut tx, &draft).await.expect("a round");
    for person in people {
        let added = leader::store::insert(&mut tx, organisation, draft.id, person.id).await;
        added.expect("a leader");
    }
    let places: BTreeMap<_, _> = people.iter().enumerate().map(|(i, p)| (p.id, i)).collect();
    let leaders = leader::store::list(&mut tx, organisation, draft.id).await.expect("leaders");
    for mut leader in leaders {
        let place = places[&leader.person_id];
        for (behind, category) in RATERS {
            let rater = people[(place + behind) % people.len()].id;
            leader::store::save_rater(&mut tx, organisation, leader.id, rater, category)
                .await
                .expect("a rater");
        }
        leader.approve();
        leader::store::save(&mut tx, &leader).await.expect("an approved list");
    }
    tx.commit().await.expect("a commit");
    round::launch(hone, viewer, draft.id).await.expect("a launch")
}

/// Closes a round with made-up answers, and lets leaders read.
async fn release(hone: &Hone, round: &Round, wave: usize) {
    let model: &Model = &hone.model.model;
    let today = hone.clock.now().date(&TimeZone::UTC);
    let make = |turnouts: &BTreeMap<_, Turnout>| {
        let answered = |(place, (leader, turnout)): (usize, (&_, &Turnout))| {
            (*leader, answered(model, turnout, place, wave))
        };
        let answered = turnouts.iter().enumerate().map(answered).collect();
        results::documents(round, model, today, &answered)
    };
    ballot::close(hone, round.round_ref, &BTreeMap::new(), make).await.expect("a close");
    // The ballots are closed already, and what follows is as ever.
    let (organisation, id) = (round.organisation_id, round.id);
    round::close(hone, organisation, id, None).await.expect("a close");
    round::release(hone, organisation, id, None).await.expect("a release");
}

/// What everybody answers who was invited to answer about a leader.
fn answered(model: &Model, turnout: &Turnout, place: usize, wave: usize) -> Turnout {
    let mut casts = Vec::new();
    for (category, n) in &turnout.n_invited {
        for _ in 0..*n {
            let sheet = sheet(model, place, casts.len(), wave);
            casts.push(Cast { category: *category, sheet });
        }
    }
    Turnout { casts, ..turnout.clone() }
}

/// Answers that differ by leader, scale, rater and question; some leaders lead more the second time.
fn sheet(model: &Model, leader: usize, rater: usize, wave: usize) -> Sheet {
    let contrasts = model.contrasts();
    let answer = |(place, item): (usize, &hone_model::Item)| {
        let contrast = contrasts.iter().position(|c| c.id == item.contrast).unwrap_or_default();
        let level = 2 + (leader + 3 * contrast + usize::from(item.pole == Pole::Managing)) % 3;
        let grown =
            wave * usize::from(item.pole == Pole::Leading && (leader + contrast).is_multiple_of(4));
        let points = (level + grown + (7 * rater + 5 * place + leader) % 3).saturating_sub(1);
        let is_seen = !(3 * rater + place).is_multiple_of(11);
        let points = u8::try_from(points.clamp(1, 5)).expect("a point");
        (item.id.clone(), if is_seen { points } else { 0 })
    };
    let remark = |question: &hone_model::Question| {
        let text =
            format!("What I would say of it, {rater}: tell us early what will change, and why.");
        (question.id.clone(), text)
    };
    let offered = model.words_in(model.full());
    let words = (0..ballot::WORDS_CHOSEN)
        .map(|i| offered[(leader + rater % 3 + 5 * i) % offered.len()].clone());
    Sheet {
        answers: model.items_in(model.full()).enumerate().map(answer).collect(),
        comments: model.questions().iter().map(remark).collect(),
        themes: BTreeMap::new(),
        words: words.collect(),
    }
}

async fn plan_one_step(
    tx: &mut crate::db::PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    report: LeaderId,
) {
    let plan = plan::choose(tx, hone, viewer, report, "trust").await.expect("a plan");
    let today = hone.clock.now().date(&viewer.zone());
    let wording = Wording {
        practice: None,
        moment: "somebody asks me for a yes".to_owned(),
        deed: "ask what they would do".to_owned(),
        rhythm: Rhythm::Never,
        starts_on: today,
        ends_on: days_after(today, 14),
    };
    plan::add(tx, hone, &plan.expect("a leader's own"), wording).await.expect("a step");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::{self, Found};
    use crate::testing::each_engine;

    #[tokio::test]
    async fn each_has_numbers_and_some_to_hold_them_against() {
        for fresh in each_engine().await {
            let hone = &fresh.hone;

            let all = many(hone, FEWEST).await;

            assert_eq!(all.len(), FEWEST);
            for rated in all {
                let viewer = crate::account::viewer_of(hone, &rated.token).await.unwrap().unwrap();
                assert_eq!(viewer.person_id, rated.person.id);
                let found = result::find(hone, &viewer, rated.report).await.unwrap();
                let Some(Found::Numbers(report)) = found else { panic!("{found:?}") };
                assert_eq!(report.release.n_raters(), 9);
                let earlier = result::list_earlier(hone, &viewer, &report).await.unwrap();
                assert_eq!(earlier.len(), 1, "on {}", fresh.engine);
            }
        }
    }
}
