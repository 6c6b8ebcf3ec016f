//! Bringing a file into a team: what is there stays as it is, and what is not there is added, all of it
//! or nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::check::{self, Checked, Named, Problems};
use super::index_all;
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::ids::PersonId;
use crate::person::{Person, store as people};
use crate::team::table::{Holds, Row, Table, id_of, store, text_of};
use crate::team::{self, About, Change, Team, event};
use crate::vision::statement;
use crate::{Hone, Result};

/// What was brought in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// How many entries were added.
    pub n_added: usize,
    /// How many were there already, and stay as they are.
    pub n_there: usize,
}

/// Brings a file into a team that the viewer leads, or says everything that is wrong with it; then
/// nothing is stored. An entry that the team has stays as it is there.
///
/// Where the file comes of another team of the organisation, entries get ids of their own, the same each
/// time, so that a file which is brought in twice adds nothing the second time.
pub async fn bring(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (name, bytes): (&str, &[u8]),
) -> Result<std::result::Result<Brought, Problems>> {
    let checked = match check::read(name, bytes) {
        Ok(checked) => checked,
        Err(problems) => return Ok(Err(problems)),
    };
    let known = match recognise(tx, hone, team, name, &checked.people).await? {
        Ok(known) => known,
        Err(problems) => return Ok(Err(problems)),
    };
    let is_foreign = is_foreign(tx, team, &checked).await?;
    let bringing = Bringing { team, known, is_foreign };
    let vision = statement::present(tx, team).await?;
    let (brought, added) = bringing.rows(tx, hone, &checked).await?;
    bringing.history(tx, &checked, &added).await?;
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

/// Whom the file means: by their address; without one, by the name that only one in the team has.
async fn recognise(
    tx: &mut PeopleTx,
    hone: &Hone,
    team: &Team,
    file: &str,
    named: &[Named],
) -> Result<std::result::Result<BTreeMap<String, PersonId>, Problems>> {
    let all = people::list_ever(tx, team.organisation_id).await?;
    let members = team::store::list_members(tx, team).await?;
    let is_member = |person: &Person| members.iter().any(|one| one.person_id == person.id);
    let (mut known, mut problems) = (BTreeMap::new(), Problems::default());
    for (index, one) in named.iter().enumerate().filter(|(_, one)| !one.is_erased) {
        let place = format!("{file}: people {} ({})", index + 1, one.name);
        let found: Vec<&Person> = match &one.email {
            Some(email) => all.iter().filter(|person| person.email == *email).collect(),
            None => all.iter().filter(|two| is_member(two) && two.name == one.name).collect(),
        };
        match found.as_slice() {
            [person] => {
                known.insert(one.id.clone(), person.id);
            }
            [] if one.email.is_some() => problems.add(format!(
                "{place}, email: nobody here has this address. Ask them into the team first, then \
                 send the file again."
            )),
            [] => problems.add(format!(
                "{place}, name: nobody of this name is or was in the team. Ask them in first, or \
                 write their address into the field email."
            )),
            _ => problems.add(format!(
                "{place}, name: several in the team have this name. Write the address into the \
                 field email."
            )),
        }
    }
    if problems.n > 0 {
        return Ok(Err(problems));
    }
    if named.iter().any(|one| one.is_erased) {
        let nobody = nobody(tx, hone, team).await?;
        let erased = named.iter().filter(|one| one.is_erased);
        known.extend(erased.map(|one| (one.id.clone(), nobody)));
    }
    let now = hone.clock.now();
    for person in known.values().collect::<BTreeSet<_>>() {
        let is_new = !members.iter().any(|one| one.person_id == *person);
        if is_new {
            // They wrote something in it, so that they stand among those who were in the team.
            team::store::save_member(tx, team, *person, now).await?;
            team::store::remove_member(tx, team, *person, now).await?;
        }
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
    for (table, rows) in &checked.rows {
        for id in rows.iter().filter_map(|row| id_of(row, "id")) {
            let taken = store::is_taken(tx, team.organisation_id, table, id).await?;
            if taken.is_some_and(|other| other != team.id) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// A file on its way into a team.
struct Bringing<'a> {
    team: &'a Team,
    known: BTreeMap<String, PersonId>,
    is_foreign: bool,
}

/// What was added: the kind of its events, and the id in the file.
type Added = BTreeSet<(&'static str, String)>;

impl Bringing<'_> {
    fn id(&self, id: Uuid) -> Uuid {
        if !self.is_foreign {
            return id;
        }
        let mut hash = Sha256::new();
        hash.update(self.team.id.0.as_bytes());
        hash.update(id.as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.finalize()[..16]);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    fn person(&self, id: &str) -> Value {
        self.known.get(id).map_or(Value::Null, |id| Value::from(id.to_string()))
    }

    /// A row of the file as it is stored in the team.
    fn stored(&self, table: &Table, row: &Row) -> Row {
        let value = |name: &str, holds: Holds| match (holds, &row[name]) {
            (_, Value::Null) => Value::Null,
            (Holds::Person, id) => self.person(id.as_str().unwrap_or_default()),
            (Holds::Id | Holds::Of(_) | Holds::Within(..), _) => id_of(row, name)
                .map_or(Value::Null, |id| Value::from(self.id(id).simple().to_string())),
            (_, other) => other.clone(),
        };
        let columns = table.columns.iter();
        columns.map(|one| (one.name.to_owned(), value(one.name, one.holds))).collect()
    }

    async fn rows(
        &self,
        tx: &mut PeopleTx,
        hone: &Hone,
        checked: &Checked,
    ) -> Result<(Brought, Added)> {
        let (mut brought, mut added) = (Brought::default(), Added::new());
        let mut unknown = None;
        for (table, rows) in &checked.rows {
            let there = store::list(tx, self.team, table).await?;
            let mut keys: BTreeSet<_> = there.iter().map(|row| table.key_of(row)).collect();
            let alone: BTreeSet<String> =
                there.iter().filter_map(|row| alone(table, row)).collect();
            for row in check::in_order(table, rows).unwrap_or_default() {
                let mut stored = self.stored(table, &row);
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
                let key = table.key.first().map(|key| text_of(&row, key).to_owned());
                added.extend(table.kind.zip(key));
            }
        }
        Ok((brought, added))
    }

    /// What happened to the entries that were added.
    async fn history(&self, tx: &mut PeopleTx, checked: &Checked, added: &Added) -> Result<()> {
        for one in &checked.history {
            let Some(kind) = one.table.kind else { continue };
            if !added.contains(&(kind, one.of.clone())) {
                continue;
            }
            let id = match self.known.get(&one.of) {
                Some(person) => person.0,
                None => self.id(one.of.parse().unwrap_or_default()),
            };
            let change = Change {
                about: About { kind, id },
                by: one.by.as_ref().and_then(|id| self.known.get(id)).copied(),
                at: one.at,
                from: &one.from,
                to: &one.to,
                note: &one.note,
            };
            event::record(tx, self.team, &change).await?;
        }
        Ok(())
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
