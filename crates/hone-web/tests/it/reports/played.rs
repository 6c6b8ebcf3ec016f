//! A round with one leader, from its draft to its release.

use std::collections::BTreeMap;

use hone_core::ballot::{self, Receipt};
use hone_core::category::Category;
use hone_core::ids::{LeaderId, PersonId};
use hone_core::invitation::{self, Door, Issued};
use hone_core::person::Person;
use hone_core::round::{self, Round, Terms};
use hone_core::testing::{self, Northfold, rating};
use hone_core::{Hone, account, leader};
use hone_model::{Model, Pole};
use serde_json::Value;

/// What a rater wrote, and only the leader may read.
pub(crate) const CANARY: &str = "Femi Ade brings the biscuits";

/// A round about the leader of Northfold Water: five reports, four peers, three others, the manager
/// and the leader are asked.
pub(crate) struct Played {
    hone: Hone,
    pub(crate) here: Northfold,
    round: Round,
    leader: LeaderId,
}

impl Played {
    pub(crate) async fn launch(hone: &Hone) -> Self {
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
    pub(crate) async fn answer(&self, person: PersonId, category: Category, place: usize) {
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
        let browser = rating::Browser::fresh();
        let issued = browser.fetch(&self.hone, &link, &[asked.group_ref]).await;
        assert!(matches!(issued, Issued::Done(_)), "{issued:?}");
        let receipt = browser.send(&self.hone, asked.group_ref, &self.sheet(category, place)).await;
        assert_eq!(receipt, Receipt::Kept);
    }

    /// What somebody answers to the questionnaire of the round.
    fn sheet(&self, category: Category, place: usize) -> ballot::Sheet {
        sheet(&self.hone.model.model, category, place)
    }

    pub(crate) async fn everybody_answers(&self) {
        self.answer(self.here.leader.id, Category::Own, 0).await;
        for (place, (person, category)) in raters(&self.here).into_iter().enumerate() {
            self.answer(person, category, place).await;
        }
    }

    pub(crate) async fn close(&self) {
        let (hone, round) = (&self.hone, &self.round);
        round::close(hone, round.organisation_id, round.id, None).await.unwrap();
    }

    pub(crate) async fn release(&self) {
        let (hone, round) = (&self.hone, &self.round);
        round::release(hone, round.organisation_id, round.id, None).await.unwrap();
    }

    pub(crate) fn first(&self) -> String {
        format!("/reports/{}", self.leader)
    }

    /// The digest of the questionnaire that the round has frozen.
    pub(super) fn digest(&self) -> String {
        hone_core::hex::write(self.round.model_digest.as_deref().unwrap())
    }

    pub(super) fn why(&self) -> String {
        format!("{}/why", self.first())
    }

    /// Every page of the report.
    pub(crate) fn paths(&self) -> Vec<String> {
        let contrasts = Model::builtin().contrasts().iter();
        let depths = contrasts.map(|contrast| format!("{}/{}", self.first(), contrast.id));
        [self.first(), self.why()].into_iter().chain(depths).collect()
    }

    /// The release as it is stored.
    pub(crate) async fn document(&self) -> Value {
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

/// What somebody wishes: more leading in trust, nothing on risk, and elsewhere about as much as now.
fn wish(category: Category, contrast: &str, place: usize) -> u8 {
    let wobble = u8::from(place.is_multiple_of(3));
    match (category, contrast) {
        (Category::Own, _) => 3,
        (_, "trust") => 4 + wobble,
        (_, "risk") => 0,
        _ => 2 + wobble,
    }
}

/// All colleagues find them clear, and beyond that each a little else.
fn chosen(category: Category, place: usize) -> Vec<&'static str> {
    match category {
        Category::Own => vec!["bold", "clear"],
        Category::Manager => vec!["thorough"],
        _ if place.is_multiple_of(2) => vec!["clear", "fair"],
        _ => vec!["clear", "quick"],
    }
}

/// Manages more than leads in trust and leads in vision; sees little of risk; differs by place.
fn sheet(model: &Model, category: Category, place: usize) -> ballot::Sheet {
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
    let items = model.items().iter().map(|item| (item.id.clone(), answer(item)));
    let wishes = model.wishes().iter();
    let wishes = wishes.map(|item| (item.id.clone(), wish(category, &item.contrast, place)));
    let answers: BTreeMap<String, u8> = items.chain(wishes).collect();
    let comment = match category {
        Category::Own => "I want to plan less.",
        Category::Manager => "Say no to me more often.",
        _ => CANARY,
    };
    let comments = BTreeMap::from([("keep".to_owned(), comment.to_owned())]);
    let themes = match category {
        Category::Reports => BTreeMap::from([("start".to_owned(), "trust".to_owned())]),
        _ => BTreeMap::new(),
    };
    let offered = model.words_in(model.full());
    let words = chosen(category, place).into_iter().map(ToOwned::to_owned);
    let words = words.filter(|word| offered.contains(word)).collect();
    ballot::Sheet { answers, comments, themes, words }
}
