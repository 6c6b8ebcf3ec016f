//! Whatever can be wrong with a file is said with its place and the way out.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::support::{Scratch, json, refused};

fn precision(file: &str, more: &[&str]) -> serde_json::Value {
    json(&[&["precision", file, "--ratee", "g", "--items", "a..b"], more].concat())
}

fn refusal(text: impl AsRef<[u8]>) -> String {
    let scratch = Scratch::new();
    let file = scratch.write("f.csv", text);
    refused(&["precision", &file, "--ratee", "g", "--items", "a..b"])
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(vec![], Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

const PLAIN: &str = "g,a,b\n1,2,3\n1,4,4\n2,1,2\n2,2,2\n";

#[test]
fn a_table_is_the_same_however_it_is_written() {
    let scratch = Scratch::new();
    let expected = precision(&scratch.write("plain", PLAIN), &[]);

    let others: [(&str, Vec<u8>); 6] = [
        ("semicolons.csv", PLAIN.replace(',', ";").into()),
        ("tabs.csv", PLAIN.replace(',', "\t").into()),
        ("lines.csv", PLAIN.replace('\n', "\r\n").into()),
        ("mark.csv", [b"\xEF\xBB\xBF", PLAIN.as_bytes()].concat()),
        ("quotes.csv", PLAIN.replace("g,a,b", "\"g\",\"a\",\"b\"").into()),
        ("packed.csv", gzip(PLAIN)),
    ];
    for (name, bytes) in others {
        let found = precision(&scratch.write(name, bytes), &[]);
        assert_eq!(found["sd"], expected["sd"], "{name}");
    }
}

#[test]
fn what_is_missing_is_left_out_and_said() {
    let scratch = Scratch::new();
    let text = "g,a,b\n1,2,3\n1,99,4\n2,NA,.\n2,2,n/a\n,5,5\n2,4,4\n1,3,3\n2,4,5\n";
    let file = scratch.write("f.csv", text);

    let found = precision(&file, &["--missing", "99,-9,\"n/a\""]);

    let data = &found["data"];
    assert_eq!((&data["rows"], &data["used"]), (&8.into(), &6.into()));
    assert_eq!(data["left_out"][0]["reason"], "no 'g'");
    assert_eq!(data["left_out"][1]["reason"], "no item answered");
}

#[test]
fn a_long_table_is_the_same_as_a_wide_one() {
    let scratch = Scratch::new();
    let wide = precision(&scratch.write("wide.csv", PLAIN), &[]);
    let mut long = "g,rater,item,answer\n".to_owned();
    for (rater, line) in PLAIN.lines().skip(1).enumerate() {
        let cells: Vec<&str> = line.split(',').collect();
        for (item, answer) in ["a", "b"].iter().zip(&cells[1..]) {
            writeln!(long, "{},{rater},{item},{answer}", cells[0]).unwrap();
        }
    }
    let file = scratch.write("long.csv", &long);

    let options = ["--long", "--item-column", "item", "--value-column", "answer", "--id", "rater"];
    assert_eq!(precision(&file, &options)["sd"], wide["sd"]);

    let twice = scratch.write("twice.csv", &(long + "2,3,b,1\n"));
    let line = [&["precision", &twice, "--ratee", "g", "--items", "a..b"][..], &options].concat();
    let message = refused(&line);
    assert!(message.contains("row 10 answers an item for a second time"), "{message}");
}

#[test]
fn a_range_of_a_long_table_has_the_items_that_the_first_ballots_left_out() {
    let scratch = Scratch::new();
    let rows =
        "1,1,q10,2\n1,1,q1,1\n1,2,q2,4\n1,2,q1,3\n1,2,q10,5\n2,3,q2,2\n2,3,q1,2\n2,3,q10,4\n";
    let file = scratch.write("long.csv", format!("g,rater,item,answer\n{rows}"));
    let options = ["--long", "--item-column", "item", "--value-column", "answer", "--id", "rater"];

    let found =
        json(&[&["describe", &file, "--ratee", "g", "--items", "q1..q10"][..], &options].concat());

    let names: Vec<&str> =
        found["items"].as_array().unwrap().iter().map(|i| i["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["q1", "q2", "q10"]);
    assert_eq!(found["items"][1]["n"], 2);
}

#[test]
fn errors_name_file_row_and_column_and_the_way_out() {
    let cases: [(&[u8], &str); 14] = [
        (b"", "it is empty"),
        (b"g,a,b\n", "no rows below"),
        (b"g,a,b\n1,2,3\n\n1,often,4\n", "row 4, column 'a': 'often' is not a number"),
        (b"g,a,b\n1,2,inf\n", "row 2, column 'b': 'inf' is infinite"),
        (b"g,a,b\n1,2\n", "row 2 has 2 cells, the header has 3"),
        (b"g,a,b\n1,2,3,4\n", "row 2 has 4 cells, the header has 3"),
        (b"g,a,a,b\n1,2,3,4\n", "columns 2 and 3 are both called 'a'"),
        (b"g,b,a\n1,2,3\n", "'b' stands before 'a'; write b..a"),
        (b"g,a,c\n1,2,3\n", "there is no column 'b'"),
        (b"g,a,b\n1,,3\n1,NA,4\n", "column 'a' has no answer in any row"),
        (b"g,a,b\n,1,3\n,2,4\n", "no row has 'g'"),
        (b"g,a,b\n\xFF\xFE,1,3\n", "row 2, column 'g': this is not UTF-8"),
        (b"\xFF\xFEg\0,\0", "UTF-16"),
        (b"g,a,b\n1,\"2,3\n", "row 2 opens a quote that is never closed"),
    ];
    for (text, expected) in cases {
        let message = refusal(text);
        assert!(message.contains(expected), "{expected}: {message}");
        assert!(message.starts_with("hone: ") && message.contains("f.csv"), "{message}");
    }
}

#[test]
fn broken_and_foreign_files_are_told_apart() {
    let mut cut = gzip(PLAIN);
    cut.truncate(cut.len() / 2);

    assert!(refusal(cut).contains("gzip data are broken or cut short"));
    assert!(refusal(b"PAR1 and no more").contains("Parquet data cannot be read"));
    assert!(refusal(b"PK\x03\x04 and no more").contains("XLSX file cannot be read"));
    assert!(refusal(b"\xD0\xCF\x11\xE0\xA1\xB1").contains("save it as XLSX"));
    let nowhere = refused(&["precision", "/nowhere/at-all.csv", "--ratee", "g", "--items", "a"]);
    assert!(nowhere.contains("there is no such file"), "{nowhere}");
    let folder = refused(&["precision", "/", "--ratee", "g", "--items", "a"]);
    assert!(folder.contains("this is a folder"), "{folder}");
}

#[test]
fn only_the_rows_with_a_label_are_read_from_any_kind_of_table() {
    let scratch = Scratch::new();
    let wide = "who,wave,a,b\nx,1,1,2\ny,1,2,2\nz,1,3,5\nx,2,5,5\ny,2,4,1\nz,2,2,3\n";
    let own = "who,wave,a,b\nx,1,1,2\ny,1,2,2\nz,1,3,5\n";
    let mut long = "who,wave,item,value\n".to_owned();
    for row in wide.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        writeln!(long, "{0},{1},a,{2}\n{0},{1},b,{3}", cells[0], cells[1], cells[2], cells[3])
            .unwrap();
    }
    let (wide, own) = (scratch.write("wide.csv", wide), scratch.write("own.csv", own));
    let long = scratch.write("long.csv", long);

    let plain = json(&["alpha", &own, "--items", "a,b"]);
    let kept = json(&["alpha", &wide, "--items", "a,b", "--only", "wave=1"]);
    let line = ["alpha", &long, "--items", "a,b", "--only", "wave=1", "--long"];
    let ids = ["--item-column", "item", "--value-column", "value", "--id", "who"];
    let of_long = json(&[&line[..], &ids].concat());
    let unknown = refused(&["alpha", &wide, "--items", "a,b", "--only", "wave=3"]);

    assert_eq!(kept["alpha"], plain["alpha"]);
    assert_eq!(of_long["alpha"], plain["alpha"]);
    assert_eq!(kept["data"]["left_out"][0]["reason"], "not '1'");
    assert!(unknown.contains("no row has '3' in 'wave'; it has 1, 2"), "{unknown}");
}

#[test]
fn numbers_that_cannot_be_reckoned_with_are_refused() {
    let scratch = Scratch::new();
    let asked = |name: &str, rows: &str| {
        let file = scratch.write(name, format!("a,b\n{rows}"));
        refused(&["rci", &file, "--before", "a", "--after", "b"])
    };

    let huge = asked("huge.csv", "1,2\n3e150,4\n5,5\n");
    assert!(huge.contains("row 3, column 'a': '3e150' is too large"), "{huge}");
    let tiny = asked("tiny.csv", "1,2\n3,4\n5,5e-150\n");
    assert!(tiny.contains("row 4, column 'b': '5e-150' is too large, or too close to 0"), "{tiny}");
    let far = asked("far.csv", "1000001,2\n1000003,4\n1000002,5\n1000005,7\n");
    assert!(far.contains("column 'a' differ too little beside their size"), "{far}");
    assert!(far.contains("subtract one number"), "{far}");
}
