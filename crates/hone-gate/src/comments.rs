//! What people wrote, without who wrote it.

use std::collections::BTreeMap;

use crate::wording::plain;
use crate::{Category, Class, Floor, Form, Sheets};

/// The fewest raters among whom a comment may stand, or the floor if that is higher.
pub const COMMENT_RATERS: usize = 5;

/// The fewest comments on a question that are shown at all, and the fewest of which a theme is told.
pub const COMMENTS_NEEDED: usize = 3;

/// How many comments are about each contrast.
pub type Themes = BTreeMap<String, usize>;

/// The comments of a release, by question id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comments {
    pub(crate) colleagues: BTreeMap<String, Option<Vec<String>>>,
    pub(crate) themes: BTreeMap<String, Option<Themes>>,
    pub(crate) own: BTreeMap<String, Vec<String>>,
    pub(crate) manager: BTreeMap<String, Vec<String>>,
}

impl Comments {
    /// What raters of all classes wrote, in an order of its own for each question. `None` where
    /// there are too few, or none: which of the two is not told.
    pub fn colleagues(&self, question: &str) -> Option<&[String]> {
        self.colleagues.get(question)?.as_deref()
    }

    /// What the comments are about whose writers chose to show no more. `None` where there are too few,
    /// or none: which of the two is not told.
    pub fn themes(&self, question: &str) -> Option<&Themes> {
        self.themes.get(question)?.as_ref()
    }

    /// What the leader wrote.
    pub fn own(&self, question: &str) -> &[String] {
        self.own.get(question).map_or(&[], Vec::as_slice)
    }

    /// What the manager wrote, who is identified.
    pub fn manager(&self, question: &str) -> &[String] {
        self.manager.get(question).map_or(&[], Vec::as_slice)
    }
}

pub(crate) fn comments(
    form: &Form,
    sheets: &Sheets,
    classes: &[Class],
    k: Floor,
    chance: &mut dyn FnMut() -> u64,
) -> Comments {
    let n_raters: usize = classes.iter().map(|class| class.n).sum();
    let is_open = n_raters >= k.get().max(COMMENT_RATERS);
    let colleagues = form
        .questions()
        .iter()
        .map(|question| {
            let mut texts = texts(sheets, &Category::ANONYMOUS, question);
            let is_shown = is_open && texts.len() >= COMMENTS_NEEDED;
            if is_shown {
                shuffle(&mut texts, chance);
            }
            (question.clone(), is_shown.then_some(texts))
        })
        .collect();
    let themes = form
        .questions()
        .iter()
        .map(|question| {
            let themes = themes(form, sheets, question);
            let is_told = is_open && themes.values().sum::<usize>() >= COMMENTS_NEEDED;
            (question.clone(), is_told.then_some(themes))
        })
        .collect();
    let said_by = |category| {
        form.questions()
            .iter()
            .map(|question| (question.clone(), texts(sheets, &[category], question)))
            .filter(|(_, texts)| !texts.is_empty())
            .collect()
    };
    let (own, manager) = (said_by(Category::Own), said_by(Category::Manager));
    Comments { colleagues, themes, own, manager }
}

/// A theme is a contrast of the form, so that no text can pass for one.
fn themes(form: &Form, sheets: &Sheets, question: &str) -> Themes {
    let contrasts = form.contrasts();
    let mut themes = Themes::new();
    for sheet in sheets.anonymous() {
        let theme = sheet.themes.get(question);
        if let Some(theme) = theme.filter(|theme| contrasts.contains_key(theme.as_str())) {
            *themes.entry(theme.clone()).or_default() += 1;
        }
    }
    themes
}

/// Without those of which only a theme may be told, and sorted, so that nothing of the order in which sheets were stored is left to be shuffled.
fn texts(sheets: &Sheets, categories: &[Category], question: &str) -> Vec<String> {
    let mut texts: Vec<String> = sheets
        .of(categories)
        .into_iter()
        .filter(|sheet| !sheet.themes.contains_key(question))
        .filter_map(|sheet| plain(sheet.comments.get(question)?))
        .collect();
    texts.sort();
    texts
}

/// Fisher–Yates, every order equally likely.
fn shuffle(texts: &mut [String], chance: &mut dyn FnMut() -> u64) {
    for last in (1..texts.len()).rev() {
        texts.swap(last, below(last + 1, chance));
    }
}

/// A number below `n`, each equally likely: draws that would favour the low ones are thrown away.
fn below(n: usize, chance: &mut dyn FnMut() -> u64) -> usize {
    let n = u64::try_from(n).expect("a count of comments fits");
    let fair = u64::MAX - u64::MAX % n;
    loop {
        let drawn = chance();
        if drawn < fair {
            return usize::try_from(drawn % n).expect("less than a count of comments");
        }
    }
}
