//! The words of which raters choose.

use hone_model::{Model, NAME_MARK};

use crate::broken::{assert_only, changed, changed_in, findings};

const FIRST: &str = "  \"approachable\",\n";
const PLACE: &str = "words = [";

/// The shipped model without words.
fn without() -> String {
    let text = Model::BUILTIN_DOCUMENT;
    let start = text.find("[[word_choice]]").expect("a part of the file");
    let end = text.find("# What the same people are asked once").expect("a part of the file");
    format!("{}{}", &text[..start], &text[end..])
}

#[test]
fn the_full_and_the_short_form_offer_them_and_the_pulse_does_not() {
    let model = Model::builtin();

    for (form, n) in [("full", 24), ("short", 24), ("pulse", 0)] {
        assert_eq!(model.words_in(model.form(form).unwrap()).len(), n, "{form}");
    }
    let (others, own) = model.word_stems();
    assert!(others.contains(NAME_MARK) && !own.contains(NAME_MARK));
}

#[test]
fn a_model_may_do_without_words_but_has_no_two_lists() {
    assert_eq!(findings(&without()), []);
    let model = Model::parse("own.toml", &without()).unwrap();
    assert!(model.words_in(model.full()).is_empty());

    let list = &Model::BUILTIN_DOCUMENT[Model::BUILTIN_DOCUMENT.find("[[word_choice]]").unwrap()..];
    let list = &list[..list.find("]\n\n# What").unwrap()];
    let two = changed_in(
        Model::BUILTIN_DOCUMENT,
        "[[word_choice]]",
        &format!("{list}]\n\n[[word_choice]]"),
    );
    assert_only(
        &two,
        "# The model",
        "the model: there are 2 word_choices; there may be one. Keep one list of words.",
    );
}

#[test]
fn what_is_wrong_with_a_list_is_told_with_its_place() {
    let says = |from: &str, to: &str, said: &str| assert_only(&changed(from, to), PLACE, said);

    says(
        FIRST,
        "  \"Approachable\",\n",
        "word_choice 1: 'Approachable' is no word in small letters of at most 16. \
         Choose one short word.",
    );
    says(
        FIRST,
        "  \"always there for others\",\n",
        "word_choice 1: 'always there for others' is no word in small letters of at most 16. \
         Choose one short word.",
    );
    says(FIRST, "  \"bold\",\n", "word_choice 1: a word stands twice. Keep each once.");
    says(
        FIRST,
        "  \"zealous\",\n",
        "warning: word_choice 1: the words are not in the order of the alphabet. \
         Sort them, so that none is chosen because it stands first.",
    );
}

#[test]
fn a_list_is_neither_short_nor_endless() {
    let list = &Model::BUILTIN_DOCUMENT[Model::BUILTIN_DOCUMENT.find(FIRST).unwrap()..];
    let list = &list[..list.find("]\n\n# What").unwrap()];
    assert_only(
        &changed(list, "  \"bold\",\n  \"calm\",\n"),
        PLACE,
        "word_choice 1: there are 2 words; 12 to 30 are due. \
         Add words, or take some out.",
    );
}

#[test]
fn the_question_has_the_name_once_and_forms_exist() {
    assert_only(
        &changed("Which words fit how {name} works with people?", "Which words fit?"),
        "others = \"Which words fit?\"",
        "word_choice 1: 'others' does not have {name} once. Put it where the name of the leader stands.",
    );
    let from = "own = \"Which words fit how you work with people?\"\nforms = [\"full\", \"short\"]";
    let to = "own = \"Which words fit how you work with people?\"\nforms = [\"full\", \"long\"]";
    assert_only(
        &changed(from, to),
        "forms = [\"full\", \"long\"]",
        "word_choice 1: there is no form 'long'. Name a form of this file, or add it.",
    );
}
