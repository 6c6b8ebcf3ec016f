//! What the first page says, by the fixed rules of the page on method and by nothing else.

use hone_core::result::Report;
use hone_gate::{Figure, Line, Release, Shown};
use hone_model::{Contrast, Model, Pole, ScaleId};

/// Half the time: the middle of the answers.
const MIDDLE: f64 = 3.0;
/// Below this, the nearest answer is 'now and then' or less.
const SELDOM: f64 = 2.5;

/// One contrast of a release.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'a> {
    pub(super) contrast: &'a Contrast,
    pub(super) leading: &'a Line,
    pub(super) managing: &'a Line,
    /// Leading less managing.
    pub(super) both: &'a Line,
}

/// Why a contrast is the one to hone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// Managing stands above leading, beyond the noise.
    Outweighs,
    /// Leading is below the middle, beyond the noise.
    LowLeading,
}

/// Which contrasts the first page speaks of.
#[derive(Clone, Debug)]
pub(super) struct Reading<'a> {
    pub(super) views: Vec<View<'a>>,
    pub(super) keep: Option<View<'a>>,
    pub(super) hone: Option<(View<'a>, Reason)>,
}

/// How leading and managing stand to each other in one contrast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It cannot be told.
    Untold,
    /// Managing is higher, beyond the noise.
    Manages,
    /// Leading is higher, beyond the noise.
    Leads,
    /// Neither is higher, as far as can be told.
    Alike,
}

impl<'a> View<'a> {
    /// A contrast as a release has it.
    pub(super) fn of(contrast: &'a Contrast, release: &'a Release) -> Option<Self> {
        let scale = |pole| release.scales().get(&ScaleId::new(&contrast.id, pole).to_string());
        Some(Self {
            contrast,
            leading: scale(Pole::Leading)?,
            managing: scale(Pole::Managing)?,
            both: release.contrasts().get(&contrast.id)?,
        })
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        self.contrast.id == other.contrast.id
    }

    pub(super) fn standing(&self) -> Standing {
        standing(self.both.overall())
    }

    /// The own managing and leading, where the leader has told both.
    pub(super) fn own(&self) -> Option<(f64, f64)> {
        let own = |line: &Line| Some(line.own()?.voice()?.value());
        Some((own(self.managing)?, own(self.leading)?))
    }
}

/// How the two ends of a contrast stand to each other, from leading less managing.
pub(super) fn standing(both: &Figure) -> Standing {
    match both.shown() {
        None => Standing::Untold,
        Some(shown) if shown.high() < 0.0 => Standing::Manages,
        Some(shown) if shown.low() > 0.0 => Standing::Leads,
        Some(_) => Standing::Alike,
    }
}

/// Whether leading is above the middle of the answers, even at the lower end of its range.
pub(super) fn is_high(leading: &Figure) -> bool {
    leading.shown().is_some_and(|shown| shown.low() > MIDDLE)
}

/// Whether leading is below the middle, even at the upper end of its range.
pub(super) fn is_low(leading: &Figure) -> bool {
    leading.shown().is_some_and(|shown| shown.high() < MIDDLE)
}

impl<'a> Reading<'a> {
    /// Reads a report.
    pub(super) fn of(report: &'a Report) -> Self {
        Self::read(&report.model, &report.release)
    }

    /// Chooses what to keep and what to hone.
    pub(super) fn read(model: &'a Model, release: &'a Release) -> Self {
        let views: Vec<View> =
            model.contrasts().iter().filter_map(|contrast| View::of(contrast, release)).collect();
        let keep = keep(&views);
        let hone = hone(&views);
        Self { views, keep, hone }
    }

    /// The finding of the page.
    pub(super) fn headline(&self) -> String {
        let keep = self.keep.map(|view| view.contrast);
        match (keep, self.hone) {
            (Some(keep), Some((hone, reason))) => {
                format!("Colleagues often see you {}. {}", keep.leading_seen, less(&hone, reason))
            }
            (Some(keep), None) => {
                format!("Colleagues often see you {}.", keep.leading_seen)
            }
            (None, Some((hone, reason))) => less(&hone, reason).replacen("They", "Colleagues", 1),
            (None, None) => {
                "Colleagues see no contrast in which you clearly stand out, one way or the other."
                    .to_owned()
            }
        }
    }

    /// Whether no other leading is higher than that of the contrast to keep.
    pub(super) fn is_highest(&self, keep: &View) -> bool {
        let value = |view: &View| value(view.leading);
        self.views.iter().all(|view| value(view) <= value(keep))
    }

    /// In how many contrasts managing outweighs leading, beyond the noise.
    pub(super) fn n_outweighed(&self) -> usize {
        self.views.iter().filter(|view| view.standing() == Standing::Manages).count()
    }
}

/// The contrast with the highest leading among those that are high for certain.
fn keep<'a>(views: &[View<'a>]) -> Option<View<'a>> {
    let is_strength =
        |view: &&View| is_high(view.leading.overall()) && view.standing() != Standing::Manages;
    first_highest(views.iter().filter(is_strength), |view| value(view.leading))
}

/// The contrast in which managing stands highest above leading, for certain; else the one with the
/// lowest leading that is low for certain.
fn hone<'a>(views: &[View<'a>]) -> Option<(View<'a>, Reason)> {
    let outweighed = views.iter().filter(|view| view.standing() == Standing::Manages);
    let low = views.iter().filter(|view| is_low(view.leading.overall()));
    first_highest(outweighed, |view| value(view.both).map(|value| -value))
        .map(|view| (view, Reason::Outweighs))
        .or_else(|| {
            let lowest = first_highest(low, |view| value(view.leading).map(|value| -value));
            lowest.map(|view| (view, Reason::LowLeading))
        })
}

/// The view with the highest value; of equal ones the first in the order of the questionnaire.
fn first_highest<'v, 'a: 'v>(
    views: impl Iterator<Item = &'v View<'a>>,
    value: impl Fn(&View) -> Option<f64>,
) -> Option<View<'a>> {
    let mut best: Option<(View<'a>, f64)> = None;
    for view in views {
        let Some(value) = value(view) else { continue };
        if best.is_none_or(|(_, most)| value > most) {
            best = Some((*view, value));
        }
    }
    best.map(|(view, _)| view)
}

fn value(line: &Line) -> Option<f64> {
    line.overall().shown().map(Shown::value)
}

/// What colleagues see less of in the contrast to hone, as a sentence.
fn less(hone: &View, reason: Reason) -> String {
    let Contrast { leading_seen, managing_seen, .. } = hone.contrast;
    let is_seldom = value(hone.leading).is_some_and(|value| value < SELDOM);
    match reason {
        _ if is_seldom => format!("They seldom see you {leading_seen}."),
        Reason::Outweighs => {
            format!("They more often see you {managing_seen} than {leading_seen}.")
        }
        Reason::LowLeading => format!("They see you {leading_seen} less than half the time."),
    }
}
