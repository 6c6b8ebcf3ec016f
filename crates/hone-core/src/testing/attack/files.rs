//! Files as whoever gets one reads them: the words of a paper, the cells of a workbook, and the
//! figures of an export, in whichever form.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use serde_json::{Value, json};

use super::reader::{Number, Shown, capital, is_anonymous};

/// The columns that may hold a number: how many people, and a figure with its ends.
const COUNTED: [&str; 4] = ["people", "value", "low", "high"];

/// A row of an export: what stands in each column.
type Row = BTreeMap<String, String>;

/// What an answer says, whatever kind of file it is. What is no text, paper or workbook is read as
/// far as it is one.
pub fn text_of(bytes: &[u8]) -> String {
    let read = match bytes {
        [b'%', b'P', b'D', b'F', ..] => paper(bytes),
        [b'P', b'K', ..] => workbook(bytes),
        _ => None,
    };
    read.unwrap_or_else(|| String::from_utf8_lossy(bytes).into_owned())
}

fn paper(bytes: &[u8]) -> Option<String> {
    let document = lopdf::Document::load_mem(bytes).ok()?;
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    document.extract_text(&pages).ok()
}

/// Every sheet with its rows, hidden ones too, as JSON.
fn workbook(bytes: &[u8]) -> Option<String> {
    let mut book = Xlsx::new(Cursor::new(bytes)).ok()?;
    let mut sheets = serde_json::Map::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).ok()?;
        let rows: Vec<Vec<Value>> =
            range.rows().map(|row| row.iter().map(cell).collect()).collect();
        sheets.insert(name, json!(rows));
    }
    Some(Value::Object(sheets).to_string())
}

fn cell(data: &Data) -> Value {
    match data {
        Data::Empty => Value::Null,
        Data::Float(number) if number.fract() == 0.0 => json!(whole(*number)),
        Data::Float(number) => json!(number),
        Data::String(text) => json!(text),
        other => json!(other.to_string()),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "numbers of a report are small")]
fn whole(number: f64) -> i64 {
    number as i64
}

/// What an export shows, and what it tells that no page does: columns and keys with numbers of their
/// own, and counts of people that differ from row to row.
#[derive(Debug, Default)]
pub(super) struct Exported {
    pub(super) shown: Vec<Shown>,
    pub(super) beyond: Vec<String>,
}

/// The figures of an export as the pages would show them, if a text is one.
pub(super) fn read(text: &str) -> Option<Exported> {
    let (rows, mut beyond) = rows(text)?;
    beyond.extend(unknown_numbers(&rows));
    let contrasts: BTreeSet<&String> = rows.iter().filter_map(|row| row.get("contrast")).collect();
    let of = |contrast: &String| -> Vec<&Row> {
        rows.iter().filter(|row| row.get("contrast") == Some(contrast)).collect()
    };
    let shown = contrasts.into_iter().filter_map(|contrast| shown(&of(contrast))).collect();
    Some(Exported { shown, beyond })
}

/// The rows of its figures, and what else there is with a number in it.
fn rows(text: &str) -> Option<(Vec<Row>, Vec<String>)> {
    if let Some(csv) = text.strip_prefix('\u{feff}') {
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let rows: Vec<Row> = reader.deserialize().collect::<Result<_, _>>().ok()?;
        return rows.first()?.contains_key("level").then_some((rows, Vec::new()));
    }
    let Value::Object(mut document) = serde_json::from_str(text).ok()? else { return None };
    if let Some(Value::Array(figures)) = document.remove("figures") {
        let rows = figures.iter().map(fields).collect::<Option<_>>()?;
        let rest = numbers_in(&Value::Object(document));
        return Some((rows, rest));
    }
    let Some(Value::Array(table)) = document.remove("Figures") else { return None };
    let texts = |row: &Value| -> Option<Vec<String>> {
        Some(row.as_array()?.iter().map(written).collect())
    };
    let (head, table) = table.split_first()?;
    let head = texts(head)?;
    let row = |row: &Value| Some(head.iter().cloned().zip(texts(row)?).collect());
    let rows = table.iter().map(row).collect::<Option<_>>()?;
    Some((rows, numbers_in(&Value::Object(document))))
}

fn fields(figure: &Value) -> Option<Row> {
    let fields = figure.as_object()?.iter();
    Some(fields.map(|(name, value)| (name.clone(), written(value))).collect())
}

fn written(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The numbers of a document beside its figures: of the floor, which is public, there is one.
fn numbers_in(value: &Value) -> Vec<String> {
    const FLOOR: f64 = super::organisation::FLOOR as f64;
    match value {
        Value::Number(number) if number.as_f64() == Some(FLOOR) => Vec::new(),
        Value::Number(number) => vec![format!("an export says {number}")],
        Value::Array(values) => values.iter().flat_map(numbers_in).collect(),
        Value::Object(fields) => fields.values().flat_map(numbers_in).collect(),
        _ => Vec::new(),
    }
}

fn unknown_numbers(rows: &[Row]) -> Vec<String> {
    let mut people: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut unknown = BTreeSet::new();
    for row in rows {
        for (column, text) in row {
            let is_number = text.parse::<f64>().is_ok();
            if is_number && !COUNTED.contains(&column.as_str()) {
                unknown.insert(format!("the column {column} of an export says {text}"));
            }
        }
        if let (Some(who), Some(n)) = (row.get("who"), row.get("people")) {
            people.entry(who).or_default().insert(n);
        }
    }
    let uneven = people.into_iter().filter(|(_, counts)| counts.len() > 1);
    let uneven = uneven.map(|(who, counts)| format!("an export counts {who} as {counts:?}"));
    unknown.into_iter().chain(uneven).collect()
}

/// The rows of one contrast; none where they hold no numbers but directions.
fn shown(rows: &[&Row]) -> Option<Shown> {
    let get = |row: &Row, name: &str| row.get(name).cloned().unwrap_or_default();
    let mut shown = Shown::default();
    for row in rows {
        let who = get(row, "who");
        let is_new = shown.groups.iter().all(|(name, _)| *name != who);
        if is_anonymous(&who) && is_new {
            shown.groups.push((who, get(row, "people").parse().ok()?));
        }
    }
    let of = |level: &str, key: &str, value: &str| -> Vec<Option<Number>> {
        let is_it = |row: &&&Row| get(row, "level") == level && get(row, key) == value;
        let figure = |who: &String| {
            let row = rows.iter().filter(is_it).find(|row| get(row, "who") == *who);
            row.and_then(|row| number(row))
        };
        shown.groups.iter().map(|(who, _)| figure(who)).collect()
    };
    let mut questions = Vec::new();
    for row in rows.iter().filter(|row| get(row, "level") == "question") {
        let id = get(row, "id");
        let words = capital(get(row, "about").trim_end_matches('.'));
        let question = (capital(&get(row, "pole")), words, of("question", "id", &id));
        if !questions.contains(&question) {
            questions.push(question);
        }
    }
    let managing = of("scale", "pole", "managing").into_iter();
    let scales = managing.zip(of("scale", "pole", "leading")).map(|(m, l)| [m, l]).collect();
    let apart = of("contrast", "level", "contrast");
    let about = rows.iter().find(|row| get(row, "level") == "contrast")?;
    let name = get(about, "about").trim_end_matches(", leading less managing").to_owned();
    Some(Shown { name, questions, scales, apart, ..shown })
}

fn number(row: &Row) -> Option<Number> {
    let of = |name: &str| row.get(name)?.parse::<f64>().ok();
    match row.get("says").map(String::as_str) {
        Some("or higher") => Some(Number::AtLeast(of("value")?)),
        Some("or lower") => Some(Number::AtMost(of("value")?)),
        _ => Some(Number::Mean(of("value")?, of("low")?, of("high")?)),
    }
}

#[test]
fn a_number_that_no_page_has_is_found_in_an_export() {
    let export = |more: &str| {
        let figure = |level: &str, pole: &str| {
            format!(
                "{{\"level\":\"{level}\",\"id\":\"{level}{pole}\",\"contrast\":\"trust\",\"pole\":\"{pole}\",\
                 \"about\":\"asks first.\",\"who\":\"Peers\",\"people\":5,\"value\":3.2,\"low\":2.2,\
                 \"high\":4.2,\"says\":null{more}}}"
            )
        };
        let all = [
            figure("contrast", ""),
            figure("scale", "leading"),
            figure("scale", "managing"),
            figure("question", "leading"),
        ];
        let figures = all.join(",");
        read(&format!("{{\"floor\":4,\"figures\":[{figures}]}}")).unwrap()
    };

    let honest = export("");

    assert_eq!(honest.beyond, [""; 0]);
    let [shown] = &honest.shown[..] else { panic!("{honest:?}") };
    let number = Some(Number::Mean(3.2, 2.2, 4.2));
    assert_eq!(shown.questions, [("Leading".to_owned(), "Asks first".to_owned(), vec![number])]);
    assert_eq!((shown.scales.clone(), shown.apart.clone()), (vec![[number; 2]], vec![number]));
    assert_eq!(export(",\"answers\":4").beyond, ["the column answers of an export says 4"]);
    let uneven = read("\u{feff}level,who,people\nscale,Peers,5\nscale,Peers,4\n").unwrap();
    assert_eq!(uneven.beyond.len(), 1, "{uneven:?}");
}
