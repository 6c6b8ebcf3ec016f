//! The release: everything that is ever known about what raters answered.

use std::collections::BTreeMap;

use crate::classes::classes;
use crate::comments::comments;
use crate::document::Document;
use crate::lines::{Lines, lines};
use crate::{Class, Comments, Error, Floor, Form, Line, Sheets, Spread};

/// The version of the rule, written into every release.
pub const RULES: &str = "PART-1";

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
    Released(Box<Release>),
    /// Too few answered. It holds no number, and nothing else is kept.
    TooFew,
}

/// One leader's numbers and comments, after the rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    pub(crate) stamp: Stamp,
    pub(crate) classes: Vec<Class>,
    pub(crate) items: BTreeMap<String, Line>,
    pub(crate) scales: BTreeMap<String, Line>,
    pub(crate) contrasts: BTreeMap<String, Line>,
    pub(crate) comments: Comments,
    pub(crate) spread: Spread,
}

/// Applies the rule to the sheets about one leader.
///
/// `chance` orders the comments and touches no number. Call it once for each leader: a second
/// release of the same sheets would show the comments in a second order.
pub fn release(
    form: &Form,
    stamp: Stamp,
    sheets: &Sheets,
    spread: &Spread,
    chance: &mut dyn FnMut() -> u64,
) -> Outcome {
    let classes = classes(sheets, stamp.k);
    if classes.is_empty() {
        return Outcome::TooFew;
    }
    let Lines { items, scales, contrasts } = lines(form, sheets, &classes, stamp.k, spread);
    let comments = comments(form, sheets, &classes, stamp.k, chance);
    let spread = spread.clone();
    Outcome::Released(Box::new(Release {
        stamp,
        classes,
        items,
        scales,
        contrasts,
        comments,
        spread,
    }))
}

impl Release {
    /// How it was made.
    pub fn stamp(&self) -> &Stamp {
        &self.stamp
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

    /// The comments.
    pub fn comments(&self) -> &Comments {
        &self.comments
    }

    /// The spread between raters that the intervals were made with.
    pub fn spread(&self) -> &Spread {
        &self.spread
    }

    /// Its only written form: equal releases are equal bytes.
    pub fn to_json(&self) -> String {
        serde_json::to_string(&Document::from(self))
            .expect("a document holds nothing but text, lists, maps with text keys and numbers")
    }

    /// Reads what [`Self::to_json`] wrote, and checks that it keeps its rule.
    ///
    /// Bytes that were written in any other way are refused.
    pub fn parse(json: &str) -> Result<Self, Error> {
        let document: Document =
            serde_json::from_str(json).map_err(|error| Error::Unreadable(error.to_string()))?;
        let release = document.check()?;
        if release.to_json() == json {
            Ok(release)
        } else {
            Err(Error::BrokenRule("it is not written in the canonical way"))
        }
    }
}

impl serde::Serialize for Release {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        Document::from(self).serialize(to)
    }
}
