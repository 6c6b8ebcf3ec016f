//! Reading a file that a team brings in: all of it, before anything is stored. What is wrong is told by
//! file, entry and field.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use uuid::Uuid;

use super::{TEAM_SCHEMA, called, tables};
use crate::Error;
use crate::clock::Moment;
use crate::team::table::{Column, Holds, Row, Table, id_of, moment_of, of, perhaps, text_of};
use crate::vision::objective::DEEPEST;

/// The largest file, in bytes.
pub const LARGEST: usize = 5 * 1024 * 1024;
/// So many things that are wrong are told.
const MOST_TOLD: usize = 50;
/// So many entries one list has at most.
const MOST_ENTRIES: usize = 20_000;
/// So many people a file has at most.
pub(super) const MOST_PEOPLE: usize = 2_000;
/// The table whose entries serve each other, at most [`DEEPEST`] levels deep.
pub(super) const SERVING: &str = "objective";

/// Everything that is wrong with a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// The first of them, a sentence each.
    pub told: Vec<String>,
    /// How many there are.
    pub n: usize,
}

impl Problems {
    /// How many are not told.
    pub fn n_untold(&self) -> usize {
        self.n - self.told.len()
    }

    pub(super) fn add(&mut self, problem: String) {
        self.n += 1;
        if self.told.len() < MOST_TOLD {
            self.told.push(problem);
        }
    }
}

/// Somebody as a file names them.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) email: Option<String>,
    pub(super) is_erased: bool,
}

/// Something that happened, as a file has it; `of` is an id, or somebody's.
#[derive(Clone, Debug)]
pub(super) struct Happened {
    pub(super) table: &'static Table,
    pub(super) of: String,
    pub(super) at: Moment,
    pub(super) by: Option<String>,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) note: String,
}

/// A file in which nothing is wrong by itself. Somebody stands in a row by the id of the file.
#[derive(Clone, Debug)]
pub struct Checked {
    pub(super) name: String,
    pub(super) people: Vec<Named>,
    pub(super) lists: Vec<List>,
    pub(super) history: Vec<Happened>,
}

/// The entries of a table, as they stand in a file.
#[derive(Clone, Debug)]
pub(super) struct List {
    pub(super) table: &'static Table,
    pub(super) rows: Vec<Row>,
    /// The places of the rows, each after the one of the same table to which it points.
    pub(super) order: Vec<usize>,
}

const PERSON: &[Column] = &[
    of("id", Holds::Line(40)),
    of("name", Holds::Line(200)),
    perhaps("email", Holds::Line(254)),
    of("is_erased", Holds::YesNo),
];

const EVENT: &[Column] = &[
    of("of", Holds::Line(40)),
    of("kind", Holds::Line(40)),
    of("at", Holds::Moment),
    perhaps("by", Holds::Person),
    of("from", Holds::Line(200)),
    of("to", Holds::Line(200)),
    of("note", Holds::Text(4000)),
];

/// Reads a file on a thread of its own, since a large one takes a while; `name` is only repeated in what is
/// wrong with it.
pub async fn check(name: String, bytes: Vec<u8>) -> Result<Result<Checked, Problems>, Error> {
    tokio::task::spawn_blocking(move || read(&name, &bytes))
        .await
        .map_err(|error| Error::Corrupt(format!("reading a file stopped: {error}")))
}

fn read(name: &str, bytes: &[u8]) -> Result<Checked, Problems> {
    let mut reader = Reader { file: name, problems: Problems::default() };
    let Some(document) = reader.document(bytes) else { return Err(reader.problems) };
    let checked = reader.checked(&document);
    if reader.problems.n > 0 { Err(reader.problems) } else { Ok(checked) }
}

struct Reader<'a> {
    file: &'a str,
    problems: Problems,
}

impl Reader<'_> {
    fn say(&mut self, place: &str, says: &str) {
        self.problems.add(format!("{}: {place}: {says}.", self.file));
    }

    fn document(&mut self, bytes: &[u8]) -> Option<Map<String, Value>> {
        if bytes.len() > LARGEST {
            let most = LARGEST / 1024 / 1024;
            self.say("the file", &format!("it has more than {most} MB, which is the most"));
            return None;
        }
        let document = match serde_json::from_slice(bytes) {
            Ok(Value::Object(document)) => document,
            Ok(_) => {
                self.say(
                    "the file",
                    "it is no document of a team. Take one along first, and send that",
                );
                return None;
            }
            Err(error) => {
                let place = format!("line {}, column {}", error.line(), error.column());
                self.say(
                    &place,
                    "the file is no JSON from there on. Send it as it was taken along",
                );
                return None;
            }
        };
        if text_of(&document, "schema") != TEAM_SCHEMA {
            let says = format!(
                "it has to be ‘{TEAM_SCHEMA}’. Another version of Hone may have written it"
            );
            self.say("the file, schema", &says);
            return None;
        }
        Some(document)
    }

    fn checked(&mut self, document: &Map<String, Value>) -> Checked {
        let known = ["schema", "team", "people", "history"];
        for key in document.keys() {
            let is_known =
                known.contains(&key.as_str()) || tables().any(|one| one.name == key.as_str());
            if !is_known {
                self.say(
                    &format!("the file, {}", short(key)),
                    "there is no such list. Take it out",
                );
            }
        }
        let people = self.people(document);
        let named: BTreeSet<String> = people.iter().map(|one| one.id.clone()).collect();
        let mut lists = Vec::new();
        for table in tables() {
            let rows = self.table(document, table, &named);
            let order = self.order(table, &rows);
            lists.push(List { table, rows, order });
        }
        self.between(&lists);
        let history = self.history(document, &named, &lists);
        Checked { name: self.file.to_owned(), people, lists, history }
    }

    /// The entries of a list, which may be left out; `most` is how many it may have.
    fn entries<'a>(
        &mut self,
        document: &'a Map<String, Value>,
        (list, most): (&str, usize),
    ) -> &'a [Value] {
        match document.get(list) {
            None => &[],
            Some(Value::Array(entries)) if entries.len() <= most => entries,
            Some(Value::Array(_)) => {
                let says = format!("it has more than {most} entries, which is the most");
                self.say(&format!("the file, {list}"), &says);
                &[]
            }
            Some(_) => {
                self.say(&format!("the file, {list}"), "this has to be a list");
                &[]
            }
        }
    }

    /// An entry with each of its fields as it is stored; nothing where something is wrong with it.
    fn entry(&mut self, place: &str, columns: &[Column], entry: &Value) -> Option<Row> {
        let Some(fields) = entry.as_object() else {
            self.say(place, "this has to be an entry with fields");
            return None;
        };
        let before = self.problems.n;
        for field in fields.keys().filter(|key| columns.iter().all(|one| one.name != key.as_str()))
        {
            self.say(&format!("{place}, {}", short(field)), "there is no such field. Take it out");
        }
        let mut row = Row::new();
        for column in columns {
            let value = fields.get(column.name).unwrap_or(&Value::Null);
            match column.checked(value) {
                Ok(value) => {
                    row.insert(column.name.to_owned(), value);
                }
                Err(_) if value.is_null() => {
                    self.say(&format!("{place}, {}", column.name), "this is missing");
                }
                Err(should) => {
                    let says = format!("this has to be {should}");
                    self.say(&format!("{place}, {}", column.name), &says);
                }
            }
        }
        (self.problems.n == before).then_some(row)
    }

    fn people(&mut self, document: &Map<String, Value>) -> Vec<Named> {
        let (mut people, mut ids) = (Vec::new(), BTreeSet::new());
        let entries = self.entries(document, ("people", MOST_PEOPLE));
        for (index, entry) in entries.iter().enumerate() {
            let place = format!("people {}", index + 1);
            let Some(row) = self.entry(&place, PERSON, entry) else { continue };
            let id = text_of(&row, "id").to_owned();
            if !ids.insert(id.clone()) {
                self.say(&format!("{place}, id"), "this stands twice");
            }
            people.push(Named {
                id,
                name: text_of(&row, "name").to_owned(),
                email: row["email"].as_str().map(str::to_lowercase),
                is_erased: row["is_erased"].as_bool().unwrap_or_default(),
            });
        }
        people
    }

    fn table(
        &mut self,
        document: &Map<String, Value>,
        table: &Table,
        named: &BTreeSet<String>,
    ) -> Vec<Row> {
        let mut rows = Vec::new();
        for (index, entry) in self.entries(document, (table.name, MOST_ENTRIES)).iter().enumerate()
        {
            let place = place(table, index, entry);
            let Some(row) = self.entry(&place, table.columns, entry) else { continue };
            for column in table.people() {
                let is_known = row[column].as_str().is_none_or(|id| named.contains(id));
                if !is_known {
                    let says = format!("this has to be {}", "the id of somebody under ‘people’");
                    self.say(&format!("{place}, {column}"), &says);
                }
            }
            if let Err((column, why)) = (table.rule)(&row) {
                self.say(&format!("{place}, {column}"), why);
            }
            rows.push(row);
        }
        if table.key.is_empty() && rows.len() > 1 {
            self.say(&format!("the file, {}", table.name), "there is one entry at most");
        }
        rows
    }

    /// What entries say of each other: each stands once, and points to one that is there.
    fn between(&mut self, all: &[List]) {
        let ids: BTreeSet<(&str, Uuid)> = all
            .iter()
            .flat_map(|List { table, rows, .. }| {
                rows.iter().filter_map(|row| Some((table.name, id_of(row, "id")?)))
            })
            .collect();
        for List { table, rows, .. } in all {
            let (mut keys, mut alone) = (BTreeSet::new(), BTreeSet::new());
            for (index, row) in rows.iter().enumerate() {
                let place = place(table, index, &Value::Object(row.clone()));
                if !table.key.is_empty() && !keys.insert(table.key_of(row)) {
                    let fields = table.key.join(", ");
                    self.say(&format!("{place}, {fields}"), "this stands twice");
                }
                if let Some((column, state)) = table.alone {
                    let is_second =
                        text_of(row, "state") == state && !alone.insert(row[column].to_string());
                    if is_second {
                        let says = format!("there is a second one that is {state} for the same");
                        self.say(&format!("{place}, {column}"), &says);
                    }
                }
                self.pointers(&place, table, row, &ids);
            }
        }
    }

    /// The order of the entries of a list; says where they have none, or are too deep.
    fn order(&mut self, table: &Table, rows: &[Row]) -> Vec<usize> {
        let Some(order) = in_order(table, rows) else {
            let place = format!("the file, {}", table.name);
            self.say(&place, "entries point to each other in a circle");
            return Vec::new();
        };
        if table.name == SERVING {
            for index in too_deep(table, rows, 0) {
                self.problems.add(deep(self.file, table, index, &rows[index]));
            }
        }
        order
    }

    fn pointers(&mut self, place: &str, table: &Table, row: &Row, ids: &BTreeSet<(&str, Uuid)>) {
        for column in table.columns {
            let Some(other) = column.holds.table() else { continue };
            let is_there = id_of(row, column.name).is_none_or(|id| ids.contains(&(other, id)));
            if !is_there {
                let says = format!("there is no entry under ‘{other}’ with this id");
                self.say(&format!("{place}, {}", column.name), &says);
            }
        }
    }

    fn history(
        &mut self,
        document: &Map<String, Value>,
        named: &BTreeSet<String>,
        lists: &[List],
    ) -> Vec<Happened> {
        let known: BTreeMap<&str, BTreeSet<&str>> = lists
            .iter()
            .filter_map(|List { table, rows, .. }| {
                Some((table.kind?, rows.iter().map(|row| called(table, row)).collect()))
            })
            .collect();
        let mut history = Vec::new();
        for (index, entry) in self.entries(document, ("history", MOST_ENTRIES)).iter().enumerate() {
            let place = format!("history {}", index + 1);
            let Some(row) = self.entry(&place, EVENT, entry) else { continue };
            let (kind, of) = (text_of(&row, "kind"), text_of(&row, "of"));
            let Some(table) = tables().find(|table| table.kind == Some(kind)) else {
                self.say(&format!("{place}, kind"), "there is no such kind");
                continue;
            };
            if !known.get(kind).is_some_and(|ids| ids.contains(of)) {
                self.say(&format!("{place}, of"), "there is no such entry in the file");
            }
            if !row["by"].as_str().is_none_or(|id| named.contains(id)) {
                self.say(
                    &format!("{place}, by"),
                    "this has to be the id of somebody under ‘people’",
                );
            }
            history.push(Happened {
                table,
                of: of.to_owned(),
                at: moment_of(&row, "at").unwrap_or(Moment(0)),
                by: row["by"].as_str().map(ToOwned::to_owned),
                from: text_of(&row, "from").to_owned(),
                to: text_of(&row, "to").to_owned(),
                note: text_of(&row, "note").to_owned(),
            });
        }
        history
    }
}

/// An entry as its reader knows it: its list, its number, and how it begins.
fn place(table: &Table, index: usize, entry: &Value) -> String {
    let n = index + 1;
    let mut texts = table.texts().map(|column| entry[column].as_str().unwrap_or_default().trim());
    match texts.find(|text| !text.is_empty()) {
        Some(text) => format!("{} {n} ‘{}’", table.name, short(text)),
        None => format!("{} {n}", table.name),
    }
}

/// The beginning of a text, on one line.
fn short(text: &str) -> String {
    const MOST: usize = 40;
    let mut short: String = crate::text::one_line(text).chars().take(MOST).collect();
    if text.chars().nth(MOST).is_some() {
        short.push('…');
    }
    short
}

/// The column by which rows of a table point to others of the same table.
fn above(table: &Table) -> Option<&'static str> {
    let mut columns = table.columns.iter();
    columns.find(|column| column.holds.table() == Some(table.name)).map(|column| column.name)
}

/// The places of the rows of a table, each after the one of the same table to which it points; nothing
/// where they point to each other in a circle. It looks at each row twice.
fn in_order(table: &Table, rows: &[Row]) -> Option<Vec<usize>> {
    let Some(above) = above(table) else { return Some((0..rows.len()).collect()) };
    let ids = rows.iter().enumerate();
    let ids: BTreeMap<Uuid, usize> =
        ids.filter_map(|(place, row)| Some((id_of(row, "id")?, place))).collect();
    let (mut order, mut below) = (Vec::new(), vec![Vec::new(); rows.len()]);
    for (place, row) in rows.iter().enumerate() {
        match id_of(row, above).and_then(|id| ids.get(&id)) {
            Some(above) => below[*above].push(place),
            None => order.push(place),
        }
    }
    let mut n_done = 0;
    while let Some(place) = order.get(n_done) {
        order.extend_from_slice(&below[*place]);
        n_done += 1;
    }
    (order.len() == rows.len()).then_some(order)
}

/// Which rows would stand deeper than [`DEEPEST`] levels, counted from the first after those that are there
/// already. Those below such a row are counted from it on, so that each names one place to put right.
pub(super) fn too_deep(table: &Table, rows: &[Row], n_there: usize) -> Vec<usize> {
    let (Some(above), Some(order)) = (above(table), in_order(table, rows)) else {
        return Vec::new();
    };
    let (mut levels, mut deep) = (BTreeMap::new(), Vec::new());
    for place in order {
        let served = id_of(&rows[place], above).and_then(|id| levels.get(&id));
        let mut level = served.map_or(1, |level| level + 1);
        if place >= n_there && level > DEEPEST {
            deep.push(place - n_there);
            level = 1;
        }
        levels.extend(id_of(&rows[place], "id").map(|id| (id, level)));
    }
    deep
}

/// What is wrong with an entry that stands too deep.
pub(super) fn deep(file: &str, table: &Table, index: usize, row: &Row) -> String {
    let place = place(table, index, &Value::Object(row.clone()));
    format!(
        "{file}: {place}, serves_id: it would be on level {}, and objectives serve each other at most \
         {DEEPEST} levels deep. Let it serve one further up, or nothing.",
        DEEPEST + 1
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Objectives of which each serves the one after it in the file.
    fn chain(n: usize) -> Vec<Row> {
        let id = |place: usize| Uuid::from_u128(place as u128 + 1).simple().to_string();
        let row = |place| {
            let serves = (place + 1 < n).then(|| id(place + 1));
            json!({ "id": id(place), "serves_id": serves, "title": format!("Step {place}") })
        };
        (0..n).map(|place| row(place).as_object().cloned().unwrap()).collect()
    }

    fn objectives() -> &'static Table {
        tables().find(|table| table.name == SERVING).unwrap()
    }

    #[test]
    fn a_chain_as_long_as_a_list_may_be_is_put_in_order() {
        let order = in_order(objectives(), &chain(MOST_ENTRIES)).unwrap();

        assert!(order.into_iter().eq((0..MOST_ENTRIES).rev()), "what is served comes first");
    }

    #[test]
    fn entries_in_a_circle_have_no_order() {
        let mut rows = chain(3);
        rows[2]["serves_id"] = rows[0]["id"].clone();

        assert_eq!(in_order(objectives(), &rows), None);
    }

    #[test]
    fn one_row_of_each_thirty_is_too_deep_and_none_that_is_there() {
        let table = objectives();
        let rows = chain(3 * DEEPEST);

        assert_eq!(too_deep(table, &rows[2 * DEEPEST..], 0), Vec::<usize>::new());
        assert_eq!(too_deep(table, &rows, 0), [2 * DEEPEST - 1, DEEPEST - 1]);
        assert_eq!(too_deep(table, &rows, rows.len()), Vec::<usize>::new());
    }
}
