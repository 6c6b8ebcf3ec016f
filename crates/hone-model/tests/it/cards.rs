//! Rules for the sentences of a library.

use crate::broken::{changed_in, findings};
use crate::shelf::{assert_among, assert_one, changed, with};

const STOP: &str = "risk-agree-where-to-stop";

/// The library with a text in one field of a practice.
fn saying(field: &str, text: &str) -> String {
    with(STOP, field, &format!("\"{text}\""))
}

#[test]
fn a_card_has_at_most_129_words() {
    let words = |n: usize| "Ask one of them. ".repeat(n / 4) + "Then wait.";

    let text = saying("pitfalls", &words(80));

    let found = &findings(&text)[0];
    assert_eq!(found.place, format!("practice {STOP}"));
    assert!(found.message.ends_with(" words; at most 129"), "{found}");
    assert_eq!(findings(&saying("pitfalls", &words(16))), []);
}

#[test]
fn a_sentence_has_at_most_19_words() {
    let of = |n: usize| format!("Ask {}them.", "all of ".repeat((n - 2) / 2));

    assert_one(
        &saying("two_weeks", &of(20)),
        "practice risk-agree-where-to-stop: 'two_weeks' has a sentence of 20 words, \
         'ask all of all …'; at most 19. Split it, or say less.",
    );
    assert_eq!(findings(&saying("two_weeks", &of(18))), []);
}

#[test]
fn an_intention_names_a_moment_and_an_act_in_one_sentence() {
    let form = "practice risk-agree-where-to-stop: 'if_then' is not of the form \
                'When …, I will …'. Name a moment that is noticed and an act that is seen.";
    assert_one(&saying("if_then", "Before a bet, I will write what stops us."), form);
    assert_one(&saying("if_then", "When a bet starts, write what stops us."), form);
    assert_one(&saying("if_then", "Whenever a bet starts, I will write what stops us."), form);
    assert_one(
        &saying("if_then", "When a bet starts, I will write. Then I will tell the team."),
        "practice risk-agree-where-to-stop: 'if_then' has 2 sentences. \
         Make it one: a moment, and an act.",
    );
    assert_eq!(findings(&saying("if_then", "When a bet starts, I will ask ‘Why now?’")), []);
}

#[test]
fn fields_go_on_from_their_labels_and_end_as_sentences() {
    assert_one(
        &saying("helps_when", "You keep going."),
        "practice risk-agree-where-to-stop: 'helps_when' does not go on from 'Helps when'. \
         Begin it with a small letter.",
    );
    assert_one(
        &saying("notice", "Something was stopped early"),
        "practice risk-agree-where-to-stop: 'notice' does not end like a sentence. \
         End it with a full stop.",
    );
    assert_one(
        &saying("title", "Agree where you stop."),
        "practice risk-agree-where-to-stop: 'title' ends like a sentence. \
         Take the mark at its end out.",
    );
}

#[test]
fn i_stands_in_the_intention_and_in_speech_only() {
    assert_one(
        &saying("notice", "People come to me early."),
        "practice risk-agree-where-to-stop: 'notice' has the word 'me' outside of speech. \
         Speak to 'you'; 'I' stands in the if-then.",
    );
    assert_eq!(findings(&saying("notice", "Somebody says ‘I’m late’ early.")), []);
}

#[test]
fn promises_traits_pictures_and_gender_are_refused() {
    for (text, word, rest) in [
        ("This always helps.", "always", "promises too much. Say 'may', or take it out."),
        ("Be brave today.", "brave", "speaks of a trait. Say what somebody does."),
        (
            "Fight for the idea.",
            "fight",
            "is a picture from tales, sport or war. Say what is done.",
        ),
        ("Ask her first.", "her", "says which gender somebody has. Write 'they'."),
    ] {
        assert_one(
            &saying("notice", text),
            &format!("practice {STOP}: 'notice' has the word '{word}', which {rest}"),
        );
    }
    assert_one(
        &saying("notice", "It is a rule of thumb."),
        "practice risk-agree-where-to-stop: 'notice' says 'rule of thumb', \
         which cannot be translated. Say it in plain words.",
    );
    assert_eq!(findings(&saying("notice", "People say ‘never’ less.")), []);
    assert_eq!(findings(&saying("notice", "A heroine’s bravery window.")), []);
}

#[test]
fn long_words_are_warned_of() {
    let heavy = "Operationalise multidisciplinary organisational deliberation capabilities. \
                 Institutionalise interdepartmental accountability documentation. ";
    let looks = changed("Listen for ideas. ", &heavy.repeat(3));
    let message = changed("Say them, write them, or", &format!("{}Say or", heavy.repeat(3)));

    for (text, place) in [
        (saying("two_weeks", heavy.trim()), format!("practice {STOP}")),
        (looks, "first_look 7".to_owned()),
        (message, "message suggestions".to_owned()),
    ] {
        let said = findings(&text);
        let said: Vec<_> = said.iter().filter(|found| found.message.contains("reads")).collect();
        assert_eq!(said.len(), 1, "{said:#?}");
        assert_eq!(said[0].place, place);
        assert!(!said[0].is_error() && said[0].message.ends_with("at most 7"), "{}", said[0]);
    }
}

#[test]
fn what_surrounds_the_practices_is_held_to_the_same_sentences() {
    let long = "is long ".repeat(10);

    for (from, place) in [
        ("says = \"Our judgement", "grade C"),
        ("found = \"In 85 studies", "source leicht-deobald-2023"),
        ("form_says = \"Each practice", "the library"),
        ("text = \"Listen for ideas", "first_look 7"),
        ("I am choosing one thing", "message thanks"),
    ] {
        let said = findings(&changed(from, &format!("{from} {long}")));
        let is_said = |found: &&hone_model::Finding| found.message.contains("at most 19");
        assert_eq!(said.iter().find(is_said).map(|found| found.place.as_str()), Some(place));
    }
    for (from, to, expected) in [
        (
            "says = \"Our judgement: plausible, not tested.\"",
            "says = \"Our judgement\"",
            "grade C: 'says' does not end like a sentence. End it with a full stop.",
        ),
        (
            "limits = \"An average hides that some look-backs help little.\"",
            "limits = \"An average hides much\"",
            "source keiser-2021: 'limits' does not end like a sentence. End it with a full stop.",
        ),
    ] {
        assert_one(&changed(from, to), expected);
    }
}

#[test]
fn what_surrounds_the_practices_is_held_to_the_same_words() {
    for (from, to, expected) in [
        (
            "says = \"Our judgement: plausible, not tested.\"",
            "says = \"Our judgement, surely\"",
            "grade C: 'says' has the word 'surely', which promises too much. \
             Say 'may', or take it out.",
        ),
        (
            "found = \"In 85 studies",
            "found = \"She says that in 85 studies",
            "source leicht-deobald-2023: 'found' has the word 'she', which says which gender \
             somebody has. Write 'they'.",
        ),
        (
            "text = \"Listen for ideas.",
            "text = \"Listen to my ideas.",
            "first_look 7: 'text' has the word 'my' outside of speech. \
             Speak to 'you'; 'I' stands in the if-then.",
        ),
        (
            "I am choosing one thing",
            "I will always choose one thing",
            "message thanks: 'text' has the word 'always', which promises too much. \
             Say 'may', or take it out.",
        ),
        (
            "form_says = \"Each practice has",
            "form_says = \"Each winner has",
            "the library: 'form_says' has the word 'winner', which is a picture from tales, \
             sport or war. Say what is done.",
        ),
    ] {
        assert_among(&changed(from, to), expected);
    }
}

#[test]
fn first_looks_and_messages_have_at_most_89_words() {
    let more = "Ask one of them again today. ".repeat(15);

    for (from, place) in [
        ("Listen for ideas. ", "first_look 7"),
        ("Say them, write them, or", "message suggestions"),
    ] {
        let found = findings(&changed(from, &format!("{more}{from}")));
        let found = found.iter().find(|found| found.message.contains("at most 89")).unwrap();
        assert_eq!(found.place, place);
    }
}

#[test]
fn another_language_is_spared_the_english_words() {
    let text = changed("language = \"en\"", "language = \"de\"");
    let line = "if_then = \"When a trial reaches its end date,";
    let text = changed_in(&text, line, "if_then = \"Wenn sie always me her");

    assert_eq!(findings(&text), []);
}
