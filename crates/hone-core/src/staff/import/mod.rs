//! A list of people from a CSV file: read, checked, shown, and taken over as a whole or not at all.
//!
//! The way is `decode` (bytes to text), `sheet` (text to rows), `plan` (rows and the people who are
//! there to what would change). Every step collects what is wrong by row and column.

mod decode;
mod export;
mod managers;
mod plan;
mod sheet;
pub mod store;
#[cfg(test)]
mod tests;

pub use decode::Encoding;
pub use export::{TEMPLATE, export};
pub(super) use managers::Everybody;
pub use plan::{Change, Plan};
pub use sheet::{Column, Sheet};

use crate::account::Viewer;
use crate::clock::Moment;
use crate::ids::ImportId;
use crate::{Error, Hone, Result, audit, organisation, person};

/// The largest file, in bytes.
pub const LARGEST: usize = 20 * 1024 * 1024;
/// The most rows.
pub const MOST_ROWS: usize = 100_000;
/// So many problems are told one by one; the rest are only counted.
const PROBLEMS_TOLD: usize = 50;
/// A list waits for a day.
const WAITS: i64 = 24 * 3600;

/// Something that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The row as a spreadsheet counts it; the first one has the names of the columns.
    pub row: Option<usize>,
    /// The column.
    pub column: Option<Column>,
    /// What is wrong.
    pub text: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.row, self.column) {
            (Some(row), Some(column)) => {
                write!(f, "row {row}, column {}: {}", column.name(), self.text)
            }
            (Some(row), None) => write!(f, "row {row}: {}", self.text),
            (None, _) => f.write_str(&self.text),
        }
    }
}

/// Everything that is wrong with a file: the first problems in full, and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    /// The first of them.
    pub told: Vec<Problem>,
    /// How many there are.
    pub n: usize,
}

impl Problems {
    fn one(text: impl Into<String>) -> Self {
        let mut problems = Self::default();
        problems.add(None, None, text);
        problems
    }

    fn add(&mut self, row: Option<usize>, column: Option<Column>, text: impl Into<String>) {
        self.n += 1;
        if self.told.len() < PROBLEMS_TOLD {
            self.told.push(Problem { row, column, text: text.into() });
        }
    }

    fn at(&mut self, row: usize, column: Column, text: impl Into<String>) {
        self.add(Some(row), Some(column), text);
    }

    fn is_empty(&self) -> bool {
        self.n == 0
    }

    /// How many are not told one by one.
    pub fn n_untold(&self) -> usize {
        self.n - self.told.len()
    }
}

/// A list that waits to be taken over.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Draft {
    /// Its id.
    pub id: ImportId,
    /// The name of the file.
    pub file_name: String,
    /// Its text.
    pub content: String,
    /// When it was sent.
    pub created_at: Moment,
}

/// What would happen, for the page that shows it.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The name of the file.
    pub file_name: String,
    /// The file as it was read.
    pub sheet: Sheet,
    /// What would change.
    pub plan: Plan,
}

/// Reads a file and keeps it as a draft for a day, or says everything that is wrong with it.
pub async fn receive(
    hone: &Hone,
    viewer: &Viewer,
    file_name: &str,
    bytes: &[u8],
) -> Result<std::result::Result<ImportId, Problems>> {
    let decoded = match decode::decode(bytes) {
        Ok(decoded) => decoded,
        Err(problems) => return Ok(Err(problems)),
    };
    let mut tx = hone.people.read().await?;
    let people = person::store::list_ever(&mut tx, viewer.organisation_id).await?;
    drop(tx);
    let now = hone.clock.now();
    let (sheet, wrongs) = match sheet::read(&decoded) {
        Ok(read) => read,
        Err(problems) => return Ok(Err(problems)),
    };
    if let Err(problems) = plan::plan(&sheet, wrongs, &people, viewer.organisation_id, now) {
        return Ok(Err(problems));
    }
    let draft = Draft {
        id: ImportId::draw(),
        file_name: file_name.chars().filter(|c| !c.is_control()).take(100).collect(),
        content: decoded.marked(),
        created_at: now,
    };
    let mut tx = hone.people.write().await?;
    store::remove_before(&mut tx, now.plus(-WAITS)).await?;
    store::insert(&mut tx, viewer.organisation_id, &draft).await?;
    tx.commit().await?;
    Ok(Ok(draft.id))
}

/// What a draft would change now; nothing if there is none, or its day is over.
pub async fn preview(hone: &Hone, viewer: &Viewer, id: ImportId) -> Result<Option<Preview>> {
    let now = hone.clock.now();
    let mut tx = hone.people.read().await?;
    let draft = store::find(&mut tx, viewer.organisation_id, id, now.plus(-WAITS)).await?;
    let Some(draft) = draft else { return Ok(None) };
    let people = person::store::list_ever(&mut tx, viewer.organisation_id).await?;
    drop(tx);
    let (sheet, plan) = replan(&draft, &people, viewer, now)?;
    Ok(Some(Preview { file_name: draft.file_name, sheet, plan }))
}

fn replan(
    draft: &Draft,
    people: &[person::Person],
    viewer: &Viewer,
    now: Moment,
) -> Result<(Sheet, Plan)> {
    let changed = |problems: Problems| {
        let first = problems.told.first().map(ToString::to_string).unwrap_or_default();
        Error::refused(format!(
            "The people were changed since this file was sent, and it does not fit any more: {first}. Send it again."
        ))
    };
    let (sheet, wrongs) = sheet::read(&decode::unmarked(&draft.content)).map_err(changed)?;
    let plan = plan::plan(&sheet, wrongs, people, viewer.organisation_id, now).map_err(changed)?;
    Ok((sheet, plan))
}

/// Takes a draft over as a whole; nothing if there is none. `seen` is the plan's digest as it was
/// shown: if it would do something else by now, nothing is done.
pub async fn confirm(
    hone: &Hone,
    viewer: &Viewer,
    id: ImportId,
    seen: &str,
) -> Result<Option<Plan>> {
    let now = hone.clock.now();
    let mut tx = hone.people.write().await?;
    organisation::store::lock(&mut tx, viewer.organisation_id).await?;
    let draft = store::find(&mut tx, viewer.organisation_id, id, now.plus(-WAITS)).await?;
    let Some(draft) = draft else { return Ok(None) };
    let people = person::store::list_ever(&mut tx, viewer.organisation_id).await?;
    let (_, plan) = replan(&draft, &people, viewer, now)?;
    if plan.digest() != seen {
        return Err(Error::refused(
            "The people were changed while you looked at this. Nothing was imported. Go back and look again.",
        ));
    }
    person::store::save_all(&mut tx, &plan.to_save).await?;
    store::remove(&mut tx, viewer.organisation_id, id).await?;
    let what = format!("{}: {} new, {} changed", draft.file_name, plan.n_new(), plan.changed.len());
    audit::record(&mut tx, hone, viewer, "imported people", &what).await?;
    tx.commit().await?;
    Ok(Some(plan))
}
