//! Rules for the records of a library, and for what they name in each other and in the model.

use hone_model::{Finding, Library, Model, Pole};

use crate::broken::{assert_only, changed_in, findings};
use crate::shelf::{assert_among, assert_one, changed, with, with_in, without};

/// A practice whose claim others serve too, so that a change in it has one consequence.
const STOP: &str = "risk-agree-where-to-stop";
/// A practice that rests on a study of grade B which no other practice names.
const WAVES: &str = "change-list-who-feels-it";

#[test]
fn an_error_names_file_line_practice_and_field() {
    assert_only(
        &with(STOP, "pole", "\"outcome\""),
        "pole = \"outcome\"",
        "practice risk-agree-where-to-stop: 'pole' is not one of: leading, managing. \
         Write it as pole = \"leading\".",
    );
}

#[test]
fn every_field_is_there_and_of_its_kind() {
    let text = with(STOP, "tool", "\"gone\"");
    assert_one(
        &changed_in(&text, "tool = \"gone\"\n", ""),
        "practice risk-agree-where-to-stop: 'tool' is missing. Add a line tool = \"delegation\".",
    );
    assert_one(
        &with(STOP, "grade", "\"D\""),
        "practice risk-agree-where-to-stop: 'grade' is not one of: A, B, C. \
         Write it as grade = \"A\".",
    );
    assert_one(
        &with(STOP, "tool", "\"coin\""),
        "practice risk-agree-where-to-stop: 'tool' is not one of: \
         delegation, objectives, mirror, experiments, bets. Write it as tool = \"delegation\".",
    );
    assert_one(
        &with(STOP, "title", "\"Stop\"\nheading = \"Stop\""),
        "practice risk-agree-where-to-stop: there is no field 'heading'. \
         Take it out, or use one of: id, contrast, pole, claims, title, helps_when, if_then, \
         two_minutes, two_weeks, notice, pitfalls, grade, sources, limits, tool.",
    );
}

#[test]
fn a_file_that_is_far_too_long_is_refused_as_a_library() {
    let text = format!("[[practice]]\n{}", "# nothing\n".repeat(60_000));

    assert_one(&text, "the file: the file has 586 KiB; at most 512. Give a library file.");
}

#[test]
fn its_head_is_held_as_the_head_of_a_model_is() {
    assert_one(
        &changed("version = \"1.0.0\"", "version = \"1\""),
        "the library: the version '1' is not three numbers. Write it like 1.0.0.",
    );
    assert_one(
        &changed("language = \"en\"", "language = \"EN_GB\""),
        "the library: 'EN_GB' is not a language tag. Write it like en or pt-BR.",
    );
    assert_one(
        &changed("id = \"practices\"", "id = \"Our practices\""),
        "the library: 'Our practices' cannot be an id. \
         Use small letters, digits and hyphens, at most 60.",
    );
}

#[test]
fn it_is_read_beside_the_model_that_it_names() {
    assert_one(
        &changed("model = \"leadership\"", "model = \"sailing\""),
        "the library: it is for the model 'sailing'. \
         Check it with that model, or write it for 'leadership'.",
    );
}

#[test]
fn no_text_is_empty() {
    let blanks = [
        ("licence = \"CC0-1.0\"", "licence", "the library"),
        ("says = \"Our judgement: plausible, not tested.\"", "says", "grade C"),
        ("cite = \"Seibert et al. (2011)\"", "cite", "source seibert-2011"),
        (
            "limits = \"An average hides that some look-backs help little.\"",
            "limits",
            "source keiser-2021",
        ),
        (
            "found = \"A summary of 61 studies of looking back after work: a clear gain on average.\"",
            "found",
            "source keiser-2021",
        ),
        ("title = \"Name your focus\"", "title", "message focus"),
        ("subject = \"What I am working on\"", "subject", "message focus"),
    ];
    let blank = |field: &str| format!("{field} = \" \"");
    let mut text = Library::BUILTIN_DOCUMENT.to_owned();
    for (from, field, _) in blanks {
        text = changed_in(&text, from, &blank(field));
    }
    let of_a_card = [
        "title",
        "helps_when",
        "if_then",
        "two_minutes",
        "two_weeks",
        "notice",
        "pitfalls",
        "limits",
    ];
    for field in of_a_card {
        text = with_in(&text, STOP, field, "\" \"");
    }
    text = changed_in(&text, "text = \"Listen for ideas. For three days,", "text = \"\" #");

    for (_, field, place) in blanks {
        assert_among(&text, &format!("{place}: '{field}' is empty. Write it."));
    }
    for field in of_a_card {
        assert_among(&text, &format!("practice {STOP}: '{field}' is empty. Write it."));
    }
    assert_among(&text, "first_look 7: 'text' is empty. Write it.");
}

#[test]
fn no_text_is_endless_or_hides_a_sign() {
    assert_one(
        &with(STOP, "title", &format!("\"Stop {}\"", "beforehand-".repeat(6))),
        "practice risk-agree-where-to-stop: 'title' has 71 characters; at most 60. Shorten it.",
    );
    assert_one(
        &with(STOP, "title", "\"Agree\u{202e} beforehand\""),
        "practice risk-agree-where-to-stop: 'title' has a character that nobody sees, U+202E. \
         Take it out, or type the text anew.",
    );
    assert_one(
        &changed("Would you give me two", "Would you give me\\t two"),
        "message suggestions: 'text' has a character that nobody sees, U+0009. \
         Take it out, or type the text anew.",
    );
}

#[test]
fn an_id_begins_with_its_contrast_and_stands_once() {
    for id in ["agree-where-to-stop", "trust-agree-where-to-stop", "risk-", "riskagree"] {
        assert_one(
            &with(STOP, "id", &format!("\"{id}\"")),
            &format!("practice {id}: its id does not begin with 'risk-'. Put its contrast first."),
        );
    }
    assert_one(
        &with(STOP, "id", "\"risk-Stop\""),
        "practice risk-Stop: 'risk-Stop' cannot be an id. \
         Use small letters, digits and hyphens, at most 60.",
    );
    let said = findings(&with(STOP, "id", "\"risk-imagine-it-failed\""));
    assert_eq!(said.len(), 1, "{said:#?}");
    assert_eq!(said[0].place, "practice risk-imagine-it-failed");
    assert!(said[0].message.starts_with("its id 'risk-imagine-it-failed' is taken by line "));
}

#[test]
fn no_two_practices_share_a_title_or_an_intention() {
    for (field, value) in
        [("title", "\"Stop there\""), ("if_then", "\"When a day ends, I will write one line.\"")]
    {
        let text = with(STOP, field, value);

        let said = findings(&with_in(&text, WAVES, field, value));

        assert_eq!(said.len(), 1, "{said:#?}");
        assert_eq!(said[0].place, format!("practice {STOP}"));
        assert!(said[0].message.starts_with(&format!("its {field} ")), "{}", said[0]);
    }
}

#[test]
fn a_contrast_that_is_named_is_in_the_model() {
    assert_among(
        &with(STOP, "contrast", "\"sailing\""),
        "practice risk-agree-where-to-stop: the model has no contrast 'sailing'. \
         Use one of: trust, vision, self, change, risk.",
    );
}

#[test]
fn claims_are_of_the_model_and_of_the_own_contrast_and_pole() {
    for (claims, expected) in [
        ("[\"R2\", \"R9\"]", "the model has no claim 'R9'. Name a claim of the model."),
        (
            "[\"R2\", \"T1\"]",
            "claim T1 belongs to another contrast. Name claims of its own contrast.",
        ),
        ("[\"R2\", \"R2\"]", "it names claim R2 twice. Take one of them out."),
        ("[\"R3\"]", "none of its claims is leading. Name the claim that it is about first."),
        ("[]", "none of its claims is leading. Name the claim that it is about first."),
    ] {
        assert_one(&with(STOP, "claims", claims), &format!("practice {STOP}: {expected}"));
    }
}

#[test]
fn grades_a_and_b_name_a_study_and_grade_c_names_none() {
    assert_one(
        &with("trust-look-back-ten-minutes", "sources", "[\"tannenbaum-2013\"]")
            .replace("[[source]]\nid = \"keiser-2021\"", "[[source]]\nid = \"keiser-2022\""),
        "warning: source keiser-2022: no practice rests on it. \
         Name it where it is used, or remove it.",
    );
    assert_among(
        &with(WAVES, "sources", "[]"),
        "practice change-list-who-feels-it: its grade is B, and it names no source. \
         Name the study, or give it grade C: our judgement.",
    );
    assert_one(
        &with(WAVES, "grade", "\"C\""),
        "practice change-list-who-feels-it: its grade is C, and it names a source. \
         Give it grade B, or take the source out.",
    );
}

#[test]
fn a_grade_is_no_better_than_the_best_study() {
    assert_one(
        &with(WAVES, "grade", "\"A\""),
        "practice change-list-who-feels-it: its grade is A, its sources allow B. Give it grade B.",
    );
    assert_eq!(findings(&with("trust-look-back-ten-minutes", "grade", "\"B\"")), []);
}

#[test]
fn studies_that_are_named_are_there_and_each_once() {
    for (sources, expected) in [
        (
            "[\"bouckenooghe-2007\", \"nobody-2031\"]",
            "there is no source 'nobody-2031'. Name a source of this file, or add it.",
        ),
        (
            "[\"bouckenooghe-2007\", \"bouckenooghe-2007\"]",
            "it names 'bouckenooghe-2007' twice. Take one of them out.",
        ),
    ] {
        assert_one(&with(WAVES, "sources", sources), &format!("practice {WAVES}: {expected}"));
    }
    assert_one(
        &changed("form_sources = [", "form_sources = [\"nobody-2031\", "),
        "the library: there is no source 'nobody-2031'. Name a source of this file, or add it.",
    );
    let said = findings(&changed("id = \"lanaj-2019\"", "id = \"frazier-2017\""));
    let is_taken = "its id 'frazier-2017' is taken by line ";
    assert!(said.iter().any(|found| found.message.starts_with(is_taken)), "{said:#?}");
    assert_among(
        &changed("id = \"lanaj-2019\"", "id = \"Lanaj 2019\""),
        "source Lanaj 2019: 'Lanaj 2019' cannot be an id. \
         Use small letters, digits and hyphens, at most 60.",
    );
    let text = changed("cite = \"Frazier et al. (2017)\"", "cite = \"Lanaj et al. (2019)\"");
    let said = findings(&text);
    assert_eq!(said.len(), 1, "{said:#?}");
    assert!(said[0].message.starts_with("its cite 'Lanaj et al. (2019)' is taken by line "));
}

#[test]
fn each_grade_is_explained_once_and_in_order() {
    assert_one(
        &changed("[[grade]]\nid = \"A\"", "[[grade]]\nid = \"B\""),
        "the library: the grades are not A, B and C, in this order. \
         Say of each what it means, once.",
    );
}

#[test]
fn a_scale_without_a_practice_is_refused_and_one_with_few_is_warned_of() {
    let easing: Vec<_> = Library::builtin()
        .practices_of("change", Pole::Managing)
        .map(|card| card.id.as_str())
        .collect();

    let text = without(&easing);

    for expected in [
        "the library: there is no practice for change.managing. Write one.",
        "warning: the library: change has 9 practices; at least 12. \
         Write more, so that people can choose.",
        "warning: the library: 22 of 74 practices ease managing. Let one of three do so.",
    ] {
        assert_among(&text, expected);
    }
}

#[test]
fn a_claim_without_a_practice_is_refused_and_one_with_one_is_warned_of() {
    let both = ["vision-speak-last", "vision-give-the-reason-too"];

    assert_among(
        &without(&both[..1]),
        "warning: the library: only 1 practice serves claim V11. Write another one for it.",
    );
    assert_among(&without(&both), "the library: no practice serves claim V11. Write one for it.");
}

#[test]
fn a_library_with_warnings_can_be_used() {
    let text = without(&["vision-give-the-reason-too"]);

    let library = Library::parse("own.toml", &text, Model::builtin()).unwrap();

    assert!(!library.warnings().is_empty());
    assert!(!library.warnings().iter().any(Finding::is_error));
}

#[test]
fn every_scale_has_one_first_look() {
    let look = "[[first_look]]\ncontrast = \"risk\"\npole = \"managing\"";
    let text = changed(look, "[[first_look]]\ncontrast = \"risk\"\npole = \"leading\"");

    assert_among(
        &text,
        "the library: there is no first look for risk.managing. Say what to notice first.",
    );
    assert_among(&text, "first_look 10: risk.leading has a first look already. Keep one of them.");
    assert_among(
        &changed(look, "[[first_look]]\ncontrast = \"sailing\"\npole = \"managing\""),
        "first_look 10: the model has no contrast 'sailing'. \
         Use one of: trust, vision, self, change, risk.",
    );
}

#[test]
fn the_three_messages_are_there_in_order() {
    assert_among(
        &changed("id = \"suggestions\"", "id = \"more\""),
        "the library: the messages are not thanks, focus, suggestions, in this order. \
         Write each of them once.",
    );
}

#[test]
fn a_message_has_its_marks_and_no_others() {
    assert_one(
        &changed("{if_then}\n\nI will not", "I will not"),
        "message focus: 'text' lacks {if_then}. Put it where it belongs.",
    );
    for mark in ["{name}", "{focus}", "{"] {
        assert_one(
            &changed("Thank you, whether", &format!("Thank you, {mark}, whether")),
            "message thanks: 'text' has a brace that is no mark of this message. Take it out.",
        );
    }
}

#[test]
fn a_message_tells_no_number() {
    assert_one(
        &changed("subject = \"What I am working on\"", "subject = \"What 8 of you told me\""),
        "message focus: 'subject' has a number. Take it out: no result goes into a message.",
    );
    assert_one(
        &changed("I have read the results.", "I have read the results: 3.4."),
        "message thanks: 'text' has a number. Take it out: no result goes into a message.",
    );
}
