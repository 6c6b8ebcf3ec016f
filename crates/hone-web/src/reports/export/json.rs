//! The report as one JSON document.

use serde_json::{Map, Value, json};

use super::table::{Cell, Table};
use super::{Export, SCHEMA};

/// The document, in lines that people can read.
pub(super) fn write(export: &Export) -> String {
    let mut document = Map::new();
    document.insert("schema".to_owned(), json!(SCHEMA));
    for (name, cell) in &export.about {
        document.insert((*name).to_owned(), value(cell));
    }
    document.insert("figures".to_owned(), objects(&export.figures));
    let remarks = export.remarks.as_ref().map_or(Value::Null, objects);
    document.insert("remarks".to_owned(), remarks);
    format!("{:#}\n", Value::Object(document))
}

fn objects(table: &Table) -> Value {
    let object = |row: &Vec<Cell>| -> Value {
        let named = table.columns.iter().zip(row);
        named.map(|(name, cell)| ((*name).to_owned(), value(cell))).collect::<Map<_, _>>().into()
    };
    table.rows.iter().map(object).collect()
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => json!(text),
        Cell::Count(n) => json!(n),
        Cell::Tenths(x) => json!(x),
    }
}
