//! Words that raters chose for a leader: which of them, and never by how many.
//!
//! A word is told where so many chose it that each of them might as well not have, and an untold one may
//! have been chosen by anybody: `docs/adr/0024-words.md` shows that no choice of one rater follows from
//! the words that are told, not even for somebody who knows their own.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Category, Class, Floor, Form, Sheets};

/// How many words one rater may choose at most. What a sheet has beyond is not counted.
pub const WORDS_CHOSEN: usize = 3;

/// How many raters have to choose a word before it is told, or the floor if that is higher.
pub const WORD_NEEDED: usize = 4;

/// Words about a leader, each list in the order of the alphabet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    pub(crate) colleagues: Option<Vec<String>>,
    pub(crate) own: Vec<String>,
    pub(crate) manager: Vec<String>,
}

impl Words {
    /// The words that enough raters of all classes chose; an empty list if they agreed on none. `None`
    /// where there are too few raters for any.
    pub fn colleagues(&self) -> Option<&[String]> {
        self.colleagues.as_deref()
    }

    /// What leaders chose for themselves.
    pub fn own(&self) -> &[String] {
        &self.own
    }

    /// What managers chose, who are identified.
    pub fn manager(&self) -> &[String] {
        &self.manager
    }

    /// Whether any word may be told of so many raters: as many as chose it could have chosen otherwise.
    pub(crate) fn is_open(n_raters: usize, k: Floor) -> bool {
        n_raters >= 2 * needed(k)
    }

    /// Whether so many words may be told together. So few leave each rater one choice of their three
    /// that no told word needs.
    pub(crate) fn may_tell(n_words: usize, n_raters: usize, k: Floor) -> bool {
        n_words * needed(k) <= (WORDS_CHOSEN - 1) * n_raters
    }
}

/// How many raters have to choose a word.
fn needed(k: Floor) -> usize {
    k.get().max(WORD_NEEDED)
}

/// The words of a form that offers some, and `None` for another.
pub(crate) fn words(form: &Form, sheets: &Sheets, classes: &[Class], k: Floor) -> Option<Words> {
    if form.words().is_empty() {
        return None;
    }
    let n_raters = classes.iter().map(|class| class.n).sum();
    let said_by = |category| {
        let said: BTreeSet<&String> =
            sheets.of(&[category]).iter().flat_map(|sheet| chosen(form, &sheet.words)).collect();
        said.into_iter().cloned().collect()
    };
    Some(Words {
        colleagues: Words::is_open(n_raters, k).then(|| of_colleagues(form, sheets, n_raters, k)),
        own: said_by(Category::Own),
        manager: said_by(Category::Manager),
    })
}

/// Words that many chose. Where more are than may be told, all are held to the next higher number.
fn of_colleagues(form: &Form, sheets: &Sheets, n_raters: usize, k: Floor) -> Vec<String> {
    let mut n_chose: BTreeMap<&String, usize> = BTreeMap::new();
    for sheet in sheets.anonymous() {
        for word in chosen(form, &sheet.words) {
            *n_chose.entry(word).or_default() += 1;
        }
    }
    let mut needed = needed(k);
    loop {
        let told: Vec<&String> =
            n_chose.iter().filter(|(_, n)| **n >= needed).map(|(word, _)| *word).collect();
        if Words::may_tell(told.len(), n_raters, k) {
            return told.into_iter().cloned().collect();
        }
        needed += 1;
    }
}

/// What counts of the words on a sheet: those of the form, and no more than one may choose.
fn chosen<'a>(form: &Form, words: &'a BTreeSet<String>) -> impl Iterator<Item = &'a String> {
    words.iter().filter(|word| form.words().contains(*word)).take(WORDS_CHOSEN)
}
