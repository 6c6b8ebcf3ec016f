//! What was asked, as far as the rule has to know.

use std::collections::{BTreeMap, BTreeSet};

use crate::Error;

/// The fewest raters about whom a number is released.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Floor(usize);

impl Floor {
    /// What Hone uses unless an organisation chooses another.
    pub const DEFAULT: Self = Self(4);

    /// A floor between 3 and 10.
    pub fn new(k: usize) -> Result<Self, Error> {
        if (3..=10).contains(&k) { Ok(Self(k)) } else { Err(Error::Floor(k)) }
    }

    /// The number itself.
    pub fn get(self) -> usize {
        self.0
    }
}

/// Which end of a contrast a scale measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pole {
    /// What leading looks like.
    Leading,
    /// What managing looks like.
    Managing,
}

/// One behaviour that raters were asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// The scale it counts for; none for outcomes, which are reported as single items.
    pub scale: Option<String>,
}

/// Items that are reported together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// Its id.
    pub id: String,
    /// The contrast it belongs to.
    pub contrast: String,
    /// Which end of the contrast.
    pub pole: Pole,
}

/// The items, scales and open questions of one form, what it lets raters wish for, and whether it offers
/// them words, known to fit together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    items: Vec<Item>,
    scales: Vec<Scale>,
    questions: Vec<String>,
    wishes: Vec<String>,
    words: BTreeSet<String>,
}

impl Form {
    /// Checks that ids are unique and that each item's scale exists.
    pub fn new(
        items: Vec<Item>,
        scales: Vec<Scale>,
        questions: Vec<String>,
    ) -> Result<Self, Error> {
        unique(items.iter().map(|item| &item.id))?;
        unique(scales.iter().map(|scale| &scale.id))?;
        unique(&questions)?;
        let mut poles = BTreeSet::new();
        for scale in &scales {
            if !poles.insert((&scale.contrast, scale.pole)) {
                return Err(Error::Twice(scale.contrast.clone()));
            }
        }
        for item in &items {
            if let Some(id) = &item.scale
                && !scales.iter().any(|scale| scale.id == *id)
            {
                return Err(Error::NoSuchScale { item: item.id.clone(), scale: id.clone() });
            }
        }
        Ok(Self { items, scales, questions, wishes: Vec::new(), words: BTreeSet::new() })
    }

    /// The same form with wishes after its items, by their ids. Sheets know answers by their ids alone,
    /// so none may be that of an item.
    pub fn with_wishes(self, wishes: Vec<String>) -> Result<Self, Error> {
        unique(self.items.iter().map(|item| &item.id).chain(&wishes))?;
        Ok(Self { wishes, ..self })
    }

    /// The same form with words of which raters choose at most [`WORDS_CHOSEN`](crate::WORDS_CHOSEN).
    #[must_use]
    pub fn with_words(self, words: BTreeSet<String>) -> Self {
        Self { words, ..self }
    }

    /// The items, in the order of the form.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The scales.
    pub fn scales(&self) -> &[Scale] {
        &self.scales
    }

    /// The ids of the open questions.
    pub fn questions(&self) -> &[String] {
        &self.questions
    }

    /// The ids of the wishes: single items of less or more than now, in no scale.
    pub fn wishes(&self) -> &[String] {
        &self.wishes
    }

    /// The words of which raters choose; none where the form offers none.
    pub fn words(&self) -> &BTreeSet<String> {
        &self.words
    }

    /// The ids of the items of a scale.
    pub(crate) fn items_of(&self, scale: &str) -> Vec<&str> {
        self.items
            .iter()
            .filter(|item| item.scale.as_deref() == Some(scale))
            .map(|item| item.id.as_str())
            .collect()
    }

    /// The contrasts that have both ends, with the ids of their leading and managing scale.
    pub(crate) fn contrasts(&self) -> BTreeMap<&str, (&str, &str)> {
        let end = |contrast: &str, pole| {
            self.scales.iter().find(|s| s.contrast == contrast && s.pole == pole)
        };
        self.scales
            .iter()
            .filter_map(|scale| {
                let contrast = scale.contrast.as_str();
                let leading = end(contrast, Pole::Leading)?;
                let managing = end(contrast, Pole::Managing)?;
                Some((contrast, (leading.id.as_str(), managing.id.as_str())))
            })
            .collect()
    }
}

/// How many items of a scale have to be there before the scale is reported: half, and at least two
/// where two were asked.
pub(crate) fn items_needed(n_asked: usize) -> usize {
    n_asked.div_ceil(2).max(n_asked.min(2)).max(1)
}

fn unique<'a>(ids: impl IntoIterator<Item = &'a String>) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(Error::Twice(id.clone()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_needs_half_of_its_items_and_two_where_two_were_asked() {
        let needed: Vec<usize> = (1..=7).map(items_needed).collect();

        assert_eq!(needed, [1, 2, 2, 2, 3, 3, 4]);
    }

    #[test]
    fn a_form_that_does_not_fit_together_is_refused() {
        let item = |id: &str, scale: Option<&str>| Item {
            id: id.to_owned(),
            scale: scale.map(ToOwned::to_owned),
        };
        let scale = |id: &str| Scale {
            id: id.to_owned(),
            contrast: "trust".to_owned(),
            pole: Pole::Leading,
        };

        let twice = Form::new(vec![item("a", None), item("a", None)], vec![], vec![]);
        assert_eq!(twice, Err(Error::Twice("a".to_owned())));
        let same_pole = Form::new(vec![], vec![scale("x"), scale("y")], vec![]);
        assert_eq!(same_pole, Err(Error::Twice("trust".to_owned())));
        let no_scale = Form::new(vec![item("a", Some("x"))], vec![], vec![]);
        assert!(matches!(no_scale, Err(Error::NoSuchScale { .. })));
        let form = Form::new(vec![item("a", None)], vec![], vec![]).unwrap();
        for wishes in [vec!["a"], vec!["b", "b"]] {
            let wishes = wishes.into_iter().map(ToOwned::to_owned).collect();
            assert!(matches!(form.clone().with_wishes(wishes), Err(Error::Twice(_))));
        }
    }

    #[test]
    fn a_floor_below_three_or_above_ten_is_refused() {
        assert_eq!(Floor::new(2), Err(Error::Floor(2)));
        assert_eq!(Floor::new(11), Err(Error::Floor(11)));
        assert_eq!(Floor::new(4), Ok(Floor::DEFAULT));
    }
}
