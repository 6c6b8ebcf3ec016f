//! Rules for each record by itself, and for the ids between records.

use hone_model::Model;

use crate::broken::{
    assert_only, assert_said, changed, changed_in, findings, without_lines, without_table,
};

#[test]
fn a_version_is_three_numbers() {
    for version in ["1.0", "1.0.0.0", "v1.0.0", "1.0.0-beta", "01.0.0", "1..0", "1.0.99999999999"] {
        let text = changed("version = \"1.2.0\"", &format!("version = \"{version}\""));

        let expected = format!(
            "the model: the version '{version}' is not three numbers. Write it like 1.0.0."
        );
        assert_only(&text, "version = \"", &expected);
    }
    assert!(findings(&changed("version = \"1.2.0\"", "version = \"12.0.30\"")).is_empty());
}

#[test]
fn a_language_is_a_tag() {
    for language in ["English", "e", "EN", "en_GB", "en-"] {
        let text = changed("language = \"en\"", &format!("language = \"{language}\""));

        let expected =
            format!("the model: '{language}' is not a language tag. Write it like en or pt-BR.");
        assert_only(&text, "language =", &expected);
    }
    assert!(findings(&changed("language = \"en\"", "language = \"en-GB\"")).is_empty());
}

#[test]
fn a_text_is_neither_empty_nor_endless() {
    let provenance = "provenance = \"Written for Hone from claim N2; \
                      not taken from an instrument; not yet piloted.\"";
    assert_only(
        &changed(provenance, "provenance = \"  \""),
        "provenance = \"  \"",
        "item n2-takes-up-change-soon: 'provenance' is empty. Write it.",
    );
    assert_only(
        &changed("short = \"Risk\"", "short = \"Risk of every kind\""),
        "short = \"Risk",
        "contrast risk: 'short' has 18 characters; at most 16. Shorten it.",
    );
}

#[test]
fn a_text_has_no_character_that_nobody_sees() {
    for (hidden, code) in [("\u{202e}", "202E"), ("\u{200b}", "200B"), ("\\u0000", "0000")] {
        let text = changed("label = \"Often\"", &format!("label = \"Of{hidden}ten\""));

        let expected = format!(
            "answer 4: 'label' has a character that nobody sees, U+{code}. \
             Take it out, or type the text anew."
        );
        assert_only(&text, "label = \"Of", &expected);
    }
}

#[test]
fn ids_are_plain() {
    let text = changed("id = \"help\"", "id = \"What helps\"");
    assert_only(
        &text,
        "id = \"What helps\"",
        "question What helps: 'What helps' cannot be an id. \
         Use small letters, digits and hyphens, at most 60.",
    );
    let text = changed("id = \"T7\"", "id = \"T-7\"");
    assert_said(
        &text,
        "id = \"T-7\"",
        "claim T-7: 'T-7' cannot be an id. Use letters and digits, such as T4.",
    );
}

#[test]
fn ids_and_labels_differ() {
    let way_out = "Choose another one, or remove one of both.";
    let text = changed("id = \"start\"", "id = \"keep\"");
    let first = text.lines().position(|line| line == "id = \"keep\"").unwrap() + 1;
    let second = first + 6;
    let expected = format!(
        "own.toml:{second}: question keep: its id 'keep' is taken by line {first}. {way_out}"
    );
    assert_eq!(findings(&text)[0].to_string(), expected);

    for (from, to, message) in [
        (
            "id = \"t1-gives-the-steps\"",
            "id = \"t1-settles-details\"",
            "its id 't1-settles-details'",
        ),
        ("id = \"T7\"", "id = \"T6\"", "its id 'T6' is taken"),
        ("id = \"risk\"", "id = \"trust\"", "its id 'trust' is taken"),
        ("id = \"pulse\"", "id = \"short\"", "its id 'short' is taken"),
        ("label = \"Often\"", "label = \"now and then\"", "its label 'now and then' is taken"),
        ("name = \"Risk\"", "name = \"Self-awareness\"", "its name 'Self-awareness' is taken"),
        ("short = \"Risk\"", "short = \"Trust\"", "its short 'Trust' is taken"),
        (
            "others = \"adds a check where something has gone wrong.\"",
            "others = \"uses a problem to start a change.\"",
            "its others 'uses a problem to start a change.' is taken",
        ),
    ] {
        let said = findings(&changed(from, to));
        assert!(said.iter().any(|found| found.message.starts_with(message)), "{to}: {said:#?}");
    }
}

#[test]
fn there_are_five_answers_in_order() {
    let text = changed("[[answer]]\nvalue = 5\nlabel = \"Nearly always\"\n", "");
    assert_only(
        &text,
        "# The model",
        "the model: there are 4 answers; there must be exactly 5. \
         Label five points, from the least to the most.",
    );
    assert_only(
        &changed("value = 4\nlabel = \"Often\"", "value = 6\nlabel = \"Often\""),
        "value = 6",
        "answer 4: its value is 6, where 4 is due. Count from 1 to 5, in this order.",
    );
}

#[test]
fn not_observed_is_none_of_the_answers() {
    assert_only(
        &changed("not_observed = \"I could not see this\"", "not_observed = \"often\""),
        "label = \"Often\"",
        "answer 4: its label is the same as 'not_observed'. Word one of both differently.",
    );
}

#[test]
fn there_are_three_open_questions() {
    assert_only(
        &without_table("question", "start"),
        "# The model",
        "the model: there are 2 open questions; there must be exactly 3. \
         Ask what to keep, what to start and what would help.",
    );
}

#[test]
fn a_question_has_no_mark_but_the_name() {
    assert_only(
        &changed("others = \"What should {name} keep doing?\"", "others = \"Keep {leader}?\""),
        "others = \"Keep",
        "question keep: 'others' has a brace that is not part of {name}. \
         Write {name} where the leader's name goes.",
    );
    assert_only(
        &changed("own = \"What do I want to keep doing?\"", "own = \"What will {name} keep?\""),
        "own = \"What will",
        "question keep: 'own' has a brace. Speak of 'I' instead of a name.",
    );
}

#[test]
fn contrasts_and_claims_that_are_named_are_there() {
    let way_out = "Use one of: trust, vision, self, change, risk.";
    let text = changed(
        "id = \"r3-adds-checks\"\ncontrast = \"risk\"",
        "id = \"r3-adds-checks\"\ncontrast = \"odds\"",
    );
    let expected = format!("item r3-adds-checks: there is no contrast 'odds'. {way_out}");
    assert_said(&text, "contrast = \"odds\"", &expected);

    let text = changed("id = \"T7\"\ncontrast = \"trust\"", "id = \"T7\"\ncontrast = \"odds\"");
    let expected = format!("claim T7: there is no contrast 'odds'. {way_out}");
    assert_said(&text, "contrast = \"odds\"", &expected);

    assert_said(
        &changed("claims = [\"T7\"]", "claims = [\"T77\"]"),
        "claims = [\"T77\"]",
        "item t7-talks-about-next-step: there is no claim 'T77'. \
         Name a claim of this file, or add it.",
    );
}

#[test]
fn an_item_serves_a_claim_of_its_own_contrast_and_pole() {
    let item = "item t7-talks-about-next-step:";
    for (claims, severity, message) in [
        ("[]", "", "it serves no claim. Name the claim it asks about, or remove it."),
        (
            "[\"T7\", \"R1\"]",
            "",
            "claim R1 belongs to another contrast. Put both into one contrast.",
        ),
        (
            "[\"T7\", \"T1\"]",
            "warning: ",
            "it counts as leading, claim T1 is managing. \
             Give it the claim's pole, or another claim.",
        ),
    ] {
        let text = changed("claims = [\"T7\"]", &format!("claims = {claims}"));

        assert_said(&text, &format!("claims = {claims}"), &format!("{severity}{item} {message}"));
    }
}

#[test]
fn a_claim_is_served_in_some_way() {
    let text = changed("[\"ask\", \"show\", \"guide\"]", "[]");

    assert_only(&text, "ways = []", "claim V10: 'ways' is empty. Say how the claim is served.");
}

#[test]
fn there_are_at_most_nine_contrasts() {
    let mut text = Model::BUILTIN_DOCUMENT.to_owned();
    for n in 6..=10 {
        let more = format!(
            "\n[[contrast]]\nid = \"c{n}\"\nname = \"Name {n}\"\nshort = \"Short {n}\"\n\
             leading_seen = \"lead\"\nmanaging_seen = \"manage\"\n\
             leading_means = \"Leads.\"\nmanaging_means = \"Manages.\"\n"
        );
        text.push_str(&more);
    }

    assert_said(
        &text,
        "# The model",
        "the model: there are 10 contrasts; at most 9. Join those that go together.",
    );
    assert!(
        findings(&without_lines(&changed_in(&text, "Name 10", "N"), "id = \"c10\""))
            .iter()
            .any(|found| found.message == "'id' is missing")
    );
}
