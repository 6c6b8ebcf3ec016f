//! What the word on agreement gives away: nothing about a single answer.

use std::collections::BTreeSet;

use hone_gate::{Agreement, Category, Error, Published, Release};
use proptest::prelude::*;
use serde_json::Value;

use crate::organisation::{Answers, form, organisation, released, to_sheets};
use crate::whole_release::{classes, sums_behind};

const SCALES: [(&str, [&str; 2]); 2] =
    [("trust.leading", ["lead-1", "lead-2"]), ("trust.managing", ["manage-1", "manage-2"])];

/// For each cell: every excess of squares that fits its number, with one rater's answer
/// given or none. Written from the rule's text: all answers are looked through.
struct Cell {
    any: BTreeSet<i64>,
    given: Vec<(i64, BTreeSet<i64>)>,
}

/// Every multiset of answers, as counts of 1 to 5.
fn multisets(m: i64) -> Vec<[i64; 5]> {
    let mut all = Vec::new();
    for a in 0..=m {
        for b in 0..=m - a {
            for c in 0..=m - a - b {
                for d in 0..=m - a - b - c {
                    all.push([a, b, c, d, m - a - b - c - d]);
                }
            }
        }
    }
    all
}

/// What every number of answers up to 20 divides, so that no division leaves a rest.
const WHOLE: i64 = 232_792_560;

/// Squares about the mean less half a point squared for each answer, times [`WHOLE`].
fn excess(counts: &[i64; 5], m: i64) -> i64 {
    let points = [1, 2, 3, 4, 5];
    let sum: i64 = counts.iter().zip(points).map(|(n, x)| n * x).sum();
    let squares: i64 = counts.iter().zip(points).map(|(n, x)| n * x * x).sum();
    WHOLE * squares - WHOLE / m * sum * sum - WHOLE / 2 * m
}

fn cell(figure: &Value, n: usize) -> Cell {
    let cases: BTreeSet<(i64, i64)> = sums_behind(figure, n)
        .into_iter()
        .map(|(m, sum)| (i64::try_from(m).unwrap(), i64::try_from(sum).unwrap()))
        .collect();
    let sizes: BTreeSet<i64> = cases.iter().map(|(m, _)| *m).collect();
    let mut cell = Cell {
        any: BTreeSet::new(),
        given: (1..=5).map(|answer| (answer, BTreeSet::new())).collect(),
    };
    for m in sizes {
        for counts in multisets(m) {
            let sum: i64 = counts.iter().zip(1..).map(|(n, x)| n * x).sum();
            if !cases.contains(&(m, sum)) {
                continue;
            }
            let excess = excess(&counts, m);
            cell.any.insert(excess);
            for (answer, found) in &mut cell.given {
                if counts[usize::try_from(*answer - 1).unwrap()] > 0 {
                    found.insert(excess);
                }
            }
        }
    }
    cell
}

fn cells(document: &Value, items: &[&str]) -> Vec<Cell> {
    let mut cells = Vec::new();
    for class in classes(document) {
        for item in items {
            let figure = &document["items"][item]["classes"][&class.id];
            if figure["kind"] == "shown" {
                cells.push(cell(figure, class.n));
            }
        }
    }
    cells
}

/// Whether an answer of a cell is possible when the word is known.
fn is_possible(cells: &[Cell], place: usize, given: &BTreeSet<i64>, word: Agreement) -> bool {
    let others = cells.iter().enumerate().filter(|(other, _)| *other != place);
    let (least, most) = others.fold((0, 0), |(least, most), (_, cell)| {
        (least + cell.any.first().unwrap(), most + cell.any.last().unwrap())
    });
    match word {
        Agreement::Close => least + given.first().unwrap() <= 0,
        Agreement::Apart => most + given.last().unwrap() > 0,
    }
}

fn check(release: &Release) -> usize {
    let document: Value = serde_json::from_str(&release.to_json()).unwrap();
    let mut n_words = 0;
    for (scale, items) in SCALES {
        let Some(word) = release.agreement(scale) else { continue };
        n_words += 1;
        let cells = cells(&document, &items);
        for (place, cell) in cells.iter().enumerate() {
            for (answer, given) in cell.given.iter().filter(|(_, given)| !given.is_empty()) {
                for word in [word, Agreement::Close, Agreement::Apart] {
                    let is_possible = is_possible(&cells, place, given, word);
                    assert!(is_possible, "{scale}: {word:?} rules {answer} out");
                }
            }
        }
    }
    n_words
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_word_rules_out_no_answer_of_any_rater(raters in organisation()) {
        if let Some(release) = released(&form(), 4, &to_sheets(&raters)) {
            check(&release);
        }
    }

    /// Other raters with the same numbers have a word exactly where these have one.
    #[test]
    fn whether_there_is_a_word_follows_from_the_numbers(raters in organisation(), seed in any::<u64>()) {
        let Some(release) = released(&form(), 4, &to_sheets(&raters)) else { return Ok(()) };
        let document: Value = serde_json::from_str(&release.to_json()).unwrap();
        let others = crate::whole_release::lookalikes(&raters, &document, seed);
        let again = released(&form(), 4, &to_sheets(&others)).unwrap();

        for (scale, _) in SCALES {
            prop_assert_eq!(release.agreement(scale).is_some(), again.agreement(scale).is_some());
        }
    }
}

/// Peers who all answer about the middle, or half of them high and half low, with the same means.
fn peers(n: usize, spread: u8) -> Vec<(Category, Answers)> {
    let answers = |i: usize| {
        let points = if i.is_multiple_of(2) { 3 + spread } else { 3 - spread };
        [Some(points); 5]
    };
    (0..n).map(|i| (Category::Peers, answers(i))).collect()
}

fn word(raters: &[(Category, Answers)]) -> Option<Agreement> {
    let release = released(&form(), 4, &to_sheets(raters)).unwrap();
    check(&release);
    release.agreement("trust.leading")
}

#[test]
fn a_word_needs_eight_raters_and_says_how_far_they_lie_apart() {
    assert_eq!(word(&peers(7, 0)), None);
    assert_eq!(word(&peers(8, 0)), Some(Agreement::Close));
    assert_eq!(word(&peers(12, 1)), Some(Agreement::Apart));
    let mut half = peers(12, 0);
    half[..6].copy_from_slice(&peers(6, 1));
    assert_eq!(word(&half), Some(Agreement::Close), "half a point squared is close");
    half[..8].copy_from_slice(&peers(8, 1));
    assert_eq!(word(&half), Some(Agreement::Apart));
}

#[test]
fn it_is_told_of_one_class_against_its_own_mean() {
    let high = (0..6).map(|_| (Category::Reports, [Some(4); 5]));
    let low = (0..6).map(|_| (Category::Peers, [Some(2); 5]));

    assert_eq!(word(&high.chain(low).collect::<Vec<_>>()), Some(Agreement::Close));
}

#[test]
fn a_stored_word_about_too_few_or_about_no_scale_is_refused() {
    let json = |n| released(&form(), 4, &to_sheets(&peers(n, 0))).unwrap().to_json();
    let of_seven = json(7).replacen('{', "{\"agreement\":{\"trust.leading\":\"close\"},", 1);
    let of_twelve = json(12);
    assert!(of_twelve.starts_with("{\"agreement\":{\"trust.leading\":\"close\""));
    let of_no_scale = of_twelve.replacen("trust.leading", "trust.nothing", 1);

    assert!(Published::parse(&of_twelve).is_ok());
    for refused in [of_seven, of_no_scale] {
        assert!(matches!(Published::parse(&refused), Err(Error::BrokenRule(_))), "{refused}");
    }
}
