//! The prompts for reflection.

use hone_model::{Library, Model, Prompts, Way, n_sentences};

use crate::broken::{changed_in, findings};
use crate::shelf::assert_one;

fn changed(from: &str, to: &str) -> String {
    changed_in(Prompts::BUILTIN_DOCUMENT, from, to)
}

#[test]
fn the_shipped_prompts_are_clean_and_enough() {
    let prompts = Prompts::builtin();

    assert!(findings(Prompts::BUILTIN_DOCUMENT).is_empty(), "{:#?}", prompts.warnings());
    assert!(prompts.all().len() >= 40, "{}", prompts.all().len());
    for contrast in Model::builtin().contrasts() {
        let n = prompts.all().iter().filter(|prompt| prompt.contrast == contrast.id).count();
        assert!(n >= 8, "{}: {n}", contrast.id);
    }
    for claim in Model::builtin().claims() {
        let n = prompts.all().iter().filter(|prompt| prompt.claims.contains(&claim.id)).count();
        assert!(n > 0 || !claim.is_served_by(Way::Practise), "{}", claim.id);
    }
}

#[test]
fn each_asks_in_under_25_words_and_is_found_by_its_id() {
    let prompts = Prompts::builtin();

    for prompt in prompts.all() {
        assert!(prompt.text.split_whitespace().count() < 25, "{}", prompt.id);
        assert!(prompt.text.ends_with('?') && prompt.text.contains("you"), "{}", prompt.id);
        assert_eq!(prompts.prompt(&prompt.id), Some(prompt));
    }
    assert_eq!(prompts.prompt("trust-sailing"), None);
}

#[test]
fn what_is_known_stands_in_the_library_with_its_limits() {
    let (prompts, library) = (Prompts::builtin(), Library::builtin());

    let general: Vec<_> = prompts.sources(library).map(|source| source.id.as_str()).collect();
    let near = prompts.prompt("self-learned-by-chance").unwrap();
    let near: Vec<_> = near.sources_in(library).map(|source| source.cite.as_str()).collect();

    assert_eq!(general, ["tannenbaum-2013", "keiser-2021", "di-stefano", "kluger-1996"]);
    assert_eq!(near, ["Di Stefano et al. (working paper)"]);
    assert!(prompts.says().contains("is not tested"), "{}", prompts.says());
}

#[test]
fn a_prompt_asks_for_deeds_in_plain_words() {
    let with = |text: &str| {
        changed(
            "Which complaint reached you last? What did you find out about how the work is done?",
            text,
        )
    };
    assert_one(
        &with("How good a leader were you this week?"),
        "prompt risk-complaint: 'text' has the word 'good', which asks about worth or feelings. \
         Ask what somebody did.",
    );
    assert_one(
        &with("Which fight did you end this week?"),
        "prompt risk-complaint: 'text' has the word 'fight', which is a picture from tales, sport or \
         war. Say what is done.",
    );
    assert_one(
        &with("Say what you did about a complaint."),
        "prompt risk-complaint: it does not ask anything. End it with a question mark.",
    );
    assert_one(
        &with("What did I do about it?"),
        "prompt risk-complaint: 'text' has the word 'i' outside of speech. \
         Speak to 'you'; 'I' stands in the if-then.",
    );
    assert_one(
        &with(&format!("What did you do? {}Was it so?", "Who saw it? ".repeat(7))),
        "prompt risk-complaint: it has 28 words; at most 24. Ask one thing.",
    );
    assert!(findings(&with("Which bad news reached you?")).is_empty());
}

#[test]
fn a_prompt_names_what_is_there() {
    assert_one(
        &changed("claims = [\"R2\"]\ntext = \"Which bet", "claims = [\"T2\"]\ntext = \"Which bet"),
        "prompt risk-lost-bet: claim T2 belongs to another contrast. Name claims of its own contrast.",
    );
    assert_one(
        &changed("claims = [\"R2\"]\ntext = \"Which bet", "claims = []\ntext = \"Which bet"),
        "prompt risk-lost-bet: it serves no claim. Name one of its contrast.",
    );
    assert_one(
        &changed("sources = [\"di-stefano\"]", "sources = [\"nobody-1900\"]"),
        "prompt self-learned-by-chance: the library has no source 'nobody-1900'. \
         Name a source of the library, or add it there.",
    );
    assert_one(
        &changed("id = \"risk-lost-bet\"", "id = \"lost-bet\""),
        "prompt lost-bet: its id does not begin with 'risk-'. Put its contrast first.",
    );
    assert_one(
        &changed("model = \"leadership\"", "model = \"sailing\""),
        "the prompts: it is for the model 'sailing'. \
         Check it with that model, or write it for 'leadership'.",
    );
    let told = findings(&changed("id = \"risk-lost-bet\"", "id = \"risk-complaint\""));
    assert!(told.iter().any(|found| found.message.contains("is taken by line")), "{told:?}");
}

#[test]
fn few_prompts_are_a_warning() {
    let text = Prompts::BUILTIN_DOCUMENT;
    let risk = text.find("# Risk.").unwrap();

    let told: Vec<_> = findings(&text[..risk]).iter().map(|one| one.message.clone()).collect();

    let expected = [
        "risk has 0 prompts; at least 6",
        "no prompt serves claim R2",
        "no prompt serves claim R4",
    ];
    assert_eq!(told, expected);
}

#[test]
fn sentences_are_counted_by_their_ends_and_by_lines() {
    for (text, n) in [
        ("", 0),
        ("I asked", 1),
        ("I asked e.g. twice. Then I waited … and left.", 2),
        ("One\ntwo\n\nthree", 3),
        ("‘Why?’ I asked. ‘Because.’ Good.", 4),
    ] {
        assert_eq!(n_sentences(text), n, "{text}");
    }
}
