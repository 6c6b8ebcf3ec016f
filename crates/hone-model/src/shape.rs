//! The fields of each kind of file: which there are, and what each holds.

use toml::Spanned;
use toml::de::DeValue;

use crate::sentences::RULES;

/// The most entries of a list; the rules compare entries with each other, so this bounds their work.
pub(crate) const MOST_ENTRIES: usize = 200;

/// What a field holds.
#[derive(Clone, Copy)]
pub(crate) enum Shape {
    Text,
    Texts,
    Whole,
    Number,
    OneOf(&'static [&'static str]),
    SomeOf(&'static [&'static str]),
}

use Shape::{Number, OneOf, SomeOf, Text, Texts, Whole};

const POLES: Shape = OneOf(&["leading", "managing", "outcome"]);
const WAYS: Shape = SomeOf(&["ask", "practise", "show", "guide"]);

pub(crate) type Fields = &'static [(&'static str, Shape)];

type Tables = &'static [(&'static str, Fields)];

/// A kind of file.
pub(crate) struct Schema {
    /// What findings call the file as a whole; the fields above the first table are kept under it.
    pub(crate) name: &'static str,
    /// The fields above the first table.
    pub(crate) head: Fields,
    /// The lists of tables, with the fields of one table each.
    pub(crate) tables: Tables,
    /// The same for lists that older files do not have.
    pub(crate) later: Tables,
}

/// A model file.
pub(crate) const MODEL: Schema =
    Schema { name: "the model", head: MODEL_HEAD, tables: MODEL_TABLES, later: LATER_TABLES };

/// A library of practices.
pub(crate) const LIBRARY: Schema =
    Schema { name: "the library", head: LIBRARY_HEAD, tables: LIBRARY_TABLES, later: &[] };

/// The rules of a report's sentences.
pub(crate) const SENTENCES: Schema =
    Schema { name: "the rules", head: SENTENCES_HEAD, tables: SENTENCES_TABLES, later: &[] };

/// Prompts for reflection.
pub(crate) const PROMPTS: Schema =
    Schema { name: "the prompts", head: PROMPTS_HEAD, tables: PROMPTS_TABLES, later: &[] };

/// The tools in which a team practises.
pub(crate) const TOOLS: Schema =
    Schema { name: "the tools", head: TOOLS_HEAD, tables: TOOLS_TABLES, later: &[] };

const MODEL_HEAD: Fields = &[
    ("id", Text),
    ("version", Text),
    ("name", Text),
    ("language", Text),
    ("licence", Text),
    ("evidence", Text),
    ("stem_others", Text),
    ("stem_own", Text),
    ("not_observed", Text),
];

const ANSWER: Fields = &[("value", Whole), ("label", Text)];

const ITEM: Fields = &[
    ("id", Text),
    ("contrast", Text),
    ("pole", POLES),
    ("claims", Texts),
    ("others", Text),
    ("own", Text),
    ("provenance", Text),
];

const MODEL_TABLES: Tables = &[
    ("answer", ANSWER),
    ("question", &[("id", Text), ("label", Text), ("others", Text), ("own", Text)]),
    (
        "contrast",
        &[
            ("id", Text),
            ("name", Text),
            ("short", Text),
            ("leading_seen", Text),
            ("managing_seen", Text),
            ("leading_means", Text),
            ("managing_means", Text),
        ],
    ),
    ("claim", &[("id", Text), ("contrast", Text), ("pole", POLES), ("says", Text), ("ways", WAYS)]),
    ("item", ITEM),
    ("form", &[("id", Text), ("name", Text), ("minutes", Whole), ("items", Texts)]),
];

/// What raters wish for, the words that they choose of, and what is asked about a change after a result.
const LATER_TABLES: Tables = &[
    ("wish_stem", &[("others", Text), ("own", Text), ("none", Text), ("forms", Texts)]),
    ("wish_answer", ANSWER),
    ("wish", ITEM),
    ("word_choice", &[("others", Text), ("own", Text), ("forms", Texts), ("words", Texts)]),
    ("change_stem", &[("others", Text), ("own", Text)]),
    ("change_answer", ANSWER),
    ("change", ITEM),
];

const LIBRARY_HEAD: Fields = &[
    ("id", Text),
    ("version", Text),
    ("language", Text),
    ("licence", Text),
    ("model", Text),
    ("form_says", Text),
    ("form_sources", Texts),
];

/// An outcome is nothing that anybody can practise.
const SCALE_POLES: Shape = OneOf(&["leading", "managing"]);
const GRADES: Shape = OneOf(&["A", "B", "C"]);
const TOOL: Shape = OneOf(&["delegation", "objectives", "mirror", "experiments", "bets"]);

const LIBRARY_TABLES: Tables = &[
    ("grade", &[("id", GRADES), ("says", Text)]),
    (
        "source",
        &[("id", Text), ("cite", Text), ("grade", GRADES), ("found", Text), ("limits", Text)],
    ),
    (
        "practice",
        &[
            ("id", Text),
            ("contrast", Text),
            ("pole", SCALE_POLES),
            ("claims", Texts),
            ("title", Text),
            ("helps_when", Text),
            ("if_then", Text),
            ("two_minutes", Text),
            ("two_weeks", Text),
            ("notice", Text),
            ("pitfalls", Text),
            ("grade", GRADES),
            ("sources", Texts),
            ("limits", Text),
            ("tool", TOOL),
        ],
    ),
    ("first_look", &[("contrast", Text), ("pole", SCALE_POLES), ("text", Text)]),
    ("message", &[("id", Text), ("title", Text), ("subject", Text), ("text", Text)]),
];

const SENTENCES_HEAD: Fields = &[
    ("id", Text),
    ("version", Text),
    ("language", Text),
    ("licence", Text),
    ("middle", Number),
    ("seldom", Number),
    ("question_times", Number),
    ("as_now", Number),
    ("unchanged", Number),
];

const SENTENCES_TABLES: Tables =
    &[("rule", &[("id", OneOf(RULES)), ("name", Text), ("says", Text)])];

const PROMPTS_HEAD: Fields = &[
    ("id", Text),
    ("version", Text),
    ("language", Text),
    ("licence", Text),
    ("model", Text),
    ("library", Text),
    ("says", Text),
    ("sources", Texts),
];

const PROMPTS_TABLES: Tables = &[(
    "prompt",
    &[("id", Text), ("contrast", Text), ("claims", Texts), ("text", Text), ("sources", Texts)],
)];

const TOOLS_HEAD: Fields =
    &[("id", Text), ("version", Text), ("language", Text), ("licence", Text), ("model", Text)];

const TOOLS_TABLES: Tables = &[(
    "tool",
    &[("id", TOOL), ("name", Text), ("address", Text), ("claims", Texts), ("says", Text)],
)];

impl Shape {
    pub(crate) fn fits(self, value: &Spanned<DeValue<'_>>) -> bool {
        let is_text = |value: &DeValue<'_>| value.is_str();
        let all = |test: &dyn Fn(&DeValue<'_>) -> bool| {
            value.get_ref().as_array().is_some_and(|list| {
                list.len() <= MOST_ENTRIES && list.iter().all(|entry| test(entry.get_ref()))
            })
        };
        let among = |words: &[&str], value: &DeValue<'_>| {
            value.as_str().is_some_and(|word| words.contains(&word))
        };
        match self {
            Text => is_text(value.get_ref()),
            Texts => all(&is_text),
            Whole => value.get_ref().as_integer().is_some_and(is_small),
            Number => value.get_ref().as_float().is_some_and(is_finite),
            OneOf(words) => among(words, value.get_ref()),
            SomeOf(words) => all(&|value| among(words, value)),
        }
    }

    pub(crate) fn words(self) -> String {
        match self {
            Text => "a text".to_owned(),
            Texts => format!("a list of texts, at most {MOST_ENTRIES}"),
            Whole => "a whole number from 0 to 255".to_owned(),
            Number => "a number with a decimal point".to_owned(),
            OneOf(words) => format!("one of: {}", words.join(", ")),
            SomeOf(words) => format!("a list of: {}", words.join(", ")),
        }
    }

    pub(crate) fn example(self) -> String {
        match self {
            Text => "\"…\"".to_owned(),
            Texts => "[\"…\", \"…\"]".to_owned(),
            Whole => "5".to_owned(),
            Number => "3.0".to_owned(),
            OneOf(words) => format!("\"{}\"", words[0]),
            SomeOf(words) => format!("[\"{}\"]", words[0]),
        }
    }
}

fn is_small(number: &toml::de::DeInteger<'_>) -> bool {
    u8::from_str_radix(number.as_str(), number.radix()).is_ok()
}

fn is_finite(number: &toml::de::DeFloat) -> bool {
    number.as_str().parse().is_ok_and(f64::is_finite)
}
