//! What stands in the tables, on random releases and for texts that mean harm.

use std::collections::BTreeSet;

use calamine::{Data, Reader, Xlsx};
use hone_core::result::whom::Whom;
use hone_model::Model;
use jiff::civil::date;
use proptest::prelude::*;

use super::super::tests::random_release;
use super::table::{Cell, Table};
use super::{Export, json, numbers, workbook};

/// Every number of a JSON document that stands in the place of a figure or a count of people.
fn numbers_in(value: &serde_json::Value, found: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Number(number) => {
            found.insert(format!("{:.1}", number.as_f64().unwrap()));
        }
        serde_json::Value::Array(values) => values.iter().for_each(|v| numbers_in(v, found)),
        serde_json::Value::Object(fields) => fields.values().for_each(|v| numbers_in(v, found)),
        _ => {}
    }
}

fn exported(figures: Table) -> Export {
    let remarks = Table { columns: &["text"], rows: Vec::new() };
    let about = Vec::new();
    Export { released_on: date(2026, 6, 12), about, figures, remarks: Some(remarks) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_number_is_one_of_the_release_and_a_place_without_one_has_a_word(seed in any::<u64>()) {
        let release = random_release(seed);
        let mut released = BTreeSet::new();
        numbers_in(&serde_json::from_str(&release.to_json()).unwrap(), &mut released);
        // All colleagues, and a leader or manager alone, are counted by no figure of their own.
        released.insert(format!("{:.1}", release.n_raters() as f64));
        released.insert("1.0".to_owned());

        let table = numbers::table(Model::builtin(), &release, &Whom::Leader);

        prop_assert!(!table.rows.is_empty());
        for row in &table.rows {
            let [people, value, low, high, says] = &row[6..] else { panic!("{row:?}") };
            for cell in [people, value, low, high] {
                match cell {
                    Cell::Empty => {}
                    Cell::Count(n) => {
                        let is_released = released.contains(&format!("{n}.0"));
                        prop_assert!(is_released, "{row:?}");
                    }
                    Cell::Tenths(x) => {
                        let is_released = released.contains(&format!("{x:.1}"));
                        prop_assert!(is_released, "{row:?}");
                    }
                    Cell::Text(text) => prop_assert!(false, "{text} in the place of a number"),
                }
            }
            prop_assert!(*value != Cell::Empty || *says != Cell::Empty, "{row:?}");
            prop_assert_eq!(*low == Cell::Empty, *high == Cell::Empty);
        }
    }

    #[test]
    fn the_three_forms_hold_the_same_figures(seed in any::<u64>()) {
        let export = exported(numbers::table(Model::builtin(), &random_release(seed), &Whom::Leader));

        let csv = export.figures.to_csv().unwrap();
        let document: serde_json::Value = serde_json::from_str(&json::write(&export)).unwrap();
        let bytes = workbook::write(&export).unwrap();

        let mut lines = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
        let lines: Vec<csv::StringRecord> = lines.records().map(Result::unwrap).collect();
        let mut book = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let sheet = book.worksheet_range("Figures").unwrap();
        prop_assert_eq!(lines.len(), export.figures.rows.len());
        for (row, line) in lines.iter().enumerate() {
            let object = &document["figures"][row];
            for (column, name) in export.figures.columns.iter().enumerate() {
                let in_json = match &object[name] {
                    serde_json::Value::Null => String::new(),
                    serde_json::Value::String(text) => text.clone(),
                    number if *name == "people" => number.to_string(),
                    number => format!("{:.1}", number.as_f64().unwrap()),
                };
                let at = (u32::try_from(row + 1).unwrap(), u32::try_from(column).unwrap());
                let in_sheet = match sheet.get_value(at) {
                    None | Some(Data::Empty) => String::new(),
                    Some(Data::String(text)) => text.clone(),
                    Some(Data::Float(n)) if *name == "people" => format!("{n:.0}"),
                    Some(Data::Float(n)) => format!("{n:.1}"),
                    other => panic!("{other:?}"),
                };
                prop_assert_eq!(&line[column], &in_json);
                prop_assert_eq!(&in_sheet, &in_json);
            }
        }
    }
}

#[test]
fn text_that_a_spreadsheet_would_run_is_text() {
    let texts = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "a, \"b\"\nc"];
    let rows = texts.map(|text| vec![Cell::text(text)]).to_vec();
    let export = exported(Table { columns: &["text"], rows });

    let csv = export.figures.to_csv().unwrap();
    let book = workbook::write(&export).unwrap();

    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let read: Vec<String> = reader.records().map(|row| row.unwrap()[0].to_owned()).collect();
    for (text, read) in texts.iter().zip(&read) {
        let is_plain = text.starts_with('a');
        assert_eq!(*read, if is_plain { (*text).to_owned() } else { format!("'{text}") });
    }
    let mut book = Xlsx::new(std::io::Cursor::new(book)).unwrap();
    assert_eq!(book.worksheet_formula("Figures").unwrap().used_cells().count(), 0);
    let sheet = book.worksheet_range("Figures").unwrap();
    assert_eq!(sheet.get_value((1, 0)), Some(&Data::String("=1+1".to_owned())));
}

#[test]
fn a_number_below_zero_stays_a_number() {
    let table = Table { columns: &["value"], rows: vec![vec![Cell::Tenths(-0.7)]] };

    assert_eq!(table.to_csv().unwrap(), "\u{feff}value\n-0.7\n");
}

#[test]
fn remarks_that_are_not_granted_have_no_place_in_any_file() {
    let figures = numbers::table(Model::builtin(), &random_release(7), &Whom::reader("Marek D."));
    let who: Vec<_> = figures.rows.iter().map(|row| row[5].clone()).collect();
    let export = Export { remarks: None, ..exported(figures) };

    let document: serde_json::Value = serde_json::from_str(&json::write(&export)).unwrap();
    let book = Xlsx::new(std::io::Cursor::new(workbook::write(&export).unwrap())).unwrap();

    assert!(document["remarks"].is_null(), "{document}");
    assert_eq!(book.sheet_names(), ["Figures", "About"]);
    let is_spoken_to = |cell: &Cell| matches!(cell, Cell::Text(text) if text.starts_with("You"));
    assert!(!who.iter().any(is_spoken_to), "{who:?}");
}

#[test]
fn the_same_report_is_the_same_file() {
    let export = || exported(numbers::table(Model::builtin(), &random_release(7), &Whom::Leader));

    assert_eq!(workbook::write(&export()).unwrap(), workbook::write(&export()).unwrap());
    assert_eq!(json::write(&export()), json::write(&export()));
}
