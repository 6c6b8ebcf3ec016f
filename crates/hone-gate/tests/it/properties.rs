//! What holds for every organisation.

use std::collections::{BTreeMap, BTreeSet};

use hone_gate::{Bound, Category, Figure, Published, Release};
use proptest::prelude::*;
use serde_json::Value;

use crate::organisation::{Answers, form, organisation, released, to_sheets};

fn counts(raters: &[(Category, Answers)]) -> BTreeMap<Category, usize> {
    let mut counts = BTreeMap::new();
    for (category, _) in raters.iter().filter(|(category, _)| category.is_anonymous()) {
        *counts.entry(*category).or_default() += 1;
    }
    counts
}

/// What is shown and what is not, without any number.
fn shape(release: &Release) -> Vec<(String, String, String)> {
    let kind = |figure: &Figure| match figure {
        Figure::Shown(_) => "shown".to_owned(),
        Figure::OneVoice(_) => "one voice".to_owned(),
        Figure::Untold(untold) => format!("{untold:?}"),
        Figure::NotShown => "not shown".to_owned(),
    };
    let lines = release.items().iter().chain(release.scales()).chain(release.contrasts());
    lines
        .flat_map(|(id, line)| {
            line.classes()
                .iter()
                .map(|(class, figure)| (id.clone(), class.clone(), kind(figure)))
                .chain([(id.clone(), "overall".to_owned(), kind(line.overall()))])
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Every key and every list entry anywhere in a document, with its path.
fn paths(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                found.push(format!("{path}/{key}"));
                paths(inner, &format!("{path}/{key}"), found);
            }
        }
        Value::Array(entries) => {
            for inner in entries {
                paths(inner, &format!("{path}/*"), found);
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn classes_hold_everybody_and_nobody_twice(raters in organisation(), k in 3_usize..=10) {
        let counts = counts(&raters);
        let n: usize = counts.values().sum();
        let Some(release) = released(&form(), k, &to_sheets(&raters)) else {
            prop_assert!(n < k, "{n} raters are enough for {k}");
            return Ok(());
        };

        prop_assert_eq!(release.n_raters(), n);
        let mut seen = BTreeSet::new();
        for class in release.classes() {
            prop_assert!(class.n() >= k);
            let members: usize =
                class.categories().iter().filter_map(|category| counts.get(category)).sum();
            prop_assert_eq!(class.n(), members);
            prop_assert!(class.categories().iter().all(|category| seen.insert(*category)));
        }
        prop_assert!(counts.keys().all(|category| seen.contains(category)));
    }

    #[test]
    fn what_is_shown_depends_on_counts_only(raters in organisation(), turn in 1_u8..5) {
        let Some(release) = released(&form(), 4, &to_sheets(&raters)) else { return Ok(()) };
        let turned: Vec<(Category, Answers)> = raters
            .iter()
            .map(|(category, answers)| {
                (*category, answers.map(|answer| answer.map(|points| (points + turn - 1) % 5 + 1)))
            })
            .collect();

        let other = released(&form(), 4, &to_sheets(&turned)).unwrap();

        prop_assert_eq!(release.classes(), other.classes());
        prop_assert_eq!(shape(&release), shape(&other));
    }

    #[test]
    fn who_answered_in_which_order_does_not_matter(
        (raters, mixed) in organisation().prop_flat_map(|raters| {
            (Just(raters.clone()), Just(raters).prop_shuffle())
        }),
    ) {
        let json = |raters: &[_]| {
            released(&form(), 4, &to_sheets(raters)).map(|release| release.to_json())
        };

        prop_assert_eq!(json(&raters), json(&mixed));
    }

    #[test]
    fn totals_are_made_of_the_numbers_beside_them(raters in organisation()) {
        let Some(release) = released(&form(), 4, &to_sheets(&raters)) else { return Ok(()) };

        for line in release.items().values().chain(release.scales().values()) {
            let (mut sum, mut weight) = (0.0, 0.0);
            for class in release.classes() {
                if let Some(shown) = line.class(class.id()).unwrap().shown() {
                    sum += shown.value() * class.n() as f64;
                    weight += class.n() as f64;
                }
            }
            match line.overall().shown() {
                None => prop_assert!(weight == 0.0),
                // A bound may be rounded away from its end by a whole step.
                Some(shown) => {
                    let room = if shown.bound() == Bound::None { 0.05 } else { 0.1 };
                    prop_assert!((shown.value() - sum / weight).abs() <= room + 1e-9);
                }
            }
        }
    }

    #[test]
    fn a_scale_is_the_mean_of_its_published_items(raters in organisation()) {
        let Some(release) = released(&form(), 4, &to_sheets(&raters)) else { return Ok(()) };

        for (scale, items) in
            [("trust.leading", ["lead-1", "lead-2"]), ("trust.managing", ["manage-1", "manage-2"])]
        {
            for (id, figure) in release.scales()[scale].classes() {
                let shown: Vec<f64> = items
                    .iter()
                    .filter_map(|item| release.items()[*item].class(id)?.shown())
                    .map(hone_gate::Shown::value)
                    .collect();
                match figure.shown() {
                    None => prop_assert!(shown.len() < 2),
                    Some(found) => {
                        prop_assert_eq!(shown.len(), 2);
                        let mean = f64::midpoint(shown[0], shown[1]);
                        let room = if found.bound() == Bound::None { 0.05 } else { 0.1 };
                        prop_assert!((found.value() - mean).abs() <= room + 1e-9);
                    }
                }
            }
        }
    }

    #[test]
    fn a_category_below_the_floor_has_no_figure_on_any_path(
        raters in organisation(),
        k in 3_usize..=10,
    ) {
        let Some(release) = released(&form(), k, &to_sheets(&raters)) else { return Ok(()) };
        let document: Value = serde_json::from_str(&release.to_json()).unwrap();
        let mut found = Vec::new();
        paths(&document, "", &mut found);

        let counts = counts(&raters);
        for category in Category::ANONYMOUS {
            if counts.get(&category).copied().unwrap_or(0) < k {
                let ending = format!("/{}", category.as_str());
                prop_assert!(!found.iter().any(|path| path.ends_with(&ending)), "{category:?}");
            }
        }
    }

    #[test]
    fn every_release_can_be_read_again(raters in organisation(), k in 3_usize..=10) {
        let Some(release) = released(&form(), k, &to_sheets(&raters)) else { return Ok(()) };

        let json = release.to_json();

        prop_assert_eq!(Published::parse(&json), Ok(Published::Numbers(Box::new(release))));
    }

    #[test]
    fn intervals_hold_their_value_and_stay_in_range(raters in organisation()) {
        let Some(release) = released(&form(), 4, &to_sheets(&raters)) else { return Ok(()) };

        let answers = release.items().values().chain(release.scales().values());
        let all = answers
            .map(|line| (line, 1.0, 5.0))
            .chain(release.contrasts().values().map(|line| (line, -4.0, 4.0)));
        for (line, lowest, highest) in all {
            for shown in line.classes().values().chain([line.overall()]).filter_map(Figure::shown) {
                prop_assert!(lowest <= shown.low() && shown.low() <= shown.value());
                prop_assert!(shown.value() <= shown.high() && shown.high() <= highest);
                match shown.bound() {
                    Bound::None => {}
                    Bound::AtLeast => prop_assert!(shown.high() >= highest),
                    Bound::AtMost => prop_assert!(shown.low() <= lowest),
                }
            }
        }
    }

    #[test]
    fn a_width_does_not_tell_how_many_answered(
        raters in organisation(),
        gone in 0_usize..40,
    ) {
        let Some(release) = released(&form(), 4, &to_sheets(&raters)) else { return Ok(()) };
        let mut fewer = raters.clone();
        if let Some((_, answers)) = fewer.get_mut(gone) {
            answers[4] = None;
        }
        let other = released(&form(), 4, &to_sheets(&fewer)).unwrap();

        // Only where both are plain numbers away from the ends, so that nothing is cut.
        let plain = |figure: &Figure| {
            figure.shown().filter(|shown| {
                shown.bound() == Bound::None && shown.low() > 1.0 && shown.high() < 5.0
            }).map(|shown| ((shown.high() - shown.low()) * 10.0).round())
        };
        for (class, figure) in release.items()["outcome"].classes() {
            let again = other.items()["outcome"].class(class).unwrap();
            if let (Some(width), Some(same)) = (plain(figure), plain(again)) {
                prop_assert!((width - same).abs() < 0.5, "{width} and {same}");
            }
        }
    }
}
