//! What colleagues wish for, beside what they see now, by the rules of `model/sentences.toml`.

use hone_gate::{Figure, Line, Release};
use hone_model::{Item, Model, Thresholds};

/// Which way colleagues wish something to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// More of it than now, beyond the noise.
    More,
    /// Less of it than now, beyond the noise.
    Less,
    /// As much as now, as far as can be told.
    AsNow,
    /// It cannot be told.
    Untold,
}

/// The wish about one contrast, as a release has it.
#[derive(Clone, Copy, Debug)]
pub struct Wished<'a> {
    /// What was asked.
    pub item: &'a Item,
    /// What was wished, from 1, much less than now, to 5, much more.
    pub line: &'a Line,
}

impl<'a> Wished<'a> {
    /// What was wished in a contrast, if it was asked.
    pub fn of(model: &'a Model, release: &'a Release, contrast: &str) -> Option<Self> {
        let item = model.wish_about(contrast)?;
        Some(Self { item, line: release.wishes().get(&item.id)? })
    }

    /// Which way all colleagues together wish it to go.
    pub fn wanted(&self, rules: &Thresholds) -> Wanted {
        wanted(self.line.overall(), rules)
    }
}

/// Which way a wish goes: the whole range has to lie on one side of 'as much as now'.
pub fn wanted(wish: &Figure, rules: &Thresholds) -> Wanted {
    match wish.shown() {
        None => Wanted::Untold,
        Some(shown) if shown.low() > rules.as_now => Wanted::More,
        Some(shown) if shown.high() < rules.as_now => Wanted::Less,
        Some(_) => Wanted::AsNow,
    }
}

#[cfg(test)]
mod tests {
    use hone_model::Sentences;

    use super::*;
    use crate::testing::made::{Seen, seen, wishing};

    const TRUST: [Seen; 1] = [("trust", 30, 30)];

    /// Ten direct reports: a single item reaches 0.9 to either side of its number.
    fn all(tenths: i64) -> Wanted {
        let release = wishing(&TRUST, &[("trust", tenths)]);
        let wished = Wished::of(Model::builtin(), &release, "trust").unwrap();
        assert_eq!(wished.item.id, "wish-trust");
        wished.wanted(&Sentences::builtin().thresholds())
    }

    #[test]
    fn more_or_less_is_wished_only_beyond_the_noise() {
        assert_eq!([all(39), all(40)], [Wanted::AsNow, Wanted::More]);
        assert_eq!([all(21), all(20)], [Wanted::AsNow, Wanted::Less]);
        assert_eq!(all(30), Wanted::AsNow);
        assert_eq!(all(0), Wanted::Untold);
    }

    #[test]
    fn a_release_without_wishes_has_none() {
        let release = seen(&TRUST);

        assert!(Wished::of(Model::builtin(), &release, "trust").is_none());
        let release = wishing(&TRUST, &[("trust", 30)]);
        assert!(Wished::of(Model::builtin(), &release, "nothing").is_none());
    }
}
