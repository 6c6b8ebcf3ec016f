//! What people say they have seen, by the rule of `model/sentences.toml`.

use hone_gate::{Figure, Line};
use hone_model::{Item, Pole, Sentences, Thresholds};

use crate::result::Report;

/// What people have seen of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// More than before, beyond the noise.
    More,
    /// Less than before, beyond the noise.
    Less,
    /// It cannot be told yet whether there is a change.
    CannotTell,
    /// There is no number.
    Untold,
}

/// One question about a change.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// What was asked.
    pub item: &'a Item,
    /// What was answered.
    pub line: &'a Line,
    /// What all colleagues together have seen.
    pub seen: Seen,
}

/// The questions of a second look, in the order in which they were asked.
pub fn asked(report: &Report) -> Vec<Asked<'_>> {
    let rules = Sentences::builtin().thresholds();
    let told = report.model.changes().iter().filter_map(|item| {
        let line = report.release.items().get(&item.id)?;
        Some(Asked { item, line, seen: seen(line.overall(), &rules) })
    });
    told.collect()
}

/// A change is seen where the whole range lies on one side of 'about the same'.
pub(crate) fn seen(figure: &Figure, rules: &Thresholds) -> Seen {
    match figure.shown() {
        Some(shown) if shown.low() > rules.unchanged => Seen::More,
        Some(shown) if shown.high() < rules.unchanged => Seen::Less,
        Some(_) => Seen::CannotTell,
        None => Seen::Untold,
    }
}

/// What was seen of a pole, as far as any question about it tells: a change where all that tell one
/// agree, and none where they contradict each other.
pub fn of_pole(asked: &[Asked], pole: Pole) -> Seen {
    let of = || asked.iter().filter(|asked| asked.item.pole == pole).map(|asked| asked.seen);
    let has = |seen: Seen| of().any(|other| other == seen);
    match (has(Seen::More), has(Seen::Less)) {
        (true, false) => Seen::More,
        (false, true) => Seen::Less,
        (false, false) if !has(Seen::CannotTell) => Seen::Untold,
        _ => Seen::CannotTell,
    }
}
