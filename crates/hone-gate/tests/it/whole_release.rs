//! A whole release: do the numbers beside an item tell more about it than the item's own figure?

use std::collections::BTreeSet;

use hone_gate::{Category, Release};
use proptest::prelude::*;
use serde_json::Value;

use crate::organisation::{Answers, ITEMS, chance, form, organisation, released, to_sheets};

const K: usize = 4;

/// What a reader of the document knows about one class.
pub(crate) struct Known {
    categories: Vec<Category>,
    pub(crate) id: String,
    pub(crate) n: usize,
}

pub(crate) fn classes(document: &Value) -> Vec<Known> {
    let category = |word: &Value| match word.as_str().unwrap() {
        "reports" => Category::Reports,
        "peers" => Category::Peers,
        _ => Category::Others,
    };
    document["classes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|class| Known {
            categories: class["categories"].as_array().unwrap().iter().map(category).collect(),
            id: class["id"].as_str().unwrap().to_owned(),
            n: usize::try_from(class["n"].as_u64().unwrap()).unwrap(),
        })
        .collect()
}

/// A number of the document, in whole steps of 0.1.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 5")]
fn tenths(number: &Value) -> usize {
    (number.as_f64().unwrap() * 10.0).round() as usize
}

/// Every number of answers and sum of answers that the rule would have written as this figure.
///
/// Written from the rule's text, not from its code.
pub(crate) fn sums_behind(figure: &Value, n: usize) -> Vec<(usize, usize)> {
    let needed = K.max(n.div_ceil(2));
    if figure["kind"] != "shown" {
        return (0..needed).flat_map(|m| (m..=5 * m).map(move |sum| (m, sum))).collect();
    }
    let tenths = tenths(&figure["value"]);
    let fits = |m: usize, sum: usize| {
        let (is_top, is_bottom) = (sum + 2 >= 5 * m, sum <= m + 2);
        let off = (10 * sum).abs_diff(tenths * m);
        match figure["bound"].as_str() {
            Some("at_least") => is_top && tenths == (50 * m - 20) / m,
            Some(_) => is_bottom && tenths == (10 * m + 20).div_ceil(m),
            None if is_top || is_bottom => false,
            None => 2 * off < m || (2 * off == m && tenths.is_multiple_of(2)),
        }
    };
    (needed..=n)
        .flat_map(|m| (m..=5 * m).map(move |sum| (m, sum)))
        .filter(|(m, sum)| fits(*m, *sum))
        .collect()
}

/// The answers one rater may have given, given what the sums may be.
fn feasible(sums: &[(usize, usize)]) -> BTreeSet<usize> {
    let fits = |answer: usize, m: usize, sum: usize| {
        m > 0 && sum >= answer && (m - 1..=5 * (m - 1)).contains(&(sum - answer))
    };
    (1..=5).filter(|answer| sums.iter().any(|(m, sum)| fits(*answer, *m, *sum))).collect()
}

/// `m` answers with this sum among `n` raters, drawn at random.
fn draw(n: usize, m: usize, sum: usize, chance: &mut impl FnMut() -> u64) -> Vec<Option<u8>> {
    let mut below = |n: usize| usize::try_from(chance() % n as u64).unwrap();
    let mut drawn: Vec<Option<u8>> = (0..n).map(|i| (i < m).then_some(1)).collect();
    let mut left = sum - m;
    while left > 0 {
        let at = below(m);
        if let Some(points) = drawn[at].as_mut().filter(|points| **points < 5) {
            *points += 1;
            left -= 1;
        }
    }
    for last in (1..n).rev() {
        drawn.swap(last, below(last + 1));
    }
    drawn
}

/// Other raters, of whom the same item figures would be published.
pub(crate) fn lookalikes(
    raters: &[(Category, Answers)],
    document: &Value,
    seed: u64,
) -> Vec<(Category, Answers)> {
    let mut chance = chance(seed);
    let mut others = raters.to_vec();
    for class in classes(document) {
        for (place, item) in ITEMS.iter().enumerate() {
            let sums = sums_behind(&document["items"][item]["classes"][&class.id], class.n);
            let (m, sum) = sums[usize::try_from(chance() % sums.len() as u64).unwrap()];
            let drawn = draw(class.n, m, sum, &mut chance);
            let members = others.iter_mut().filter(|(c, _)| class.categories.contains(c));
            for ((_, answers), points) in members.zip(drawn) {
                answers[place] = points;
            }
        }
    }
    others
}

/// The document without the words on agreement, which are looked at on their own.
fn numbers(release: &Release) -> Value {
    let mut document: Value = serde_json::from_str(&release.to_json()).unwrap();
    document.as_object_mut().unwrap().remove("agreement");
    document
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Scales, totals, contrasts and intervals follow from the item figures: so whatever can be
    /// learned from them can be learned from the item figures alone.
    #[test]
    fn raters_with_the_same_item_figures_have_the_same_release(
        raters in organisation(),
        seed in any::<u64>(),
    ) {
        let Some(release) = released(&form(), K, &to_sheets(&raters)) else { return Ok(()) };
        let document: Value = serde_json::from_str(&release.to_json()).unwrap();

        let others = lookalikes(&raters, &document, seed);

        let again = released(&form(), K, &to_sheets(&others)).unwrap();
        prop_assert_eq!(numbers(&release), numbers(&again));
    }

    #[test]
    fn no_answer_of_a_whole_release_is_pinned(raters in organisation()) {
        let Some(release) = released(&form(), K, &to_sheets(&raters)) else { return Ok(()) };
        let document: Value = serde_json::from_str(&release.to_json()).unwrap();

        for class in classes(&document) {
            for item in ITEMS {
                let figure = &document["items"][item]["classes"][&class.id];
                let answers = feasible(&sums_behind(figure, class.n));
                prop_assert!(answers.len() >= 3, "{}: {answers:?} by {figure}", class.id);
            }
        }
    }
}

#[test]
fn lookalikes_do_differ() {
    let raters: Vec<(Category, Answers)> =
        (0..6).map(|i| (Category::Peers, [Some(1 + i % 5); 5])).collect();
    let release = released(&form(), K, &to_sheets(&raters)).unwrap();
    let document: Value = serde_json::from_str(&release.to_json()).unwrap();

    let differing = (0..100).filter(|seed| lookalikes(&raters, &document, *seed) != raters).count();

    assert!(differing > 95, "{differing}");
}
