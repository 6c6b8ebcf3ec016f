//! What a team and a person take along, and what a team brings in, on both engines.

mod brought;
mod own;

use std::collections::BTreeSet;

use hone_model::Tool;
use serde_json::{Value, json};

use super::{Brought, LARGEST, bring, check, csv, of_person, of_team, tables};
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::team::{self, Team, search};
use crate::testing::columns::columns;
use crate::testing::practice::{DRAFT, GUEST, Practised, SEEN, TALK, practised};
use crate::testing::round::viewer;
use crate::testing::{Northfold, each_engine, northfold};
use crate::vision::statement::{self, State};
use crate::{Error, Hone};

/// The tables that every team has, and that no tool names.
const OF_TEAMS: [&str; 3] = ["practice_text", "team_event", "team_member"];

/// Who could write without a name, and how a writer reads on: in no file ever. `erasure` knows the reply.
const NEVER: [&str; 2] = ["letter_box", "nameless"];

/// What a team offers to another one, and the place that this one gave it: the business of both, so that
/// no file of one team has it, and none could bring the other team in. `erasure` knows its text.
const BETWEEN: [&str; 1] = ["objective_share"];

#[tokio::test]
async fn every_table_of_teams_is_named_with_all_its_columns() {
    for fresh in each_engine().await {
        let stored = columns(&fresh.hone).await;

        for (name, columns) in &stored {
            let is_of_team = columns.iter().any(|(column, _)| column == "team_id");
            let mut apart = OF_TEAMS.iter().chain(&NEVER).chain(&BETWEEN);
            if !is_of_team || apart.any(|apart| apart == name) {
                continue;
            }
            let table = tables().find(|table| table.name == name);
            let table = table.unwrap_or_else(|| {
                panic!("no tool names {name} in its TABLES: it would be in no file, and keep names")
            });
            let mut named: BTreeSet<&str> = table.columns.iter().map(|one| one.name).collect();
            named.extend(["organisation_id", "team_id"]);
            named.extend(table.has_version.then_some("version"));
            let held: BTreeSet<&str> = columns.iter().map(|(column, _)| column.as_str()).collect();
            assert_eq!(named, held, "{name} on {}", fresh.engine);
        }
        let n = tables().filter(|table| stored.contains_key(table.name)).count();
        assert_eq!(n, tables().count(), "a table that is named is gone");
    }
}

/// A team with one of everything in it.
struct Scene {
    hone: Hone,
    here: Northfold,
    all: Practised,
    tx: PeopleTx,
}

impl Scene {
    async fn of(hone: &Hone) -> Self {
        let here = northfold(hone).await;
        let mut tx = hone.people.write().await.unwrap();
        let all = practised(&mut tx, hone, &here).await;
        Self { hone: hone.clone(), here, all, tx }
    }

    async fn document(&mut self, who: &Viewer, team: &Team) -> Value {
        of_team(&mut self.tx, who, team).await.unwrap()
    }

    /// What the lead takes along.
    async fn whole(&mut self) -> Value {
        let (lead, team) = (self.all.lead.clone(), self.all.team.clone());
        self.document(&lead, &team).await
    }

    async fn bring(
        &mut self,
        (lead, team): (&Viewer, &Team),
        document: &str,
    ) -> Result<Result<Brought, super::Problems>, Error> {
        let bytes = document.as_bytes().to_vec();
        match check("pumps.json".to_owned(), bytes).await? {
            Ok(checked) => bring(&mut self.tx, &self.hone, lead, team, &checked).await,
            Err(problems) => Ok(Err(problems)),
        }
    }

    /// Another team of the same lead, with the same people.
    async fn second(&mut self) -> Team {
        let lead = self.all.lead.clone();
        let team = team::make(&mut self.tx, &self.hone, &lead, "Pumps").await.unwrap();
        for person in &self.here.reports[..2] {
            let email = person.email.clone();
            team::invite(&mut self.tx, &self.hone, &lead, &team, "", &email).await.unwrap();
        }
        team
    }
}

/// What is said of a thing that came by a file.
const CAME: &str = "brought it in from a file";

/// What a team has that brought in a file of the lead: odds are those of the lead alone, and nobody else's
/// word.
fn as_brought(file: &Value) -> Value {
    let mut file = file.clone();
    for (table, column, unsaid) in
        [("bet_odds", "is_blind", json!(false)), ("key_check", "odds", Value::Null)]
    {
        for row in file[table].as_array_mut().unwrap() {
            if row["person_id"] != "p1" {
                row[column] = unsaid.clone();
            }
        }
    }
    file
}

/// The same document without what says that it came by a file, and how often that is said.
fn without_marks(mut document: Value) -> (Value, usize) {
    let history = document["history"].as_array_mut().unwrap();
    let n = history.len();
    history.retain(|one| one["to"] != CAME);
    let n_marks = n - history.len();
    (document, n_marks)
}

fn n_things(document: &Value) -> usize {
    let things = tables().filter(|table| table.kind.is_some());
    things.map(|table| document[table.name].as_array().unwrap().len()).sum()
}

fn n_entries(document: &Value) -> usize {
    tables().map(|table| document[table.name].as_array().unwrap().len()).sum()
}

#[tokio::test]
async fn what_is_taken_along_brought_in_elsewhere_and_taken_along_again_is_the_same() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let first = scene.whole().await;
        scene.tx.commit().await.unwrap();
        let there = northfold(&fresh.hone).await;
        let lead = viewer(&there, &there.leader);
        scene.tx = fresh.hone.people.write().await.unwrap();
        let team = team::make(&mut scene.tx, &fresh.hone, &lead, "Pumps").await.unwrap();
        for person in &there.reports[..2] {
            let email = person.email.as_str();
            team::invite(&mut scene.tx, &fresh.hone, &lead, &team, "", email).await.unwrap();
        }

        let brought = scene.bring((&lead, &team), &first.to_string()).await.unwrap().unwrap();
        let (again, n_marks) = without_marks(scene.document(&lead, &team).await);

        assert!(tables().all(|one| !first[one.name].as_array().unwrap().is_empty()), "{first}");
        assert_eq!(brought, Brought { n_added: n_entries(&first), n_there: 0 });
        assert_eq!(again, as_brought(&first), "on {}", fresh.engine);
        assert_eq!(n_marks, n_things(&first), "each thing says that it came by a file");
        for words in ["lent part", "quiet nights"] {
            let found = search::find(&mut scene.tx, &team, words).await.unwrap();
            assert_eq!(found.len(), 1, "what came with the file is found by its words: {words}");
        }
    }
}

#[tokio::test]
async fn a_file_of_another_team_gets_ids_of_its_own_and_adds_nothing_twice() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, own) = (scene.all.lead.clone(), scene.all.team.clone());
        let (first, second) = (scene.whole().await, scene.second().await);

        let brought = scene.bring((&lead, &second), &first.to_string()).await.unwrap().unwrap();
        let twice = scene.bring((&lead, &second), &first.to_string()).await.unwrap().unwrap();
        let home = scene.bring((&lead, &own), &first.to_string()).await.unwrap().unwrap();

        let n = n_entries(&first);
        assert_eq!(brought, Brought { n_added: n, n_there: 0 });
        assert_eq!(twice, Brought { n_added: 0, n_there: n });
        assert_eq!(home, Brought { n_added: 0, n_there: n }, "what is there stays as it is");
        assert_eq!(scene.whole().await, first);
        let (copy, n_marks) = without_marks(scene.document(&lead, &second).await);
        assert_eq!((n_entries(&copy), n_marks), (n, n_things(&first)));
        assert_eq!(
            copy["history"].as_array().unwrap().len(),
            first["history"].as_array().unwrap().len()
        );
        let ids = |document: &Value| document["area"][0]["id"].clone();
        assert_ne!(ids(&copy), ids(&first));
        assert_eq!(copy["area_request"][0]["area_id"], ids(&copy));
    }
}

#[tokio::test]
async fn what_serves_an_objective_from_elsewhere_serves_nothing_in_a_file() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;

        let file = scene.whole().await;

        let objectives = file["objective"].as_array().unwrap();
        let one = |title: &str| objectives.iter().find(|one| one["title"] == title).unwrap();
        let (loose, crews) = (one("New pumps"), one("Two crews at night"));
        assert_eq!(
            (&loose["serves"], &loose["serves_id"], &loose["how_it_serves"]),
            (&json!("nothing"), &Value::Null, &json!(""))
        );
        assert_eq!(crews["serves_id"], one("Quiet nights")["id"], "what stands in it is served");
        assert_eq!(objectives.len(), 4, "nothing from elsewhere is in it");
    }
}

#[tokio::test]
async fn a_team_with_which_an_objective_is_shared_takes_none_of_it_along() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (head, network) = (scene.all.head.clone(), scene.all.network.clone());

        let theirs = scene.document(&head, &network).await;
        let hers = of_person(&mut scene.tx, &scene.hone, &head).await.unwrap();
        let his = of_person(&mut scene.tx, &scene.hone, &scene.all.ben).await.unwrap();

        let objectives = theirs["objective"].as_array().unwrap();
        assert_eq!((objectives.len(), &objectives[0]["title"]), (1, &json!("Fewer bursts")));
        let told =
            (&hers["check_ins_elsewhere"][0]["line"], &hers["check_ins_elsewhere"][0]["value"]);
        assert_eq!(told, (&json!(GUEST), &json!(6.25)), "what she wrote is hers");
        assert_eq!(his["check_ins_elsewhere"], json!([]), "his are in his team");
        assert_eq!(his["teams"][0]["entries"]["key_check"][0]["line"], SEEN);
        for document in [&theirs, &hers] {
            let text = document.to_string();
            assert!(!text.contains("Quiet nights") && !text.contains("longest wait"), "{text}");
        }
    }
}

#[tokio::test]
async fn a_team_keeps_its_vision_and_the_one_that_a_file_brings_is_retired() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, file, second) =
            (scene.all.lead.clone(), scene.whole().await, scene.second().await);
        let wording = statement::Wording { scene: "Ours".to_owned(), ..Default::default() };
        let (tx, hone) = (&mut scene.tx, &scene.hone);
        statement::write(tx, hone, &lead, &second, wording).await.unwrap();
        let text = file.to_string();

        scene.bring((&lead, &second), &text).await.unwrap().unwrap();
        scene.bring((&lead, &second), &text).await.unwrap().unwrap();

        let all = statement::list(&mut scene.tx, &second).await.unwrap();
        let states = |scene: &str| -> Vec<State> {
            all.iter().filter(|one| one.scene.starts_with(scene)).map(|one| one.state).collect()
        };
        assert_eq!((states("Ours"), states("Anna")), (vec![State::Draft], vec![State::Retired]));
    }
}

#[tokio::test]
async fn what_is_missing_comes_back_and_what_was_changed_since_stays() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, team) = (scene.all.lead.clone(), scene.all.team.clone());
        let mut file = scene.whole().await;
        let id = "00000000000000000000000000000042";
        let mut more = file["decision"][0].clone();
        more["id"] = Value::from(id);
        more["summary"] = Value::from("Three crews");
        file["decision"].as_array_mut().unwrap().push(more);
        file["area"][0]["title"] = Value::from("Another title");

        let brought = scene.bring((&lead, &team), &file.to_string()).await.unwrap().unwrap();
        let now = scene.whole().await;

        assert_eq!(brought.n_added, 1);
        assert_eq!(now["area"][0]["title"], "Valve inspections");
        let decisions = now["decision"].as_array().unwrap();
        assert!(decisions.iter().any(|one| one["summary"] == "Three crews"), "{decisions:?}");
    }
}

#[tokio::test]
async fn a_file_that_is_wrong_is_told_by_entry_and_field_and_changes_nothing() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, second) = (scene.all.lead.clone(), scene.second().await);
        let file = scene.whole().await;
        let empty = scene.document(&lead, &second).await;
        let area = file["area"][0].clone();
        let whole = file.clone();
        let set = |path: &str, value: Value| {
            let mut changed = whole.clone();
            *changed.pointer_mut(path).unwrap() = value;
            changed
        };
        let mut twice = file.clone();
        twice["area"].as_array_mut().unwrap().push(area);
        let (mut more, mut list, mut without) = (file.clone(), file.clone(), file.clone());
        more["area"][0]["colour"] = Value::from("red");
        list["colours"] = json!([]);
        without["area"][0].as_object_mut().unwrap().remove("title");
        let mut circle = file.clone();
        let (one, two) = (file["experiment"][0]["id"].clone(), file["experiment"][1]["id"].clone());
        circle["experiment"][0]["after_id"] = two;
        circle["experiment"][1]["after_id"] = one;

        for (document, expected) in [
            (
                set("/area/0/level", json!(9)),
                "area 1 ‘Valve inspections’, level: this has to be a whole number from 1 to 7.",
            ),
            (
                set("/area/0/title", json!("x".repeat(161))),
                ", title: this has to be a text of at most 160 characters.",
            ),
            (
                set("/area/0/state", json!("gone")),
                ", state: this has to be one of: draft, offered, active",
            ),
            (
                set("/area/0/level_since", json!("yesterday")),
                ", level_since: this has to be a moment, such as",
            ),
            (
                set("/area/0/owner_id", json!("p99")),
                ", owner_id: this has to be the id of somebody under ‘people’.",
            ),
            (
                set("/area/0/every_days", json!(0)),
                ", every_days: with ‘days’ it has to be a whole number from 1 to 366.",
            ),
            (
                set("/decision/0/area_id", json!("00000000000000000000000000000001")),
                ", area_id: there is no entry under ‘area’ with this id.",
            ),
            (
                set("/bet_odds/0/value", json!(55)),
                "bet_odds 1, value: it has to be 5, 10, 20 … 90 or 95.",
            ),
            (set("/bet/0/stake_class", json!(3)), ", stake_class: it has to be 1, 2, 4 or 8."),
            (
                set("/challenge_terms/0/answer_days", json!(91)),
                "challenge_terms 1, answer_days: this has to be a whole number from 1 to 90.",
            ),
            (
                set("/people/1/email", json!("nobody@northfold.test")),
                "people 2 (Ben Okafor), email: nobody here has this address.",
            ),
            (set("/history/0/kind", json!("colour")), "history 1, kind: there is no such kind."),
            (set("/schema", json!("hone-team/9")), "the file, schema: it has to be ‘hone-team/1’."),
            (twice, "area 2 ‘Valve inspections’, id: this stands twice."),
            (more, "area 1 ‘Valve inspections’, colour: there is no such field. Take it out."),
            (list, "the file, colours: there is no such list. Take it out."),
            (without, ", title: this is missing."),
            (circle, "the file, experiment: entries point to each other in a circle."),
        ] {
            let found = scene.bring((&lead, &second), &document.to_string()).await.unwrap();
            let problems = found.unwrap_err();
            assert_eq!(problems.n, problems.told.len());
            assert!(
                problems.told.iter().all(|one| one.starts_with("pumps.json: ")),
                "{problems:?}"
            );
            assert!(
                problems.told.iter().any(|one| one.contains(expected)),
                "{expected}: {problems:?}"
            );
        }
        assert_eq!(scene.document(&lead, &second).await, empty, "nothing is brought in");
        // Without an address, a name that one in the team has is enough.
        let named = set("/people/1/email", Value::Null).to_string();
        scene.bring((&lead, &second), &named).await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn what_is_wrong_about_a_vision_and_whom_it_needs_is_told_by_entry_and_field() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, second) = (scene.all.lead.clone(), scene.second().await);
        let file = scene.whole().await;
        let serving = file["objective"].as_array().unwrap();
        let serving = serving.iter().position(|one| !one["serves_id"].is_null()).unwrap();
        let set = |path: &str, value: Value| {
            let mut changed = file.clone();
            *changed.pointer_mut(path).unwrap() = value;
            changed
        };

        for (document, expected) in [
            (
                set("/key_result/0/target_value", json!("nine")),
                ", target_value: this has to be a number from -1000000000000 to 1000000000000.",
            ),
            (
                set("/key_result/0/start_value", json!(1.1e12)),
                ", start_value: this has to be a number from -1000000000000 to 1000000000000.",
            ),
            (
                set("/key_result/0/start_value", json!(-0.5)),
                ", target_value: it has to be another number than the start.",
            ),
            (
                set("/key_check/0/odds", json!(55)),
                ", odds: it has to be 5, 10, 20 … 90 or 95, or null.",
            ),
            (
                set(&format!("/objective/{serving}/serves"), json!("vision")),
                ", serves_id: it is filled where ‘serves’ is objective, and null elsewhere.",
            ),
            (
                set("/stakeholder/0/longest_gap", json!(7)),
                ", longest_gap: it has to be at least as long as the usual gap.",
            ),
        ] {
            let found = scene.bring((&lead, &second), &document.to_string()).await.unwrap();
            let problems = found.unwrap_err();
            assert!(problems.told[0].ends_with(expected), "{expected}: {problems:?}");
        }
    }
}

#[tokio::test]
async fn a_file_that_is_none_or_too_large_is_told_in_one_sentence() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (lead, team) = (scene.all.lead.clone(), scene.all.team.clone());
        let large = format!("{{\"schema\": \"{}\"}}", "x".repeat(LARGEST));

        for (document, expected) in [
            ("{\n  \"schema\": \"hone-team/1\",\n  \"area\": [", "pumps.json: line 3, column"),
            ("[]", "pumps.json: the file: it is no document of a team."),
            (large.as_str(), "pumps.json: the file: it has more than 5 MB, which is the most."),
        ] {
            let problems = scene.bring((&lead, &team), document).await.unwrap().unwrap_err();
            assert_eq!(problems.n, 1, "{problems:?}");
            assert!(problems.told[0].starts_with(expected), "{problems:?}");
        }
    }
}

#[tokio::test]
async fn a_member_takes_along_what_they_read_and_no_address() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (carla, ben, team) =
            (scene.all.carla.clone(), scene.all.ben.clone(), scene.all.team.clone());

        let hers = scene.document(&carla, &team).await;
        let his = scene.document(&ben, &team).await;
        let leads = scene.whole().await;

        for (document, has_draft, has_talk) in
            [(&hers, false, false), (&his, true, true), (&leads, false, true)]
        {
            assert_eq!(document.to_string().contains(DRAFT), has_draft, "{document}");
            assert_eq!(document.to_string().contains(TALK), has_talk, "{document}");
        }
        // On a bet that is not placed each reads their own odds, and the lead those of nobody.
        let n_odds = |document: &Value| document["bet_odds"].as_array().unwrap().len();
        assert_eq!((n_odds(&hers), n_odds(&his), n_odds(&leads)), (3, 3, 2));
        let addresses = |document: &Value| -> usize {
            let people = document["people"].as_array().unwrap();
            people.iter().filter(|person| person["email"].is_string()).count()
        };
        // Three in the team, and who checked in on what is shared with hers.
        assert_eq!((addresses(&hers), addresses(&leads)), (0, 4));
    }
}

#[tokio::test]
async fn a_table_defuses_what_a_spreadsheet_would_take_for_a_formula() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (carla, team) = (scene.all.carla.clone(), scene.all.team.clone());

        let table = csv(&mut scene.tx, &carla, &team, Tool::Delegation).await.unwrap();

        let mut rows = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
        let headers: Vec<String> = rows.headers().unwrap().iter().map(str::to_owned).collect();
        let at = |name: &str| headers.iter().position(|column| column == name).unwrap();
        let rows: Vec<_> = rows.records().map(Result::unwrap).collect();
        let questions: BTreeSet<&str> = rows
            .iter()
            .filter(|row| &row[0] == "area request")
            .map(|row| &row[at("question")])
            .collect();
        assert_eq!(questions, BTreeSet::from(["'=1+1?", "May they move to July?"]));
        let area = rows.iter().find(|row| &row[0] == "area").unwrap();
        assert_eq!(&area[at("owner_id")], "Ben Okafor");
        assert!(!table.contains(DRAFT) && !table.contains(TALK), "{table}");
        let table = csv(&mut scene.tx, &carla, &team, Tool::Objectives).await.unwrap();
        assert!(table.contains(",9,-0.5,"), "a number is no formula: {table}");
        for what in ["vision,", "key check,", "stakeholder contact,", "rhythm beat,"] {
            assert!(table.contains(&format!("\n{what}")), "{what} {table}");
        }
    }
}

#[tokio::test]
async fn somebody_takes_along_what_is_theirs_and_nothing_that_others_keep_to_themselves() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (ben, carla, lead) =
            (scene.all.ben.clone(), scene.all.carla.clone(), scene.all.lead.clone());

        let his = of_person(&mut scene.tx, &scene.hone, &ben).await.unwrap();
        let hers = of_person(&mut scene.tx, &scene.hone, &carla).await.unwrap();
        let leads = of_person(&mut scene.tx, &scene.hone, &lead).await.unwrap();

        let entries = &his["teams"][0]["entries"];
        assert_eq!(his["person"]["email"], "ben.okafor@northfold.test");
        assert_eq!(entries["lesson"].as_array().unwrap().len(), 2, "his draft, too: {entries}");
        assert_eq!(entries["talk"][0]["goal"], TALK);
        assert_eq!(entries["area"][0]["offered_by"], "Marek Dvorak", "others by their names");
        assert_eq!(entries["bet_odds"].as_array().unwrap().len(), 2, "his own odds alone");
        assert!(his["teams"][0]["history"].as_array().unwrap().len() >= 5);
        for (document, who) in [(&hers, "Carla"), (&leads, "the lead")] {
            let text = document.to_string();
            assert!(!text.contains(DRAFT), "{who}: {text}");
            assert_eq!(text.contains(TALK), who == "the lead", "of the two: {text}");
        }
        assert_eq!(hers["teams"][0]["entries"]["bet_reason"].as_array().unwrap().len(), 2);
        team::remove(&mut scene.tx, &scene.hone, &lead, &scene.all.team, ben.person_id)
            .await
            .unwrap();
        let after = of_person(&mut scene.tx, &scene.hone, &ben).await.unwrap();
        assert_eq!(after["teams"][0]["entries"], his["teams"][0]["entries"], "also once they left");
    }
}

#[tokio::test]
async fn who_wrote_a_lesson_and_who_changed_it_stands_in_their_own_file_alone() {
    for fresh in each_engine().await {
        let mut scene = Scene::of(&fresh.hone).await;
        let (ben, carla, lead, team) = (
            scene.all.ben.clone(),
            scene.all.carla.clone(),
            scene.all.lead.clone(),
            scene.all.team.clone(),
        );

        let his = scene.document(&ben, &team).await;
        let hers = scene.document(&carla, &team).await;
        let whole = scene.whole().await;
        let second = scene.second().await;
        scene.bring((&lead, &second), &whole.to_string()).await.unwrap().unwrap();

        let shared = |document: &Value| {
            let lessons = document["lesson"].as_array().unwrap();
            lessons.iter().find(|one| one["title"] == "The lent part").unwrap()["written_by"]
                .clone()
        };
        let by = |document: &Value| {
            let events = document["history"].as_array().unwrap();
            events.iter().find(|one| one["kind"] == "lesson").unwrap()["by"].clone()
        };
        assert!(shared(&his).is_string() && by(&his).is_string(), "{his}");
        for document in [&hers, &whole] {
            assert_eq!((shared(document), by(document)), (Value::Null, Value::Null));
        }
        let copy = scene.document(&ben, &second).await;
        assert_eq!(shared(&copy), Value::Null, "brought in, nobody wrote it");
        let table = csv(&mut scene.tx, &carla, &team, Tool::Delegation).await.unwrap();
        let lesson = table.lines().find(|line| line.starts_with("lesson,")).unwrap();
        assert_eq!(
            lesson.matches("Ben Okafor").count(),
            2,
            "the change is his, and a text: {lesson}"
        );
    }
}
