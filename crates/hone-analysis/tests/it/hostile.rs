//! Every command on data that cannot bear it: an answer with its doubts, or a reason; never a panic.

use std::fmt::Write;

use hone_analysis::{Screen, run};
use serde_json::Value;

use crate::support::Scratch;

/// Every command on a table with the columns `g` (leader), `r` (rater), `h` (a group of two), `w` (wave
/// or time), `o` (0 or 1), `p` (a share) and the items `a` to `f`.
const COMMANDS: &[&str] = &[
    "stats precision FILE --ratee g --items a..f",
    "stats alpha FILE --items a..f",
    "stats icc FILE --items a..f",
    "stats icc-groups FILE --group g --items a..f",
    "stats rwg FILE --group g --items a..f",
    "stats rwg FILE --group g --items a..f --null slight-skew --scale 1..5",
    "stats ad FILE --group g --items a..f",
    "stats describe FILE --items a..f --ratee g",
    "stats polychoric FILE --items a..f",
    "stats efa FILE --items a..f --factors 2",
    "stats efa FILE --items a..f --factors 1 --rotation varimax --ordinal",
    "stats omega FILE --items a..f",
    "stats omega FILE --items a..f --ordinal --group g --draws 20",
    "stats omega FILE --items a..f --ordinal --draws 0",
    "stats omega FILE --items a..f --factors 2 --draws 40",
    "stats omega FILE --items a..f --factors 3 --draws 0",
    "stats parallel FILE --items a..f --draws 20",
    "stats parallel FILE --items a..f --draws 20 --ordinal",
    "stats krippendorff FILE --items a..f --level nominal",
    "stats krippendorff FILE --items a..f --level ordinal",
    "stats krippendorff FILE --items a..f --level interval",
    "stats careless FILE --items a..f",
    "stats dif FILE --items a..f --group h",
    "stats dif FILE --items a..f --group h --method lr",
    "stats dif FILE --items a..f --group h --method lr --anchors a,b",
    "stats grm FILE --items a..f --scores --se --person-fit --item-fit --at=-1,0,1",
    "stats gpcm FILE --items a..f --scores --map --se",
    "stats grm FILE --model A=~a+b+c;B=~d+e+f --scores --nodes 11",
    "stats gpcm FILE --model A=~a+b+c;B=~c+d+e+f --uncorrelated --nodes 11",
    "stats adaptive FILE --items a..f --most 3 --answers a=1",
    "stats alpha FILE --items a..f --only h=x",
    "stats describe FILE --items a..f --ratee g --only w=0",
    "stats bifactor FILE --items a..f --factors A=a..c;B=d..f --scores --nodes 15",
    "stats facets FILE --person g --rater r --items a..f",
    "stats facets FILE --person g --rater r --items a..f --random-raters",
    "stats facets FILE --person g --rater r --items a..f --random-raters --steps per-item",
    "stats omega-levels FILE --ratee g --items a..f",
    "stats rci FILE --before a --after b --reliability 0.7",
    "stats rci FILE --before a --after b --retest c",
    "stats change FILE --ratee g --rater r --wave w --items a..f",
    "stats change FILE --ratee g --wave w --items a..f",
    "stats cfa FILE --model F=~a+b+c+d+e+f --estimator mlr",
    "stats cfa FILE --model F=~a+b+c;G=~d+e+f --estimator wlsmv",
    "stats halo FILE --ratee g --items a..f",
    "stats leniency FILE --ratee g --items a..f",
    "stats variance FILE --value a --random g,r --fixed b,h",
    "stats variance FILE --items a..f --random g,r --ml --scores",
    "stats ordinal FILE --value a --random g,r --fixed h --scores",
    "stats ordinal FILE --items a..c --random g,r,g:r --fixed item,h --link probit",
    "stats dstudy FILE --ratee g --rater r --items a..f",
    "stats dstudy FILE --ratee g --rater r --items a..f --by-item",
    "stats growth FILE --person g --time w --items a..f",
    "stats growth FILE --person g --time a --value b --scores",
    "stats agreement FILE --own a --others b",
    "stats brier FILE --forecast p --outcome o",
    "stats brier FILE --forecast p --outcome o --stake a",
    "plan FILE --ratee g --items a..f",
    "analyze FILE --ratee g --rater r --group h --items a..f",
    "analyze FILE --ratee g --rater r --wave w --items a..f",
    "analyze FILE --ratee g --group h --wave w --model A=~a+b;B=~c+d;C=~e+f",
];

/// A row of a table: leader, rater, group, wave, outcome, odds, six items.
fn table(n: usize, item: impl Fn(usize, usize) -> String) -> String {
    let mut text = "g,r,h,w,o,p,a,b,c,d,e,f\n".to_owned();
    for row in 0..n {
        let items: Vec<String> = (0..6).map(|column| item(row, column)).collect();
        let _ = writeln!(
            text,
            "L{},R{},{},{},{},0.{},{}",
            row / 4,
            row % 7,
            ["x", "y"][row % 2],
            row / (n / 2).max(1),
            row % 2,
            1 + row % 9,
            items.join(",")
        );
    }
    text
}

/// Answers from 1 to 5 that look random and are the same in each run.
fn answer(row: usize, column: usize) -> usize {
    let mixed = (row * 7919 + column * 104_729 + row * row * 31 + row * column * 17) % 9973;
    1 + (mixed / 7) % 5
}

fn tables() -> Vec<(&'static str, String)> {
    let ordinary = |row, column| answer(row, column).to_string();
    vec![
        ("ordinary answers", table(120, ordinary)),
        (
            "answers that hang together",
            table(120, |row, column| ((answer(row, 7) * 2 + answer(row, column)) / 3).to_string()),
        ),
        ("one row", table(1, ordinary)),
        ("two rows", table(2, ordinary)),
        ("three rows", table(3, ordinary)),
        ("no row", table(0, ordinary)),
        (
            "an empty column",
            table(40, |row, column| match column {
                2 => String::new(),
                _ => ordinary(row, column),
            }),
        ),
        (
            "a constant item",
            table(40, |row, column| match column {
                1 => "3".to_owned(),
                _ => ordinary(row, column),
            }),
        ),
        ("everything constant", table(40, |_, _| "4".to_owned())),
        ("perfect agreement", table(40, |row, column| (1 + (row / 4 + column) % 5).to_string())),
        ("items that are copies", table(40, |row, _| answer(row, 0).to_string())),
        ("everything missing", table(40, |_, _| "NA".to_owned())),
        (
            "mostly missing",
            table(60, |row, column| match (row + column) % 5 {
                0 => ordinary(row, column),
                _ => String::new(),
            }),
        ),
        (
            "no complete row",
            table(
                60,
                |row, column| if row % 6 == column { String::new() } else { ordinary(row, column) },
            ),
        ),
        (
            "text in numbers",
            table(40, |row, column| match (row, column) {
                (17, 2) => "often".to_owned(),
                _ => ordinary(row, column),
            }),
        ),
        (
            "infinity",
            table(40, |row, column| match (row, column) {
                (17, 2) => "inf".to_owned(),
                _ => ordinary(row, column),
            }),
        ),
        ("as many categories as rows", table(300, |row, column| format!("{row}.{column}"))),
        ("huge numbers", table(40, |row, column| format!("{}e300", answer(row, column)))),
        ("tiny numbers", table(40, |row, column| format!("{}e-300", answer(row, column)))),
        ("far from zero", table(60, |row, column| format!("{}", 1e9 + answer(row, column) as f64))),
        (
            "one answer differs",
            table(60, |row, column| match (row, column) {
                (5, _) => "5".to_owned(),
                _ => "4".to_owned(),
            }),
        ),
        (
            "opposite items",
            table(60, |row, column| {
                let value = answer(row, 0);
                if column % 2 == 0 { value } else { 6 - value }.to_string()
            }),
        ),
    ]
}

fn is_sound(value: &Value) -> bool {
    match value {
        Value::Array(values) => values.iter().all(is_sound),
        Value::Object(keys) => keys.values().all(is_sound),
        Value::Number(number) => number.as_f64().is_some_and(f64::is_finite),
        _ => true,
    }
}

#[test]
fn a_line_that_cannot_be_read_has_its_document_too() {
    let asked = |line: &str| run(line.split(' ').map(str::to_owned), Screen::default());

    let outcome = asked("hone stats parallel ratings.csv --items a..f --draws 1 --json");

    let document: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!((outcome.status, &document["error"]["kind"]), (2, &"usage".into()));
    assert!(document["error"]["message"].as_str().unwrap().contains("--draws"), "{document}");
    assert!(outcome.stderr.contains("--draws"), "{}", outcome.stderr);
    let plain = asked("hone stats parallel ratings.csv --items a..f --draws 1");
    assert_eq!((plain.status, plain.stdout.as_str()), (2, ""));
}

#[test]
fn a_command_has_an_answer_or_a_reason_whatever_the_data_are() {
    let folder = Scratch::new();
    let mut refused_everything: Vec<&str> = COMMANDS.to_vec();
    for (name, text) in tables() {
        let file = folder.write("ratings.csv", text);
        for command in COMMANDS {
            let line = format!("hone {command} --json");
            let words: Vec<String> =
                line.split(' ').map(|word| word.replace("FILE", &file)).collect();

            let outcome = run(words, Screen::default());

            let document: Value = serde_json::from_str(&outcome.stdout)
                .unwrap_or_else(|error| panic!("{command}, {name}: {error}: {}", outcome.stderr));
            assert!(is_sound(&document), "{command}, {name}: {document}");
            match outcome.status {
                0 => refused_everything.retain(|other| other != command),
                2 => {
                    let message = document["error"]["message"].as_str().unwrap_or_default();
                    assert!(message.len() > 15, "{command}, {name}: {document}");
                }
                status => panic!("{command}, {name}: {status}"),
            }
        }
    }
    assert!(refused_everything.is_empty(), "these answer nothing: {refused_everything:?}");
}
