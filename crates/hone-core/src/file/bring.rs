//! Bringing a file into a team: what is there stays as it is, and what is not there is added, all of it
//! or nothing.
//!
//! Nobody vouches for what stands in a file. So each thing that comes by one says so in its history, and
//! what counts as somebody's own word is taken from that person alone.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::check::{self, Checked, List, Named, Problems};
use super::{called, index_all};
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::ids::{PersonId, TeamId};
use crate::person::{Person, store as people};
use crate::team::table::{Column, Holds, Row, Table, id_of, store, text_of};
use crate::team::{self, About, Change, Member, Team, event};
use crate::vision::statement;
use crate::{Hone, Result};

/// What was done to a thing that was not there, and to one of which a part was not.
const CAME: [&str; 2] = ["brought it in from a file", "added to it from a file"];

/// What was brought in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// How many entries were added.
    pub n_added: usize,
    /// How many were there already, and stay as they are.
    pub n_there: usize,
}

/// Brings a file that was checked into a team that the viewer leads, or says everything that is wrong with
/// it here; then nothing is stored. An entry that the team has stays as it is there.
///
/// Where the file comes of another team of the organisation, entries get ids of their own, the same each
/// time, so that a file which is brought in twice adds nothing the second time.
pub async fn bring(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    checked: &Checked,
) -> Result<std::result::Result<Brought, Problems>> {
    let ids = Ids { team: team.id, is_foreign: is_foreign(tx, team, checked).await? };
    let problems = too_deep(tx, team, ids, checked).await?;
    if problems.n > 0 {
        return Ok(Err(problems));
    }
    let known = match recognise(tx, hone, team, checked).await? {
        Ok(known) => known,
        Err(problems) => return Ok(Err(problems)),
    };
    let bringing = Bringing { team, by: viewer.person_id, known, ids };
    let vision = statement::present(tx, team).await?;
    let (brought, added) = bringing.rows(tx, hone, checked).await?;
    bringing.history(tx, hone, checked, &added).await?;
    statement::keep_one(tx, hone, viewer, team, vision.map(|one| one.id)).await?;
    index_all(tx, team).await?;
    let note = format!("{} added", brought.n_added);
    let (by, at) = (Some(viewer.person_id), hone.clock.now());
    let about = team::about(team);
    event::record(
        tx,
        team,
        &Change { about, by, at, from: "open", to: "brought a file in", note: &note },
    )
    .await?;
    Ok(Ok(brought))
}

/// Those who can be meant by a file.
struct Everybody<'a> {
    by_email: BTreeMap<&'a str, PersonId>,
    /// Those of a name who are or were in the team.
    by_name: BTreeMap<&'a str, Vec<PersonId>>,
}

impl<'a> Everybody<'a> {
    fn of(all: &'a [Person], members: &'a [Member]) -> Self {
        let mut by_name: BTreeMap<&str, Vec<PersonId>> = BTreeMap::new();
        for member in members {
            by_name.entry(&member.name).or_default().push(member.person_id);
        }
        let by_email = all.iter().map(|person| (person.email.as_str(), person.id)).collect();
        Self { by_email, by_name }
    }

    /// Whom somebody in a file is: by their address; without one, by the name that only one in the team has.
    fn find(&self, one: &Named) -> std::result::Result<PersonId, &'static str> {
        if let Some(email) = &one.email {
            return self.by_email.get(email.as_str()).copied().ok_or(
                "email: nobody here has this address. Ask them into the team first, then send the \
                 file again.",
            );
        }
        match self.by_name.get(one.name.as_str()).map(Vec::as_slice) {
            Some([person]) => Ok(*person),
            None | Some([]) => Err("name: nobody of this name is or was in the team. Ask them in \
                                    first, or write their address into the field email."),
            Some(_) => Err("name: several in the team have this name. Write the address into the \
                            field email."),
        }
    }
}

/// Whom the file means, by the ids by which it names them.
async fn recognise(
    tx: &mut PeopleTx,
    hone: &Hone,
    team: &Team,
    checked: &Checked,
) -> Result<std::result::Result<BTreeMap<String, PersonId>, Problems>> {
    let all = people::list_ever(tx, team.organisation_id).await?;
    let members = team::store::list_members(tx, team).await?;
    let everybody = Everybody::of(&all, &members);
    let (mut known, mut problems) = (BTreeMap::new(), Problems::default());
    for (index, one) in checked.people.iter().enumerate().filter(|(_, one)| !one.is_erased) {
        match everybody.find(one) {
            Ok(person) => {
                known.insert(one.id.clone(), person);
            }
            Err(why) => {
                let place = format!("{}: people {} ({})", checked.name, index + 1, one.name);
                problems.add(format!("{place}, {why}"));
            }
        }
    }
    if problems.n > 0 {
        return Ok(Err(problems));
    }
    if checked.people.iter().any(|one| one.is_erased) {
        let nobody = match all.iter().find(|one| one.is_erased()) {
            Some(one) => one.id,
            None => nobody(tx, hone, team).await?,
        };
        let erased = checked.people.iter().filter(|one| one.is_erased);
        known.extend(erased.map(|one| (one.id.clone(), nobody)));
    }
    let now = hone.clock.now();
    let there: BTreeSet<PersonId> = members.iter().map(|one| one.person_id).collect();
    for person in known.values().copied().collect::<BTreeSet<_>>().difference(&there) {
        // They wrote something in it, so that they stand among those who were in the team.
        team::store::save_member(tx, team, *person, now).await?;
        team::store::remove_member(tx, team, *person, now).await?;
    }
    Ok(Ok(known))
}

/// Somebody without a name, in whose place those stand who were erased elsewhere, or are not told.
async fn nobody(tx: &mut PeopleTx, hone: &Hone, team: &Team) -> Result<PersonId> {
    let all = people::list_ever(tx, team.organisation_id).await?;
    if let Some(one) = all.iter().find(|one| one.is_erased()) {
        return Ok(one.id);
    }
    let person = Person::erased(team.organisation_id, PersonId::draw(), hone.clock.now());
    people::insert(tx, &person).await?;
    Ok(person.id)
}

/// Whether an id of the file is taken by another team of the organisation.
async fn is_foreign(tx: &mut PeopleTx, team: &Team, checked: &Checked) -> Result<bool> {
    for List { table, rows, .. } in &checked.lists {
        let ids: Vec<Uuid> = rows.iter().filter_map(|row| id_of(row, "id")).collect();
        if store::is_any_elsewhere(tx, team, table, &ids).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How the ids of a file stand in a team.
#[derive(Clone, Copy)]
struct Ids {
    team: TeamId,
    is_foreign: bool,
}

impl Ids {
    fn of(self, id: Uuid) -> Uuid {
        if !self.is_foreign {
            return id;
        }
        let mut hash = Sha256::new();
        hash.update(self.team.0.as_bytes());
        hash.update(id.as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.finalize()[..16]);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// The id of what two people share, where the file says none.
    fn of_two(self, person: Uuid, lead: Uuid) -> Uuid {
        let both = Uuid::from_u128(person.as_u128().rotate_left(1) ^ lead.as_u128());
        Self { is_foreign: true, ..self }.of(both)
    }

    /// What stands in a column of a row that holds an id.
    fn stored(self, row: &Row, column: &str) -> Value {
        let id = id_of(row, column);
        id.map_or(Value::Null, |id| Value::from(self.of(id).simple().to_string()))
    }
}

/// Where objectives of the file would stand too deep below those that the team has.
async fn too_deep(tx: &mut PeopleTx, team: &Team, ids: Ids, checked: &Checked) -> Result<Problems> {
    let mut problems = Problems::default();
    for List { table, rows, .. } in
        checked.lists.iter().filter(|list| list.table.name == check::SERVING)
    {
        let mut all = store::list(tx, team, table).await?;
        let there: BTreeSet<_> = all.iter().map(|row| table.key_of(row)).collect();
        let points = table.columns.iter().map(|one| (one.name, one.holds));
        let points = points.filter(|(_, holds)| *holds == Holds::Id || holds.table().is_some());
        let stored = |row: &Row| -> Row {
            points.clone().map(|(name, _)| (name.to_owned(), ids.stored(row, name))).collect()
        };
        let (places, new): (Vec<usize>, Vec<Row>) = rows
            .iter()
            .map(stored)
            .enumerate()
            .filter(|(_, row)| !there.contains(&table.key_of(row)))
            .unzip();
        let n_there = all.len();
        all.extend(new);
        for place in check::too_deep(table, &all, n_there) {
            let index = places[place];
            problems.add(check::deep(&checked.name, table, index, &rows[index]));
        }
    }
    Ok(problems)
}

/// A file on its way into a team.
struct Bringing<'a> {
    team: &'a Team,
    by: PersonId,
    known: BTreeMap<String, PersonId>,
    ids: Ids,
}

/// A thing that has a history: the kind of its events, and the id in the file.
type Thing = (&'static str, String);

/// What was added.
#[derive(Default)]
struct Added {
    /// Things that were not there.
    things: BTreeSet<Thing>,
    /// Things that were there, and of which a part was not.
    grown: BTreeSet<Thing>,
}

/// The things of a file to which its rows belong, by table and id.
#[derive(Default)]
struct Things(BTreeMap<(&'static str, Uuid), Thing>);

impl Things {
    /// The thing to which a row belongs: itself, or that of the row to which it points, which came before.
    fn of(&mut self, table: &'static Table, row: &Row) -> Option<Thing> {
        let own = table.kind.map(|kind| (kind, called(table, row).to_owned()));
        let thing = own.or_else(|| {
            let mut above = table.columns.iter().filter_map(|column| match column.holds {
                Holds::Of(other) => Some((other, id_of(row, column.name)?)),
                _ => None,
            });
            above.find_map(|above| self.0.get(&above)).cloned()
        });
        if let Some((id, thing)) = id_of(row, "id").zip(thing.as_ref()) {
            self.0.insert((table.name, id), thing.clone());
        }
        thing
    }
}

impl Bringing<'_> {
    fn person(&self, id: &str) -> Value {
        self.known.get(id).map_or(Value::Null, |id| Value::from(id.to_string()))
    }

    /// A row of the file as it is stored in the team.
    fn stored(&self, table: &Table, row: &Row) -> Row {
        let columns = table.columns.iter();
        let mut stored: Row =
            columns.map(|one| (one.name.to_owned(), self.value(one, row))).collect();
        if let Some((person, lead)) = table.two() {
            // Nobody is brought into a talk that they did not bring along themself.
            let is_with_them = id_of(&stored, person) == Some(self.by.0);
            if stored[lead].is_null() || !is_with_them {
                stored.insert(lead.to_owned(), Value::from(self.by.to_string()));
            }
            if let Some((person, lead)) = id_of(&stored, person).zip(id_of(&stored, lead))
                && stored["id"].is_null()
            {
                let id = self.ids.of_two(person, lead).simple().to_string();
                stored.insert("id".to_owned(), Value::from(id));
            }
        }
        stored
    }

    fn value(&self, column: &Column, row: &Row) -> Value {
        let is_own = |person| self.known.get(text_of(row, person)) == Some(&self.by);
        if !column.word_of.is_none_or(is_own) {
            return column.unsaid();
        }
        match (column.holds, &row[column.name]) {
            (_, Value::Null) => Value::Null,
            (Holds::Person, id) => self.person(id.as_str().unwrap_or_default()),
            (Holds::Id | Holds::Of(_) | Holds::Within(..), _) => self.ids.stored(row, column.name),
            (_, other) => other.clone(),
        }
    }

    async fn rows(
        &self,
        tx: &mut PeopleTx,
        hone: &Hone,
        checked: &Checked,
    ) -> Result<(Brought, Added)> {
        let (mut brought, mut added) = (Brought::default(), Added::default());
        let mut things = Things::default();
        let mut unknown = None;
        for List { table, rows, order } in &checked.lists {
            let there = store::list(tx, self.team, table).await?;
            let mut keys: BTreeSet<_> = there.iter().map(|row| table.key_of(row)).collect();
            let alone: BTreeSet<String> =
                there.iter().filter_map(|row| alone(table, row)).collect();
            for row in order.iter().map(|place| &rows[*place]) {
                let thing = things.of(table, row);
                let mut stored = self.stored(table, row);
                let is_second = alone_in(table, &stored, &alone);
                if is_second || !keys.insert(table.key_of(&stored)) {
                    brought.n_there += 1;
                    continue;
                }
                if let Some(writer) = table.unsigned().filter(|one| stored[*one].is_null()) {
                    let id = match unknown {
                        Some(id) => id,
                        None => *unknown.insert(nobody(tx, hone, self.team).await?),
                    };
                    stored.insert(writer.to_owned(), Value::from(id.to_string()));
                }
                store::insert(tx, self.team, table, &stored).await?;
                brought.n_added += 1;
                let Some(thing) = thing else { continue };
                if table.kind.is_some() {
                    added.things.insert(thing);
                } else if !added.things.contains(&thing) {
                    added.grown.insert(thing);
                }
            }
        }
        Ok((brought, added))
    }

    /// What happened to the things that were added, and then that they came by a file.
    async fn history(
        &self,
        tx: &mut PeopleTx,
        hone: &Hone,
        checked: &Checked,
        added: &Added,
    ) -> Result<()> {
        for one in &checked.history {
            let Some(kind) = one.table.kind else { continue };
            if !added.things.contains(&(kind, one.of.clone())) {
                continue;
            }
            let change = Change {
                about: self.about(kind, &one.of),
                by: one.by.as_ref().and_then(|id| self.known.get(id)).copied(),
                at: one.at,
                from: &one.from,
                to: &one.to,
                note: &one.note,
            };
            event::record(tx, self.team, &change).await?;
        }
        for (things, to) in [&added.things, &added.grown].into_iter().zip(CAME) {
            for (kind, of) in things {
                let (by, at) = (Some(self.by), hone.clock.now());
                let about = self.about(kind, of);
                let change = Change { about, by, at, from: "", to, note: "" };
                event::record(tx, self.team, &change).await?;
            }
        }
        Ok(())
    }

    /// What the events of a thing in the file are about.
    fn about(&self, kind: &'static str, of: &str) -> About {
        let id = match self.known.get(of) {
            Some(person) => self.ids.of_two(person.0, self.by.0),
            None => self.ids.of(of.parse().unwrap_or_default()),
        };
        About { kind, id }
    }
}

/// For what a row stands alone, if it does.
fn alone(table: &Table, row: &Row) -> Option<String> {
    let (column, state) = table.alone?;
    (text_of(row, "state") == state).then(|| row[column].to_string())
}

fn alone_in(table: &Table, row: &Row, others: &BTreeSet<String>) -> bool {
    alone(table, row).is_some_and(|one| others.contains(&one))
}
