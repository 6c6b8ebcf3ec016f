//! What raters may wish for.

use hone_model::{Model, Pole, Sentences};

use crate::broken::{
    assert_only, assert_said, changed, changed_in, findings, without_table, without_table_in,
};

const STEM: &str = "[[wish_stem]]";

/// The shipped model without anything about wishes.
fn without() -> String {
    let mut text = Model::BUILTIN_DOCUMENT.to_owned();
    for wish in Model::builtin().wishes() {
        text = without_table_in(&text, "wish", &wish.id);
    }
    let start = text.find(STEM).expect("a part of the file");
    let end = text.find("# The forms.").expect("a part of the file");
    format!("{}{}", &text[..start], &text[end..])
}

#[test]
fn there_is_one_for_each_contrast_and_the_pulse_asks_for_none() {
    let model = Model::builtin();

    for contrast in model.contrasts() {
        let wish = model.wish_about(&contrast.id).unwrap();
        assert_eq!(model.wish(&wish.id), Some(wish));
        assert_eq!((wish.pole, model.item(&wish.id)), (Pole::Leading, None));
    }
    assert_eq!(model.wishes().len(), model.contrasts().len());
    for (form, n) in [("full", 5), ("short", 5), ("pulse", 0)] {
        assert_eq!(model.wishes_in(model.form(form).unwrap()).len(), n, "{form}");
    }
    let labels = model.wish_answers().iter().map(|answer| (answer.value, answer.label.as_str()));
    let as_now = Sentences::builtin().thresholds().as_now;
    assert!(labels.into_iter().any(|(value, label)| {
        (f64::from(value) - as_now).abs() < 1e-9 && label == "As much as now"
    }));
    assert_eq!(model.no_wish(), "I cannot say");
    assert_eq!(model.wish_stems().0, "How much of this would help you most?");
}

#[test]
fn a_model_may_do_without_wishes_but_not_with_half_of_them() {
    let without = without();
    assert_eq!(findings(&without), []);
    let model = Model::parse("own.toml", &without).unwrap();
    assert!(model.wishes_in(model.full()).is_empty());
    assert_eq!((model.no_wish(), model.wish_stems()), ("", ("", "")));

    let stem =
        format!("{STEM}\nothers = \"How much?\"\nown = \"How much?\"\nnone = \"No\"\nforms = []\n");
    let half = changed_in(&without, "# The forms.", &format!("{stem}\n# The forms."));
    assert_said(
        &half,
        "# The model",
        "the model: there are 0 wish_answers; there must be exactly 5. \
         Label five points, from the least to the most.",
    );
    assert_said(
        &half,
        "id = \"trust\"",
        "contrast trust: no wish is about it. Add a [[wish]] for it.",
    );
    let two = changed(STEM, &format!("{stem}\n{STEM}"));
    assert_only(
        &two,
        "# The model",
        "the model: there are 2 wish_stems; there must be exactly one. \
         Ask how much of it would help.",
    );
}

#[test]
fn a_contrast_without_a_wish_or_with_two_is_told() {
    assert_only(
        &without_table("wish", "wish-risk"),
        "id = \"risk\"",
        "contrast risk: no wish is about it. Add a [[wish]] for it.",
    );

    let text = changed(
        "id = \"wish-risk\"\ncontrast = \"risk\"",
        "id = \"wish-risk\"\ncontrast = \"change\"",
    );
    let expected = "wish wish-risk: change has a wish already. Keep one wish for each contrast.";
    assert!(findings(&text).iter().any(|found| found.to_string().ends_with(expected)));
}

#[test]
fn a_wish_is_about_leading_and_stands_in_the_order_of_its_contrast() {
    let text = changed(
        "id = \"wish-risk\"\ncontrast = \"risk\"\npole = \"leading\"",
        "id = \"wish-risk\"\ncontrast = \"risk\"\npole = \"outcome\"",
    );
    let expected = "wish wish-risk: it counts as outcome. Ask about the leading side.";
    let said = findings(&text);
    assert_eq!(said.len(), 1, "{said:#?}");
    assert!(said[0].to_string().ends_with(expected), "{said:#?}");

    let risk =
        Model::BUILTIN_DOCUMENT.find("[[wish]]\nid = \"wish-risk\"").expect("a part of the file");
    let (before, after) = Model::BUILTIN_DOCUMENT.split_at(risk);
    let (wish, rest) = after.split_at(after.find("\n\n").unwrap() + 2);
    let first = "[[wish]]\nid = \"wish-trust\"";
    let text = changed_in(&format!("{before}{rest}"), first, &format!("{wish}{first}"));
    assert_only(
        &text,
        "id = \"wish-risk\"",
        "warning: wish wish-risk: wishes stand in another order than the contrasts. Keep one order.",
    );
}

#[test]
fn its_answers_are_five_in_order_that_differ() {
    let label = "label = \"As much as now\"";
    assert_only(
        &changed(label, "label = \"much more than now\""),
        "label = \"Much more than now\"",
        &format!(
            "wish_answer 5: its label 'Much more than now' is taken by line {}. \
             Choose another one, or remove one of both.",
            Model::BUILTIN_DOCUMENT.lines().position(|line| line == label).unwrap() + 1
        ),
    );
    assert_only(
        &changed("none = \"I cannot say\"", "none = \"as much as now\""),
        label,
        "wish_answer 3: its label is the same as 'none'. Word one of both differently.",
    );
}

#[test]
fn a_wish_has_an_id_of_its_own_and_is_worded_like_an_item() {
    let text = changed("[[wish]]\nid = \"wish-risk\"", "[[wish]]\nid = \"r3-adds-checks\"");
    let said = findings(&text);
    assert!(said.iter().any(|found| found.message == "its id 'r3-adds-checks' is that of an item"));

    let own = "own = \"back ideas that may fail.\"";
    assert_said(
        &changed(own, "own = \"back ideas and people.\""),
        "own = \"back ideas and",
        "wish wish-risk: 'own' has the word 'and', which joins two things. \
         Split it, or keep the half that matters.",
    );
    assert_only(
        &changed(own, "own = \"back what may fail.\""),
        "own = \"back what",
        "warning: wish wish-risk: 'others' and 'own' differ in more than the person. \
         Say the same in both, once after the name and once after 'I'.",
    );
}

#[test]
fn it_is_asked_by_forms_that_are_there() {
    assert_only(
        &changed(
            "none = \"I cannot say\"\nforms = [\"full\", \"short\"]",
            "none = \"I cannot say\"\nforms = [\"full\", \"brief\"]",
        ),
        "forms = [\"full\"",
        "wish_stem 1: there is no form 'brief'. Name a form of this file, or add it.",
    );
}
