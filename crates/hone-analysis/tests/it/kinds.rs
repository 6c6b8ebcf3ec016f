//! The same ballots in Parquet and XLSX, and what is wrong with those.

use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde_json::Value;

use crate::support::{Scratch, json, refused};

const CSV: &str = "g,a,b\nx,2,3\nx,4,\ny,1,2\ny,2,2\n";

fn described(file: &str, more: &[&str]) -> Value {
    json(&[&["describe", file, "--items", "a..b", "--ratee", "g"], more].concat())
}

fn expected() -> Value {
    let scratch = Scratch::new();
    described(&scratch.write("f.csv", CSV), &[])
}

fn parquet(compression: Compression, last: f64) -> Vec<u8> {
    let schema = "message ballots {
        required binary g (STRING);
        required int64 a;
        optional double b;
    }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut writer = SerializedFileWriter::new(vec![], schema, Arc::new(properties)).unwrap();
    let halves: [(_, _, &[f64], &[i16]); 2] = [
        (["x", "x"].map(ByteArray::from), [2, 4], &[3.0], &[1, 0]),
        (["y", "y"].map(ByteArray::from), [1, 2], &[2.0, last], &[1, 1]),
    ];
    for (g, a, b, levels) in halves {
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<ByteArrayType>().write_batch(&g, None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&a, None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<DoubleType>().write_batch(b, Some(levels), None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    writer.into_inner().unwrap()
}

#[test]
fn parquet_says_what_csv_says() {
    let scratch = Scratch::new();
    let zstd = Compression::ZSTD(ZstdLevel::default());
    for (name, compression) in
        [("plain", Compression::UNCOMPRESSED), ("snappy", Compression::SNAPPY), ("zstd", zstd)]
    {
        let file = scratch.write(name, parquet(compression, 2.0));

        let found = described(&file, &[]);

        for key in ["items", "alpha", "icc1", "n"] {
            assert_eq!(found[key], expected()[key], "{name}");
        }
    }
}

#[test]
fn a_fault_in_parquet_has_its_row_and_column() {
    let scratch = Scratch::new();
    let file = scratch.write("f.parquet", parquet(Compression::SNAPPY, f64::INFINITY));

    let infinite = refused(&["describe", &file, "--items", "a,b"]);
    assert!(infinite.contains("row 4, column 'b': 'inf' is infinite"), "{infinite}");
    let text = refused(&["describe", &file, "--items", "g"]);
    assert!(text.contains("row 1, column 'g': 'x' is not a number"), "{text}");
    let missing = json(&["describe", &file, "--items", "a", "--missing", "4"]);
    assert_eq!(missing["items"][0]["n"], 3);
    let sheet = refused(&["describe", &file, "--items", "a", "--sheet", "S"]);
    assert!(sheet.contains("--sheet is for XLSX"), "{sheet}");
}

/// A ZIP archive whose files are not compressed.
fn zip(files: &[(&str, String)]) -> Vec<u8> {
    let (mut archive, mut index) = (vec![], vec![]);
    for (name, text) in files {
        let mut crc = flate2::Crc::new();
        crc.update(text.as_bytes());
        let size = u32::try_from(text.len()).unwrap().to_le_bytes();
        let length = u16::try_from(name.len()).unwrap().to_le_bytes();
        let start = u32::try_from(archive.len()).unwrap().to_le_bytes();
        let mut entry = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        entry.extend([&crc.sum().to_le_bytes()[..], &size, &size, &length, &[0, 0]].concat());
        archive
            .extend([b"PK\x03\x04", entry.as_slice(), name.as_bytes(), text.as_bytes()].concat());
        index.extend([b"PK\x01\x02\x14\0", entry.as_slice(), &[0; 10], &start].concat());
        index.extend(name.as_bytes());
    }
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    let size = u32::try_from(index.len()).unwrap().to_le_bytes();
    let start = u32::try_from(archive.len()).unwrap().to_le_bytes();
    archive.extend(index);
    archive.extend(
        [b"PK\x05\x06\0\0\0\0".as_slice(), &count, &count, &size, &start, &[0, 0]].concat(),
    );
    archive
}

/// A workbook with some sheets, each of rows of cells: numbers, or else text in the cell.
fn xlsx(sheets: &[(&str, &str)]) -> Vec<u8> {
    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let (mut names, mut targets, mut files) = (vec![], vec![], vec![]);
    for (index, (name, csv)) in sheets.iter().enumerate() {
        let id = index + 1;
        names.push(format!("<sheet name=\"{name}\" sheetId=\"{id}\" r:id=\"rId{id}\"/>"));
        targets.push(format!(
            "<Relationship Id=\"rId{id}\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet{id}.xml\"/>"
        ));
        let mut rows = vec![];
        for (row, line) in csv.lines().enumerate() {
            let cell = |(column, cell): (usize, &str)| {
                let place =
                    format!("{}{}", char::from(b'A' + u8::try_from(column).unwrap()), row + 1);
                match cell.parse::<f64>() {
                    _ if cell.is_empty() => String::new(),
                    Ok(number) => format!("<c r=\"{place}\"><v>{number}</v></c>"),
                    Err(_) => {
                        format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>")
                    }
                }
            };
            let cells: String = line.split(',').enumerate().map(cell).collect();
            rows.push(format!("<row r=\"{}\">{cells}</row>", row + 1));
        }
        let text =
            format!("{HEAD}<worksheet {main}><sheetData>{}</sheetData></worksheet>", rows.concat());
        files.push((format!("xl/worksheets/sheet{id}.xml"), text));
    }
    let book = format!(
        "{HEAD}<workbook {main} xmlns:r=\"{relations}\"><sheets>{}</sheets></workbook>",
        names.concat()
    );
    let packages = "http://schemas.openxmlformats.org/package/2006/relationships";
    let links =
        format!("{HEAD}<Relationships xmlns=\"{packages}\">{}</Relationships>", targets.concat());
    let root = format!(
        "{HEAD}<Relationships xmlns=\"{packages}\"><Relationship Id=\"rId1\" \
         Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    files.push(("_rels/.rels".to_owned(), root));
    files.push(("xl/workbook.xml".to_owned(), book));
    files.push(("xl/_rels/workbook.xml.rels".to_owned(), links));
    let files: Vec<(&str, String)> =
        files.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
    zip(&files)
}

#[test]
fn xlsx_says_what_csv_says() {
    let scratch = Scratch::new();
    let one = scratch.write("one.xlsx", xlsx(&[("Ballots", CSV)]));
    let two = scratch.write("two.xlsx", xlsx(&[("Notes", "x\n1\n"), ("Ballots", CSV)]));

    assert_eq!(described(&one, &[])["items"], expected()["items"]);
    assert_eq!(described(&two, &["--sheet", "Ballots"])["icc1"], expected()["icc1"]);
}

#[test]
fn a_fault_in_xlsx_has_its_row_and_column_and_sheets_are_named() {
    let scratch = Scratch::new();
    let text = scratch.write("text.xlsx", xlsx(&[("S", "g,a,b\nx,1,2\n,,\nx,often,2\n")]));
    let two = scratch.write("two.xlsx", xlsx(&[("Notes", "x\n1\n"), ("Ballots", CSV)]));
    let none = scratch.write("none.xlsx", xlsx(&[]));

    let message = refused(&["describe", &text, "--items", "a,b"]);
    assert!(message.contains("row 4, column 'a': 'often' is not a number"), "{message}");
    let message = refused(&["describe", &two, "--items", "a"]);
    assert!(message.contains("the sheets 'Notes', 'Ballots'; choose one"), "{message}");
    let message = refused(&["describe", &two, "--items", "a", "--sheet", "Ballot"]);
    assert!(message.contains("there is no sheet 'Ballot'"), "{message}");
    let message = refused(&["describe", &none, "--items", "a"]);
    assert!(message.contains("there is no sheet in it"), "{message}");
}

#[test]
fn bytes_that_were_changed_are_read_or_refused() {
    let zstd = Compression::ZSTD(ZstdLevel::default());
    let files =
        [parquet(Compression::UNCOMPRESSED, 2.0), parquet(zstd, 2.0), xlsx(&[("Ballots", CSV)])];
    for file in files {
        for place in (0..file.len()).step_by(5) {
            for change in [0x01, 0x80] {
                let mut changed = file.clone();
                changed[place] ^= change;
                hone_analysis::table::read_anything(&changed);
            }
        }
        for length in (0..file.len()).step_by(23) {
            hone_analysis::table::read_anything(&file[..length]);
        }
    }
}
