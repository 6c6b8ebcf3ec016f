//! What raters wish for is told like a single item, and like nothing else.

use std::collections::BTreeMap;

use hone_gate::{
    Answer, Category, Error, Floor, Form, Past, Published, Release, Sheet, Sheets, Source, Spread,
    SpreadBuilder,
};
use jiff::ToSpan;
use proptest::prelude::*;

use crate::organisation::{
    Answers, TODAY, form, organisation, published, released, sheet, sheets, to_sheets,
};
use crate::words::words_of;

/// The id of the wish about the small form's contrast.
pub(crate) const WISH: &str = "wish-trust";

/// The small form, which also asks for a wish.
pub(crate) fn wishing() -> Form {
    form().with_wishes(vec![WISH.to_owned()]).unwrap()
}

/// A sheet that wishes as it answers to the outcome, which is an item in no scale too.
pub(crate) fn wishes(category: Category, answers: Answers) -> Sheet {
    let mut sheet = sheet(category, answers);
    if let Some(points) = answers[4] {
        sheet.answers.insert(WISH.to_owned(), Answer::new(points).unwrap());
    }
    sheet
}

/// The same sheets, which choose words too.
pub(crate) fn choosing_sheets(raters: &[(Category, Answers)]) -> Sheets {
    let choosing = |(category, answers): &(Category, Answers)| Sheet {
        words: words_of(*answers),
        ..wishes(*category, *answers)
    };
    sheets(raters.iter().map(choosing).collect())
}

pub(crate) fn wishing_sheets(raters: &[(Category, Answers)]) -> Sheets {
    sheets(raters.iter().map(|(category, answers)| wishes(*category, *answers)).collect())
}

/// Six reports and five peers, all of whom wish.
fn raters() -> Vec<(Category, Answers)> {
    let answers = |wish: u8| [Some(4), Some(3), Some(2), Some(3), Some(wish)];
    let of = |category, wishes: &[u8]| {
        wishes.iter().map(|wish| (category, answers(*wish))).collect::<Vec<_>>()
    };
    [
        of(Category::Reports, &[5, 4, 4, 3, 4, 5]),
        of(Category::Peers, &[3, 3, 4, 2, 3]),
        of(Category::Own, &[3]),
        of(Category::Manager, &[5]),
    ]
    .concat()
}

fn first() -> Release {
    released(&wishing(), 4, &wishing_sheets(&raters())).unwrap()
}

/// A stored release with wishes, with one passage put in the place of another.
fn changed(from: &str, to: &str) -> Result<Published, Error> {
    let json = first().to_json();
    assert!(json.contains(from), "{from} is not in {json}");
    Published::parse(&json.replacen(from, to, 1))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn it_is_told_as_an_item_is_that_was_answered_alike(
        raters in organisation(), k in 3_usize..=10,
    ) {
        let Some(release) = released(&wishing(), k, &wishing_sheets(&raters)) else {
            return Ok(());
        };

        prop_assert_eq!(&release.wishes()[WISH], &release.items()["outcome"]);
    }

    #[test]
    fn whatever_is_told_besides_is_the_same_without_it(raters in organisation()) {
        let with = released(&wishing(), 4, &wishing_sheets(&raters));
        let without = released(&form(), 4, &to_sheets(&raters));

        let told = |release: &Release| (
            release.classes().to_vec(),
            release.items().clone(),
            release.scales().clone(),
            release.contrasts().clone(),
            ["trust.leading", "trust.managing"].map(|scale| release.agreement(scale)),
            release.comments().clone(),
        );
        prop_assert_eq!(with.as_ref().map(told), without.as_ref().map(told));
        prop_assert!(without.is_none_or(|release| release.wishes().is_empty()));
    }

    #[test]
    fn a_release_with_wishes_is_read_as_it_was_written(raters in organisation()) {
        let Some(release) = released(&wishing(), 4, &wishing_sheets(&raters)) else {
            return Ok(());
        };

        let read = Published::parse(&release.to_json());

        prop_assert_eq!(read, Ok(Published::Numbers(Box::new(release))));
    }
}

#[test]
fn the_figures_are_those_worked_out_by_hand() {
    let release = first();
    let line = &release.wishes()[WISH];
    let triple = |figure: &hone_gate::Figure| {
        let shown = figure.shown().unwrap();
        (shown.value(), shown.low(), shown.high())
    };

    // 25 / 6 = 4.17 and 15 / 5; 1.96 * 1.0 / sqrt(4) = 0.98.
    assert_eq!(triple(line.class("reports").unwrap()), (4.2, 3.2, 5.0));
    assert_eq!(triple(line.class("peers").unwrap()), (3.0, 2.0, 4.0));
    // (6 * 4.2 + 5 * 3.0) / 11 = 3.65; 1.96 * 0.5 * sqrt(36 + 25) / 11 = 0.70.
    assert_eq!(triple(line.overall()), (3.7, 3.0, 4.4));
    let voice = |figure: Option<&hone_gate::Figure>| figure.unwrap().voice().unwrap().value();
    assert_eq!([voice(line.own()), voice(line.manager())], [3.0, 5.0]);
}

#[test]
fn soon_after_another_release_nothing_is_told_of_it() {
    let before = first().to_json();
    let past = Past::new(TODAY + 30.days(), [before.as_str()]);

    let now = published(&wishing(), 4, &wishing_sheets(&raters()), &past).unwrap();

    let Published::Directions(now) = now else { panic!("numbers in both") };
    assert_eq!(now.items()["outcome"].overall(), hone_gate::Trend::Same);
    assert!(!now.to_json().contains("wish"));
    let later = Past::new(TODAY + 90.days(), [before.as_str()]);
    let later = published(&wishing(), 4, &wishing_sheets(&raters()), &later).unwrap();
    assert!(matches!(later, Published::Numbers(release) if release.wishes().len() == 1));
}

#[test]
fn a_document_whose_wishes_break_the_rule_is_refused() {
    let json = first().to_json();
    let (_, told) = json.split_once(r#""wishes":{"#).unwrap();
    let total = told.split_once(r#""overall":"#).unwrap().1.split_once('}').unwrap().0;
    let forged = total.replacen(r#""value":3.7"#, r#""value":3.6"#, 1);
    assert_ne!(total, forged);
    assert_eq!(
        Published::parse(&json.replace(told, &told.replacen(total, &forged, 1))),
        Err(Error::BrokenRule("a total is not made of the numbers beside it"))
    );

    let as_item = changed(&format!(r#""wishes":{{"{WISH}""#), r#""wishes":{"outcome""#);
    assert_eq!(as_item, Err(Error::BrokenRule("a wish is an item too")));

    let first_version = include_str!("reference-1.json").trim_end();
    let (head, _) = first_version.rsplit_once('}').unwrap();
    let with_wishes = format!(r#"{head},"wishes":{{{told}"#);
    assert_eq!(
        Published::parse(&with_wishes),
        Err(Error::BrokenRule("wishes are told by a rule without them"))
    );
}

#[test]
fn its_spread_is_measured_over_the_round_like_that_of_an_item() {
    let mut builder = SpreadBuilder::new(&wishing(), Floor::DEFAULT);
    for _ in 0..5 {
        builder.add(&wishing_sheets(&raters()));
    }

    let (measured, assumed) = (builder.finish(), Spread::assumed(&wishing()));

    assert_eq!(measured.item(WISH), measured.item("outcome"));
    assert_eq!(measured.item(WISH).source(), Source::Measured);
    assert_eq!(assumed.item(WISH).source(), Source::Assumed);
    let stored: BTreeMap<String, serde_json::Value> =
        serde_json::from_str(&first().to_json()).unwrap();
    assert!(stored["spread"]["items"][WISH].is_object(), "the verifier finds it there");
}
