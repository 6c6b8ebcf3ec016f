//! Which words are told of those that raters chose, and that none of them gives a rater away.

use std::collections::{BTreeMap, BTreeSet};

use hone_gate::{Category, Error, Form, Published, Release, Sheet, WORD_NEEDED, WORDS_CHOSEN};
use proptest::prelude::*;

use crate::organisation::{Answers, BLANK, form, released, sheet, sheets};

const OFFERED: [&str; 8] =
    ["bold", "calm", "clear", "fair", "inventive", "open", "quick", "steady"];

/// A form that offers words too.
pub(crate) fn offered_by(form: Form) -> Form {
    form.with_words(OFFERED.map(ToOwned::to_owned).into())
}

fn offering() -> Form {
    offered_by(form())
}

/// The words that go with somebody's answers.
pub(crate) fn words_of(answers: Answers) -> BTreeSet<String> {
    let points = answers.iter().take(WORDS_CHOSEN).flatten();
    points.map(|points| OFFERED[usize::from(*points)].to_owned()).collect()
}

fn choosing(category: Category, words: &[&str]) -> Sheet {
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    Sheet { words, ..sheet(category, BLANK) }
}

/// So many raters who choose these words, in turn.
fn raters(choices: &[(usize, &[&str])]) -> Vec<Sheet> {
    let each = |(n, words): &(usize, &[&str])| {
        (0..*n).map(|_| choosing(Category::Reports, words)).collect::<Vec<_>>()
    };
    choices.iter().flat_map(each).collect()
}

fn release_of(k: usize, raters: Vec<Sheet>) -> Release {
    released(&offering(), k, &sheets(raters)).unwrap()
}

fn told(k: usize, choices: &[(usize, &[&str])]) -> Option<Vec<String>> {
    release_of(k, raters(choices)).words().unwrap().colleagues().map(<[String]>::to_vec)
}

#[test]
fn a_word_is_told_from_four_of_eight_raters_on() {
    assert_eq!(told(4, &[(4, &["calm"]), (4, &[])]), Some(vec!["calm".to_owned()]));
    assert_eq!(told(4, &[(3, &["calm"]), (5, &[])]), Some(vec![]));
    assert_eq!(told(4, &[(7, &["calm"])]), None);
    assert_eq!(told(3, &[(7, &["calm"])]), None, "a lower floor tells no more words");
}

#[test]
fn a_higher_floor_holds_for_words_too() {
    assert_eq!(told(6, &[(11, &["calm"])]), None);
    assert_eq!(told(6, &[(5, &["calm"]), (7, &["open"])]), Some(vec!["open".to_owned()]));
}

#[test]
fn where_more_words_qualify_than_may_be_told_all_are_held_to_more() {
    // Of eight raters four words may be told: five that four or five chose are too many.
    let choices: [(usize, &[&str]); 4] = [
        (4, &["bold", "calm", "clear"]),
        (1, &["bold", "fair", "open"]),
        (2, &["fair", "open"]),
        (1, &["fair", "open"]),
    ];

    assert_eq!(told(4, &choices), Some(vec!["bold".to_owned()]));
}

#[test]
fn words_are_told_by_name_and_in_the_order_of_the_alphabet() {
    let choices: [(usize, &[&str]); 2] = [(4, &["steady", "bold"]), (5, &["open", "bold"])];

    let release = release_of(4, raters(&choices));

    let words = r#""words":{"colleagues":["bold","open","steady"],"manager":[],"own":[]}"#;
    assert!(release.to_json().contains(words), "{}", release.to_json());
}

#[test]
fn the_leader_and_managers_stand_apart_and_count_for_nobody_else() {
    let mut all = raters(&[(3, &["calm"]), (5, &[])]);
    all.push(choosing(Category::Own, &["calm", "open"]));
    all.push(choosing(Category::Manager, &["quick"]));
    all.push(choosing(Category::Manager, &["calm"]));

    let release = release_of(4, all);
    let words = release.words().unwrap();

    assert_eq!(words.colleagues(), Some(&[][..]));
    assert_eq!(words.own(), ["calm", "open"]);
    assert_eq!(words.manager(), ["calm", "quick"]);
}

#[test]
fn a_word_that_nobody_was_offered_and_a_fourth_one_do_not_count() {
    let spoilt: [(usize, &[&str]); 2] =
        [(8, &["Ada shouts"]), (1, &["bold", "calm", "clear", "fair"])];

    assert_eq!(told(4, &spoilt), Some(vec![]));
    let four: [(usize, &[&str]); 1] = [(8, &["bold", "calm", "clear", "fair"])];
    let words = told(4, &four).unwrap();
    assert!(!words.contains(&"fair".to_owned()), "{words:?}");
}

#[test]
fn a_form_without_words_tells_nothing_of_them() {
    let release = released(&form(), 4, &sheets(raters(&[(9, &["calm"])]))).unwrap();

    assert_eq!(release.words(), None);
    assert!(!release.to_json().contains("words"));
}

#[test]
fn whoever_may_not_read_comments_reads_no_words() {
    let release = release_of(4, raters(&[(9, &["calm"])])).without_comments();

    assert_eq!(release.words(), None);
}

#[test]
fn a_stored_release_that_breaks_the_rule_is_refused() {
    let stored = |n: usize| release_of(4, raters(&[(n, &["calm", "open"])])).to_json();
    let changed = |json: &str, from: &str, to: &str| {
        assert!(json.contains(from), "{from} is not in {json}");
        Published::parse(&json.replacen(from, to, 1))
    };
    let refused = |rule| Err(Error::BrokenRule(rule));
    let list = r#""colleagues":["calm","open"]"#;

    assert!(Published::parse(&stored(8)).is_ok());
    let four = changed(&stored(8), list, r#""colleagues":["a","b","c","d"]"#);
    assert!(four.is_ok(), "{four:?}");
    let five = changed(&stored(8), list, r#""colleagues":["a","b","c","d","e"]"#);
    assert_eq!(five, refused("too many words are told"));
    let kept = changed(&stored(8), list, r#""colleagues":null"#);
    assert_eq!(kept, refused("words are told of too few, or kept back"));
    let few = r#""words":{"colleagues":null"#;
    let few = changed(&stored(7), few, &format!(r#""words":{{{list}"#));
    assert_eq!(few, refused("words are told of too few, or kept back"));
    let orders = [r#"["open","calm"]"#, r#"["calm","calm"]"#];
    for order in orders {
        let order = changed(&stored(8), r#"["calm","open"]"#, order);
        assert_eq!(order, refused("words are not each once, in order"));
    }
}

/// Whether raters with so many free choices each can choose words so often: each word from those with
/// the most free choices first (the construction of Gale and Ryser, 1957).
fn can_be_chosen(mut free: Vec<usize>, mut wanted: Vec<usize>) -> bool {
    wanted.sort_unstable_by(|one, other| other.cmp(one));
    wanted.into_iter().all(|n| {
        free.sort_unstable_by(|one, other| other.cmp(one));
        let is_enough = free.len() >= n && free.iter().take(n).all(|left| *left > 0);
        free.iter_mut().take(n).for_each(|left| *left = left.saturating_sub(1));
        is_enough
    })
}

/// Looks for choices of the others by which a rater chose a told word, and for some by which they did
/// not. `n_known` of the told words were chosen by somebody who tells or looks for themselves.
fn is_open_both_ways(
    n_raters: usize,
    needed: usize,
    n_told: usize,
    n_known: Option<usize>,
) -> bool {
    let n_others = n_raters - 1 - usize::from(n_known.is_some());
    let known = n_known.unwrap_or(0);
    // The first told word is the one that is asked about; it is known to be chosen, or is not.
    [true, false].into_iter().filter(|is_first_known| !is_first_known || known > 0).all(
        |is_first_known| {
            let n_known_after = known - usize::from(is_first_known);
            let wanted_after = (1..n_told).map(|i| needed - usize::from(i <= n_known_after));
            let wanted_first = needed - usize::from(is_first_known);
            // Others carry the first word alone; then the rater does, beside what they have left.
            let mut without: Vec<usize> = wanted_after.clone().collect();
            without.push(wanted_first);
            let is_not = can_be_chosen(vec![WORDS_CHOSEN; n_others], without);
            let mut with: Vec<usize> = wanted_after.collect();
            with.push(wanted_first - 1);
            is_not && can_be_chosen(vec![WORDS_CHOSEN; n_others], with)
        },
    )
}

/// Every number of raters, floor and told words that a release can have; an untold word may have been
/// chosen by anybody, since it takes less than all who may choose one.
#[test]
fn no_choice_of_a_rater_follows_from_what_is_told_even_for_another_one() {
    for k in 3..=10 {
        let needed = k.max(WORD_NEEDED);
        for n_raters in 2 * needed..60 {
            let most = ((WORDS_CHOSEN - 1) * n_raters) / needed;
            for n_told in 1..=most {
                let known = (0..=WORDS_CHOSEN.min(n_told)).map(Some);
                for n_known in known.chain([None]) {
                    let is_open = is_open_both_ways(n_raters, needed, n_told, n_known);
                    assert!(is_open, "k {k}, {n_raters} raters, {n_told} words, {n_known:?}");
                }
            }
        }
    }
}

#[test]
fn the_search_for_other_choices_can_fail() {
    // Of five raters who may choose three words each, four chose each of three words, and all of six.
    assert!(is_open_both_ways(5, 4, 3, None));
    assert!(!is_open_both_ways(4, 4, 1, None), "all four chose it");
    assert!(
        !is_open_both_ways(8, 4, 6, None),
        "each rater needed all three choices for told words"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_is_told_keeps_the_rule_whatever_is_chosen(
        choices in proptest::collection::vec(proptest::sample::subsequence(OFFERED.to_vec(), 0..=3), 4..20),
        k in 3_usize..=10,
    ) {
        let raters: Vec<Sheet> =
            choices.iter().map(|words| choosing(Category::Peers, words)).collect();
        let Some(release) = released(&offering(), k, &sheets(raters)) else { return Ok(()) };
        let mut n_chose: BTreeMap<&str, usize> = BTreeMap::new();
        for word in choices.iter().flatten() {
            *n_chose.entry(word).or_default() += 1;
        }

        let words = release.words().unwrap().colleagues();

        let needed = k.max(WORD_NEEDED);
        prop_assert_eq!(words.is_some(), choices.len() >= 2 * needed);
        let told: BTreeSet<&str> = words.unwrap_or_default().iter().map(String::as_str).collect();
        let fewest = told.iter().map(|word| n_chose[word]).min().unwrap_or(needed);
        prop_assert!(fewest >= needed);
        prop_assert!(told.len() * needed <= (WORDS_CHOSEN - 1) * choices.len());
        prop_assert!(n_chose.iter().all(|(word, n)| told.contains(word) || *n <= fewest));
        let json = release.to_json();
        prop_assert_eq!(Published::parse(&json).unwrap().to_json(), json);
    }
}
