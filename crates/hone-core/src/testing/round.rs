//! A round of Northfold, from its draft to answers, by the same steps that people take.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;

use super::people::{Northfold, northfold};
use super::rating::{self, Browser};
use crate::account::Viewer;
use crate::category::Category;
use crate::chance::Secret;
use crate::clock::days_after;
use crate::ids::{AccountId, LeaderId};
use crate::invitation::{self, Door, Issued, Opening};
use crate::leader::{self, Leader};
use crate::mail::{self, Outgoing};
use crate::person::{self, Person};
use crate::round::{self, Round, Terms};
use crate::{Hone, ballot};

/// Northfold with a round.
#[derive(Clone, Debug)]
pub struct Staged {
    /// The organisation and its people.
    pub northfold: Northfold,
    /// Its administrator.
    pub administrator: Viewer,
    /// The round, as it was drafted.
    pub round: Round,
}

/// Terms that can be kept: the pulse form, closing some days after the start of the tests.
pub fn terms(hone: &Hone, n_days: i64) -> Terms {
    let today: Date = hone.clock.now().date(&jiff::tz::TimeZone::UTC);
    Terms {
        name: "Spring 2026".to_owned(),
        form: "pulse".to_owned(),
        k: 4,
        load_cap: 8,
        closes_on: days_after(today, n_days),
        releases_on: days_after(today, n_days + 7),
    }
}

/// A draft about the leader of Northfold, whose raters are approved: self, manager, four peers and
/// five direct reports.
pub async fn draft(hone: &Hone, n_days: i64) -> Staged {
    draft_in(hone, northfold(hone).await, n_days).await
}

/// The same in a Northfold that is there.
async fn draft_in(hone: &Hone, northfold: Northfold, n_days: i64) -> Staged {
    let staged = empty_in(hone, northfold, n_days).await;
    let people = &staged.northfold;
    let mut raters = vec![(&people.manager, Category::Manager)];
    raters.extend(people.peers.iter().map(|peer| (peer, Category::Peers)));
    raters.extend(people.reports.iter().map(|report| (report, Category::Reports)));
    staged.add_leader(hone, &people.leader, &raters).await;
    staged
}

/// A draft about nobody yet.
async fn empty_in(hone: &Hone, northfold: Northfold, n_days: i64) -> Staged {
    let zone = northfold.organisation.zone();
    let terms = terms(hone, n_days);
    let round = Round::draft(northfold.organisation.id, &terms, &zone, hone.clock.now());
    let mut tx = hone.people.write().await.expect("a transaction");
    round::store::insert(&mut tx, &round).await.expect("a round");
    tx.commit().await.expect("a commit");
    let administrator = viewer(&northfold, &northfold.administrator);
    Staged { northfold, administrator, round }
}

/// The same, launched.
pub async fn launched(hone: &Hone, n_days: i64) -> Staged {
    draft(hone, n_days).await.launch(hone).await
}

/// A launched round about some of the people of Northfold by their place in the list, each of them
/// seen by the four who come next. Their departments are called as their teams are.
pub async fn about(hone: &Hone, northfold: Northfold, places: Range<usize>) -> Staged {
    let mut people = northfold.people.clone();
    let mut tx = hone.people.write().await.expect("a transaction");
    for person in &mut people {
        person.department.clone_from(&person.team);
        person::store::save(&mut tx, person).await.expect("a department");
    }
    tx.commit().await.expect("a commit");
    let staged = empty_in(hone, northfold, 30).await;
    for place in places {
        let next = (1..=4).map(|step| &people[(place + step) % people.len()]);
        let raters: Vec<(&Person, Category)> = next.map(|p| (p, Category::Peers)).collect();
        staged.add_leader(hone, &people[place], &raters).await;
    }
    staged.launch(hone).await
}

/// Somebody of Northfold, signed in.
pub fn viewer(northfold: &Northfold, person: &Person) -> Viewer {
    Viewer {
        account_id: AccountId::draw(),
        organisation_id: northfold.organisation.id,
        organisation: northfold.organisation.name.clone(),
        time_zone: northfold.organisation.time_zone.clone(),
        person_id: person.id,
        name: person.name.clone(),
        is_administrator: person.is_administrator,
        is_coach: person.is_coach,
        is_leader: person.is_administrator
            || northfold.people.iter().any(|below| below.manager_id == Some(person.id)),
    }
}

impl Staged {
    /// Another draft about the same leader and with the same raters.
    pub async fn again(&self, hone: &Hone, n_days: i64) -> Self {
        draft_in(hone, self.northfold.clone(), n_days).await
    }

    /// Another draft about nobody yet.
    pub async fn empty_again(&self, hone: &Hone, n_days: i64) -> Self {
        empty_in(hone, self.northfold.clone(), n_days).await
    }

    /// The same, launched.
    pub async fn launch(self, hone: &Hone) -> Self {
        let round = round::launch(hone, &self.administrator, self.round.id).await;
        Self { round: round.expect("a launch"), ..self }
    }

    /// Closes it now.
    pub async fn close(&self, hone: &Hone) {
        round::close(hone, self.round.organisation_id, self.round.id, None).await.expect("a close");
    }

    /// What was released about the leader of Northfold.
    pub async fn released(&self, hone: &Hone) -> String {
        let leader = self.leaders(hone).await.remove(0);
        let found = ballot::find_released(hone, leader.leader_ref).await;
        found.expect("a query").expect("a release")
    }

    /// Puts a leader with approved raters into the draft.
    pub async fn add_leader(
        &self,
        hone: &Hone,
        person: &Person,
        raters: &[(&Person, Category)],
    ) -> LeaderId {
        let organisation = self.northfold.organisation.id;
        let mut tx = hone.people.write().await.expect("a transaction");
        leader::add(&mut tx, organisation, self.round.id, person.id).await.expect("a leader");
        let leaders = leader::store::list(&mut tx, organisation, self.round.id).await;
        let leaders = leaders.expect("leaders");
        let found = leaders.into_iter().find(|leader| leader.person_id == person.id);
        let mut leader = found.expect("the leader just added");
        for (rater, category) in raters {
            leader::store::save_rater(&mut tx, organisation, leader.id, rater.id, *category)
                .await
                .expect("a rater");
        }
        leader.approve();
        leader::store::save(&mut tx, &leader).await.expect("an approved list");
        tx.commit().await.expect("a commit");
        leader.id
    }

    /// The round as it is stored now.
    pub async fn now(&self, hone: &Hone) -> Round {
        let mut tx = hone.people.read().await.expect("a transaction");
        let organisation = self.northfold.organisation.id;
        let found = round::store::find(&mut tx, organisation, self.round.id).await;
        found.expect("a query").expect("the round")
    }

    /// The leaders as they are stored now, by name.
    pub async fn leaders(&self, hone: &Hone) -> Vec<Leader> {
        let mut tx = hone.people.read().await.expect("a transaction");
        let organisation = self.northfold.organisation.id;
        leader::store::list(&mut tx, organisation, self.round.id).await.expect("leaders")
    }

    /// A link for everyone who was invited, by name.
    pub async fn links(&self, hone: &Hone) -> BTreeMap<String, Secret> {
        let organisation = self.northfold.organisation.id;
        let mut tx = hone.people.write().await.expect("a transaction");
        let invited = leader::store::list_invited(&mut tx, organisation, self.round.id).await;
        let mut links = BTreeMap::new();
        for person in invited.expect("the invited") {
            let link = invitation::mint_link(&mut tx, organisation, person.invitation_id).await;
            links.insert(person.name, link.expect("a link"));
        }
        tx.commit().await.expect("a commit");
        links
    }

    /// Lets some of the invited answer every leader they are asked about with the same number.
    pub async fn answer(&self, hone: &Hone, names: &[&str], answer: u8) {
        let links = self.links(hone).await;
        for name in names {
            let link = &links[*name];
            let browser = Browser::fresh();
            let opening = opened(hone, link).await;
            fetch(hone, link, &browser, &opening).await;
            for asked in &opening.leaders {
                let sheet = rating::sheet(&self.round.form, answer);
                let receipt = browser.send(hone, asked.group_ref, &sheet).await;
                assert_eq!(receipt, ballot::Receipt::Kept, "{name}");
            }
        }
    }

    /// Lets everyone who was invited answer with the same number.
    pub async fn everybody_answers(&self, hone: &Hone, answer: u8) {
        let links = self.links(hone).await;
        let names: Vec<&str> = links.keys().map(String::as_str).collect();
        self.answer(hone, &names, answer).await;
    }

    /// Closes it now and lets leaders read.
    pub async fn release(&self, hone: &Hone) {
        self.close(hone).await;
        let released = round::release(hone, self.round.organisation_id, self.round.id, None).await;
        released.expect("a release");
    }

    /// The anonymous raters of the leader of Northfold, by name.
    pub fn anonymous(&self) -> Vec<&str> {
        let people = &self.northfold;
        people.reports.iter().chain(&people.peers).map(|person| person.name.as_str()).collect()
    }
}

/// What is behind a link that opens.
pub async fn opened(hone: &Hone, link: &Secret) -> Opening {
    match invitation::open(hone, link).await.expect("a query") {
        Door::Open(opening) => *opening,
        other => panic!("the link does not open: {other:?}"),
    }
}

/// Fetches the tokens behind a link, as its form does when it is opened.
pub async fn fetch(hone: &Hone, link: &Secret, browser: &Browser, opening: &Opening) {
    let groups: Vec<_> = opening.leaders.iter().map(|asked| asked.group_ref).collect();
    let issued = browser.fetch(hone, link, &groups).await;
    assert!(matches!(issued, Issued::Done(_)), "{issued:?}");
}

/// All mail in the outbox whose subject begins so: address and text, by address.
pub async fn mail(hone: &Hone, subject: &str) -> Vec<Outgoing> {
    let mut tx = hone.people.read().await.expect("a transaction");
    let mut all = mail::store::list(&mut tx).await.expect("the outbox");
    all.retain(|mail| mail.subject.starts_with(subject));
    all.sort_by(|a, b| a.to_address.cmp(&b.to_address));
    all
}
