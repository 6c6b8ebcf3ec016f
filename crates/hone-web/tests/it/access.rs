//! Walks every route as every kind of person.
//!
//! **To add a route**, add one line to [`TABLE`], or to [`TOOLS`] where it is one of a team: method,
//! path as it is declared, and the status for nobody, a stranger who administrates another organisation, a plain person, a leader, a coach and
//! an administrator. A parameter in braces is filled in with a real id of the first organisation by
//! [`Scene::fill`]; a new kind of id gets a line there. A route that is missing here, or a line whose
//! route is gone, fails the test. Give 200 for pages, 303 where a form leads on or nobody has to
//! sign in, 404 for what is hidden; and 400 or 422 where an empty form is refused after the guard
//! has let the person in.

mod mirror;
mod team;
mod tools;

use std::collections::{BTreeMap, BTreeSet};

use axum::http::Method;
use hone_core::account::entry;
use hone_core::person::Person;
use hone_core::round::{self, Round, Terms};
use hone_core::staff::import;
use hone_core::testing::{self, Fresh, Northfold, each_engine};
use hone_core::{Hone, account, coaching, leader};

use crate::{ask, signed_in};
use mirror::mirror_of;
use team::team_of;
use tools::TOOLS;

/// Status for nobody, a stranger, a plain person, a leader, a coach, an administrator.
type Statuses = [u16; 6];

/// For everyone alike.
const fn all(status: u16) -> Statuses {
    [status; 6]
}

/// For whoever is signed in; a page that they share with strangers, such as their own account.
const fn person(status: u16) -> Statuses {
    [303, status, status, status, status, status]
}

/// For administrators, of whatever organisation: a page without an id in its path.
const fn administrators(status: u16) -> Statuses {
    [303, status, 404, 404, 404, status]
}

/// For administrators of the organisation that the id in the path belongs to.
const fn own_administrators(status: u16) -> Statuses {
    [303, 404, 404, 404, 404, status]
}

/// For the leader and the coach of a coaching.
const fn the_two(leader: u16, coach: u16) -> Statuses {
    [303, 404, 404, leader, coach, 404]
}

/// For the leader alone, whose it is.
const fn the_leader(status: u16) -> Statuses {
    [303, 404, 404, status, 404, 404]
}

/// For a plain member and the lead of a team.
const fn the_team(member: u16, lead: u16) -> Statuses {
    [303, 404, member, lead, 404, 404]
}

const TABLE: &[(&str, &str, Statuses)] = &[
    ("GET", "/static/{tag}/{name}", all(200)),
    ("GET", "/healthz", all(200)),
    ("GET", "/enter/{secret}", all(200)),
    ("POST", "/enter/{secret}", all(422)),
    ("GET", "/sign-in", [200, 303, 303, 303, 303, 303]),
    ("POST", "/sign-in", all(422)),
    ("GET", "/sign-in/help", all(200)),
    ("POST", "/sign-in/help", all(303)),
    ("POST", "/sign-in/passkey/challenge", all(200)),
    ("POST", "/sign-in/passkey", all(400)),
    ("POST", "/sign-out", person(303)),
    ("GET", "/account", person(200)),
    ("GET", "/account/data.json", person(200)),
    ("GET", "/account/erasure", person(200)),
    // Without the address nothing is erased.
    ("POST", "/account/erasure", person(422)),
    ("POST", "/account/password", person(422)),
    ("POST", "/account/organisation", person(400)),
    ("POST", "/account/passkeys/challenge", person(200)),
    ("POST", "/account/passkeys", person(400)),
    ("POST", "/account/passkeys/{passkey}", person(422)),
    ("POST", "/account/passkeys/{passkey}/removal", person(422)),
    ("POST", "/account/sessions/end", person(303)),
    ("POST", "/account/sessions/{handle}/end", person(303)),
    ("GET", "/people", administrators(200)),
    ("POST", "/people", administrators(422)),
    ("GET", "/people/export.csv", administrators(200)),
    ("GET", "/people/template.csv", administrators(200)),
    ("GET", "/people/new", administrators(200)),
    ("GET", "/people/{person}", own_administrators(200)),
    ("POST", "/people/{person}", own_administrators(422)),
    ("POST", "/people/{person}/invitation", own_administrators(303)),
    ("POST", "/people/{person}/leaving", own_administrators(303)),
    ("POST", "/people/{person}/return", own_administrators(303)),
    ("GET", "/people/{person}/erasure", own_administrators(200)),
    ("POST", "/people/{person}/erasure", own_administrators(422)),
    ("GET", "/people/import", administrators(200)),
    ("POST", "/people/import", administrators(400)),
    ("GET", "/people/import/{import}", own_administrators(200)),
    ("POST", "/people/import/{import}", own_administrators(409)),
    ("GET", "/audit", administrators(200)),
    ("GET", "/", person(200)),
    ("GET", "/today", person(200)),
    ("POST", "/today/later", person(400)),
    ("POST", "/today/return", person(400)),
    ("GET", "/week", person(200)),
    ("POST", "/week", person(422)),
    ("GET", "/month", person(200)),
    ("GET", "/rhythm", person(200)),
    ("POST", "/rhythm/mails", person(422)),
    // Each makes an address of their own.
    ("POST", "/rhythm/calendar", person(200)),
    ("POST", "/rhythm/calendar/removal", person(303)),
    ("GET", "/journey", person(200)),
    ("POST", "/journey", person(422)),
    ("POST", "/journey/turn", person(400)),
    ("POST", "/journey/asking", person(404)),
    // Whoever holds the secret address; this one is none.
    ("GET", "/calendar/{token}", all(404)),
    ("GET", "/nudges/{token}/pause", all(200)),
    ("POST", "/nudges/{token}/pause", all(400)),
    ("GET", "/nudges/{token}/stop", all(200)),
    ("POST", "/nudges/{token}/stop", all(404)),
    ("GET", "/model", all(200)),
    ("GET", "/model/quality", person(200)),
    ("GET", "/model/quality.pdf", person(200)),
    ("GET", "/method", all(200)),
    ("GET", "/promise", all(200)),
    ("GET", "/rounds", administrators(200)),
    ("POST", "/rounds", administrators(422)),
    ("GET", "/rounds/new", administrators(200)),
    ("GET", "/rounds/{round}", own_administrators(200)),
    ("GET", "/rounds/{round}/terms", own_administrators(200)),
    ("POST", "/rounds/{round}/terms", own_administrators(422)),
    ("GET", "/rounds/{round}/leaders", own_administrators(200)),
    ("POST", "/rounds/{round}/leaders", own_administrators(303)),
    ("POST", "/rounds/{round}/nomination-requests", own_administrators(303)),
    ("GET", "/rounds/{round}/opening", own_administrators(200)),
    ("POST", "/rounds/{round}/opening", own_administrators(409)),
    ("GET", "/rounds/{round}/closing", own_administrators(409)),
    ("POST", "/rounds/{round}/closing", own_administrators(409)),
    ("POST", "/rounds/{round}/release", own_administrators(409)),
    ("GET", "/rounds/{round}/overview", own_administrators(404)),
    ("POST", "/rounds/{round}/answers", person(404)),
    ("GET", "/leaders/{leader}", [303, 404, 404, 200, 404, 200]),
    ("POST", "/leaders/{leader}/raters", [303, 404, 404, 303, 404, 303]),
    ("POST", "/leaders/{leader}/raters/{person}/removal", [303, 404, 404, 303, 404, 303]),
    ("POST", "/leaders/{leader}/proposal", [303, 404, 404, 303, 404, 409]),
    ("POST", "/leaders/{leader}/approval", own_administrators(303)),
    ("POST", "/leaders/{leader}/reopening", own_administrators(303)),
    ("POST", "/leaders/{leader}/removal", own_administrators(303)),
    ("GET", "/reports", person(200)),
    ("GET", "/reports/{leader}", person(404)),
    ("GET", "/reports/{leader}/growth", person(404)),
    ("GET", "/reports/{leader}/why", person(404)),
    ("GET", "/reports/{leader}/{contrast}", person(404)),
    ("GET", "/reports/{leader}/report.pdf", person(404)),
    ("GET", "/reports/{leader}/report.json", person(404)),
    ("GET", "/reports/{leader}/report.csv", person(404)),
    ("GET", "/reports/{leader}/report.xlsx", person(404)),
    ("GET", "/reports/{leader}/plan/plan.pdf", person(404)),
    ("GET", "/reports/{leader}/plan", person(404)),
    ("POST", "/reports/{leader}/plan", person(404)),
    ("POST", "/reports/{leader}/plan/steps", person(404)),
    ("POST", "/reports/{leader}/plan/look-again", person(404)),
    ("POST", "/reports/{leader}/plan/second-look", person(404)),
    ("GET", "/reports/{leader}/plan/calendar.ics", person(404)),
    ("GET", "/steps/{step}", person(404)),
    ("POST", "/steps/{step}", person(404)),
    ("POST", "/steps/{step}/state", person(404)),
    ("GET", "/coaching", [303, 200, 200, 303, 200, 200]),
    ("POST", "/coaching", person(422)),
    ("GET", "/coaching/leaders", [303, 404, 404, 404, 200, 404]),
    ("GET", "/coaching/contact", administrators(200)),
    ("POST", "/coaching/contact", administrators(303)),
    ("GET", "/coaching/{coaching}", the_two(200, 200)),
    ("POST", "/coaching/{coaching}/answer", the_two(404, 400)),
    ("POST", "/coaching/{coaching}/grants", the_two(303, 404)),
    // A part of the mirror, until the leader takes everything back.
    ("GET", "/coaching/{coaching}/mirror/{part}", the_two(404, 200)),
    ("POST", "/coaching/{coaching}/revocation", the_two(303, 404)),
    ("GET", "/coaching/{coaching}/notes", the_two(200, 200)),
    ("POST", "/coaching/{coaching}/notes", the_two(422, 422)),
    ("GET", "/notes/{note}", the_two(200, 200)),
    ("POST", "/notes/{note}", the_two(400, 400)),
    ("POST", "/notes/{note}/removal", the_two(303, 303)),
    ("POST", "/notes/{note}/return", the_two(303, 303)),
    ("POST", "/notes/{note}/steps", the_two(400, 404)),
    ("GET", "/mirror", person(200)),
    ("GET", "/mirror/sharing", person(200)),
    ("POST", "/mirror/sharing", [303, 422, 422, 303, 422, 422]),
    ("GET", "/mirror/statements/new", person(200)),
    ("POST", "/mirror/statements/new", person(422)),
    ("GET", "/mirror/statements/{statement}", the_leader(200)),
    ("GET", "/mirror/statements/{statement}/change", the_leader(200)),
    ("POST", "/mirror/statements/{statement}/change", the_leader(422)),
    ("POST", "/mirror/statements/{statement}/removal", the_leader(303)),
    ("POST", "/mirror/statements/{statement}/return", the_leader(303)),
    ("GET", "/mirror/reflections", person(200)),
    ("GET", "/mirror/reflections/new", person(200)),
    ("POST", "/mirror/reflections/new", person(400)),
    ("GET", "/mirror/reflections/{reflection}", the_leader(200)),
    ("POST", "/mirror/reflections/{reflection}", the_leader(422)),
    ("POST", "/mirror/reflections/{reflection}/removal", the_leader(303)),
    ("POST", "/mirror/reflections/{reflection}/return", the_leader(303)),
    ("GET", "/mirror/learning", person(200)),
    ("GET", "/mirror/learning/new", person(200)),
    ("POST", "/mirror/learning/new", person(422)),
    ("GET", "/mirror/learning/{learning}", the_leader(200)),
    ("POST", "/mirror/learning/{learning}", the_leader(422)),
    ("GET", "/mirror/learning/{learning}/change", the_leader(200)),
    ("POST", "/mirror/learning/{learning}/change", the_leader(422)),
    ("POST", "/mirror/learning/{learning}/reopening", the_leader(409)),
    ("POST", "/mirror/learning/{learning}/removal", the_leader(303)),
    ("POST", "/mirror/learning/{learning}/return", the_leader(303)),
    ("GET", "/coaching/{coaching}/ending", the_two(200, 200)),
    // The leader ends it, and the coach finds it no more.
    ("POST", "/coaching/{coaching}/ending", the_two(303, 404)),
    ("POST", "/rounds/{round}/removal", own_administrators(303)),
    ("GET", "/demo", all(404)),
    ("POST", "/demo/sign-in", all(404)),
    ("GET", "/demo/outbox", all(404)),
    ("GET", "/demo/outbox/{mail}", all(404)),
    ("GET", "/mail", administrators(200)),
    ("POST", "/mail/attempts", administrators(303)),
    ("GET", "/unsubscribe/{token}", all(200)),
    ("POST", "/unsubscribe/{token}", all(404)),
    ("GET", "/rate", all(200)),
    ("GET", "/rate/forms/{digest}/{form}/{voice}", all(404)),
    ("POST", "/rate/opening", all(400)),
    ("POST", "/rate/issuance", all(415)),
    ("POST", "/rate/declining", all(415)),
    ("POST", "/rate/reminders", all(415)),
    // Whoever says who they are is refused.
    ("POST", "/ballots", [415, 400, 400, 400, 400, 400]),
    ("GET", "/ballots/manifest/{round_ref}", [404, 400, 400, 400, 400, 400]),
    ("GET", "/ballots/counted/{round_ref}", [200, 400, 400, 400, 400, 400]),
    ("POST", "/ballots/letters", [415, 400, 400, 400, 400, 400]),
    ("POST", "/ballots/letters/place", [415, 400, 400, 400, 400, 400]),
    ("POST", "/letters/reading", [415, 400, 400, 400, 400, 400]),
    ("GET", "/letters", all(200)),
];

fn table() -> impl Iterator<Item = &'static (&'static str, &'static str, Statuses)> {
    TABLE.iter().chain(TOOLS)
}

/// An organisation with something behind every id, and a cookie for each kind of person.
struct Scene {
    hone: Hone,
    here: Northfold,
    stranger: Person,
    cookies: [Option<String>; 6],
    secret: String,
    import: String,
    round: String,
    leader: String,
    coaching: String,
    note: String,
    team: [(&'static str, String); 20],
    mirror: [(&'static str, String); 4],
    _fresh: Fresh,
}

const KINDS: [&str; 6] =
    ["nobody", "a stranger", "a plain person", "a leader", "a coach", "an administrator"];

/// What nobody may read who is refused: it stands in every object of the scene.
const CANARY: &str = "Femi Ade";

impl Scene {
    async fn on(fresh: Fresh) -> Self {
        let hone = fresh.hone.clone();
        let here = testing::northfold(&hone).await;
        let stranger = testing::stranger(&hone).await;
        let cookies = [
            None,
            Some(signed_in(&hone, &stranger).await),
            Some(signed_in(&hone, &here.reports[0]).await),
            Some(signed_in(&hone, &here.leader).await),
            Some(signed_in(&hone, &here.coach).await),
            Some(signed_in(&hone, &here.administrator).await),
        ];
        let mut tx = hone.people.write().await.unwrap();
        let invited = &here.reports[4];
        assert_eq!(invited.name, CANARY);
        let secret = entry::mint(&mut tx, &hone, invited).await.unwrap().text().to_owned();
        tx.commit().await.unwrap();
        let administrator = testing::sign_in_as(&hone, &here.administrator).await;
        let viewer = account::viewer_of(&hone, &administrator).await.unwrap().unwrap();
        let file = format!("name,email\n{CANARY},femi@elsewhere.test\n");
        let import =
            import::receive(&hone, &viewer, "list.csv", file.as_bytes()).await.unwrap().unwrap();
        let (round, leader) = draft(&hone, &here).await;
        let (coaching, note) = coached(&hone, &here).await;
        let team = team_of(&hone, &here).await;
        let mirror = mirror_of(&hone, &here).await;
        Self {
            hone,
            here,
            stranger,
            cookies,
            secret,
            import: import.to_string(),
            round,
            leader,
            coaching,
            note,
            team,
            mirror,
            _fresh: fresh,
        }
    }

    /// A path with every parameter filled in by something real of the first organisation.
    fn fill(&self, path: &str) -> String {
        let mut filled = path
            .replace("{tag}/{name}", "0/hone.css")
            .replace("{secret}", &self.secret)
            .replace("{person}", &self.here.reports[4].id.to_string())
            .replace("{import}", &self.import)
            .replace("{round}", &self.round)
            .replace("{leader}", &self.leader)
            .replace("{coaching}", &self.coaching)
            .replace("{note}", &self.note)
            .replace("{contrast}", "trust")
            .replace("{file}", "team.json")
            .replace("{step}", "00000000000000000000000000000001")
            .replace("{passkey}", "00000000000000000000000000000001")
            .replace("{handle}", "0")
            .replace("{mail}", "00000000000000000000000000000001")
            .replace("{round_ref}", "00000000-0000-0000-0000-000000000001")
            .replace("{token}", "forged")
            // No round of the scene has frozen a model.
            .replace("{digest}/{form}/{voice}", "00/full/others");
        for (name, id) in self.team.iter().chain(&self.mirror) {
            filled = filled.replace(name, id);
        }
        assert!(!filled.contains('{'), "Scene::fill does not know every parameter of {path}");
        filled
    }
}

/// A round in draft with one leader in it: their ids.
async fn draft(hone: &Hone, here: &Northfold) -> (String, String) {
    let organisation = here.leader.organisation_id;
    let terms = Terms {
        name: CANARY.to_owned(),
        form: "full".to_owned(),
        k: 4,
        load_cap: 8,
        closes_on: jiff::civil::date(2026, 6, 5),
        releases_on: jiff::civil::date(2026, 6, 12),
    };
    let zone = jiff::tz::TimeZone::UTC;
    let round = Round::draft(organisation, &terms, &zone, hone.clock.now());
    let mut tx = hone.people.write().await.unwrap();
    round::store::insert(&mut tx, &round).await.unwrap();
    leader::add(&mut tx, organisation, round.id, here.leader.id).await.unwrap();
    let leaders = leader::store::list(&mut tx, organisation, round.id).await.unwrap();
    tx.commit().await.unwrap();
    (round.id.to_string(), leaders[0].id.to_string())
}

/// A coaching of the leader with a note of a session: their ids.
async fn coached(hone: &Hone, here: &Northfold) -> (String, String) {
    let mut viewers = Vec::new();
    for person in [&here.leader, &here.coach] {
        let token = testing::sign_in_as(hone, person).await;
        viewers.push(account::viewer_of(hone, &token).await.unwrap().unwrap());
    }
    let (leader, coach) = (&viewers[0], &viewers[1]);
    let mut tx = hone.people.write().await.unwrap();
    let asked = coaching::ask(&mut tx, hone, leader, coach.person_id, &BTreeMap::new()).await;
    let asked = asked.unwrap().unwrap();
    coaching::answer(&mut tx, hone, coach, &asked, true).await.unwrap();
    let wording = coaching::Wording {
        held_on: jiff::civil::date(2026, 5, 4),
        goal: CANARY.to_owned(),
        reality: String::new(),
        options: String::new(),
        will: String::new(),
        next_on: None,
    };
    let note = coaching::write(&mut tx, hone, coach, &asked, wording).await.unwrap();
    tx.commit().await.unwrap();
    (asked.id.to_string(), note.id.to_string())
}

/// A path with its parameters named alike, so that the table may say what kind of id each is.
fn shape(path: &str) -> String {
    let mut shape = String::new();
    for (place, part) in path.split('/').enumerate() {
        shape.push_str(if place > 0 { "/" } else { "" });
        shape.push_str(if part.starts_with('{') { "{}" } else { part });
    }
    shape
}

#[tokio::test]
async fn every_route_stands_in_the_table_and_every_line_has_its_route() {
    let fresh = testing::on_sqlite().await;
    let declared: BTreeSet<_> = hone_web::routes(&fresh.hone)
        .rules()
        .iter()
        .map(|rule| (rule.method.to_string(), shape(rule.path)))
        .collect();
    let listed: BTreeSet<_> =
        table().map(|(method, path, _)| ((*method).to_owned(), shape(path))).collect();

    let missing: Vec<_> = declared.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&declared).collect();

    assert!(missing.is_empty(), "add to the table of access.rs: {missing:?}");
    assert!(gone.is_empty(), "take out of the table of access.rs: {gone:?}");
    assert_eq!(table().count(), listed.len(), "a route stands twice in the table of access.rs");
}

#[tokio::test]
async fn each_person_gets_what_the_table_says_and_who_is_refused_reads_nothing() {
    for fresh in each_engine().await {
        let engine = fresh.engine;
        let mut scene = Scene::on(fresh).await;
        let site = hone_web::site(&scene.hone);
        for (method, route, statuses) in table() {
            let path = scene.fill(route);
            for (kind, expected) in statuses.iter().enumerate() {
                let as_whom = format!("{method} {route} as {} on {engine}", KINDS[kind]);
                let method = Method::from_bytes(method.as_bytes()).unwrap();
                let cookie = scene.cookies[kind].as_deref();
                let (status, headers, body) = ask(&site, cookie, method, &path, &[]).await;
                assert_eq!(status, *expected, "{as_whom}: {body}");
                if matches!(expected, 404) || (*expected == 303 && kind == 0) {
                    assert!(!body.contains(CANARY), "{as_whom} reads: {body}");
                }
                if *expected == 303 && kind == 0 && !route.starts_with("/sign-in") {
                    let to = headers["location"].to_str().unwrap();
                    assert!(to.starts_with("/sign-in"), "{as_whom} goes to {to}");
                }
                if *route == "/sign-out" {
                    scene.sign_in_again(kind).await;
                }
            }
        }
    }
}

impl Scene {
    /// Signs somebody in anew whose session was ended by what they did.
    async fn sign_in_again(&mut self, kind: usize) {
        let Some(cookie) = &mut self.cookies[kind] else { return };
        let person = match kind {
            1 => self.stranger.clone(),
            2 => self.here.reports[0].clone(),
            3 => self.here.leader.clone(),
            4 => self.here.coach.clone(),
            _ => self.here.administrator.clone(),
        };
        *cookie = signed_in(&self.hone, &person).await;
    }
}
