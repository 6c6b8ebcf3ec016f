//! A tool of a team as one table for spreadsheets.

use hone_model::Tool;
use serde_json::Value;

use super::{Cast, Readable};
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::ids::PersonId;
use crate::team::Team;
use crate::team::table::{Holds, Row, Table, id_of};
use crate::text::harmless;
use crate::{Error, Result};

/// What a viewer reads of one tool of a team, as comma-separated values after the mark by which
/// spreadsheets know UTF-8. The first column says what a row is; people stand there by their names. What
/// a spreadsheet would take for a formula begins with an apostrophe.
pub async fn csv(tx: &mut PeopleTx, viewer: &Viewer, team: &Team, tool: Tool) -> Result<String> {
    let readable = Readable::of(tx, team, viewer.person_id).await?;
    let cast = Cast::of(tx, team, &readable.named()).await?;
    let tables: Vec<_> =
        readable.rows.into_iter().filter(|(table, _)| table.tool == tool).collect();
    let columns = columns(&tables);
    let failed = |error: csv::Error| Error::Corrupt(format!("the table: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["what"].iter().chain(&columns)).map_err(failed)?;
    for (table, rows) in &tables {
        for row in rows {
            let cells = columns.iter().map(|column| cell(&cast, table, row, column));
            let what = std::iter::once(table.name.replace('_', " "));
            writer.write_record(what.chain(cells)).map_err(failed)?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| Error::Corrupt(error.to_string()))?;
    Ok(format!("\u{feff}{}", String::from_utf8_lossy(&bytes)))
}

/// The columns of some tables, each once.
fn columns(tables: &[(&'static Table, Vec<Row>)]) -> Vec<&'static str> {
    let mut columns: Vec<&'static str> = Vec::new();
    for column in tables.iter().flat_map(|(table, _)| table.columns) {
        if !columns.contains(&column.name) {
            columns.push(column.name);
        }
    }
    columns
}

/// What stands in a cell; a text in it is harmless.
fn cell(cast: &Cast, table: &Table, row: &Row, name: &str) -> String {
    let is_person =
        |one: &&crate::team::table::Column| one.name == name && one.holds == Holds::Person;
    if table.columns.iter().any(|one| is_person(&one)) {
        return id_of(row, name).map_or_else(String::new, |id| harmless(cast.name(PersonId(id))));
    }
    match row.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => harmless(text),
        Some(Value::Number(number)) if number.is_f64() => {
            number.as_f64().map_or_else(String::new, |number| number.to_string())
        }
        Some(other) => other.to_string(),
    }
}
