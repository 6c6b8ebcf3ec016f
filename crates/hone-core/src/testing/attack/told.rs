//! What somebody who reads everything can tell of single raters of one leader.

use std::collections::{BTreeMap, BTreeSet};

use super::files;
use super::grounds::Grounds;
use super::organisation::{FLOOR, Rated};
use super::quality::read_quality;
use super::reader::{Feasible, Shown, left_for_insider, read_all};
use super::trends::read_trends;
use super::words::{read_words, ruled_out};

/// What pages and files tell of single raters.
#[derive(Debug, Default)]
pub struct Told {
    /// How many different numbers of groups and questions there are.
    pub n_numbers: usize,
    /// How many directions of groups and questions.
    pub n_directions: usize,
    /// How many words on agreement.
    pub n_words: usize,
    /// How many coefficients of the questionnaire.
    pub n_coefficients: usize,
    /// Of how many numbers and directions one answer of a rater follows.
    pub n_pinned: usize,
    /// Of how many fewer than three answers are left that a rater can have given.
    pub n_nearly: usize,
    /// How many answers raters could tell of themselves.
    pub n_insiders: usize,
    /// Of how many of those the answer of somebody else follows.
    pub n_pinned_to_insiders: usize,
    /// What tells more than the numbers beside it: totals, ranges, words, and numbers that are in
    /// one place alone.
    pub beyond: Vec<String>,
    /// Where the attacker is wrong about what was answered, and so proves nothing.
    pub misread: Vec<String>,
    /// How many remarks of raters stand there.
    pub n_remarks: usize,
}

impl Rated {
    /// What somebody who may open these pages and files is told of single raters.
    ///
    /// `n_leaders` is how many were rated in the round; `earlier` is a round before, of which they
    /// hold the report too.
    pub fn told_by(
        &self,
        pages: &BTreeMap<String, String>,
        n_leaders: usize,
        earlier: Option<&Rated>,
    ) -> Told {
        let is_measured = n_leaders >= hone_gate::LEADERS_NEEDED;
        let mut told = Told { n_remarks: self.n_remarks(pages), ..Told::default() };
        let mut seen = BTreeSet::new();
        let own = self.own(pages);
        for (path, text) in &own {
            told.beyond.extend(files::read(text).map(|file| file.beyond).unwrap_or_default());
            for shown in read_all(text) {
                told.beyond.extend(shown.beyond_what_is_shown(FLOOR, is_measured));
                for found in shown.feasible(FLOOR) {
                    if seen.insert((
                        found.group.clone(),
                        found.question.clone(),
                        found.cases.clone(),
                    )) {
                        told.n_numbers += 1;
                        told.attack(self, &found, path);
                    }
                }
            }
        }
        let shown = shown(&own);
        let before = earlier.map(|earlier| shown_of(earlier, pages)).unwrap_or_default();
        told.read_trends(self, &own, &before);
        told.read_words(&own, &shown);
        told.ground(self, earlier, pages, [&shown, &before]);
        for text in pages.values() {
            let coefficients = read_quality(text);
            told.n_coefficients += coefficients.n;
            told.beyond.extend(coefficients.beyond);
        }
        told
    }

    /// What of some pages and files is about this report.
    pub fn own<'a>(&self, pages: &'a BTreeMap<String, String>) -> BTreeMap<&'a str, &'a str> {
        let base = self.base();
        let own = pages.iter().filter(|(path, _)| path.starts_with(&base));
        own.map(|(path, text)| (path.as_str(), text.as_str())).collect()
    }
}

fn shown(texts: &BTreeMap<&str, &str>) -> Vec<Shown> {
    texts.values().flat_map(|text| read_all(text)).collect()
}

fn shown_of(rated: &Rated, pages: &BTreeMap<String, String>) -> Vec<Shown> {
    shown(&rated.own(pages))
}

impl Told {
    /// Works on one number or direction.
    fn attack(&mut self, rated: &Rated, found: &Feasible, path: &str) {
        self.n_pinned += usize::from(found.answers.len() < 2);
        self.n_nearly += usize::from(found.answers.len() < 3);
        let mut truth = rated.truth(&found.group, &found.question);
        truth.retain(|points| *points > 0);
        if !found.cases.contains(&(truth.len(), truth.iter().sum())) {
            self.misread.push(format!("{path}: {truth:?} is none of {found:?}"));
        }
        self.n_insiders += truth.len();
        let is_pinned = |own: &&usize| left_for_insider(found, **own) < 2;
        self.n_pinned_to_insiders += truth.iter().filter(is_pinned).count();
    }

    fn read_trends(&mut self, rated: &Rated, own: &BTreeMap<&str, &str>, before: &[Shown]) {
        for (path, text) in own {
            let Some(trends) = read_trends(text) else { continue };
            self.beyond.extend(trends.beyond_what_was_shown(before));
            for found in trends.feasible(before, |group| rated.n_asked(group), FLOOR) {
                self.n_directions += 1;
                self.attack(rated, &found, path);
            }
        }
    }

    fn read_words(&mut self, own: &BTreeMap<&str, &str>, shown: &[Shown]) {
        for word in own.values().flat_map(|text| read_words(text)) {
            self.n_words += 1;
            match shown.iter().find(|shown| shown.name == word.0) {
                Some(shown) => self.beyond.extend(ruled_out(shown, &word, FLOOR)),
                None => self.misread.push(format!("{word:?} is about no numbers")),
            }
        }
    }

    /// Looks for numbers that follow from none that was looked through.
    fn ground(
        &mut self,
        rated: &Rated,
        earlier: Option<&Rated>,
        pages: &BTreeMap<String, String>,
        [shown, before]: [&[Shown]; 2],
    ) {
        let base = rated.base();
        let mut grounds = Grounds::of(pages, &base, shown);
        if let Some(earlier) = earlier {
            let growth = pages.get(&format!("{base}/growth")).map_or("", String::as_str);
            let before = Grounds::of(pages, &earlier.base(), before);
            grounds = grounds.with_earlier(before, growth);
        }
        self.beyond.append(&mut grounds.beyond);
        for (path, text) in rated.own(pages) {
            self.beyond.extend(grounds.foreign(path, text));
        }
    }

    /// Adds what others are told.
    pub fn add(&mut self, other: Self) {
        self.n_numbers += other.n_numbers;
        self.n_directions += other.n_directions;
        self.n_words += other.n_words;
        self.n_coefficients += other.n_coefficients;
        self.n_pinned += other.n_pinned;
        self.n_nearly += other.n_nearly;
        self.n_insiders += other.n_insiders;
        self.n_pinned_to_insiders += other.n_pinned_to_insiders;
        self.beyond.extend(other.beyond);
        self.misread.extend(other.misread);
        self.n_remarks += other.n_remarks;
    }
}
