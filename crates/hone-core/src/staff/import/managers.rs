//! Who is meant by the manager of a row, and whether the result has an end at its top.

use std::collections::HashMap;

use super::Problems;
use super::sheet::{Column, Row};
use crate::ids::PersonId;
use crate::person::Person;

/// Everybody there would be: those of the file as it says, the others as they are.
pub(in crate::staff) struct Everybody<'a> {
    by_email: HashMap<&'a str, PersonId>,
    by_name: HashMap<String, Vec<PersonId>>,
}

/// A name as it is compared: in small letters, with single spaces.
fn plain(name: &str) -> String {
    name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

impl<'a> Everybody<'a> {
    pub(in crate::staff) fn new(people: impl Iterator<Item = &'a Person>) -> Self {
        let mut everybody = Self { by_email: HashMap::new(), by_name: HashMap::new() };
        for person in people {
            everybody.by_email.insert(&person.email, person.id);
            everybody.by_name.entry(plain(&person.name)).or_default().push(person.id);
        }
        everybody
    }

    /// The manager of a row, or why it is nobody.
    pub(in crate::staff) fn manager(&self, text: &str) -> Result<PersonId, String> {
        if text.contains('@') {
            let found = self.by_email.get(text.to_lowercase().as_str());
            return found.copied().ok_or_else(|| unknown(text));
        }
        match self.by_name.get(&plain(text)).map(Vec::as_slice) {
            Some([one]) => Ok(*one),
            Some(several) => Err(format!(
                "{} people are called {text:?}; write the e-mail address of the one you mean",
                several.len()
            )),
            None => Err(unknown(text)),
        }
    }
}

fn unknown(text: &str) -> String {
    format!("{text:?} is nobody who is here")
}

/// Finds people who report to each other in a circle.
pub(super) fn find_circles(
    rows: &[Row],
    of_row: &[PersonId],
    manager_of: &HashMap<PersonId, PersonId>,
    name_of: impl Fn(PersonId) -> String,
    problems: &mut Problems,
) {
    let row_of: HashMap<PersonId, usize> =
        of_row.iter().zip(rows).map(|(id, row)| (*id, row.number)).collect();
    // Which walk came by a person first: meeting one's own track again is a circle.
    let mut track: HashMap<PersonId, usize> = HashMap::with_capacity(of_row.len());
    for (walk, start) in of_row.iter().enumerate() {
        let mut at = *start;
        loop {
            match track.get(&at) {
                Some(before) if *before == walk => {
                    let circle = circle(at, manager_of);
                    let row = circle.iter().find_map(|id| row_of.get(id));
                    let names: Vec<String> = circle.into_iter().map(&name_of).collect();
                    let row = *row.unwrap_or(&rows[walk].number);
                    problems.at(row, Column::Manager, in_words(&names));
                    break;
                }
                // What lies beyond was walked before.
                Some(_) => break,
                None => track.insert(at, walk),
            };
            let Some(manager) = manager_of.get(&at) else { break };
            at = *manager;
        }
    }
}

/// Everyone on a circle, from one of them on.
fn circle(start: PersonId, manager_of: &HashMap<PersonId, PersonId>) -> Vec<PersonId> {
    let mut circle = vec![start];
    let mut at = manager_of[&start];
    while at != start {
        circle.push(at);
        at = manager_of[&at];
    }
    circle
}

fn in_words(names: &[String]) -> String {
    const MOST_NAMES: usize = 6;
    if let [one] = names {
        return format!("{one} would be their own manager");
    }
    let told = names[..names.len().min(MOST_NAMES)].join(" → ");
    let end = if names.len() > MOST_NAMES { "…" } else { names[0].as_str() };
    format!("these people would report to each other in a circle: {told} → {end}")
}
