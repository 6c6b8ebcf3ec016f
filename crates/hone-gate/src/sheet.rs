//! What raters answered: the input, which never leaves as it is.

use std::collections::{BTreeMap, BTreeSet};

use crate::Error;

/// How a rater stands to the leader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// The leader. Identified.
    Own,
    /// The leader's manager. Identified, and told so before answering.
    Manager,
    /// People who report to the leader.
    Reports,
    /// People on the same level.
    Peers,
    /// Everybody else.
    Others,
}

impl Category {
    /// The categories whose raters stay unknown, in the order of a report.
    pub const ANONYMOUS: [Self; 3] = [Self::Reports, Self::Peers, Self::Others];

    /// The word used in documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Manager => "manager",
            Self::Reports => "reports",
            Self::Peers => "peers",
            Self::Others => "others",
        }
    }

    /// Whether the raters of this category stay unknown.
    pub fn is_anonymous(self) -> bool {
        Self::ANONYMOUS.contains(&self)
    }
}

/// One answer, from 1 to 5. What a rater could not see has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Answer(u8);

impl Answer {
    /// The lowest answer.
    pub const LOWEST: i64 = 1;
    /// The highest answer.
    pub const HIGHEST: i64 = 5;

    /// An answer, if it lies between 1 and 5.
    pub fn new(points: u8) -> Result<Self, Error> {
        if (1..=5).contains(&points) { Ok(Self(points)) } else { Err(Error::Answer(points)) }
    }

    pub(crate) fn points(self) -> i64 {
        i64::from(self.0)
    }
}

/// One rater's answers about one leader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// How the rater stands to the leader.
    pub category: Category,
    /// Item id to answer. An item that is missing was not observed.
    pub answers: BTreeMap<String, Answer>,
    /// Question id to text.
    pub comments: BTreeMap<String, String>,
    /// Question id to contrast id: a comment of which the leader is to know no more than what it is
    /// about.
    pub themes: BTreeMap<String, String>,
    /// The words that were chosen.
    pub words: BTreeSet<String>,
}

/// Every sheet about one leader in one round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheets {
    invited: BTreeSet<Category>,
    sheets: Vec<Sheet>,
}

impl Sheets {
    /// The sheets, and the categories to which anybody was invited.
    ///
    /// The invited categories name a merged class, so that its name does not tell which of its
    /// categories answered.
    pub fn new(invited: BTreeSet<Category>, sheets: Vec<Sheet>) -> Result<Self, Error> {
        for sheet in &sheets {
            if sheet.category.is_anonymous() && !invited.contains(&sheet.category) {
                return Err(Error::NotInvited(sheet.category.as_str()));
            }
        }
        Ok(Self { invited, sheets })
    }

    pub(crate) fn invited(&self) -> &BTreeSet<Category> {
        &self.invited
    }

    /// How many sheets each anonymous category sent.
    pub(crate) fn counts(&self) -> BTreeMap<Category, usize> {
        let mut counts = BTreeMap::new();
        for sheet in self.anonymous() {
            *counts.entry(sheet.category).or_default() += 1;
        }
        counts
    }

    pub(crate) fn anonymous(&self) -> impl Iterator<Item = &Sheet> {
        self.sheets.iter().filter(|sheet| sheet.category.is_anonymous())
    }

    pub(crate) fn of(&self, categories: &[Category]) -> Vec<&Sheet> {
        self.sheets.iter().filter(|sheet| categories.contains(&sheet.category)).collect()
    }
}
