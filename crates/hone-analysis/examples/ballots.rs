//! Writes made-up ballots, to measure reading and counting.
//!
//! ```sh
//! cargo run --release -p hone-analysis --example ballots -- 1000000 ballots.parquet
//! ```
//!
//! Thirty items of 1 to 5 answers, one in a hundred missing, eight raters to a leader; `.csv` in place
//! of `.parquet` writes CSV.
#![allow(clippy::print_stderr, reason = "it says how to use it")]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::Int32Type;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

const ITEMS: usize = 30;
const RATERS: usize = 8;
const GROUP: usize = 1 << 17;

/// The generator `SplitMix64` (Steele, Lea & Flood 2014).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Roughly normal: four uniform values.
    fn normal(&mut self) -> f64 {
        let word = self.next();
        let sum: u64 = (0..4).map(|part| (word >> (16 * part)) & 0xFFFF).sum();
        (sum as f64 / 65_536.0 - 2.0) * 3_f64.sqrt()
    }
}

/// The answers of one ballot; `None` where there is none.
fn ballot(leader: f64, chance: &mut Chance) -> [Option<u8>; ITEMS] {
    let level = leader + 0.7 * chance.normal();
    std::array::from_fn(|_| {
        let answer = 3.3 + 0.5 * level + 0.8 * chance.normal();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 1 to 5")]
        let answer = answer.round().clamp(1.0, 5.0) as u8;
        (!chance.next().is_multiple_of(100)).then_some(answer)
    })
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [rows, path] = arguments.as_slice() else {
        eprintln!("usage: ballots ROWS FILE");
        return ExitCode::FAILURE;
    };
    let Ok(rows) = rows.parse::<usize>() else {
        eprintln!("'{rows}' is not a number of rows");
        return ExitCode::FAILURE;
    };
    let file = File::create(path).expect("the file can be written");
    let mut chance = Chance(360);
    let mut leader = 0.0;
    let ballots = (0..rows).map(move |row| {
        if row % RATERS == 0 {
            leader = 0.5 * chance.normal();
        }
        (row / RATERS + 1, row % RATERS + 1, ballot(leader, &mut chance))
    });
    if Path::new(path).extension().is_some_and(|kind| kind == "csv") {
        write_csv(file, ballots);
    } else {
        write_parquet(file, ballots);
    }
    ExitCode::SUCCESS
}

type Ballot = (usize, usize, [Option<u8>; ITEMS]);

fn write_csv(file: File, ballots: impl Iterator<Item = Ballot>) {
    let mut file = BufWriter::new(file);
    let names: Vec<String> = (1..=ITEMS).map(|item| format!("q{item:02}")).collect();
    writeln!(file, "leader,rater,{}", names.join(",")).expect("the file can be written");
    for (leader, rater, answers) in ballots {
        let cell = |answer: &Option<u8>| answer.map_or(String::new(), |answer| answer.to_string());
        let cells: Vec<String> = answers.iter().map(cell).collect();
        writeln!(file, "{leader},{rater},{}", cells.join(",")).expect("the file can be written");
    }
}

fn write_parquet(file: File, mut ballots: impl Iterator<Item = Ballot>) {
    let items: Vec<String> =
        (1..=ITEMS).map(|item| format!("optional int32 q{item:02};")).collect();
    let items = items.concat();
    let schema =
        format!("message ballots {{ required int32 leader; required int32 rater; {items} }}");
    let schema = Arc::new(parse_message_type(&schema).expect("the schema is right"));
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties))
        .expect("the file can be written");
    loop {
        let group: Vec<Ballot> = ballots.by_ref().take(GROUP).collect();
        if group.is_empty() {
            break;
        }
        let mut columns = writer.next_row_group().expect("the file can be written");
        let number = |number: usize| i32::try_from(number).expect("so many leaders there are not");
        let leaders = group.iter().map(|ballot| Some(number(ballot.0))).collect();
        let raters = group.iter().map(|ballot| Some(number(ballot.1))).collect();
        let mut all: Vec<Vec<Option<i32>>> = vec![leaders, raters];
        for item in 0..ITEMS {
            all.push(group.iter().map(|ballot| ballot.2[item].map(i32::from)).collect());
        }
        for (index, column) in all.iter().enumerate() {
            let values: Vec<i32> = column.iter().flatten().copied().collect();
            let levels: Vec<i16> = column.iter().map(|value| i16::from(value.is_some())).collect();
            let levels = (index > 1).then_some(levels.as_slice());
            let mut writer = columns.next_column().expect("a column").expect("a column");
            writer
                .typed::<Int32Type>()
                .write_batch(&values, levels, None)
                .expect("the file can be written");
            writer.close().expect("the file can be written");
        }
        columns.close().expect("the file can be written");
    }
    writer.close().expect("the file can be written");
}
