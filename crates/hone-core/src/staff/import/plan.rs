//! Rows beside the people who are there: who is new, who changes, who is missing.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use super::Problems;
use super::managers::{Everybody, find_circles};
use super::sheet::{Column, Row, Sheet};
use crate::clock::Moment;
use crate::ids::{OrganisationId, PersonId};
use crate::person::Person;

/// Somebody who is there already and would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The name that they have now.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What changes: what it is, how it was, how it would be.
    pub fields: Vec<(&'static str, String, String)>,
}

/// What a file would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Everyone who would be stored: the new ones first.
    pub(super) to_save: Vec<Person>,
    n_new: usize,
    /// Who would change, and how.
    pub changed: Vec<Change>,
    /// How many stay as they are.
    pub n_same: usize,
    /// Who is there but not in the file, and is left alone: names and addresses.
    pub missing: Vec<(String, String)>,
}

impl Plan {
    /// How many are new.
    pub fn n_new(&self) -> usize {
        self.n_new
    }

    /// The new ones: names and addresses.
    pub fn new_people(&self) -> impl Iterator<Item = (&str, &str)> {
        self.to_save[..self.n_new].iter().map(|p| (p.name.as_str(), p.email.as_str()))
    }

    /// Whether nothing would happen.
    pub fn is_empty(&self) -> bool {
        self.to_save.is_empty()
    }

    /// A digest of what would happen, so that nobody confirms something else than they saw.
    pub fn digest(&self) -> String {
        let mut text = String::new();
        for (name, email) in self.new_people() {
            let _ = writeln!(text, "new {name:?} {email:?}");
        }
        for change in &self.changed {
            let _ = writeln!(text, "{change:?}");
        }
        let digest = crate::chance::digest("import-plan", text.as_bytes());
        crate::hex::write(&digest[..12])
    }
}

/// What a file would do to the people of an organisation, or everything that is in the way: the
/// problems found so far, and those that show beside other people.
pub(super) fn plan(
    sheet: &Sheet,
    mut problems: Problems,
    people: &[Person],
    organisation_id: OrganisationId,
    now: Moment,
) -> Result<Plan, Problems> {
    let there: HashMap<&str, &Person> = people.iter().map(|p| (p.email.as_str(), p)).collect();
    let mut after: Vec<Person> = sheet
        .rows
        .iter()
        .map(|row| {
            let before = there.get(row.email.as_str()).copied().cloned();
            put(row, before.unwrap_or_else(|| new(row, organisation_id, now)))
        })
        .collect();
    set_managers(sheet, people, &mut after, &mut problems);
    if problems.is_empty() {
        look_for_circles(sheet, people, &after, &mut problems);
    }
    if problems.is_empty() {
        return Ok(compare(people, &there, after));
    }
    problems.told.sort_by_key(|problem| (problem.row, problem.column));
    Err(problems)
}

fn new(row: &Row, organisation_id: OrganisationId, now: Moment) -> Person {
    Person::new(organisation_id, &row.name, &row.email, now)
}

/// A person as a row says; whoever had left is back.
fn put(row: &Row, mut person: Person) -> Person {
    person.name.clone_from(&row.name);
    person.left_at = None;
    let cells = [
        (&row.team, &mut person.team),
        (&row.department, &mut person.department),
        (&row.language, &mut person.language),
    ];
    for (cell, field) in cells {
        if let Some(text) = cell {
            field.clone_from(text);
        }
    }
    person
}

/// Those of the file as they would be, and the others who are here.
fn everybody<'a>(people: &'a [Person], after: &'a [Person]) -> Vec<&'a Person> {
    let in_file: HashSet<PersonId> = after.iter().map(|person| person.id).collect();
    let others = people.iter().filter(|p| p.is_here() && !in_file.contains(&p.id));
    after.iter().chain(others).collect()
}

fn set_managers(sheet: &Sheet, people: &[Person], after: &mut [Person], problems: &mut Problems) {
    let mut managers = Vec::with_capacity(after.len());
    let all = everybody(people, after);
    let lookup = Everybody::new(all.into_iter());
    for (row, person) in sheet.rows.iter().zip(after.iter()) {
        let manager = match row.manager.as_deref() {
            None => person.manager_id,
            Some("") => None,
            Some(text) => match lookup.manager(text) {
                Ok(id) => Some(id),
                Err(why) => {
                    problems.at(row.number, Column::Manager, why);
                    None
                }
            },
        };
        managers.push(manager);
    }
    for (person, manager) in after.iter_mut().zip(managers) {
        person.manager_id = manager;
    }
}

fn look_for_circles(sheet: &Sheet, people: &[Person], after: &[Person], problems: &mut Problems) {
    let all = everybody(people, after);
    let names: HashMap<PersonId, &str> = all.iter().map(|p| (p.id, p.name.as_str())).collect();
    let manager_of = all.iter().filter_map(|p| Some((p.id, p.manager_id?))).collect();
    let of_row: Vec<PersonId> = after.iter().map(|person| person.id).collect();
    let name_of = |id| names.get(&id).copied().unwrap_or("somebody").to_owned();
    find_circles(&sheet.rows, &of_row, &manager_of, name_of, problems);
}

fn compare(people: &[Person], there: &HashMap<&str, &Person>, after: Vec<Person>) -> Plan {
    let mut names: HashMap<PersonId, &str> =
        people.iter().map(|p| (p.id, p.name.as_str())).collect();
    names.extend(after.iter().map(|p| (p.id, p.name.as_str())));
    let name_of = |id: Option<PersonId>| {
        id.and_then(|id| names.get(&id).copied()).unwrap_or("nobody").to_owned()
    };
    let mut changed = Vec::new();
    let mut is_new = Vec::with_capacity(after.len());
    let mut n_same = 0;
    for person in &after {
        let before = there.get(person.email.as_str()).copied();
        is_new.push(before.is_none());
        let Some(before) = before else { continue };
        let fields = differences(before, person, name_of);
        if fields.is_empty() {
            n_same += 1;
        } else {
            let (name, email) = (before.name.clone(), person.email.clone());
            changed.push(Change { name, email, fields });
        }
    }
    let in_file: HashSet<PersonId> = after.iter().map(|person| person.id).collect();
    let missing = people
        .iter()
        .filter(|p| p.is_here() && !in_file.contains(&p.id))
        .map(|p| (p.name.clone(), p.email.clone()))
        .collect();
    let differing: HashSet<String> = changed.iter().map(|one| one.email.clone()).collect();
    let (new, old): (Vec<_>, Vec<_>) =
        after.into_iter().zip(is_new).partition(|(_, is_new)| *is_new);
    let n_new = new.len();
    let old = old.into_iter().filter(|(person, _)| differing.contains(&person.email));
    let to_save = new.into_iter().chain(old).map(|(person, _)| person).collect();
    Plan { to_save, n_new, changed, n_same, missing }
}

fn differences(
    before: &Person,
    after: &Person,
    name_of: impl Fn(Option<PersonId>) -> String,
) -> Vec<(&'static str, String, String)> {
    let mut fields = Vec::new();
    let mut compare = |what, before: &str, after: &str| {
        if before != after {
            fields.push((what, before.to_owned(), after.to_owned()));
        }
    };
    compare("name", &before.name, &after.name);
    compare("team", &before.team, &after.team);
    compare("department", &before.department, &after.department);
    compare("language", &before.language, &after.language);
    if before.manager_id != after.manager_id {
        fields.push(("manager", name_of(before.manager_id), name_of(after.manager_id)));
    }
    if !before.is_here() {
        fields.push(("here", "has left".to_owned(), "is back".to_owned()));
    }
    fields
}
