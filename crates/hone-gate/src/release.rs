//! The release: everything that is ever known about what raters answered.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::agreement::agreements;
use crate::classes::classes;
use crate::comments::comments;
use crate::document::{read, write_numbers};
use crate::lines::{Lines, lines};
use crate::words::words;
use crate::{
    Agreement, Class, Comments, Directions, Error, Floor, Form, Line, Past, Sheets, Spread, Words,
};

/// The version of the rule, written into every release.
pub const RULES: &str = "PART-2";

/// The version before it, which did not say its day and knew no waves. It is still read.
pub(crate) const RULES_WITHOUT_DAY: &str = "PART-1";

/// The share of intervals that hold the true value.
pub const LEVEL: f64 = 0.95;

/// What a release says about how it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The disclosure floor of the round.
    pub k: Floor,
    /// The version of the model whose items were asked.
    pub model_version: String,
    /// The digest of that model.
    pub model_digest: String,
}

/// What came of the sheets about one leader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// There is a release.
    Released(Published),
    /// Too few answered. It holds no number, and nothing else is kept.
    TooFew,
}

/// What is told about one leader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Published {
    /// Numbers.
    Numbers(Box<Release>),
    /// No numbers, since they were released a short time ago.
    Directions(Box<Directions>),
}

/// One leader's numbers and comments, after the rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    pub(crate) stamp: Stamp,
    pub(crate) day: Option<Date>,
    pub(crate) classes: Vec<Class>,
    pub(crate) items: BTreeMap<String, Line>,
    pub(crate) scales: BTreeMap<String, Line>,
    pub(crate) contrasts: BTreeMap<String, Line>,
    pub(crate) wishes: BTreeMap<String, Line>,
    pub(crate) agreement: BTreeMap<String, Agreement>,
    pub(crate) comments: Comments,
    pub(crate) spread: Spread,
    pub(crate) words: Option<Words>,
}

/// Applies the rule to the sheets about one leader.
///
/// `past` is everything that was released about the same leader before: soon after another release
/// there are directions in the place of numbers. `chance` orders the comments and touches no number.
/// Call it once for each leader: a second release of the same sheets would show the comments in a
/// second order.
pub fn release(
    form: &Form,
    stamp: Stamp,
    sheets: &Sheets,
    spread: &Spread,
    past: &Past,
    chance: &mut dyn FnMut() -> u64,
) -> Outcome {
    let classes = classes(sheets, stamp.k);
    if classes.is_empty() {
        return Outcome::TooFew;
    }
    let lines = lines(form, sheets, &classes, stamp.k, spread);
    let agreement = agreements(form, sheets, &classes, stamp.k, &lines);
    let Lines { items, scales, contrasts, wishes } = lines;
    let comments = comments(form, sheets, &classes, stamp.k, chance);
    let words = words(form, sheets, &classes, stamp.k);
    let (day, spread) = (Some(past.today), spread.clone());
    let release = Release {
        stamp,
        day,
        classes,
        items,
        scales,
        contrasts,
        wishes,
        agreement,
        comments,
        spread,
        words,
    };
    Outcome::Released(past.admit(release))
}

impl Release {
    /// How it was made.
    pub fn stamp(&self) -> &Stamp {
        &self.stamp
    }

    /// The day on which it was made; none in a release by the first version of the rule.
    pub fn day(&self) -> Option<Date> {
        self.day
    }

    /// Who was counted together: reports, peers, others, and last what was merged.
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// How many raters there were, without the leader and managers.
    pub fn n_raters(&self) -> usize {
        self.classes.iter().map(Class::n).sum()
    }

    /// The figures by item id.
    pub fn items(&self) -> &BTreeMap<String, Line> {
        &self.items
    }

    /// The figures by scale id.
    pub fn scales(&self) -> &BTreeMap<String, Line> {
        &self.scales
    }

    /// Leading less managing, by contrast.
    pub fn contrasts(&self) -> &BTreeMap<String, Line> {
        &self.contrasts
    }

    /// The figures by wish id, from 1, much less than now, to 5, much more; none where the form did not
    /// ask.
    pub fn wishes(&self) -> &BTreeMap<String, Line> {
        &self.wishes
    }

    /// Whether the raters of a scale say the same, each held against their own class; none where there
    /// are too few, or where the word could tell too much.
    pub fn agreement(&self, scale: &str) -> Option<Agreement> {
        self.agreement.get(scale).copied()
    }

    /// Which words people chose; none where the form offered none.
    pub fn words(&self) -> Option<&Words> {
        self.words.as_ref()
    }

    /// The comments.
    pub fn comments(&self) -> &Comments {
        &self.comments
    }

    /// The same for somebody who may read its numbers and not its comments, nor the words that were
    /// chosen.
    #[must_use]
    pub fn without_comments(self) -> Self {
        Self { comments: Comments::default(), words: None, ..self }
    }

    /// Its only written form: equal releases are equal bytes.
    pub fn to_json(&self) -> String {
        write_numbers(self)
    }

    /// The spread between raters that the intervals were made with.
    pub fn spread(&self) -> &Spread {
        &self.spread
    }
}

impl Published {
    /// The day on which it was made; none in a release by the first version of the rule.
    pub fn day(&self) -> Option<Date> {
        match self {
            Self::Numbers(release) => release.day,
            Self::Directions(directions) => Some(directions.day),
        }
    }

    /// Itself, if it has numbers.
    pub(crate) fn numbers(&self) -> Option<&Release> {
        match self {
            Self::Numbers(release) => Some(release),
            Self::Directions(_) => None,
        }
    }

    /// Whether it is about an item or a wish of another release, shown or not. What was asked stands in
    /// its release whatever was answered, so this tells nothing of the answers.
    pub(crate) fn has_item_of(&self, other: &Release) -> bool {
        let has = |id: &String| match self {
            Self::Numbers(release) => {
                release.items.contains_key(id) || release.wishes.contains_key(id)
            }
            Self::Directions(directions) => directions.items.contains_key(id),
        };
        other.items.keys().chain(other.wishes.keys()).any(has)
    }

    /// Its only written form: equal releases are equal bytes.
    pub fn to_json(&self) -> String {
        match self {
            Self::Numbers(release) => release.to_json(),
            Self::Directions(directions) => directions.to_json(),
        }
    }

    /// Reads what [`Self::to_json`] wrote, and checks that it keeps its rule.
    ///
    /// Bytes that were written in any other way are refused.
    pub fn parse(json: &str) -> Result<Self, Error> {
        let published = read(json)?;
        if published.to_json() == json {
            Ok(published)
        } else {
            Err(Error::BrokenRule("it is not written in the canonical way"))
        }
    }
}
