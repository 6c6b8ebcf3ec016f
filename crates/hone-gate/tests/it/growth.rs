//! What two releases with numbers say about a change.

use hone_gate::{
    Category, Change, Form, Growth, Incomparable, Item, Past, Published, Release,
    growth_of_contrast, growth_of_scale,
};
use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;

use crate::organisation::{
    Answers, ITEMS, TODAY, form, organisation, published, released, to_sheets,
};

#[path = "../../examples/growth/rounds.rs"]
#[expect(dead_code, reason = "the command tells more of it")]
mod rounds;

use rounds::{Plan, Tally};

type Raters = Vec<(Category, Answers)>;

/// Ten raters of a category whose answers to every item have this sum.
fn ten(category: Category, sum: u8) -> Raters {
    let points = |i: u8| sum / 10 + u8::from(i < sum % 10);
    (0..10).map(|i| (category, [Some(points(i)); 5])).collect()
}

fn peers(sum: u8) -> Raters {
    ten(Category::Peers, sum)
}

fn on(day: Date, raters: &Raters) -> Release {
    match published(&form(), 4, &to_sheets(raters), &Past::none(day)) {
        Some(Published::Numbers(release)) => *release,
        other => panic!("{other:?}"),
    }
}

fn then_and_now(then: &Raters, now: &Raters) -> (Release, Release) {
    (on(TODAY - 90.days(), then), on(TODAY, now))
}

fn leading(then: &Raters, now: &Raters) -> Growth {
    let (then, now) = then_and_now(then, now);
    growth_of_scale(&then, &now, "trust.leading", &ITEMS)
}

fn told(growth: Growth) -> Change {
    match growth {
        Growth::Told(change) => change,
        Growth::Untold(why) => panic!("{why:?}"),
    }
}

fn is(found: f64, expected: f64) -> bool {
    (found - expected).abs() < 1e-9
}

#[test]
fn only_what_is_above_the_noise_is_beyond_it() {
    // Ten raters count as five: 1.96 * 0.8 / sqrt(5) is 0.70, and for both rounds 0.99, a step up 1.0.
    let (within, beyond) =
        (told(leading(&peers(30), &peers(40))), told(leading(&peers(30), &peers(41))));

    assert!(is(within.value(), 1.0) && !within.is_beyond_noise(), "{within:?}");
    assert!(is(beyond.value(), 1.1) && beyond.is_beyond_noise(), "{beyond:?}");
    for change in [within, beyond] {
        assert!(is(change.noise(), 1.0) && is(change.noise_floor(), 1.1), "{change:?}");
    }
    assert!(is(beyond.low(), 0.1) && is(beyond.high(), 2.1));
}

#[test]
fn a_fall_is_told_as_a_rise_is() {
    let fall = told(leading(&peers(41), &peers(30)));

    assert!(is(fall.value(), -1.1) && fall.is_beyond_noise());
    assert!(is(fall.low(), -2.1) && is(fall.high(), -0.1));
}

#[test]
fn a_bound_makes_the_noise_wider_by_the_room_that_it_leaves() {
    // '4.8 or higher' is published with 4.0 as its lower end, so it reaches 0.8 and not 0.70.
    let change = told(leading(&peers(30), &peers(50)));

    assert!(is(change.value(), 1.8) && is(change.noise(), 1.1), "{change:?}");
}

#[test]
fn leading_less_managing_has_the_noise_of_a_difference() {
    // Only the leading items rise by 1.2; 1.96 * 0.9 / sqrt(5) is 0.79, and for both rounds 1.12.
    let mut now = peers(30);
    for (_, answers) in now.iter_mut().skip(2) {
        (answers[0], answers[1]) = (Some(4), Some(4));
    }
    for (_, answers) in now.iter_mut().take(2) {
        (answers[0], answers[1]) = (Some(5), Some(5));
    }
    let (then, now) = then_and_now(&peers(30), &now);

    let change = told(growth_of_contrast(&then, &now, "trust", &ITEMS));

    assert!(is(change.value(), 1.2) && is(change.noise(), 1.2), "{change:?}");
    assert!(!change.is_beyond_noise());
}

#[test]
fn releases_that_are_too_near_are_not_compared() {
    let (then, near) = (on(TODAY - 89.days(), &peers(30)), on(TODAY, &peers(45)));

    let found = growth_of_scale(&then, &near, "trust.leading", &ITEMS);

    assert_eq!(found, Growth::Untold(Incomparable::TooNear));
}

#[test]
fn other_groups_of_people_are_not_compared() {
    let both = [peers(30), ten(Category::Reports, 45)].concat();

    assert_eq!(leading(&both, &peers(30)), Growth::Untold(Incomparable::OtherGroups));
    assert_eq!(leading(&peers(30), &both), Growth::Untold(Incomparable::OtherGroups));
}

#[test]
fn a_group_that_was_merged_the_first_time_is_still_the_same_people() {
    let both = [peers(30), ten(Category::Reports, 30)].concat();
    let with = |n: usize| [both.clone(), ten(Category::Others, 30)[..n].to_vec()].concat();

    let (then, now) = then_and_now(&with(3), &with(10));

    assert_eq!((then.classes().len(), now.classes().len()), (2, 3));
    let change = told(growth_of_scale(&then, &now, "trust.leading", &ITEMS));
    assert!(is(change.value(), 0.0));
}

#[test]
fn a_missing_number_cannot_be_compared() {
    let mut blind = peers(30);
    for (_, answers) in &mut blind {
        answers[0] = None;
    }

    // Where two questions were asked, both are needed.
    assert_eq!(leading(&peers(30), &blind), Growth::Untold(Incomparable::NotInBoth));
    let (then, now) = then_and_now(&peers(30), &peers(30));
    let unknown = growth_of_scale(&then, &now, "nothing", &ITEMS);
    assert_eq!(unknown, Growth::Untold(Incomparable::NotInBoth));
}

#[test]
fn a_total_that_was_not_published_is_not_made_up_from_the_groups() {
    let mut blind = ten(Category::Reports, 30);
    for (_, answers) in &mut blind {
        (answers[0], answers[1]) = (None, None);
    }
    let untold = [peers(30), blind].concat();
    let whole = [peers(30), ten(Category::Reports, 30)].concat();

    for (then, now) in [(&untold, &whole), (&whole, &untold)] {
        let (then, now) = then_and_now(then, now);
        let found = growth_of_contrast(&then, &now, "trust", &ITEMS);
        assert_eq!(found, Growth::Untold(Incomparable::NotInBoth));
    }
}

/// What is told of the leading of peers who were asked the first few items, all of them in one
/// scale, of which they saw the first the one time and not the other.
fn with_one_unseen(n_items: usize) -> Growth {
    let leading = Some("trust.leading".to_owned());
    let items = ITEMS[..n_items].iter();
    let items = items.map(|id| Item { id: (*id).to_owned(), scale: leading.clone() });
    let asked = Form::new(items.collect(), form().scales().to_vec(), vec![]).unwrap();
    let on = |day, raters: &Raters| match published(&asked, 4, &to_sheets(raters), &Past::none(day))
    {
        Some(Published::Numbers(release)) => *release,
        other => panic!("{other:?}"),
    };
    let mut blind = peers(30);
    for (_, answers) in &mut blind {
        answers[0] = None;
    }
    let (then, now) = (on(TODAY - 90.days(), &peers(30)), on(TODAY, &blind));
    growth_of_scale(&then, &now, "trust.leading", &ITEMS)
}

#[test]
fn one_question_in_four_may_be_missing_and_no_more() {
    assert!(matches!(with_one_unseen(4), Growth::Told(_)));
    assert_eq!(with_one_unseen(3), Growth::Untold(Incomparable::OtherQuestions));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    /// A change follows from the two documents, and from nothing that is not in them.
    #[test]
    fn stored_releases_say_the_same(before in organisation(), after in organisation()) {
        let Some(then) = released(&form(), 4, &to_sheets(&before)) else { return Ok(()) };
        let past = Past::none(TODAY + 100.days());
        let now = published(&form(), 4, &to_sheets(&after), &past);
        let Some(Published::Numbers(now)) = now else { return Ok(()) };

        let stored = |release: &Release| match Published::parse(&release.to_json()) {
            Ok(Published::Numbers(release)) => *release,
            other => panic!("{other:?}"),
        };

        let made = growth_of_scale(&then, &now, "trust.leading", &ITEMS);
        let read = growth_of_scale(&stored(&then), &stored(&now), "trust.leading", &ITEMS);
        prop_assert_eq!(made, read);
    }
}

/// What comes of 100 leaders with so many raters in one group.
fn drawn(n: usize, n_leaders: usize, levels: [f64; 2]) -> Tally {
    let floor = n.min(4);
    let plan =
        Plan { n_raters: [n, 0, 0], floor, n_leaders, levels, same_raters: false, unseen: 0.0 };
    let mut tally = Tally::default();
    for seed in 0..(100 / n_leaders) as u64 {
        for told in plan.draw(seed) {
            tally.add(&told);
        }
    }
    tally
}

#[test]
fn at_most_5_in_100_scales_that_did_not_change_are_said_to_have_changed() {
    for n in [3, 4, 6, 8] {
        // Four leaders take the planning value for the spread, twenty measure it.
        for n_leaders in [4, 20] {
            let share = drawn(n, n_leaders, [3.2, 3.2]).share_changed();
            assert!(share <= 0.05, "{n} raters of each of {n_leaders} leaders: {share}");
        }
    }
}

#[test]
fn a_large_change_is_told_and_in_its_direction() {
    for n in [4, 8] {
        let tally = drawn(n, 20, [2.2, 4.0]);
        assert!(tally.share_more() > 0.5, "{n} raters: {}", tally.share_more());
        assert!(tally.n_less == 0, "{n} raters: {}", tally.n_less);
    }
}
