use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::category::Category;
use hone_core::ids::PersonId;
use hone_core::leader::{self, Leader, Nominations, Rater};
use hone_core::person::{self, Person};
use hone_core::round::{LeaderPlan, Round};
use serde::Deserialize;
use uuid::Uuid;

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{Asked, At};
use crate::words::{place, reliability};

/// At most so many people are offered in answer to a search.
const MOST_FOUND: usize = 20;

/// Whom the viewer looks for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
}

/// The raters of one category.
struct Group {
    name: &'static str,
    raters: Vec<Rater>,
    chance: &'static str,
}

/// Somebody who could be asked.
struct Candidate {
    id: PersonId,
    name: String,
    place: String,
    category: Category,
}

#[derive(Template)]
#[template(path = "leaders/show.html")]
struct Page {
    frame: Frame,
    round: Round,
    leader: Leader,
    is_own: bool,
    is_administrator: bool,
    can_change: bool,
    groups: Vec<Group>,
    plan: LeaderPlan,
    reliability: Option<(String, String)>,
    suggested: Vec<Candidate>,
    q: String,
    found: Vec<Candidate>,
    closes: String,
}

/// Who is asked about a leader, and who could be.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    Asked(search): Asked<Search>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let (round, leader) = super::find(&mut tx, &viewer, id).await?;
    let raters = leader::store::list_raters(&mut tx, viewer.organisation_id, leader.id).await?;
    let people = person::store::list(&mut tx, viewer.organisation_id).await?;
    let plan = LeaderPlan::of(leader.clone(), &raters, round.k);
    let free = free(&leader, &raters, &people);
    frame::html(&Page {
        frame: Frame::of(&viewer, section(&viewer, &leader)).with_notice(&headers),
        is_own: leader.person_id == viewer.person_id,
        is_administrator: viewer.is_administrator,
        can_change: round.must_be_draft().is_ok()
            && leader.must_be_open_to(viewer.is_administrator).is_ok(),
        groups: groups(&raters, &plan),
        reliability: plan.forecast.map(reliability),
        suggested: suggested(&leader, &free, &people),
        found: found(&free, &search.q),
        q: search.q,
        closes: round.closes_at.text(&viewer.zone()),
        plan,
        round,
        leader,
    })
}

fn section(viewer: &Viewer, leader: &Leader) -> Section {
    if leader.person_id == viewer.person_id { Section::Today } else { Section::Rounds }
}

fn groups(raters: &[Rater], plan: &LeaderPlan) -> Vec<Group> {
    let shown = plan.groups.iter().filter(|group| group.category != Category::Own);
    shown
        .map(|group| Group {
            name: crate::words::category(group.category),
            raters: raters.iter().filter(|r| r.category == group.category).cloned().collect(),
            chance: group.chance.filter(|_| group.n > 0).map_or("", crate::words::chance_line),
        })
        .collect()
}

/// People who are neither the leader nor asked already.
fn free<'a>(leader: &Leader, raters: &[Rater], people: &'a [Person]) -> Vec<&'a Person> {
    let is_free = |person: &&Person| {
        person.id != leader.person_id && raters.iter().all(|rater| rater.person_id != person.id)
    };
    people.iter().filter(is_free).collect()
}

/// Manager, direct reports and peers by the organisation chart, in this order.
fn suggested(leader: &Leader, free: &[&Person], people: &[Person]) -> Vec<Candidate> {
    let Some(me) = people.iter().find(|person| person.id == leader.person_id) else {
        return Vec::new();
    };
    let category = |person: &Person| {
        if Some(person.id) == me.manager_id {
            Some(Category::Manager)
        } else if person.manager_id == Some(me.id) {
            Some(Category::Reports)
        } else if me.manager_id.is_some() && person.manager_id == me.manager_id {
            Some(Category::Peers)
        } else {
            None
        }
    };
    let one = |person: &&Person| category(person).map(|category| candidate(person, category));
    let mut candidates: Vec<Candidate> = free.iter().filter_map(one).collect();
    candidates.sort_by_key(|candidate| candidate.category);
    candidates
}

fn found(free: &[&Person], q: &str) -> Vec<Candidate> {
    let q = q.trim().to_lowercase();
    if q.is_empty() {
        return Vec::new();
    }
    let matches =
        |person: &&&Person| person.name.to_lowercase().contains(&q) || person.email.contains(&q);
    let hits = free.iter().filter(matches).take(MOST_FOUND);
    hits.map(|person| candidate(person, Category::Others)).collect()
}

fn candidate(person: &Person, category: Category) -> Candidate {
    Candidate { id: person.id, name: person.name.clone(), place: place(person), category }
}

impl Page {
    fn base(&self) -> String {
        format!("/leaders/{}", self.leader.id)
    }

    fn heading(&self) -> String {
        let name = if self.is_own { "you" } else { &self.leader.name };
        match (self.can_change, self.is_own) {
            (false, _) => format!("Who is asked about {name}"),
            (true, true) => "Who sees you lead, and should answer?".to_owned(),
            (true, false) => format!("Who should answer about {name}?"),
        }
    }

    fn state(&self) -> &'static str {
        if !self.is_draft() {
            return "The round was launched, so this list is frozen.";
        }
        match self.leader.nominations {
            Nominations::Open => "The list is open.",
            Nominations::Proposed => "The list was handed in, and waits for approval.",
            Nominations::Approved => "The list is approved.",
        }
    }

    fn is_open(&self) -> bool {
        self.leader.nominations == Nominations::Open
    }

    fn is_approved(&self) -> bool {
        self.leader.nominations == Nominations::Approved
    }

    fn is_draft(&self) -> bool {
        self.round.must_be_draft().is_ok()
    }
}

/// The categories that a rater can be in, with their names for a choice.
const CHOICES: [(Category, &str); 4] = [
    (Category::Manager, "Manager"),
    (Category::Reports, "Direct report"),
    (Category::Peers, "Peer"),
    (Category::Others, "Other"),
];
