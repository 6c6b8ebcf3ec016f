//! The library that Hone ships.

use hone_model::{Grade, Library, Model, Pole, Tool, Way};

use crate::broken;

const SCALE_POLES: [Pole; 2] = [Pole::Leading, Pole::Managing];

#[test]
fn it_is_clean() {
    let findings = broken::findings(Library::BUILTIN_DOCUMENT);

    assert!(findings.is_empty(), "{findings:#?}");
}

#[test]
fn it_has_what_was_planned_on_every_scale() {
    let library = Library::builtin();

    assert!(library.practices().len() >= 65, "{}", library.practices().len());
    for contrast in Model::builtin().contrasts() {
        let n = |pole| library.practices_of(&contrast.id, pole).count();
        let (leading, managing) = (n(Pole::Leading), n(Pole::Managing));
        assert!(leading + managing >= 12, "{}: {leading} and {managing}", contrast.id);
        assert!(leading >= 8 && managing >= 4, "{}: {leading} and {managing}", contrast.id);
    }
    let n_easing = library.practices().iter().filter(|card| card.pole == Pole::Managing).count();
    assert!(n_easing * 3 >= library.practices().len(), "{n_easing}");
}

#[test]
fn two_practices_or_more_serve_every_claim_that_is_practised_or_guided() {
    let library = Library::builtin();
    let mut n_due = 0;
    for claim in Model::builtin().claims() {
        if [Way::Practise, Way::Guide].iter().any(|way| claim.is_served_by(*way)) {
            let ids: Vec<_> = library.practices_for(&claim.id).map(|card| &card.id).collect();
            assert!(ids.len() >= 2, "{}: {ids:?}", claim.id);
            n_due += 1;
        }
    }
    assert_eq!(n_due, 37, "every claim of the mission is due");
}

#[test]
fn every_tool_and_every_grade_is_in_use() {
    let cards = Library::builtin().practices();

    for tool in [Tool::Delegation, Tool::Objectives, Tool::Mirror, Tool::Experiments, Tool::Bets] {
        assert!(cards.iter().filter(|card| card.tool == tool).count() >= 5, "{tool:?}");
    }
    for grade in [Grade::A, Grade::B, Grade::C] {
        assert!(cards.iter().any(|card| card.grade == grade), "{grade}");
    }
}

#[test]
fn no_two_cards_share_a_sentence() {
    let mut seen = std::collections::HashMap::new();

    for card in Library::builtin().practices() {
        let texts = [
            &card.helps_when,
            &card.if_then,
            &card.two_minutes,
            &card.two_weeks,
            &card.notice,
            &card.pitfalls,
            &card.limits,
        ];
        for sentence in texts.into_iter().flat_map(|text| text.split_inclusive(['.', '?'])) {
            let sentence = sentence.trim();
            if sentence.split_whitespace().count() < 5 {
                continue;
            }
            if let Some(other) = seen.insert(sentence, &card.id) {
                panic!("{other} and {} both say: {sentence}", card.id);
            }
        }
    }
}

#[test]
fn a_practice_is_found_by_its_id_with_its_studies() {
    let library = Library::builtin();

    let card = library.practice("trust-look-back-ten-minutes").unwrap();

    assert_eq!(card.scale().to_string(), "trust.leading");
    let cites: Vec<_> = library.sources_of(card).map(|source| source.cite.as_str()).collect();
    assert_eq!(cites, ["Tannenbaum & Cerasoli (2013)", "Keiser & Arthur (2021)"]);
    assert_eq!(library.practice("trust-look-back"), None);
    for card in library.practices() {
        assert_eq!(library.sources_of(card).count() == 0, card.grade == Grade::C, "{}", card.id);
    }
}

#[test]
fn a_scale_gives_its_own_practices_in_the_order_of_the_file() {
    let library = Library::builtin();

    let ids: Vec<_> =
        library.practices_of("change", Pole::Managing).map(|card| card.id.as_str()).collect();

    assert_eq!(
        ids,
        [
            "change-keep-it-and-try-beside",
            "change-begin-again-on-paper",
            "change-ask-one-real-question",
            "change-take-the-doubt-to-its-owner",
        ]
    );
    assert_eq!(library.practices_of("change", Pole::Outcome).count(), 0);
    assert_eq!(library.practices_of("sailing", Pole::Leading).count(), 0);
}

#[test]
fn every_scale_has_a_first_look_of_its_own() {
    let library = Library::builtin();

    let mut texts = vec![];
    for contrast in Model::builtin().contrasts() {
        texts.extend(SCALE_POLES.map(|pole| library.first_look(&contrast.id, pole).unwrap()));
    }
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), 10);
    assert_eq!(library.first_look("trust", Pole::Outcome), None);
}

#[test]
fn a_card_without_a_study_says_that_it_is_not_tested() {
    let library = Library::builtin();

    assert!(library.grade_says(Grade::C).contains("plausible, not tested"));
    assert_ne!(library.grade_says(Grade::A), library.grade_says(Grade::B));
}

#[test]
fn the_form_of_a_practice_is_explained_with_its_studies() {
    let library = Library::builtin();

    assert!(library.form_says().contains("‘When …, I will …’"));
    assert!(library.form_sources().any(|source| source.id == "gollwitzer-2006"));
}

#[test]
fn messages_take_focus_sentence_and_name() {
    let library = Library::builtin();
    let if_then = "When a day ends, I will write one line.";

    let ids: Vec<_> = library.messages().iter().map(|message| message.id.as_str()).collect();
    assert_eq!(ids, ["thanks", "focus", "suggestions"]);
    for message in library.messages() {
        let written = message.written("Trust and delegation", if_then, "Ines");
        assert!(!written.contains(['{', '}']), "{written}");
        assert!(written.ends_with("Ines"), "{written}");
        assert_eq!(written.contains(if_then), message.id == "focus", "{written}");
        assert_eq!(written.contains("Trust and delegation"), message.id != "thanks", "{written}");
    }
}

#[test]
fn what_is_filled_into_a_message_is_left_as_it_is() {
    let message = &Library::builtin().messages()[1];

    let written = message.written("{leader}", "a { b", "Ines");

    assert!(written.contains("\n{leader}\n") && written.contains("\na { b\n"), "{written}");
}

#[test]
fn a_library_is_told_from_a_model() {
    assert!(Library::is_meant(Library::BUILTIN_DOCUMENT));
    assert!(!Library::is_meant(Model::BUILTIN_DOCUMENT));
    assert_eq!(Library::builtin().model(), Model::builtin().id());
}
