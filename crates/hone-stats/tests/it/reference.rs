//! Reads `reference/data/*.csv.gz` and `reference/results/*.json`.

use std::fs::File;
use std::path::PathBuf;

use flate2::read::GzDecoder;
use hone_stats::{Groups, Scores};
use serde_json::Value;

/// A data set, as text.
pub(crate) struct Table {
    names: Vec<String>,
    columns: Vec<Vec<String>>,
}

/// Reads `reference/data/NAME.csv.gz`.
pub(crate) fn table(name: &str) -> Table {
    let file = File::open(path(&format!("data/{name}.csv.gz"))).unwrap();
    let mut reader = csv::Reader::from_reader(GzDecoder::new(file));
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut columns = vec![Vec::new(); names.len()];
    for record in reader.records() {
        for (column, field) in columns.iter_mut().zip(&record.unwrap()) {
            column.push(field.to_owned());
        }
    }
    Table { names, columns }
}

impl Table {
    /// A column as text.
    pub(crate) fn text(&self, name: &str) -> &[String] {
        &self.columns[self.place(name)]
    }

    /// A column as numbers; `NaN` where it is empty or `NA`.
    pub(crate) fn numbers(&self, name: &str) -> Vec<f64> {
        let number = |field: &String| match field.as_str() {
            "" | "NA" => f64::NAN,
            text => text.parse().unwrap(),
        };
        self.text(name).iter().map(number).collect()
    }

    /// Some columns as scores.
    pub(crate) fn scores(&self, names: &[&str]) -> Scores {
        Scores::new(names.iter().map(|name| self.numbers(name)).collect()).unwrap()
    }

    /// The names from the first to the last, in the order of the file.
    pub(crate) fn range(&self, first: &str, last: &str) -> Vec<&str> {
        let names = &self.names[self.place(first)..=self.place(last)];
        names.iter().map(String::as_str).collect()
    }

    /// The columns from the first to the last as scores.
    pub(crate) fn scores_in(&self, first: &str, last: &str) -> Scores {
        self.scores(&self.range(first, last))
    }

    /// The groups of a column, numbered in the order of their labels: as numbers where all are
    /// numbers, otherwise as text. Also returns the labels.
    pub(crate) fn groups(&self, name: &str) -> (Groups, Vec<String>) {
        let text = self.text(name);
        let as_number = |label: &String| label.parse::<i64>();
        let Ok(numbers) = text.iter().map(as_number).collect::<Result<Vec<_>, _>>() else {
            return Groups::by_label(text).unwrap();
        };
        let (groups, labels) = Groups::by_label(&numbers).unwrap();
        (groups, labels.iter().map(i64::to_string).collect())
    }

    fn place(&self, name: &str) -> usize {
        self.names.iter().position(|other| other == name).unwrap_or_else(|| panic!("no {name}"))
    }
}

/// The `result` of `reference/results/NAME.json`.
pub(crate) fn result(name: &str) -> Value {
    let file = File::open(path(&format!("results/{name}.json"))).unwrap();
    let mut whole: Value = serde_json::from_reader(file).unwrap();
    whole["result"].take()
}

/// A number at a JSON pointer such as `/total/raw_alpha`.
pub(crate) fn number(value: &Value, pointer: &str) -> f64 {
    let found = value.pointer(pointer).unwrap_or_else(|| panic!("nothing at {pointer}"));
    found.as_f64().unwrap_or_else(|| panic!("{pointer} is {found}"))
}

/// The list of numbers at a JSON pointer; `NaN` for null.
pub(crate) fn numbers(value: &Value, pointer: &str) -> Vec<f64> {
    list(value, pointer).iter().map(|entry| entry.as_f64().unwrap_or(f64::NAN)).collect()
}

/// The column of a matrix `{rows, cols, values}` at a JSON pointer.
pub(crate) fn column(value: &Value, pointer: &str, name: &str) -> Vec<f64> {
    let cols = list(value, &format!("{pointer}/cols"));
    let place = cols.iter().position(|col| col == name).unwrap_or_else(|| panic!("no {name}"));
    let cell = |row: &Value| row[place].as_f64().unwrap_or(f64::NAN);
    list(value, &format!("{pointer}/values")).iter().map(cell).collect()
}

fn list<'a>(value: &'a Value, pointer: &str) -> &'a Vec<Value> {
    let found = value.pointer(pointer).unwrap_or_else(|| panic!("nothing at {pointer}"));
    found.as_array().unwrap_or_else(|| panic!("{pointer} is {found}"))
}

/// Fails unless ours is within a relative tolerance of the reference.
#[track_caller]
pub(crate) fn relative(ours: f64, reference: f64, tolerance: f64) {
    let allowed = tolerance * reference.abs();
    assert!((ours - reference).abs() <= allowed, "{ours} for {reference}");
}

/// Fails unless ours is within an absolute tolerance of the reference.
#[track_caller]
pub(crate) fn absolute(ours: f64, reference: f64, tolerance: f64) {
    assert!((ours - reference).abs() <= tolerance, "{ours} for {reference}");
}

/// [`relative`] for each of a list.
#[track_caller]
pub(crate) fn all_relative(ours: &[f64], reference: &[f64], tolerance: f64) {
    assert_eq!(ours.len(), reference.len());
    for (ours, reference) in ours.iter().zip(reference) {
        relative(*ours, *reference, tolerance);
    }
}

/// [`absolute`] for each of a list.
#[track_caller]
pub(crate) fn all_absolute(ours: &[f64], reference: &[f64], tolerance: f64) {
    assert_eq!(ours.len(), reference.len());
    for (ours, reference) in ours.iter().zip(reference) {
        absolute(*ours, *reference, tolerance);
    }
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../reference").join(name)
}

#[test]
fn the_reference_data_are_read() {
    let soldiers = table("bhr2000");
    let pupils = table("bfi");

    let (companies, labels) = soldiers.groups("GRP");
    let leadership = soldiers.scores_in("AF06", "AS28");

    assert_eq!((leadership.n_rows(), leadership.n_items()), (5400, 11));
    assert_eq!((companies.n_groups(), labels[1].as_str()), (99, "2"));
    assert!(!pupils.scores_in("A1", "O5").is_complete());
    let means = column(&result("alpha_bhr2000"), "/item.stats", "mean");
    all_relative(leadership.means().as_slice(), &means, 1e-12);
}
