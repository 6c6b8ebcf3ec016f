use std::collections::{BTreeMap, BTreeSet};

use axum::http::{Method, StatusCode};
use hone_core::ballot::{self, Receipt};
use hone_core::category::Category;
use hone_core::ids::{LeaderId, PersonId};
use hone_core::invitation::{self, Door, Issued};
use hone_core::person::Person;
use hone_core::round::{self, Round, Terms};
use hone_core::testing::{self, Northfold, each_engine, rating};
use hone_core::{Hone, account, leader};
use hone_model::Pole;
use serde_json::Value;

use crate::ask::page;
use crate::{ask, signed_in};

/// What a rater wrote, and only the leader may read.
const CANARY: &str = "Femi Ade brings the biscuits";

/// A round about the leader of Northfold Water: five reports, four peers, three others, the manager
/// and the leader are asked.
struct Played {
    hone: Hone,
    here: Northfold,
    round: Round,
    leader: LeaderId,
}

impl Played {
    async fn launch(hone: &Hone) -> Self {
        let here = testing::northfold(hone).await;
        let organisation = here.leader.organisation_id;
        let terms = Terms {
            name: "Spring 2026".to_owned(),
            form: "full".to_owned(),
            k: 4,
            load_cap: 8,
            closes_on: jiff::civil::date(2026, 6, 5),
            releases_on: jiff::civil::date(2026, 6, 12),
        };
        let round = Round::draft(organisation, &terms, &jiff::tz::TimeZone::UTC, hone.clock.now());
        let mut tx = hone.people.write().await.unwrap();
        round::store::insert(&mut tx, &round).await.unwrap();
        leader::add(&mut tx, organisation, round.id, here.leader.id).await.unwrap();
        let mut leader =
            leader::store::list(&mut tx, organisation, round.id).await.unwrap().remove(0);
        for (person, category) in raters(&here) {
            leader::store::save_rater(&mut tx, organisation, leader.id, person, category)
                .await
                .unwrap();
        }
        leader.approve();
        leader::store::save(&mut tx, &leader).await.unwrap();
        tx.commit().await.unwrap();
        let token = testing::sign_in_as(hone, &here.administrator).await;
        let viewer = account::viewer_of(hone, &token).await.unwrap().unwrap();
        let round = round::launch(hone, &viewer, round.id).await.unwrap();
        Self { hone: hone.clone(), here, round, leader: leader.id }
    }

    /// Somebody answers by a link of their own.
    async fn answer(&self, person: PersonId, category: Category, place: usize) {
        let organisation = self.round.organisation_id;
        let mut tx = self.hone.people.write().await.unwrap();
        let invitation =
            invitation::store::of_person(&mut tx, organisation, self.round.id, person).await;
        let link = invitation::mint_link(&mut tx, organisation, invitation.unwrap().unwrap()).await;
        tx.commit().await.unwrap();
        let link = link.unwrap();
        let Door::Open(opening) = invitation::open(&self.hone, &link).await.unwrap() else {
            panic!("the link does not open")
        };
        let asked = &opening.leaders[0];
        let credential = rating::Browser::fresh().credential(asked.group_ref);
        let wishes = [(asked.group_ref, credential.commitment())];
        assert_eq!(invitation::issue(&self.hone, &link, &wishes).await.unwrap(), Issued::Done);
        let sheet = sheet(category, place);
        let receipt = ballot::submit(&self.hone, asked.group_ref, credential, sheet).await;
        assert_eq!(receipt.unwrap(), Receipt::Kept);
    }

    async fn everybody_answers(&self) {
        self.answer(self.here.leader.id, Category::Own, 0).await;
        for (place, (person, category)) in raters(&self.here).into_iter().enumerate() {
            self.answer(person, category, place).await;
        }
    }

    async fn close(&self) {
        let (hone, round) = (&self.hone, &self.round);
        round::close(hone, round.organisation_id, round.id, None).await.unwrap();
    }

    async fn release(&self) {
        let (hone, round) = (&self.hone, &self.round);
        round::release(hone, round.organisation_id, round.id, None).await.unwrap();
    }

    fn first(&self) -> String {
        format!("/reports/{}", self.leader)
    }

    /// Every page of the report.
    fn paths(&self) -> Vec<String> {
        let contrasts = hone_model::Model::builtin().contrasts().iter();
        let depths = contrasts.map(|contrast| format!("{}/{}", self.first(), contrast.id));
        std::iter::once(self.first()).chain(depths).collect()
    }

    /// The release as it is stored.
    async fn document(&self) -> Value {
        let mut tx = self.hone.people.read().await.unwrap();
        let (organisation, id) = (self.round.organisation_id, self.leader);
        let leader = leader::store::find(&mut tx, organisation, id).await.unwrap().unwrap();
        let document = ballot::find_released(&self.hone, leader.leader_ref).await.unwrap();
        serde_json::from_str(&document.unwrap()).unwrap()
    }
}

/// Everyone besides the leader.
fn raters(here: &Northfold) -> Vec<(PersonId, Category)> {
    let all = |people: &[Person], category: Category| -> Vec<(PersonId, Category)> {
        people.iter().map(|person| (person.id, category)).collect()
    };
    [
        vec![(here.manager.id, Category::Manager)],
        all(&here.reports, Category::Reports),
        all(&here.peers, Category::Peers),
        all(&here.people[13..16], Category::Others),
    ]
    .concat()
}

/// Manages more than leads in trust and leads in vision; sees little of risk; differs by place.
fn sheet(category: Category, place: usize) -> ballot::Sheet {
    let model = hone_model::Model::builtin();
    let answer = |item: &hone_model::Item| {
        let wobble = u8::from((place + item.id.len()).is_multiple_of(3));
        match (category, item.contrast.as_str(), item.pole) {
            (Category::Own, "trust", Pole::Leading) | (_, "trust", Pole::Managing) => 4,
            (Category::Own, ..) => 3,
            (_, "trust", Pole::Leading) => 1 + wobble,
            (_, "vision", Pole::Leading) => 4 + wobble,
            (Category::Reports | Category::Peers | Category::Others, "risk", _) => 0,
            _ => 2 + wobble,
        }
    };
    let answers: BTreeMap<String, u8> =
        model.items().iter().map(|item| (item.id.clone(), answer(item))).collect();
    let comment = match category {
        Category::Own => "I want to plan less.",
        Category::Manager => "Say no to me more often.",
        _ => CANARY,
    };
    let comments = BTreeMap::from([("keep".to_owned(), comment.to_owned())]);
    ballot::Sheet { answers, comments }
}

/// What a reader reads: the text of a page, its pictures included, without tags.
fn words(html: &str) -> String {
    let main = html.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
    let text = main.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text));
    text.collect::<Vec<_>>().join(" ")
}

/// The numbers with a decimal in a text.
fn decimals(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    text.split(|c| !is_part(c))
        .map(|number| number.trim_matches('.'))
        .filter(|number| number.contains('.'))
        .map(ToOwned::to_owned)
        .collect()
}

fn one_decimal(number: f64) -> String {
    format!("{:.1}", number.abs())
}

/// Every number of a document, and how far the own answers and those of all lie apart.
fn numbers_of(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Number(number) => {
            found.insert(one_decimal(number.as_f64().unwrap()));
        }
        Value::Array(values) => values.iter().for_each(|value| numbers_of(value, found)),
        Value::Object(fields) => {
            let (own, all) = (&value["own"]["value"], &value["overall"]);
            if let Some(own) = own.as_f64() {
                let ends = ["value", "low", "high"].iter().filter_map(|end| all[*end].as_f64());
                found.extend(ends.map(|end| one_decimal(own - end)));
            }
            fields.values().for_each(|value| numbers_of(value, found));
        }
        _ => {}
    }
}

#[tokio::test]
async fn the_leader_reads_after_the_release_and_nobody_else_ever() {
    for fresh in each_engine().await {
        let played = Played::launch(&fresh.hone).await;
        let (site, here) = (hone_web::site(&fresh.hone), &played.here);
        let leader = signed_in(&fresh.hone, &here.leader).await;
        let stranger = testing::stranger(&fresh.hone).await;
        let mut others = Vec::new();
        for person in [&here.administrator, &here.coach, &here.manager, &here.peers[0], &stranger] {
            others.push(signed_in(&fresh.hone, person).await);
        }
        let refused = |cookie: String, path: String| {
            let site = site.clone();
            async move {
                let (status, _, body) = ask(&site, Some(&cookie), Method::GET, &path, &[]).await;
                assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
                assert!(!body.contains("Femi") && !body.contains("Spring"), "{path}: {body}");
            }
        };
        played.everybody_answers().await;
        refused(leader.clone(), played.first()).await;
        let open = page(&site, Some(&leader), "/reports").await;
        assert!(open.contains("People answer until"), "{open}");
        played.close().await;
        refused(leader.clone(), played.first()).await;
        let closed = page(&site, Some(&leader), "/reports").await;
        assert!(closed.contains("You can read it on 12 June 2026"), "{closed}");

        played.release().await;

        let list = page(&site, Some(&leader), "/reports").await;
        assert!(list.contains(&format!("href=\"{}\"", played.first())), "{list}");
        for path in played.paths() {
            page(&site, Some(&leader), &path).await;
            for other in &others {
                refused(other.clone(), path.clone()).await;
            }
        }
        let trust = page(&site, Some(&leader), &format!("{}/trust", played.first())).await;
        assert!(trust.contains(CANARY));
        refused(leader, format!("{}/nothing", played.first())).await;
        for other in others {
            let list = page(&site, Some(&other), "/reports").await;
            assert!(list.contains("Nothing here yet") && !list.contains("Spring 2026</h3>"));
        }
    }
}

#[tokio::test]
async fn the_pages_say_what_was_answered_and_no_number_that_was_not_released() {
    for fresh in each_engine().await {
        let played = Played::launch(&fresh.hone).await;
        played.everybody_answers().await;
        played.close().await;
        played.release().await;
        let site = hone_web::site(&fresh.hone);
        let leader = signed_in(&fresh.hone, &played.here.leader).await;
        let mut released = BTreeSet::new();
        numbers_of(&played.document().await, &mut released);

        for path in played.paths() {
            let html = page(&site, Some(&leader), &path).await;
            let again = page(&site, Some(&leader), &path).await;
            assert_eq!(html, again, "{path}");
            // Twelve colleagues: 12 * 0.20 / (1 + 11 * 0.20), and with 0.10 and 0.30.
            let mut known = released.clone();
            known.extend(["0.75", "0.57", "0.84", "0.20", "0.10", "0.30"].map(ToOwned::to_owned));
            // Named as examples of a range and of a bound.
            known.extend(["3.5", "4.3", "4.6"].map(ToOwned::to_owned));
            let shown = decimals(&words(&html));
            let foreign: Vec<_> = shown.difference(&known).collect();
            assert!(foreign.is_empty(), "{path} shows {foreign:?}");
            assert!(shown.len() >= 3, "{path} shows hardly a number: {shown:?}");
        }

        let first = page(&site, Some(&leader), &played.first()).await;
        assert!(first.contains(
            "Colleagues often see you set a direction that others make real. They seldom see you \
             hand work over and leave it there."
        ));
        assert!(first.contains("Risk: cannot tell yet."), "{first}");
        assert!(first.contains("Twelve colleagues answered: five direct reports"), "{first}");
        let trust = page(&site, Some(&leader), &format!("{}/trust", played.first())).await;
        assert!(trust.contains("You see yourself hand work over and leave it there."), "{trust}");
        let remarks = words(&trust);
        assert!(remarks.contains("You wrote") && remarks.contains("I want to plan less."));
        assert!(remarks.contains("Your manager wrote") && remarks.contains("Say no to me"));
        assert!(remarks.contains("Not shown: too few remarks"));
    }
}

#[tokio::test]
async fn a_group_below_the_floor_has_no_line_of_its_own() {
    for fresh in each_engine().await {
        let played = Played::launch(&fresh.hone).await;
        played.everybody_answers().await;
        played.close().await;
        played.release().await;
        let site = hone_web::site(&fresh.hone);
        let leader = signed_in(&fresh.hone, &played.here.leader).await;

        let trust = page(&site, Some(&leader), &format!("{}/trust", played.first())).await;

        for own_line in [">Others<", ">Peers<", ">others<", ">peers<"] {
            assert!(!trust.contains(own_line), "{own_line}: {trust}");
        }
        assert!(trust.contains(r#"<th scope="row">Peers and others</th><td class="num">7</td>"#));
        let first = words(&page(&site, Some(&leader), &played.first()).await);
        assert!(first.contains("seven peers and others together"), "{first}");
        for count in ["three others", "four peers", "3 others", "4 peers"] {
            assert!(!first.contains(count), "{first}");
        }
    }
}

#[tokio::test]
async fn too_few_answers_are_said_to_be_too_few_and_show_nothing() {
    for fresh in each_engine().await {
        let played = Played::launch(&fresh.hone).await;
        let site = hone_web::site(&fresh.hone);
        let leader = signed_in(&fresh.hone, &played.here.leader).await;
        for (place, person) in played.here.reports[..3].iter().enumerate() {
            played.answer(person.id, Category::Reports, place).await;
        }
        played.close().await;
        played.release().await;

        let list = page(&site, Some(&leader), "/reports").await;
        let (status, _, body) = ask(&site, Some(&leader), Method::GET, &played.first(), &[]).await;

        assert!(list.contains("Too few people answered"), "{list}");
        assert!(!list.contains(&played.first()), "{list}");
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(!body.contains("Spring"), "{body}");
    }
}
