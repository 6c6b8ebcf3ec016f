//! What people wrote: when it is shown, and in which order.

use std::collections::BTreeMap;

use hone_gate::{Category, Outcome, Past, Published, Release, Sheet, Sheets, Spread, release};

use crate::organisation::{BLANK, TODAY, chance, form, released, sheet, sheets, stamp};

/// A rater who wrote this to both questions.
fn writer(category: Category, text: &str) -> Sheet {
    let comments = ["keep", "start"].map(|question| (question.to_owned(), text.to_owned()));
    Sheet { comments: comments.into(), ..sheet(category, BLANK) }
}

fn peers(n: usize, texts: &[&str]) -> Sheets {
    let text = |i: usize| texts.get(i).copied().unwrap_or("");
    sheets((0..n).map(|i| writer(Category::Peers, text(i))).collect())
}

fn drawn(sheets: &Sheets, chance: &mut dyn FnMut() -> u64) -> Release {
    let (spread, past) = (Spread::assumed(&form()), Past::none(TODAY));
    match release(&form(), stamp(4), sheets, &spread, &past, chance) {
        Outcome::Released(Published::Numbers(release)) => *release,
        outcome => panic!("{outcome:?}"),
    }
}

#[test]
fn comments_need_five_raters_and_three_comments() {
    let is_shown = |n, texts: &[&str]| {
        released(&form(), 4, &peers(n, texts)).unwrap().comments().colleagues("keep").is_some()
    };

    assert!(is_shown(5, &["a", "b", "c"]));
    assert!(!is_shown(4, &["a", "b", "c", "d"]));
    assert!(!is_shown(5, &["a", "b"]));
    assert!(!is_shown(5, &["a", "b", " ", "...", ""]));
}

#[test]
fn a_higher_floor_holds_for_comments_too() {
    let at = |n| {
        let release = released(&form(), 8, &peers(n, &["a", "b", "c"]))?;
        release.comments().colleagues("keep").map(<[String]>::len)
    };

    assert_eq!(at(7), None);
    assert_eq!(at(8), Some(3));
}

#[test]
fn comments_of_all_classes_stand_together_without_a_label() {
    let mut all: Vec<Sheet> = (0..4).map(|i| writer(Category::Reports, &format!("r{i}"))).collect();
    all.extend((0..4).map(|i| writer(Category::Others, &format!("o{i}"))));
    let release = released(&form(), 4, &sheets(all)).unwrap();

    assert_eq!(release.classes().len(), 2);
    assert_eq!(release.comments().colleagues("keep").unwrap().len(), 8);
}

#[test]
fn what_the_leader_and_the_manager_wrote_stands_apart() {
    let mut all: Vec<Sheet> = (0..4).map(|_| writer(Category::Peers, "peer")).collect();
    all.push(writer(Category::Own, "mine"));
    all.push(writer(Category::Manager, "boss"));
    let release = released(&form(), 4, &sheets(all)).unwrap();

    assert_eq!(release.comments().own("keep"), ["mine"]);
    assert_eq!(release.comments().manager("keep"), ["boss"]);
    assert_eq!(release.comments().colleagues("keep"), None);
}

/// A rater who lets the leader know no more than what both comments are about.
fn hinting(category: Category, theme: &str) -> Sheet {
    let themes = ["keep", "start"].map(|question| (question.to_owned(), theme.to_owned()));
    Sheet { themes: themes.into(), ..sheet(category, BLANK) }
}

fn told(raters: Vec<Sheet>) -> Option<Vec<(String, usize)>> {
    let release = released(&form(), 4, &sheets(raters)).unwrap();
    let themes = release.comments().themes("keep")?;
    Some(themes.iter().map(|(theme, n)| (theme.clone(), *n)).collect())
}

#[test]
fn of_a_theme_only_how_many_comments_are_about_it_is_told_and_by_the_same_floor() {
    let raters = |n_hinting: usize, n: usize| -> Vec<Sheet> {
        let hinting = (0..n_hinting).map(|_| hinting(Category::Peers, "trust"));
        let silent = (n_hinting..n).map(|_| sheet(Category::Peers, BLANK));
        hinting.chain(silent).collect()
    };

    assert_eq!(told(raters(3, 5)), Some(vec![("trust".to_owned(), 3)]));
    assert_eq!(told(raters(2, 5)), None);
    assert_eq!(told(raters(4, 4)), None);
}

#[test]
fn themes_do_not_lift_comments_over_their_floor_nor_comments_themes() {
    let mut raters: Vec<Sheet> =
        ["a", "b"].iter().map(|text| writer(Category::Peers, text)).collect();
    raters.extend((0..2).map(|_| hinting(Category::Reports, "trust")));
    raters.extend((0..4).map(|_| sheet(Category::Peers, BLANK)));
    raters.extend((0..4).map(|_| sheet(Category::Reports, BLANK)));

    let release = released(&form(), 4, &sheets(raters)).unwrap();

    assert_eq!(release.comments().colleagues("keep"), None);
    assert_eq!(release.comments().themes("keep"), None);
}

#[test]
fn where_a_theme_is_chosen_the_text_goes_nowhere() {
    let both = |i: usize| {
        let mut sheet = writer(Category::Peers, &format!("canary {i}"));
        sheet.themes.insert("keep".to_owned(), "trust".to_owned());
        sheet
    };
    let release = released(&form(), 4, &sheets((0..5).map(both).collect())).unwrap();

    assert_eq!(release.comments().colleagues("keep"), None);
    assert_eq!(release.comments().colleagues("start").unwrap().len(), 5);
    assert_eq!(release.to_json().matches("canary").count(), 5);
}

#[test]
fn what_is_no_contrast_is_no_theme() {
    let raters = (0..5).map(|_| hinting(Category::Peers, "canary: a text in disguise")).collect();

    let release = released(&form(), 4, &sheets(raters)).unwrap();

    assert!(!release.to_json().contains("canary"));
}

#[test]
fn the_leader_and_the_manager_have_no_themes() {
    let mut raters: Vec<Sheet> = (0..5).map(|_| sheet(Category::Peers, BLANK)).collect();
    raters.extend((0..3).map(|_| hinting(Category::Manager, "trust")));
    raters.extend((0..3).map(|_| hinting(Category::Own, "trust")));

    assert_eq!(told(raters), None);
}

#[test]
fn nothing_is_left_of_the_order_in_which_sheets_were_stored() {
    let texts = ["one", "two", "three", "four", "five"];
    let mut backwards = texts;
    backwards.reverse();

    let forth = released(&form(), 4, &peers(5, &texts)).unwrap();
    let back = released(&form(), 4, &peers(5, &backwards)).unwrap();

    assert_eq!(forth.to_json(), back.to_json());
}

#[test]
fn every_order_is_equally_likely_and_one_question_tells_nothing_of_the_other() {
    let sheets = peers(5, &["a", "b", "c"]);
    let mut chance = chance(7);
    let mut of_one: BTreeMap<String, f64> = BTreeMap::new();
    let mut of_both: BTreeMap<String, f64> = BTreeMap::new();
    let n = 10_000;

    for _ in 0..n {
        let release = drawn(&sheets, &mut chance);
        let keep = release.comments().colleagues("keep").unwrap().concat();
        let start = release.comments().colleagues("start").unwrap().concat();
        *of_both.entry(format!("{keep} {start}")).or_default() += 1.0;
        *of_one.entry(keep).or_default() += 1.0;
    }

    // 99.9 in 100 fair runs stay below these: chi-square with 5 and with 35 degrees of freedom.
    assert!(chi_square(&of_one, 6, n) < 20.5, "{of_one:?}");
    assert!(chi_square(&of_both, 36, n) < 66.6, "{of_both:?}");
}

fn chi_square(counts: &BTreeMap<String, f64>, n_cells: u32, n: u32) -> f64 {
    assert_eq!(u32::try_from(counts.len()), Ok(n_cells));
    let expected = f64::from(n) / f64::from(n_cells);
    counts.values().map(|count| (count - expected).powi(2) / expected).sum()
}
