//! What a team, or a person, takes along: everything that they may read of the tools, as one document;
//! and what a team brings in.
//!
//! A new tool adds its tables to [`tables`] and, where its texts can be found, its function to
//! `index_all`.

mod bring;
mod check;
mod person;
mod table;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use hone_model::Tool;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::Result;
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::ids::PersonId;
use crate::person::{Person, store as people};
use crate::team::table::{Holds, Row, Table, id_of, said, store, text_of};
use crate::team::{self, Event, Team, event};
use crate::{bet, delegation, experiment, stakeholder, vision};

pub use bring::{Brought, bring};
pub use check::{Checked, LARGEST, Problems, check};
pub use person::of_person;
pub use table::csv;

/// The name and the version of the document of a team.
pub const TEAM_SCHEMA: &str = "hone-team/1";

/// The tables of the tools, each after those that it points to.
pub fn tables() -> impl Iterator<Item = &'static Table> {
    let tools = [
        delegation::tables::TABLES,
        bet::tables::TABLES,
        experiment::tables::TABLES,
        vision::tables::TABLES,
        stakeholder::tables::TABLES,
    ];
    tools.into_iter().flatten()
}

/// Lets everything in a team be found as it is now.
pub(crate) async fn index_all(tx: &mut PeopleTx, team: &Team) -> Result<()> {
    delegation::lesson::index_all(tx, team).await?;
    experiment::index_all(tx, team).await?;
    vision::objective::index_all(tx, team).await
}

/// What somebody reads in the tools of a team.
pub(crate) struct Readable {
    /// The rows of each table, the oldest first. Somebody stands there by their id.
    pub(crate) rows: Vec<(&'static Table, Vec<Row>)>,
    /// What happened to them, the oldest first.
    pub(crate) events: Vec<Event>,
}

impl Readable {
    /// What somebody who is or was in a team reads in its tools.
    pub(crate) async fn of(tx: &mut PeopleTx, team: &Team, reader: PersonId) -> Result<Self> {
        let mut stored = Vec::new();
        for table in tables() {
            stored.push((table, store::list(tx, team, table).await?));
        }
        let rows = readable(team, reader, stored);
        let entities: BTreeSet<(&str, Uuid)> = rows
            .iter()
            .filter_map(|(table, rows)| Some((table.kind?, table, rows)))
            .flat_map(|(kind, table, rows)| {
                rows.iter().filter_map(move |row| Some((kind, table.entity_of(row)?)))
            })
            .collect();
        let events = event::store::list_all(tx, team).await?;
        let is_theirs = |one: &Event| entities.contains(&(one.kind.as_str(), one.entity_id));
        let events = events.into_iter().filter(is_theirs).map(|one| as_read_by(reader, one));
        Ok(Self { rows, events: events.collect() })
    }

    /// Everybody who is named, by their id.
    fn named(&self) -> BTreeSet<PersonId> {
        let in_rows = self.rows.iter().flat_map(|(table, rows)| {
            rows.iter().flat_map(move |row| table.people().filter_map(move |name| id_of(row, name)))
        });
        in_rows.map(PersonId).chain(self.events.iter().filter_map(|one| one.person_id)).collect()
    }
}

/// The rows that somebody reads. One that points to a row which they do not read is none of theirs, or,
/// where it may point nowhere, points nowhere.
fn readable(
    team: &Team,
    reader: PersonId,
    stored: Vec<(&'static Table, Vec<Row>)>,
) -> Vec<(&'static Table, Vec<Row>)> {
    let mut all: HashMap<&str, HashMap<Uuid, Row>> = HashMap::new();
    for (table, rows) in &stored {
        let rows = rows.iter().filter_map(|row| Some((id_of(row, "id")?, row.clone())));
        all.insert(table.name, rows.collect());
    }
    let above = |table: &str, id: Uuid| all.get(table)?.get(&id);
    let mut seen: BTreeSet<(&str, Uuid)> = BTreeSet::new();
    let mut rows = Vec::new();
    for (table, stored) in stored {
        let mut kept = Vec::new();
        for row in stored {
            if !table.is_read_by(team, reader, &row, above)
                || !has_what_it_needs(table, &row, &seen)
            {
                continue;
            }
            seen.extend(id_of(&row, "id").map(|id| (table.name, id)));
            kept.push(row);
        }
        for row in &mut kept {
            loosen(table, row, &seen);
            unsign(table, row, reader);
        }
        rows.push((table, kept));
    }
    rows
}

/// Whether each row without which another one is none is seen; one of the same table may stand further
/// down.
fn has_what_it_needs(table: &Table, row: &Row, seen: &BTreeSet<(&str, Uuid)>) -> bool {
    let needed = table.columns.iter().filter(|column| !column.is_optional);
    needed
        .filter_map(|column| Some((column.holds.table()?, id_of(row, column.name)?)))
        .all(|(other, id)| other == table.name || seen.contains(&(other, id)))
}

/// Lets a row point nowhere where it points to one that is not seen.
fn loosen(table: &Table, row: &mut Row, seen: &BTreeSet<(&str, Uuid)>) {
    for column in table.columns.iter().filter(|column| column.is_optional) {
        let points_to = column.holds.table().zip(id_of(row, column.name));
        if points_to.is_none_or(|to| seen.contains(&to)) {
            continue;
        }
        row.insert(column.name.to_owned(), Value::Null);
        let Holds::Within(_, instead) = column.holds else { continue };
        for (name, word) in instead {
            row.insert((*name).to_owned(), Value::from(*word));
        }
    }
}

/// Takes out who wrote a row, where nobody else reads that.
fn unsign(table: &Table, row: &mut Row, reader: PersonId) {
    if let Some(writer) = table.unsigned().filter(|writer| id_of(row, writer) != Some(reader.0)) {
        row.insert(writer.to_owned(), Value::Null);
    }
}

/// An event without who did it, where nobody else reads that.
fn as_read_by(reader: PersonId, event: Event) -> Event {
    let table = tables().find(|table| table.kind == Some(event.kind.as_str()));
    let is_unsigned = table.is_some_and(|table| table.unsigned().is_some());
    if !is_unsigned || event.person_id == Some(reader) {
        return event;
    }
    Event { person_id: None, person: None, ..event }
}

/// Those who stand in a file, each with the id by which it names them.
pub(crate) struct Cast {
    people: Vec<Person>,
    ids: BTreeMap<PersonId, String>,
}

impl Cast {
    /// Everybody who is or was in a team, the lead first, then who else is named.
    async fn of(tx: &mut PeopleTx, team: &Team, named: &BTreeSet<PersonId>) -> Result<Self> {
        let all = people::list_ever(tx, team.organisation_id).await?;
        let members = team::store::list_members(tx, team).await?;
        let mut people: Vec<Person> = Vec::new();
        for member in &members {
            people.extend(all.iter().find(|person| person.id == member.person_id).cloned());
        }
        let is_new = |person: &&Person| {
            named.contains(&person.id) && members.iter().all(|one| one.person_id != person.id)
        };
        people.extend(all.iter().filter(is_new).cloned());
        let ids = people.iter().enumerate();
        let ids = ids.map(|(place, person)| (person.id, format!("p{}", place + 1))).collect();
        Ok(Self { people, ids })
    }

    /// What somebody is called.
    fn name(&self, id: PersonId) -> &str {
        self.people.iter().find(|person| person.id == id).map_or("", |person| &person.name)
    }

    fn id(&self, id: PersonId) -> Value {
        self.ids.get(&id).map_or(Value::Null, |id| Value::from(id.as_str()))
    }

    /// A row with everybody in it by the ids of the file.
    fn cast(&self, table: &Table, mut row: Row) -> Row {
        for name in table.people() {
            let id = id_of(&row, name).map_or(Value::Null, |id| self.id(PersonId(id)));
            row.insert(name.to_owned(), id);
        }
        row
    }
}

/// What a viewer reads of a team, as the document that can be brought in again. Addresses of people are
/// in it for the lead alone.
pub async fn of_team(tx: &mut PeopleTx, viewer: &Viewer, team: &Team) -> Result<Value> {
    let readable = Readable::of(tx, team, viewer.person_id).await?;
    let cast = Cast::of(tx, team, &readable.named()).await?;
    let mut document = Map::new();
    document.insert("schema".to_owned(), Value::from(TEAM_SCHEMA));
    document.insert("team".to_owned(), json!({ "name": team.name }));
    let people = cast.people.iter().map(|one| person_in_file(&cast, one, team.is_led_by(viewer)));
    document.insert("people".to_owned(), people.collect());
    let events = readable.events.iter().map(|one| event_in_file(&cast, one));
    document.insert("history".to_owned(), events.collect());
    for (table, rows) in readable.rows {
        let mut rows: Vec<Row> = rows.into_iter().map(|row| cast.cast(table, row)).collect();
        // By what stands in the file alone, so that the same work gives the same file anywhere.
        rows.sort_by_cached_key(|row| (text_of(row, "made_at").to_owned(), table.key_of(row)));
        document.insert(table.name.to_owned(), rows.into_iter().map(Value::Object).collect());
    }
    Ok(Value::Object(document))
}

fn person_in_file(cast: &Cast, person: &Person, has_address: bool) -> Value {
    let email = (has_address && !person.is_erased()).then_some(person.email.as_str());
    json!({
        "id": cast.id(person.id),
        "name": person.name,
        "email": email,
        "is_erased": person.is_erased(),
    })
}

fn event_in_file(cast: &Cast, event: &Event) -> Value {
    json!({
        "of": event.entity_id.simple().to_string(),
        "kind": event.kind,
        "at": said(event.at),
        "by": event.person_id.map_or(Value::Null, |id| cast.id(id)),
        "from": event.from_state,
        "to": event.to_state,
        "note": event.note,
    })
}

/// What the history of a file calls a row: its id; without one, what it is known by.
fn called<'a>(table: &Table, row: &'a Row) -> &'a str {
    let id = text_of(row, "id");
    if id.is_empty() { table.key.first().map_or("", |key| text_of(row, key)) } else { id }
}

/// The tools that have tables, in their order.
pub fn tools() -> Vec<Tool> {
    let mut tools: Vec<Tool> = Vec::new();
    for table in tables() {
        if !tools.contains(&table.tool) {
            tools.push(table.tool);
        }
    }
    tools
}
