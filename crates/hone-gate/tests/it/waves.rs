//! Two releases about the same leader soon after each other: what the second may say.

use std::collections::{BTreeMap, BTreeSet};

use hone_gate::{Category, Directions, Form, Item, Past, Published, Trend, WAVE_DAYS};
use jiff::civil::Date;
use jiff::{Span, ToSpan};
use proptest::prelude::*;
use serde_json::Value;

use crate::organisation::{
    Answers, BLANK, TODAY, about_change, change_form, form, organisation, published, released,
    sheet, sheets, to_sheets,
};

/// Answers from 1 to 5 as a plausible leader gets them, for chances.
const PRIOR: [f64; 5] = [0.01, 0.05, 0.16, 0.44, 0.34];

fn peers(n: usize, points: u8) -> Vec<(Category, Answers)> {
    vec![(Category::Peers, [Some(points); 5]); n]
}

/// What is released of these raters on a day, after these documents.
fn on(day: Date, raters: &[(Category, Answers)], before: &[&str]) -> Published {
    published(&form(), 4, &to_sheets(raters), &Past::new(day, before.iter().copied())).unwrap()
}

fn after(raters: &[(Category, Answers)], before: &[&str]) -> Directions {
    match on(TODAY, raters, before) {
        Published::Directions(directions) => *directions,
        Published::Numbers(_) => panic!("these are numbers"),
    }
}

fn days(n: i64) -> Span {
    n.days()
}

/// The release of a day before or after today.
fn made(away: i64, raters: &[(Category, Answers)]) -> String {
    on(TODAY + days(away), raters, &[]).to_json()
}

fn has_numbers(published: &Published) -> bool {
    matches!(published, Published::Numbers(_))
}

#[test]
fn a_release_less_than_ninety_days_after_another_has_no_numbers() {
    let has_numbers_after =
        |away: i64| has_numbers(&on(TODAY, &peers(5, 3), &[&made(away, &peers(5, 3))]));

    assert_eq!(WAVE_DAYS, 90);
    for away in [0, -1, -45, -89] {
        assert!(!has_numbers_after(away), "{away} days");
    }
    for away in [-90, -91, -400] {
        assert!(has_numbers_after(away), "{away} days");
    }
}

#[test]
fn a_clock_that_was_put_back_gives_no_numbers_away() {
    let tomorrow = made(1, &peers(5, 3));
    let in_a_year = made(365, &peers(5, 3));

    assert!(!has_numbers(&on(TODAY, &peers(5, 3), &[&tomorrow])));
    assert!(has_numbers(&on(TODAY, &peers(5, 3), &[&in_a_year])));
}

#[test]
fn every_earlier_release_counts_and_not_the_last_alone() {
    let (old, near) = (made(-200, &peers(5, 3)), made(-30, &peers(5, 3)));
    let directions = on(TODAY - days(10), &peers(5, 3), &[&near]).to_json();

    assert!(!has_numbers(&on(TODAY, &peers(5, 3), &[&old, &near])));
    assert!(!has_numbers(&on(TODAY, &peers(5, 3), &[&near, &old])));
    // The one with numbers is 101 days old, but the one without is not.
    let later = TODAY + days(71);
    assert!(has_numbers(&on(later, &peers(5, 3), &[&near])));
    assert!(!has_numbers(&on(later, &peers(5, 3), &[&near, &directions])));
    assert!(!has_numbers(&on(later, &peers(5, 3), &[&directions, &near])));
}

#[test]
fn what_cannot_be_read_or_does_not_say_its_day_counts_as_near() {
    let first = include_str!("reference-1.json").trim_end();
    let damaged = made(-400, &peers(5, 3)).replacen("3.0", "3.1", 1);

    for document in ["", "{}", first, &damaged] {
        let directions = after(&peers(5, 3), &[document]);
        assert_eq!(directions.against(), None);
    }
}

/// What is released on a day of what these raters say about a change.
fn change_on(day: Date, raters: &[(Category, Answers)], before: &[&str]) -> Published {
    let all = raters.iter().map(|(category, answers)| about_change(&sheet(*category, *answers)));
    let past = Past::new(day, before.iter().copied());
    published(&change_form(), 4, &sheets(all.collect()), &past).unwrap()
}

#[test]
fn releases_without_an_item_in_common_do_not_count_for_each_other() {
    let raters = peers(5, 3);
    let full = made(-42, &raters);

    let change = change_on(TODAY, &raters[1..], &[&full]);

    assert!(has_numbers(&change));
    let change = change.to_json();
    let later = |away, before: &[&str]| has_numbers(&on(TODAY + days(away), &raters, before));
    assert!(later(1, &[&change]) && later(48, &[&full, &change]));
    assert!(!later(47, &[&full, &change]) && !later(47, &[&change, &full]));
}

#[test]
fn two_releases_about_the_same_change_count_for_each_other() {
    let raters = peers(5, 3);
    let (full, change) = (made(-42, &raters), change_on(TODAY, &raters, &[]).to_json());

    for (away, expected) in [(0, false), (89, false), (90, true)] {
        let again = change_on(TODAY + days(away), &raters, &[&full, &change]);
        assert_eq!(has_numbers(&again), expected, "{away} days");
        if let Published::Directions(directions) = again {
            assert_eq!(directions.against(), Some(TODAY));
        }
    }
}

#[test]
fn one_item_in_common_is_enough_to_count() {
    let asked: Vec<Item> =
        [form().items()[0].clone()].into_iter().chain(change_form().items().to_vec()).collect();
    let scales = form().scales().to_vec();
    let both = Form::new(asked, scales, vec![]).unwrap();
    let before = made(-42, &peers(5, 3));

    let past = Past::new(TODAY, [before.as_str()]);
    let found = published(&both, 4, &to_sheets(&peers(5, 3)), &past).unwrap();

    assert!(!has_numbers(&found));
}

#[test]
fn what_cannot_be_read_counts_whatever_is_asked() {
    for document in ["", "{}"] {
        assert!(!has_numbers(&change_on(TODAY, &peers(5, 3), &[document])));
    }
    // One that does not say its day asks nothing about a change.
    let first = include_str!("reference-1.json").trim_end();
    assert!(has_numbers(&change_on(TODAY, &peers(5, 3), &[first])));
}

#[test]
fn it_is_held_against_the_last_release_with_numbers() {
    let (old, near) = (made(-200, &peers(5, 4)), made(-50, &peers(5, 2)));
    let directions = on(TODAY - days(20), &peers(5, 5), &[&near]).to_json();

    for before in [[&old, &near, &directions], [&directions, &near, &old]] {
        let found = after(&peers(5, 3), &before.map(String::as_str));
        assert_eq!(found.against(), Some(TODAY - days(50)));
        assert_eq!(found.items()["outcome"].overall(), Trend::Higher);
    }
}

#[test]
fn more_than_half_a_point_makes_a_direction() {
    // Means of 3.0, and of 2.4, 2.5, 3.4, 3.5 and 3.6.
    let ten = |sum: usize| -> Vec<(Category, Answers)> {
        let of =
            |i: usize| u8::try_from(2 + usize::from(i < (sum - 20)) + usize::from(i + 30 < sum));
        (0..10).map(|i| (Category::Peers, [Some(of(i).unwrap()); 5])).collect()
    };
    let before = on(TODAY - days(1), &ten(30), &[]).to_json();
    let to = |sum| after(&ten(sum), &[&before]).items()["outcome"].overall();

    let found: Vec<Trend> = [24, 25, 26, 30, 34, 35, 36].map(to).into();

    let same = [Trend::Same; 5];
    assert_eq!(found, [&[Trend::Lower], &same[..], &[Trend::Higher]].concat());
}

#[test]
fn where_one_of_the_two_is_untold_the_direction_is_too() {
    let mut blind = peers(5, 3);
    for (_, answers) in &mut blind[..2] {
        answers[4] = None;
    }
    let seen = on(TODAY - days(1), &peers(5, 3), &[]).to_json();
    let unseen = on(TODAY - days(1), &blind, &[]).to_json();

    assert_eq!(after(&blind, &[&seen]).items()["outcome"].overall(), Trend::Untold);
    assert_eq!(after(&peers(5, 3), &[&unseen]).items()["outcome"].overall(), Trend::Untold);
    assert_eq!(after(&peers(5, 3), &[&unseen]).items()["lead-1"].overall(), Trend::Same);
}

#[test]
fn a_total_of_other_groups_of_people_is_not_compared() {
    let both = [peers(5, 3), vec![(Category::Reports, [Some(5); 5]); 5]].concat();
    let before = on(TODAY - days(1), &both, &[]).to_json();

    let found = after(&peers(5, 3), &[&before]);

    let line = &found.items()["outcome"];
    assert_eq!(line.classes()["peers"], Trend::Same);
    assert_eq!(line.overall(), Trend::Untold);
}

#[test]
fn the_leader_and_the_managers_stand_apart_there_too() {
    let with = |points| {
        let mut all = peers(5, 3);
        all.push((Category::Own, [Some(points); 5]));
        all.push((Category::Manager, [Some(6 - points); 5]));
        all
    };
    let before = on(TODAY - days(1), &with(2), &[]).to_json();

    let found = after(&with(4), &[&before]);

    let line = &found.scales()["trust.leading"];
    let told = (line.overall(), line.own(), line.manager());
    assert_eq!(told, (Trend::Same, Some(Trend::Higher), Some(Trend::Lower)));
    assert_eq!(after(&peers(5, 3), &[&before]).items()["outcome"].own(), None);
}

/// Every number anywhere in a document, with its key.
fn numbers(value: &Value, key: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, inner)| numbers(inner, key, found)),
        Value::Array(entries) => entries.iter().for_each(|inner| numbers(inner, key, found)),
        Value::Number(_) => found.push(key.to_owned()),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_number_but_the_floor_stands_in_directions(
        raters in organisation(),
        others in organisation(),
    ) {
        let Some(before) = released(&form(), 4, &to_sheets(&others)) else { return Ok(()) };
        let past = Past::new(TODAY, [before.to_json().as_str()]);
        let Some(now) = published(&form(), 4, &to_sheets(&raters), &past) else { return Ok(()) };

        let json = now.to_json();

        let mut found = Vec::new();
        numbers(&serde_json::from_str(&json).unwrap(), "", &mut found);
        prop_assert_eq!(found, ["k"]);
        prop_assert_eq!(Published::parse(&json), Ok(now));
    }

    /// What is released about a change follows from what was said of it alone, so beside an earlier
    /// release it tells of the earlier answers nothing that the two do not tell apart.
    #[test]
    fn a_release_about_a_change_is_the_same_whatever_was_released_before(
        raters in organisation(),
        others in organisation(),
    ) {
        let Some(before) = released(&form(), 4, &to_sheets(&others)) else { return Ok(()) };
        prop_assume!(released(&form(), 4, &to_sheets(&raters)).is_some());

        let alone = change_on(TODAY, &raters, &[]);

        prop_assert_eq!(change_on(TODAY, &raters, &[&before.to_json()]).to_json(), alone.to_json());
    }

    /// Directions follow from what both releases would have published, and from nothing else.
    #[test]
    fn the_same_published_numbers_have_the_same_directions(
        raters in organisation(),
        others in organisation(),
        seed in any::<u64>(),
    ) {
        let Some(before) = released(&form(), 4, &to_sheets(&others)) else { return Ok(()) };
        let Some(now) = released(&form(), 4, &to_sheets(&raters)) else { return Ok(()) };
        let document: Value = serde_json::from_str(&now.to_json()).unwrap();
        let lookalikes = crate::whole_release::lookalikes(&raters, &document, seed);
        let past = Past::new(TODAY, [before.to_json().as_str()]);

        let told = |raters| published(&form(), 4, &to_sheets(raters), &past).unwrap().to_json();

        prop_assert_eq!(told(&raters), told(&lookalikes));
    }
}

// ------------------------------------------------ what a joiner gives away, if nobody else changes

/// Peers whose answers to each item have these sums.
fn with_sums(n: usize, sums: &[usize]) -> Vec<Answers> {
    let mut raters = vec![BLANK; n];
    for (place, sum) in sums.iter().enumerate() {
        for (i, answers) in raters.iter_mut().enumerate() {
            let left = sum - n;
            answers[place] = u8::try_from(1 + (left + n - 1 - i) / n).ok();
        }
    }
    raters
}

/// The chance of each sum of `n` answers.
fn chances_of_sums(n: usize) -> Vec<(usize, f64)> {
    let mut chances = BTreeMap::from([(0, 1.0)]);
    for _ in 0..n {
        let mut next: BTreeMap<usize, f64> = BTreeMap::new();
        for (sum, chance) in chances {
            for (i, prior) in PRIOR.iter().enumerate() {
                *next.entry(sum + i + 1).or_default() += chance * prior;
            }
        }
        chances = next;
    }
    chances.into_iter().collect()
}

/// The chance that the two releases leave a joiner one possible answer to the first item, when
/// nobody else changes theirs. `past_of` says what the second knows of the first.
fn chance_pinned(form: &Form, n: usize, n_items: usize, past_of: impl Fn(&str) -> Past) -> f64 {
    let told = |raters: Vec<Answers>, past: &Past| {
        let all = raters.into_iter().map(|answers| sheet(Category::Peers, answers)).collect();
        published(form, 4, &sheets(all), past).unwrap().to_json()
    };
    let mut seen: BTreeMap<String, (BTreeSet<usize>, f64)> = BTreeMap::new();
    for sums in products(&chances_of_sums(n), n_items) {
        let points: Vec<usize> = sums.iter().map(|(sum, _)| *sum).collect();
        let raters = with_sums(n, &points);
        let before = told(raters.clone(), &Past::none(TODAY));
        let past = past_of(&before);
        let answers: Vec<(usize, f64)> = (1..=5).zip(PRIOR).collect();
        for joiner in products(&answers, n_items) {
            let mut own = BLANK;
            for (place, (points, _)) in joiner.iter().enumerate() {
                own[place] = u8::try_from(*points).ok();
            }
            let now = told([raters.clone(), vec![own]].concat(), &past);
            let case = seen.entry(format!("{before}{now}")).or_default();
            case.0.insert(joiner[0].0);
            case.1 += sums.iter().chain(&joiner).map(|(_, chance)| chance).product::<f64>();
        }
    }
    seen.values().filter(|(answers, _)| answers.len() == 1).map(|(_, chance)| chance).sum()
}

/// Every way to choose one of the kinds for each item.
fn products(kinds: &[(usize, f64)], n_items: usize) -> Vec<Vec<(usize, f64)>> {
    let mut all = vec![Vec::new()];
    for _ in 0..n_items {
        all = all
            .into_iter()
            .flat_map(|start: Vec<(usize, f64)>| {
                kinds.iter().map(move |kind| [start.clone(), vec![*kind]].concat())
            })
            .collect();
    }
    all
}

/// Two items that make one scale.
fn two_items() -> Form {
    let items = ["lead-1", "lead-2"]
        .map(|id| Item { id: id.to_owned(), scale: Some("trust.leading".to_owned()) });
    Form::new(items.into(), form().scales().to_vec(), vec![]).unwrap()
}

/// The only item, under the id that the first place of answers has.
fn first_item() -> Form {
    Form::new(vec![Item { id: "lead-1".to_owned(), scale: None }], vec![], vec![]).unwrap()
}

#[test]
fn a_joiner_is_pinned_in_at_most_8_of_1000_cases() {
    let near = |before: &str| Past::new(TODAY, [before]);
    for n in 4..=8 {
        let chance = chance_pinned(&first_item(), n, 1, near);
        assert!(chance <= 0.008, "a class of {n}: {chance}");
    }
    // An attacker that never succeeds proves nothing.
    assert!(chance_pinned(&first_item(), 4, 1, near) > 0.007);
}

#[test]
fn the_directions_of_a_scale_pin_a_joiner_no_further() {
    let near = |before: &str| Past::new(TODAY, [before]);
    for n in 4..=5 {
        let chance = chance_pinned(&two_items(), n, 2, near);
        assert!(chance <= 0.008, "a class of {n}: {chance}");
    }
}

#[test]
fn with_numbers_in_both_releases_a_joiner_would_be_pinned_in_most_cases() {
    for n in 4..=8 {
        let chance = chance_pinned(&first_item(), n, 1, |_| Past::none(TODAY));
        assert!(chance > 0.7, "a class of {n}: {chance}");
    }
}
