//! The journey that Hone ships: its weeks, what it names, and how it speaks.

use std::collections::BTreeSet;

use hone_model::{Journey, Library, Model, StepKind};

#[test]
fn the_weeks_follow_one_another_and_begin_and_end_with_a_measurement() {
    let journey = Journey::builtin();

    let mut next = 1;
    for step in &journey.steps {
        assert_eq!(step.from, next, "{}", step.id);
        assert!(step.to >= step.from, "{}", step.id);
        assert_eq!(step.second.is_some(), step.to > step.from, "{}: a text for each week", step.id);
        next = step.to + 1;
    }
    assert_eq!(journey.n_weeks(), 13);
    assert_eq!(journey.step(1).unwrap().kind, StepKind::Measure);
    assert_eq!(journey.step(13).unwrap().kind, StepKind::Measure);
    assert!(journey.step(0).is_none() && journey.step(14).is_none());
    let trust = journey.step(3).unwrap();
    assert_eq!((journey.step(2), trust.in_week(2)), (Some(trust), trust.first.as_str()));
    assert_eq!(Some(trust.in_week(3)), trust.second.as_deref());
}

#[test]
fn each_contrast_has_one_theme_of_two_weeks_with_a_practice_of_its_own() {
    let (journey, model, library) = (Journey::builtin(), Model::builtin(), Library::builtin());
    assert_eq!((journey.model.as_str(), journey.library.as_str()), (model.id(), library.id()));

    let mut contrasts = BTreeSet::new();
    for step in &journey.steps {
        let is_theme = step.kind == StepKind::Theme;
        assert_eq!(is_theme, step.contrast.is_some(), "{}", step.id);
        let Some(contrast) = &step.contrast else {
            assert!(step.practice.is_none() && step.tool.is_none(), "{}", step.id);
            continue;
        };
        assert!(contrasts.insert(contrast), "{contrast} stands twice");
        assert_eq!(step.to - step.from, 1, "{contrast}");
        let practice = step.practice.as_ref().unwrap();
        let practice = library.practices().iter().find(|one| one.id == *practice).unwrap();
        assert_eq!(practice.contrast, *contrast);
        assert_eq!(Some(practice.tool), step.tool, "{}", practice.id);
    }
    let all: BTreeSet<_> = model.contrasts().iter().map(|contrast| &contrast.id).collect();
    assert_eq!(contrasts, all);
}

#[test]
fn its_texts_are_short_and_promise_nothing() {
    for step in &Journey::builtin().steps {
        let texts = [Some(&step.title), Some(&step.why), Some(&step.first), step.second.as_ref()];
        for text in texts.into_iter().flatten() {
            assert!(!text.contains('!'), "{}: {text}", step.id);
            for sentence in text.split_inclusive(['.', '?']) {
                let n = sentence.split_whitespace().count();
                assert!(n <= 26, "{}: {n} words: {sentence}", step.id);
            }
            for word in ["will improve", "guarantee", "always", "never fails"] {
                assert!(!text.contains(word), "{}: {word}", step.id);
            }
        }
        assert!(step.title.split_whitespace().count() <= 6, "{}", step.title);
    }
}
