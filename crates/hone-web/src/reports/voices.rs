//! Who speaks, in words and in the order in which voices always stand.

use hone_chart::Voice;
use hone_core::result::whom::Whom;
use hone_gate::{Category, Class, Figure, Line, Release};

pub(super) use crate::words::{capital, list};

/// A voice of a release.
pub(super) struct Speaker<'a> {
    pub(super) name: String,
    pub(super) voice: Voice,
    /// How many people.
    pub(super) n: usize,
    which: Which<'a>,
}

enum Which<'a> {
    Own,
    Manager,
    Class(&'a Class),
    All,
}

impl Speaker<'_> {
    /// What this voice says in a line.
    pub(super) fn figure<'l>(&self, line: &'l Line) -> Option<&'l Figure> {
        match self.which {
            Which::Own => line.own(),
            Which::Manager => line.manager(),
            Which::Class(class) => line.class(class.id()),
            Which::All => Some(line.overall()),
        }
    }

    pub(super) fn is_identified(&self) -> bool {
        matches!(self.which, Which::Own | Which::Manager)
    }
}

/// Everyone who answered: the leader, their manager, each class, and all colleagues.
pub(super) fn speakers<'a>(release: &'a Release, whom: &Whom) -> Vec<Speaker<'a>> {
    let n_managers = n_managers(release);
    let mut speakers = Vec::new();
    if has_own(release) {
        let which = Which::Own;
        let name = own_name(whom);
        speakers.push(Speaker { name, voice: Voice::Own, n: 1, which });
    }
    if n_managers > 0 {
        let (name, which) = (manager_name(whom, n_managers), Which::Manager);
        speakers.push(Speaker { name, voice: Voice::Manager, n: n_managers, which });
    }
    speakers.extend(classes(release).into_iter().map(|class| Speaker {
        name: class_name(class),
        voice: class_voice(class),
        n: class.n(),
        which: Which::Class(class),
    }));
    let (name, n) = ("All colleagues".to_owned(), release.n_raters());
    speakers.push(Speaker { name, voice: Voice::All, n, which: Which::All });
    speakers
}

/// The leader as a voice.
pub(super) fn own_name(whom: &Whom) -> String {
    whom.you_first().to_owned()
}

/// So many managers as a voice.
pub(super) fn manager_name(whom: &Whom, n: usize) -> String {
    format!("{} {}", whom.your_first(), if n == 1 { "manager" } else { "managers" })
}

/// The classes in the order of voices: a merged one stands where its first category does.
pub(super) fn classes(release: &Release) -> Vec<&Class> {
    let mut classes: Vec<&Class> = release.classes().iter().collect();
    classes.sort_by_key(|class| class.categories().first().copied());
    classes
}

/// A class within a sentence, such as 'peers and others together'.
pub(super) fn together(class: &Class) -> String {
    let together = if class.categories().len() > 1 { " together" } else { "" };
    format!("{}{together}", class_in_sentence(class))
}

/// Whether the leader answered.
pub(super) fn has_own(release: &Release) -> bool {
    release.items().values().any(|line| line.own().is_some())
}

/// How many managers answered, as far as their answers tell.
pub(super) fn n_managers(release: &Release) -> usize {
    let figures = release.items().values().filter_map(Line::manager);
    let voices = figures.map(|figure| figure.voice().map_or(1, hone_gate::Voice::n_voices));
    voices.max().unwrap_or(0)
}

/// The categories of a class, such as 'Peers and others'.
pub(super) fn class_name(class: &Class) -> String {
    capital(&class_in_sentence(class))
}

/// The same within a sentence.
pub(super) fn class_in_sentence(class: &Class) -> String {
    names_of(class.categories())
}

/// Categories within a sentence, such as 'peers and others'.
pub(super) fn names_of(categories: &[Category]) -> String {
    list(categories.iter().map(|category| category_name(*category)))
}

fn category_name(category: Category) -> &'static str {
    match category {
        Category::Own => "you",
        Category::Manager => "your manager",
        Category::Reports => "direct reports",
        Category::Peers => "peers",
        Category::Others => "others",
    }
}

fn class_voice(class: &Class) -> Voice {
    match class.categories().first() {
        Some(Category::Reports) => Voice::Reports,
        Some(Category::Peers) => Voice::Peers,
        _ => Voice::Others,
    }
}

const NUMBERS: [&str; 21] = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// A count in words, up to twenty.
pub(super) fn count(n: usize) -> String {
    NUMBERS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}
