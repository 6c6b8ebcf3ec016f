//! The releases that the verifier under `verify/` checks with sums of its own.
//!
//! Some are on record in `verify/records`, so that it can be tried without Rust. Many more, of random
//! organisations, are written to the folder that `HONE_RECORDS` names.

use std::fs;
use std::path::{Path, PathBuf};

use hone_gate::{Answer, Category, Past, Published, Release, overview};
use jiff::ToSpan;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::organisation::{
    Answers, TODAY, about_change, change_form, form, organisation, published, released, sheet,
    sheets, to_sheets,
};
use crate::wishes::{WISH, choosing_sheets, wishing};
use crate::words::{offered_by, words_of};

fn records() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../verify/records")
}

/// Six reports, three peers and three others with comments and themes, a leader and two managers.
fn raters() -> Vec<hone_gate::Sheet> {
    let of =
        |category, answers: [u8; 5]| sheet(category, answers.map(|n| Some(n).filter(|n| *n > 0)));
    let mut all = vec![
        of(Category::Reports, [5, 3, 2, 1, 4]),
        of(Category::Reports, [4, 3, 2, 1, 4]),
        of(Category::Reports, [4, 4, 1, 2, 3]),
        of(Category::Reports, [3, 2, 2, 1, 3]),
        of(Category::Reports, [4, 3, 3, 1, 0]),
        of(Category::Reports, [5, 3, 2, 1, 0]),
        of(Category::Peers, [4, 4, 3, 2, 0]),
        of(Category::Peers, [4, 3, 2, 2, 2]),
        of(Category::Peers, [5, 0, 3, 0, 0]),
        of(Category::Others, [5, 3, 2, 0, 0]),
        of(Category::Others, [5, 2, 3, 3, 0]),
        of(Category::Others, [5, 4, 2, 2, 0]),
        of(Category::Own, [4, 3, 2, 0, 4]),
        of(Category::Manager, [4, 3, 2, 1, 0]),
        of(Category::Manager, [5, 0, 2, 2, 0]),
    ];
    let said = [
        "Thank you\u{2026} for \u{201C}no\u{201D}!!",
        "ASK US FIRST.",
        "Zoë's \\ plan",
        "More \u{1F44D}",
    ];
    for (sheet, text) in all.iter_mut().zip(said) {
        sheet.comments.insert("keep".to_owned(), text.to_owned());
        sheet.themes.insert("start".to_owned(), "trust".to_owned());
    }
    all
}

fn first() -> Release {
    released(&form(), 4, &sheets(raters())).unwrap()
}

/// The first round with a form that asks for a wish, of which most wish for more.
fn with_wishes() -> Release {
    let mut all = raters();
    for (sheet, points) in all.iter_mut().zip([4, 5, 4, 3, 5, 4, 4, 5, 0, 3, 4, 5, 3, 4, 0]) {
        if points > 0 {
            sheet.answers.insert(WISH.to_owned(), Answer::new(points).unwrap());
        }
    }
    released(&wishing(), 4, &sheets(all)).unwrap()
}

/// The first round with a form that offers words, which many choose alike.
fn with_words() -> Release {
    let mut all = raters();
    for (i, sheet) in all.iter_mut().enumerate() {
        let third = if i.is_multiple_of(3) { Some(4) } else { None };
        sheet.words = words_of([Some(2), Some(3 + u8::from(i > 5)), third, None, None]);
    }
    released(&offered_by(form()), 4, &sheets(all)).unwrap()
}

/// The second round, 30 days after the first: a peer more, who answers 5 throughout.
fn second() -> Published {
    let mut all = raters();
    all.push(sheet(Category::Peers, [Some(5); 5]));
    let past = Past::new(TODAY + 30.days(), [first().to_json().as_str()]);
    published(&form(), 4, &sheets(all), &past).unwrap()
}

/// Some weeks after the first, two peers less, asked whether they have seen a change.
fn change() -> Published {
    let mut all = raters();
    all.drain(6..8);
    let past = Past::new(TODAY + 50.days(), [first().to_json().as_str()]);
    let answers = all.iter().map(about_change).collect();
    published(&change_form(), 4, &sheets(answers), &past).unwrap()
}

fn leaders() -> Vec<(String, Release)> {
    let leader = |unit: &str, points: u8| {
        let answers = [Some(points), Some(points), Some(2), Some(3), None];
        (
            unit.to_owned(),
            released(&form(), 4, &to_sheets(&[(Category::Peers, answers); 5])).unwrap(),
        )
    };
    let pumps = [3, 3, 4, 4, 5].map(|points| leader("Pumps", points));
    let depots = [2, 3].map(|points| leader("Depots", points));
    let operations = [2, 3, 4, 4, 5, 5].map(|points| leader("Operations", points));
    [pumps.to_vec(), depots.to_vec(), operations.to_vec()].concat()
}

#[test]
fn what_the_verifier_reads_is_what_the_gate_makes() {
    let numbers = |release: Release| Published::Numbers(Box::new(release)).to_json();
    let mut first_version = include_str!("reference-1.json").trim_end().to_owned();
    first_version.truncate(first_version.trim_end().len());
    let made = [
        ("numbers.json", numbers(first())),
        ("wishes.json", numbers(with_wishes())),
        ("words.json", numbers(with_words())),
        ("directions.json", second().to_json()),
        ("overview.json", overview(&leaders()).unwrap().to_json()),
        ("part-1.json", first_version),
        ("change.json", change().to_json()),
    ];

    for (name, document) in made {
        let path = records().join(name);
        if std::env::var_os("HONE_WRITE_RECORDS").is_some() {
            fs::write(&path, &document).unwrap();
        }
        let stored = fs::read_to_string(&path).unwrap();
        assert!(stored == document, "{name} is not what the gate makes; see verify/README.md");
    }
}

/// A release without earlier ones, and one after it, for each of 300 random organisations. Every other
/// form asks for a wish, and offers words.
#[test]
fn random_organisations_are_on_record_where_the_check_wants_them() {
    let folder = std::env::var_os("HONE_RECORDS").map(PathBuf::from);
    if let Some(folder) = &folder {
        fs::create_dir_all(folder).unwrap();
    }
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut draw =
        || -> Vec<(Category, Answers)> { organisation().new_tree(&mut runner).unwrap().current() };

    let mut n_made = 0;
    while n_made < 300 {
        let k = 3 + n_made % 4;
        let is_wishing = n_made % 2 == 1;
        let form = if is_wishing { offered_by(wishing()) } else { form() };
        let mut drawn = || {
            let raters = draw();
            if is_wishing { choosing_sheets(&raters) } else { to_sheets(&raters) }
        };
        let (before, now) = (drawn(), drawn());
        let Some(before) = released(&form, k, &before) else { continue };
        let past = Past::new(TODAY + 60.days(), [before.to_json().as_str()]);
        let Some(now) = published(&form, k, &now, &past) else { continue };
        assert!(matches!(&now, Published::Directions(found) if found.against() == Some(TODAY)));
        if let Some(folder) = &folder {
            fs::write(folder.join(format!("{n_made}.numbers.json")), before.to_json()).unwrap();
            fs::write(folder.join(format!("{n_made}.directions.json")), now.to_json()).unwrap();
        }
        n_made += 1;
    }
}
