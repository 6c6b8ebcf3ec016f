//! Small releases made by hand: a scale of a single item for each end of each contrast.

use std::collections::{BTreeMap, BTreeSet};

use hone_gate::{
    Answer, Category, Floor, Form, Item, Outcome, Past, Pole, Published, Release, Scale, Sheet,
    Sheets, Spread, Stamp, release,
};
use hone_model::Model;
use jiff::civil::{Date, date};

/// How many direct reports answer, so that a mean in steps of 0.1 is what they answered.
pub const N: i64 = 10;

/// Contrast, tenths of managing and tenths of leading; 0 is not seen by anybody.
pub type Seen = (&'static str, i64, i64);

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
    Form::new(items.collect(), scales.clone(), vec!["keep".to_owned()]).expect("a form")
}

/// The same form, which asks for wishes too.
fn wishing_form() -> Form {
    let wishes = Model::builtin().wishes().iter().map(|wish| wish.id.clone());
    form().with_wishes(wishes.collect()).expect("wishes that are no items")
}

/// What the rater in a place answers, so that all together have the mean.
fn answer(tenths: i64, place: i64) -> Option<Answer> {
    let points = (tenths / N) + i64::from(place < tenths % N);
    Answer::new(u8::try_from(points).expect("a point")).ok()
}

/// The sheet of the rater in a place.
pub fn sheet(category: Category, seen: &[Seen], place: i64) -> Sheet {
    let ends = |(contrast, managing, leading): &Seen| {
        [(format!("{contrast}.managing"), *managing), (format!("{contrast}.leading"), *leading)]
    };
    let answers = seen.iter().flat_map(ends);
    Sheet {
        category,
        answers: answers.filter_map(|(id, t)| Some((id, answer(t, place)?))).collect(),
        comments: BTreeMap::new(),
        themes: BTreeMap::new(),
        words: BTreeSet::new(),
    }
}

/// The release of such sheets, with the planning values of the spread.
pub fn released(sheets: Vec<Sheet>) -> Release {
    released_on(date(2026, 6, 12), sheets)
}

/// The same on another day.
pub fn released_on(day: Date, sheets: Vec<Sheet>) -> Release {
    made(&form(), day, sheets)
}

/// The same by a form that asks for wishes.
pub fn released_wishing(sheets: Vec<Sheet>) -> Release {
    made(&wishing_form(), date(2026, 6, 12), sheets)
}

fn made(form: &Form, day: Date, sheets: Vec<Sheet>) -> Release {
    let invited: BTreeSet<Category> = sheets.iter().map(|sheet| sheet.category).collect();
    let sheets = Sheets::new(invited, sheets).expect("sheets of those invited");
    let stamp =
        Stamp { k: Floor::DEFAULT, model_version: "1".to_owned(), model_digest: "0".to_owned() };
    let (spread, past) = (Spread::assumed(form), Past::none(day));
    match release(form, stamp, &sheets, &spread, &past, &mut || 0) {
        Outcome::Released(Published::Numbers(release)) => *release,
        outcome => panic!("{outcome:?}"),
    }
}

/// What ten direct reports see.
pub fn seen(seen: &[Seen]) -> Release {
    released((0..N).map(|place| sheet(Category::Reports, seen, place)).collect())
}

/// What ten direct reports see, and what they wish: a contrast with tenths of the wish, 0 for nothing
/// said.
pub fn wishing(seen: &[Seen], wishes: &[(&str, i64)]) -> Release {
    let sheets = (0..N).map(|place| {
        let mut sheet = sheet(Category::Reports, seen, place);
        for (contrast, tenths) in wishes {
            wish(&mut sheet, contrast, *tenths, place);
        }
        sheet
    });
    released_wishing(sheets.collect())
}

/// Adds what the rater in a place wishes in a contrast.
pub fn wish(sheet: &mut Sheet, contrast: &str, tenths: i64, place: i64) {
    let item = Model::builtin().wish_about(contrast).expect("a contrast of the shipped model");
    sheet.answers.extend(answer(tenths, place).map(|answer| (item.id.clone(), answer)));
}

/// The same beside the own view, in whole points.
pub fn beside(own: &[Seen], all: &[Seen]) -> Release {
    let mut sheets: Vec<Sheet> = (0..N).map(|place| sheet(Category::Reports, all, place)).collect();
    sheets.push(sheet(Category::Own, own, 0));
    released(sheets)
}
