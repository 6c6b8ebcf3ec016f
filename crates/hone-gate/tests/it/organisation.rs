//! Leaders, forms and sheets for the tests.

use std::collections::{BTreeMap, BTreeSet};

use hone_gate::{
    Answer, Category, Floor, Form, Item, Outcome, Past, Pole, Published, Release, Scale, Sheet,
    Sheets, Spread, Stamp, release,
};
use jiff::civil::{Date, date};
use proptest::prelude::*;

/// Item ids of the small form: two leading, two managing, and an outcome.
pub(crate) const ITEMS: [&str; 5] = ["lead-1", "lead-2", "manage-1", "manage-2", "outcome"];

/// The day of releases in the tests.
pub(crate) const TODAY: Date = date(2026, 6, 12);

/// Nothing seen.
pub(crate) const BLANK: Answers = [None; 5];

/// One rater's answers in the order of [`ITEMS`].
pub(crate) type Answers = [Option<u8>; 5];

/// A contrast with two items to each end, an outcome, and two open questions.
pub(crate) fn form() -> Form {
    let scale = |id: &str, pole| Scale { id: id.to_owned(), contrast: "trust".to_owned(), pole };
    let item = |id: &str| Item {
        id: id.to_owned(),
        scale: match id.split_once('-') {
            Some(("lead", _)) => Some("trust.leading".to_owned()),
            Some(_) => Some("trust.managing".to_owned()),
            None => None,
        },
    };
    Form::new(
        ITEMS.map(item).into(),
        vec![scale("trust.leading", Pole::Leading), scale("trust.managing", Pole::Managing)],
        vec!["keep".to_owned(), "start".to_owned()],
    )
    .unwrap()
}

/// A form of one item that belongs to no scale.
pub(crate) fn one_item() -> Form {
    Form::new(vec![Item { id: "outcome".to_owned(), scale: None }], vec![], vec![]).unwrap()
}

/// Two items about a change, which are no items of [`form`] and belong to no scale.
pub(crate) fn change_form() -> Form {
    let item = |id: &str| Item { id: id.to_owned(), scale: None };
    Form::new(CHANGES.map(item).into(), vec![], vec![]).unwrap()
}

const CHANGES: [&str; 2] = ["change-lead", "change-manage"];

/// The same rater about a change: the answers to the first two items, under the ids of [`change_form`].
pub(crate) fn about_change(sheet: &Sheet) -> Sheet {
    let answer = |(id, asked): (&str, &str)| Some((id.to_owned(), *sheet.answers.get(asked)?));
    Sheet {
        answers: CHANGES.into_iter().zip(ITEMS).filter_map(answer).collect(),
        comments: BTreeMap::new(),
        themes: BTreeMap::new(),
        words: BTreeSet::new(),
        ..sheet.clone()
    }
}

pub(crate) fn stamp(k: usize) -> Stamp {
    Stamp {
        k: Floor::new(k).unwrap(),
        model_version: "2026.1".to_owned(),
        model_digest: "00ff".to_owned(),
    }
}

pub(crate) fn sheet(category: Category, answers: Answers) -> Sheet {
    Sheet {
        category,
        answers: ITEMS
            .iter()
            .zip(answers)
            .filter_map(|(id, points)| Some(((*id).to_owned(), Answer::new(points?).unwrap())))
            .collect(),
        comments: BTreeMap::new(),
        themes: BTreeMap::new(),
        words: BTreeSet::new(),
    }
}

pub(crate) fn sheets(sheets: Vec<Sheet>) -> Sheets {
    Sheets::new(Category::ANONYMOUS.into(), sheets).unwrap()
}

/// A generator for orders and simulations (Steele, Lea and Flood 2014, `SplitMix64`).
pub(crate) fn chance(seed: u64) -> impl FnMut() -> u64 {
    let mut state = seed;
    move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

/// The release with planning spreads, if there is one.
pub(crate) fn released(form: &Form, k: usize, sheets: &Sheets) -> Option<Release> {
    match published(form, k, sheets, &Past::none(TODAY))? {
        Published::Numbers(release) => Some(*release),
        Published::Directions(_) => panic!("there was nothing before"),
    }
}

/// The same after this past.
pub(crate) fn published(form: &Form, k: usize, sheets: &Sheets, past: &Past) -> Option<Published> {
    match release(form, stamp(k), sheets, &Spread::assumed(form), past, &mut chance(1)) {
        Outcome::Released(published) => Some(published),
        Outcome::TooFew => None,
    }
}

/// Answers with gaps, and now and then all at one end, where disclosure is easiest.
fn answers() -> impl Strategy<Value = Answers> {
    let point = |low, high| prop_oneof![5 => (low..=high).prop_map(Some), 1 => Just(None)];
    prop_oneof![
        3 => proptest::array::uniform5(point(1_u8, 5_u8)),
        2 => proptest::array::uniform5(point(4_u8, 5_u8)),
        1 => proptest::array::uniform5(point(1_u8, 2_u8)),
    ]
}

/// Up to nine raters in each category, a leader and up to two managers.
pub(crate) fn organisation() -> impl Strategy<Value = Vec<(Category, Answers)>> {
    let group = |category, most| {
        proptest::collection::vec(answers(), 0..=most)
            .prop_map(move |all| all.into_iter().map(|a| (category, a)).collect::<Vec<_>>())
    };
    (
        group(Category::Own, 1),
        group(Category::Manager, 2),
        group(Category::Reports, 9),
        group(Category::Peers, 9),
        group(Category::Others, 9),
    )
        .prop_map(|(a, b, c, d, e)| [a, b, c, d, e].concat())
}

pub(crate) fn to_sheets(raters: &[(Category, Answers)]) -> Sheets {
    sheets(raters.iter().map(|(category, answers)| sheet(*category, *answers)).collect())
}
