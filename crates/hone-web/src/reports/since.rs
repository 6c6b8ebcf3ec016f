//! What has changed since the report before: by the gate's rule on noise, and in words.

use hone_core::result::Report;
use hone_core::result::reading::View;
use hone_gate::{Change, Growth, Line, Release, growth_of_contrast, growth_of_scale};
use hone_model::{Contrast, Item, Model, Pole, ScaleId};

use super::voices;

/// A report beside the one before it, contrast by contrast.
pub(super) struct Since<'a> {
    pub(super) contrasts: Vec<Pair<'a>>,
}

/// What was released, and the questionnaire that was asked.
type Told<'a> = (&'a Model, &'a Release);

/// One contrast in both.
pub(super) struct Pair<'a> {
    pub(super) contrast: &'a Contrast,
    pub(super) leading: Grown<'a>,
    pub(super) managing: Grown<'a>,
    /// Leading less managing.
    pub(super) both: Grown<'a>,
}

/// One line in both.
#[derive(Clone, Copy)]
pub(super) struct Grown<'a> {
    pub(super) then: &'a Line,
    pub(super) now: &'a Line,
    pub(super) growth: Growth,
}

/// What may be said of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    More,
    Less,
    CannotTell,
    Incomparable,
}

impl Grown<'_> {
    pub(super) fn change(&self) -> Option<Change> {
        match self.growth {
            Growth::Told(change) => Some(change),
            Growth::Untold(_) => None,
        }
    }

    pub(super) fn verdict(&self) -> Verdict {
        match self.change() {
            None => Verdict::Incomparable,
            Some(change) if !change.is_beyond_noise() => Verdict::CannotTell,
            Some(change) if change.value() > 0.0 => Verdict::More,
            Some(_) => Verdict::Less,
        }
    }
}

impl<'a> Since<'a> {
    /// Holds a report against an earlier one with the same questionnaire.
    pub(super) fn of(then: &'a Report, now: &'a Report) -> Self {
        Self::read((&then.model, &then.release), (&now.model, &now.release))
    }

    /// The same for what was released.
    pub(super) fn read(then: Told<'a>, now: Told<'a>) -> Self {
        let contrasts = now.0.contrasts().iter();
        Self { contrasts: contrasts.filter_map(|contrast| pair(contrast, then, now)).collect() }
    }

    /// Every scale, leading before managing, contrast by contrast.
    pub(super) fn scales(&self) -> impl Iterator<Item = (&'a Contrast, Pole, Grown<'a>)> + '_ {
        self.contrasts.iter().flat_map(|pair| {
            [(Pole::Leading, pair.leading), (Pole::Managing, pair.managing)]
                .map(|(pole, grown)| (pair.contrast, pole, grown))
        })
    }

    /// The finding, as a sentence. `day` is when the earlier report was released.
    pub(super) fn headline(&self, day: &str) -> String {
        let named = |verdict: Verdict, pole: Pole| -> Vec<String> {
            self.scales()
                .filter(|(_, of, grown)| *of == pole && grown.verdict() == verdict)
                .map(|(contrast, ..)| contrast.short.to_lowercase())
                .collect()
        };
        let mut changes = Vec::new();
        for pole in [Pole::Leading, Pole::Managing] {
            for (verdict, word) in [(Verdict::More, "more"), (Verdict::Less, "less")] {
                let names = named(verdict, pole);
                if !names.is_empty() {
                    changes.push(format!("{word} {pole} in {}", voices::list(names)));
                }
            }
        }
        if !changes.is_empty() {
            let changes = voices::list(changes);
            return format!("Since your report of {day}, colleagues see {changes}.");
        }
        if self.scales().any(|(.., grown)| grown.verdict() == Verdict::CannotTell) {
            format!("Since your report of {day}, no change stands out from chance.")
        } else {
            format!("This report cannot be compared with the one of {day}.")
        }
    }
}

fn pair<'a>(contrast: &'a Contrast, then: Told<'a>, now: Told<'a>) -> Option<Pair<'a>> {
    let (before, after) = (View::of(contrast, then.1)?, View::of(contrast, now.1)?);
    let items = |poles: &[Pole]| items(then.0, now.0, &contrast.id, poles);
    let scale = |pole| {
        let id = ScaleId::new(&contrast.id, pole).to_string();
        growth_of_scale(then.1, now.1, &id, &items(&[pole]))
    };
    let ends = items(&[Pole::Leading, Pole::Managing]);
    let both = growth_of_contrast(then.1, now.1, &contrast.id, &ends);
    let grown = |then, now, growth| Grown { then, now, growth };
    Some(Pair {
        contrast,
        leading: grown(before.leading, after.leading, scale(Pole::Leading)),
        managing: grown(before.managing, after.managing, scale(Pole::Managing)),
        both: grown(before.both, after.both, both),
    })
}

/// The items of some scales of a contrast, in whichever of the two versions of the questionnaire.
fn items<'a>(then: &'a Model, now: &'a Model, contrast: &str, poles: &[Pole]) -> Vec<&'a str> {
    let counts = |item: &&Item| item.contrast == contrast && poles.contains(&item.pole);
    let all = then.items().iter().chain(now.items());
    let mut ids: Vec<&str> = all.filter(counts).map(|item| item.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
