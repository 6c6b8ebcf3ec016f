//! What is asked about a change after a result.

use hone_model::{Model, Pole};

use crate::broken::{changed, findings, without_table};

/// The shipped model as it would be without anything about a change.
fn without_changes() -> String {
    let start = Model::BUILTIN_DOCUMENT.find("[[change_stem]]").expect("a part of the file");
    let end = Model::BUILTIN_DOCUMENT.find("# The forms.").expect("a part of the file");
    format!("{}{}", &Model::BUILTIN_DOCUMENT[..start], &Model::BUILTIN_DOCUMENT[end..])
}

/// Checks that a text gets exactly one finding, wherever it stands.
#[track_caller]
fn assert_one(text: &str, expected: &str) {
    let said: Vec<_> = findings(text).iter().map(ToString::to_string).collect();
    let rest: Vec<_> = said.iter().filter_map(|line| Some(line.split_once(": ")?.1)).collect();
    assert_eq!(rest, [expected]);
}

#[test]
fn each_contrast_of_the_shipped_model_has_a_form_of_both_poles() {
    let model = Model::builtin();

    for contrast in model.contrasts() {
        let form = model.change_form(&contrast.id).unwrap();
        assert_eq!(form.change(), Some(contrast.id.as_str()));
        assert_eq!(model.form(&format!("change.{}", contrast.id)), Some(form));
        let poles: Vec<Pole> = model.items_of(form, &contrast.id).map(|item| item.pole).collect();
        assert_eq!(poles, [Pole::Leading, Pole::Managing], "{}", contrast.id);
        assert_eq!(model.answers_of(form)[2].label, "About the same");
        assert!(model.stems_of(form).0.ends_with("have you seen this less or more?"));
        assert!(model.stems_of(form).1.ends_with("did you do this less or more?"));
        assert!(model.questions_of(form).is_empty());
    }
}

#[test]
fn a_form_of_a_round_has_nothing_about_a_change() {
    let model = Model::builtin();

    for form in model.forms() {
        assert_eq!(form.change(), None);
        assert!(model.items_in(form).all(|item| !model.changes().contains(item)));
        assert_eq!(model.answers_of(form), model.answers());
        assert_eq!(model.stems_of(form), (model.stem_others(), model.stem_own()));
        assert_eq!(model.questions_of(form).len(), 3);
    }
    assert!(model.items().iter().all(|item| !model.changes().contains(item)));
}

#[test]
fn a_model_from_before_can_be_read_and_asks_about_no_change() {
    let model = Model::parse("own.toml", &without_changes()).unwrap();

    assert!(model.warnings().is_empty(), "{:#?}", model.warnings());
    assert!(model.changes().is_empty());
    assert_eq!(model.change_form("trust"), None);
    assert_eq!(model.form("change.trust"), None);
}

#[test]
fn every_contrast_has_two_or_three_of_both_poles_or_none_has_any() {
    assert_one(
        &without_table("change", "c-risk-safe-way"),
        "contrast risk: it has 1 changes of leading and 0 of managing; 2 or 3 are due, of both poles. \
         Add a [[change]], or take one out.",
    );
    let more = |n: usize| {
        let one = |i: usize| {
            format!(
                "[[change]]\nid = \"c-risk-{i}\"\ncontrast = \"risk\"\npole = \"leading\"\n\
                 claims = [\"R2\"]\nothers = \"makes bet {i}.\"\nown = \"make bet {i}.\"\n\
                 provenance = \"Made up.\"\n\n"
            )
        };
        let more: String = (0..n).map(one).collect();
        changed("# The forms.", &format!("{more}# The forms."))
    };
    assert!(findings(&more(1)).is_empty());
    assert_one(
        &more(2),
        "contrast risk: it has 3 changes of leading and 1 of managing; 2 or 3 are due, of both poles. \
         Add a [[change]], or take one out.",
    );
}

#[test]
fn an_id_about_a_change_is_no_id_of_an_item() {
    assert_one(
        &changed("id = \"c-risk-safe-way\"", "id = \"r3-adds-checks\""),
        "change r3-adds-checks: its id 'r3-adds-checks' is that of an item. \
         Give it an id of its own: answers about a change are other answers.",
    );
}

#[test]
fn there_are_five_answers_and_one_question_above_them() {
    assert_one(
        &changed("[[change_answer]]\nvalue = 5\nlabel = \"Much more\"\n", ""),
        "the model: there are 4 change_answers; there must be exactly 5. \
         Label five points, from the least to the most.",
    );
    let stem = "[[change_stem]]\nothers = \"Less or more?\"\nown = \"Less or more?\"\n\n";
    assert_one(
        &changed("# The forms.", &format!("{stem}# The forms.")),
        "the model: there are 2 change_stems; there must be exactly one. \
         Ask whether people have seen it less or more.",
    );
}

#[test]
fn an_outcome_is_nothing_that_people_see_more_of() {
    let (from, to) = ("pole = \"managing\"", "pole = \"outcome\"");
    let place = "id = \"c-risk-safe-way\"\ncontrast = \"risk\"\n";
    let text = changed(&format!("{place}{from}"), &format!("{place}{to}"));

    let said: Vec<_> = findings(&text).iter().map(|found| found.message.clone()).collect();
    assert!(said.contains(&"it is about an outcome".to_owned()), "{said:?}");
}

#[test]
fn its_sentences_keep_the_rules_of_items() {
    let text =
        changed("others = \"backs plans that may fail.\"", "others = \"backs plans and bets.\"");
    let said: Vec<_> = findings(&text).iter().map(ToString::to_string).collect();
    let expected = "change c-risk-backs: 'others' has the word 'and', which joins two things. \
                    Split it, or keep the half that matters.";
    assert!(said.iter().any(|line| line.ends_with(expected)), "{said:#?}");

    assert_one(
        &changed(
            "claims = [\"N5\"]\nothers = \"keeps to the ways of working that",
            "claims = [\"T5\"]\nothers = \"keeps to the ways of working that",
        ),
        "change c-change-keeps-ways: claim T5 belongs to another contrast. \
         Put both into one contrast.",
    );
}
