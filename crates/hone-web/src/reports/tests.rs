//! The rules on small releases made by hand: ten direct reports, so that a mean in steps of 0.1 is
//! what they answered. A scale reaches 0.7 to either side of it, a difference 0.8.

mod since;

use std::collections::{BTreeMap, BTreeSet};

use hone_gate::{
    Answer, Category, Floor, Form, Item, Outcome, Past, Pole, Published, Release, Scale, Sheet,
    Sheets, Spread, Stamp, release,
};
use hone_model::Model;
use jiff::civil::{Date, date};

use super::apart::{Side, aparts, heading, is_alike};
use super::reading::{Reading, Reason, Standing, View};
use super::sure::Sure;

const N: i64 = 10;

/// Contrast, tenths of managing and tenths of leading; 0 is not seen by anybody.
type Seen = (&'static str, i64, i64);

/// A scale of a single item for each end of each contrast.
fn form() -> Form {
    let ends = [("leading", Pole::Leading), ("managing", Pole::Managing)];
    let scales: Vec<Scale> = Model::builtin()
        .contrasts()
        .iter()
        .flat_map(|contrast| {
            ends.map(|(end, pole)| Scale {
                id: format!("{}.{end}", contrast.id),
                contrast: contrast.id.clone(),
                pole,
            })
        })
        .collect();
    let items = scales.iter().map(|s| Item { id: s.id.clone(), scale: Some(s.id.clone()) });
    Form::new(items.collect(), scales.clone(), vec!["keep".to_owned()]).unwrap()
}

/// What the rater in a place answers, so that all together have the mean.
fn answer(tenths: i64, place: i64) -> Option<Answer> {
    let points = (tenths / N) + i64::from(place < tenths % N);
    Answer::new(u8::try_from(points).unwrap()).ok()
}

fn sheet(category: Category, seen: &[Seen], place: i64) -> Sheet {
    let ends = |(contrast, managing, leading): &Seen| {
        [(format!("{contrast}.managing"), *managing), (format!("{contrast}.leading"), *leading)]
    };
    let answers = seen.iter().flat_map(ends);
    Sheet {
        category,
        answers: answers.filter_map(|(id, t)| Some((id, answer(t, place)?))).collect(),
        comments: BTreeMap::new(),
        themes: BTreeMap::new(),
    }
}

fn released(sheets: Vec<Sheet>) -> Release {
    released_on(date(2026, 6, 12), sheets)
}

fn released_on(day: Date, sheets: Vec<Sheet>) -> Release {
    let invited: BTreeSet<Category> = sheets.iter().map(|sheet| sheet.category).collect();
    let sheets = Sheets::new(invited, sheets).unwrap();
    let stamp =
        Stamp { k: Floor::DEFAULT, model_version: "1".to_owned(), model_digest: "0".to_owned() };
    let (spread, past) = (Spread::assumed(&form()), Past::none(day));
    match release(&form(), stamp, &sheets, &spread, &past, &mut || 0) {
        Outcome::Released(Published::Numbers(release)) => *release,
        outcome => panic!("{outcome:?}"),
    }
}

/// What ten direct reports see.
fn seen(seen: &[Seen]) -> Release {
    released((0..N).map(|place| sheet(Category::Reports, seen, place)).collect())
}

/// The same beside the own view, in whole points.
fn beside(own: &[Seen], all: &[Seen]) -> Release {
    let mut sheets: Vec<Sheet> = (0..N).map(|place| sheet(Category::Reports, all, place)).collect();
    sheets.push(sheet(Category::Own, own, 0));
    released(sheets)
}

fn read(release: &Release) -> Reading<'_> {
    Reading::read(Model::builtin(), release)
}

fn kept(release: &Release) -> Option<String> {
    read(release).keep.map(|view| view.contrast.id.clone())
}

fn honed(release: &Release) -> Option<(String, Reason)> {
    read(release).hone.map(|(view, reason)| (view.contrast.id.clone(), reason))
}

fn trust(release: &Release) -> View<'_> {
    View::of(Model::builtin().contrast("trust").unwrap(), release).unwrap()
}

#[test]
fn a_strength_needs_a_range_that_lies_above_the_middle() {
    assert_eq!(kept(&seen(&[("trust", 38, 38)])), None);
    assert_eq!(kept(&seen(&[("trust", 39, 39)])), Some("trust".to_owned()));
}

#[test]
fn of_several_strengths_the_highest_is_kept_and_of_equal_ones_the_first() {
    let higher = seen(&[("trust", 39, 39), ("risk", 39, 42)]);
    let equal = seen(&[("trust", 39, 41), ("risk", 39, 41)]);

    assert_eq!(kept(&higher).as_deref(), Some("risk"));
    assert_eq!(kept(&equal).as_deref(), Some("trust"));
    assert!(read(&equal).is_highest(&trust(&equal)));
    assert!(!read(&higher).is_highest(&trust(&higher)));
}

#[test]
fn managing_outweighs_leading_only_where_their_difference_is_beyond_the_noise() {
    assert_eq!(honed(&seen(&[("trust", 38, 30)])), None);
    let beyond = seen(&[("trust", 39, 30)]);
    assert_eq!(honed(&beyond), Some(("trust".to_owned(), Reason::Outweighs)));
    assert_eq!(trust(&beyond).standing(), Standing::Manages);
    assert_eq!(trust(&seen(&[("trust", 38, 30)])).standing(), Standing::Alike);
    assert_eq!(trust(&seen(&[("trust", 30, 38)])).standing(), Standing::Alike);
    assert_eq!(trust(&seen(&[("trust", 30, 39)])).standing(), Standing::Leads);
    assert_eq!(trust(&seen(&[("trust", 30, 0)])).standing(), Standing::Untold);
}

#[test]
fn low_leading_is_honed_only_where_its_range_lies_below_the_middle() {
    assert_eq!(honed(&seen(&[("trust", 22, 22)])), None);
    let low = Some(("trust".to_owned(), Reason::LowLeading));
    assert_eq!(honed(&seen(&[("trust", 21, 21)])), low);
    let two = seen(&[("risk", 20, 20), ("trust", 19, 19)]);
    assert_eq!(honed(&two), low);
}

#[test]
fn where_managing_outweighs_leading_it_goes_before_the_lowest_leading() {
    let release = seen(&[("trust", 39, 30), ("vision", 19, 18), ("risk", 44, 32)]);

    assert_eq!(honed(&release), Some(("risk".to_owned(), Reason::Outweighs)));
    assert_eq!(read(&release).n_outweighed(), 2);
}

#[test]
fn the_headline_names_deeds_that_were_seen_and_claims_no_more_than_the_rules() {
    let headline = |views: &[Seen]| read(&seen(views)).headline();
    let vision = ("vision", 30, 42);
    let often = "Colleagues often see you set a direction that others make real.";

    assert_eq!(
        headline(&[vision, ("trust", 39, 24)]),
        format!("{often} They seldom see you hand work over and leave it there.")
    );
    assert_eq!(
        headline(&[vision, ("trust", 39, 25)]),
        format!(
            "{often} They more often see you keep work close until you have said yes than hand \
             work over and leave it there."
        )
    );
    assert_eq!(headline(&[vision]), often);
    assert_eq!(
        headline(&[("trust", 39, 24)]),
        "Colleagues seldom see you hand work over and leave it there."
    );
    assert_eq!(
        headline(&[("trust", 30, 30)]),
        "Colleagues see no contrast in which you clearly stand out, one way or the other."
    );
}

#[test]
fn leading_that_is_low_but_not_seldom_seen_is_not_called_seldom() {
    let four_times =
        (0..4 * N).map(|place| sheet(Category::Reports, &[("trust", 25, 25)], place % N));
    let release = released(four_times.collect());

    assert_eq!(
        read(&release).headline(),
        "Colleagues see you hand work over and leave it there less than half the time."
    );
}

#[test]
fn sides_differ_only_beyond_the_noise() {
    let sides = |own: Seen, all: Seen| -> Vec<Side> {
        let release = beside(&[own], &[all]);
        aparts(&trust(&release)).iter().map(|apart| apart.side).collect()
    };

    assert_eq!(sides(("trust", 30, 30), ("trust", 22, 38)), [Side::Same, Side::Same]);
    assert_eq!(sides(("trust", 30, 30), ("trust", 21, 39)), [Side::Higher, Side::Lower]);
    assert_eq!(sides(("trust", 30, 30), ("trust", 39, 21)), [Side::Lower, Side::Higher]);
}

#[test]
fn the_heading_of_a_contrast_says_how_the_views_differ() {
    let heading = |own: &[Seen], all: Seen| {
        let release = beside(own, &[all]);
        let view = trust(&release);
        heading(&view, &aparts(&view))
    };
    let (lead, manage) =
        ("hand work over and leave it there", "keep work close until you have said yes");

    assert_eq!(
        heading(&[("trust", 30, 40)], ("trust", 40, 22)),
        format!("You see yourself {lead}. Colleagues more often see you {manage}.")
    );
    assert_eq!(
        heading(&[("trust", 20, 30)], ("trust", 20, 21)),
        format!("You see yourself {lead} more often than colleagues do.")
    );
    assert_eq!(
        heading(&[("trust", 30, 30)], ("trust", 40, 40)),
        "Colleagues see you do both more often than you do."
    );
    assert_eq!(
        heading(&[("trust", 30, 30)], ("trust", 30, 30)),
        "You see it much as colleagues do."
    );
    assert_eq!(
        heading(&[("trust", 30, 30)], ("trust", 0, 0)),
        "Trust and delegation: cannot tell yet."
    );
    assert_eq!(
        heading(&[], ("trust", 30, 30)),
        "Colleagues see you lead and manage about as often."
    );
    assert_eq!(
        heading(&[("trust", 10, 20)], ("trust", 30, 12)),
        format!("Colleagues see you {manage} more often than you do.")
    );
}

#[test]
fn it_is_seen_alike_only_where_both_poles_can_be_compared() {
    let whole = beside(&[("trust", 30, 30)], &[("trust", 30, 30)]);
    let half = beside(&[("trust", 30, 0)], &[("trust", 30, 30)]);

    assert!(is_alike(&aparts(&trust(&whole))));
    assert!(!is_alike(&aparts(&trust(&half))));
}

#[test]
fn who_answered_is_said_in_words_and_a_merged_group_plainly() {
    let all: [Seen; 1] = [("trust", 30, 30)];
    let some = |category, n: i64| (0..n).map(move |place| sheet(category, &all, place));
    let separate: Vec<Sheet> = some(Category::Reports, 6)
        .chain(some(Category::Peers, 5))
        .chain(some(Category::Others, 4))
        .chain(some(Category::Manager, 1))
        .chain(some(Category::Own, 1))
        .collect();
    let merged: Vec<Sheet> = some(Category::Reports, 6)
        .chain(some(Category::Peers, 3))
        .chain(some(Category::Others, 2))
        .collect();
    let who = |sheets| Sure::of(&released(sheets), Model::builtin()).who;

    assert_eq!(
        who(separate),
        "Fifteen colleagues answered: six direct reports, five peers and four others; besides \
         them your manager and you."
    );
    assert_eq!(
        who(merged),
        "Eleven colleagues answered: six direct reports, and five peers and others together. Peers \
         and others are counted together, because fewer than four of one of these groups answered."
    );
}

#[test]
fn the_reliability_is_that_of_the_number_who_answered() {
    let sure = Sure::of(&seen(&[("trust", 30, 30)]), Model::builtin());

    // 10 * 0.20 / (1 + 9 * 0.20), and the same with 0.10 and 0.30.
    assert_eq!(
        (sure.reliability.as_str(), sure.reliability_range.as_str()),
        ("0.71", "0.53 to 0.81")
    );
    assert!(sure.spread.contains("planning value of 0.8"), "{}", sure.spread);
}
