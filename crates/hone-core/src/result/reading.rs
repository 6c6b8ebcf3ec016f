//! What the first page says, by the rules of `model/sentences.toml` and by nothing else.

use hone_gate::{Figure, Line, Release, Shown};
use hone_model::{Contrast, Model, Pole, ScaleId, Sentences, Thresholds};

use super::Report;
use super::whom::Whom;

/// One contrast of a release.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// What the questionnaire says of it.
    pub contrast: &'a Contrast,
    /// Its leading scale.
    pub leading: &'a Line,
    /// Its managing scale.
    pub managing: &'a Line,
    /// Leading less managing.
    pub both: &'a Line,
}

/// Why a contrast is the one to hone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Managing stands above leading, beyond the noise.
    Outweighs,
    /// Leading is below the middle, beyond the noise.
    LowLeading,
}

/// Which contrasts the first page speaks of.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    /// Every contrast, in the order of the questionnaire.
    pub views: Vec<View<'a>>,
    /// The strength to keep.
    pub keep: Option<View<'a>>,
    /// The contrast to hone.
    pub hone: Option<(View<'a>, Reason)>,
    rules: Thresholds,
}

/// How leading and managing stand to each other in one contrast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
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
    pub fn of(contrast: &'a Contrast, release: &'a Release) -> Option<Self> {
        let scale = |pole| release.scales().get(&ScaleId::new(&contrast.id, pole).to_string());
        Some(Self {
            contrast,
            leading: scale(Pole::Leading)?,
            managing: scale(Pole::Managing)?,
            both: release.contrasts().get(&contrast.id)?,
        })
    }

    /// Whether both are about the same contrast.
    pub fn is(&self, other: &Self) -> bool {
        self.contrast.id == other.contrast.id
    }

    /// How its leading and managing stand to each other, in the eyes of all colleagues.
    pub fn standing(&self) -> Standing {
        standing(self.both.overall())
    }

    /// The own managing and leading, where the leader has told both.
    pub fn own(&self) -> Option<(f64, f64)> {
        let own = |line: &Line| Some(line.own()?.voice()?.value());
        Some((own(self.managing)?, own(self.leading)?))
    }
}

/// How the two ends of a contrast stand to each other, from leading less managing.
pub fn standing(both: &Figure) -> Standing {
    match both.shown() {
        None => Standing::Untold,
        Some(shown) if shown.high() < 0.0 => Standing::Manages,
        Some(shown) if shown.low() > 0.0 => Standing::Leads,
        Some(_) => Standing::Alike,
    }
}

/// Whether leading is above the middle of the answers, even at the lower end of its range.
pub fn is_high(leading: &Figure, rules: &Thresholds) -> bool {
    leading.shown().is_some_and(|shown| shown.low() > rules.middle)
}

/// Whether leading is below the middle, even at the upper end of its range.
pub fn is_low(leading: &Figure, rules: &Thresholds) -> bool {
    leading.shown().is_some_and(|shown| shown.high() < rules.middle)
}

impl<'a> Reading<'a> {
    /// Reads a report by the rules that Hone ships.
    pub fn of(report: &'a Report) -> Self {
        Self::read(&report.model, &report.release, Sentences::builtin().thresholds())
    }

    /// Chooses what to keep and what to hone.
    pub fn read(model: &'a Model, release: &'a Release, rules: Thresholds) -> Self {
        let views: Vec<View> =
            model.contrasts().iter().filter_map(|contrast| View::of(contrast, release)).collect();
        let keep = keep(&views, &rules);
        let hone = hone(&views, &rules);
        Self { views, keep, hone, rules }
    }

    /// The numbers that decided.
    pub fn rules(&self) -> &Thresholds {
        &self.rules
    }

    /// The finding of the page, for whoever reads it.
    pub fn headline(&self, whom: &Whom) -> String {
        let you = whom.you();
        let often = |keep: View| {
            format!("Colleagues often see {you} {}.", whom.said(&keep.contrast.leading_seen))
        };
        match (self.keep, self.hone) {
            (Some(keep), Some((hone, reason))) => {
                format!("{} {}", often(keep), self.less("They", &hone, reason, whom))
            }
            (Some(keep), None) => often(keep),
            (None, Some((hone, reason))) => self.less("Colleagues", &hone, reason, whom),
            (None, None) => format!(
                "Colleagues see no contrast in which {you} clearly {}, one way or the other.",
                whom.either("stand out", "stands out")
            ),
        }
    }

    /// Whether the headline calls the leading of a contrast seldom.
    pub fn is_seldom(&self, view: &View) -> bool {
        value(view.leading).is_some_and(|value| value < self.rules.seldom)
    }

    /// What they see less of in the contrast to hone, as a sentence.
    fn less(&self, they: &str, hone: &View, reason: Reason, whom: &Whom) -> String {
        let Contrast { leading_seen, managing_seen, .. } = hone.contrast;
        let (you, leading) = (whom.you(), whom.said(leading_seen));
        match reason {
            _ if self.is_seldom(hone) => format!("{they} seldom see {you} {leading}."),
            Reason::Outweighs => {
                format!("{they} more often see {you} {} than {leading}.", whom.said(managing_seen))
            }
            Reason::LowLeading => {
                format!("{they} see {you} {leading} less than half the time.")
            }
        }
    }

    /// Whether no other leading is higher than that of the contrast to keep.
    pub fn is_highest(&self, keep: &View) -> bool {
        let value = |view: &View| value(view.leading);
        self.views.iter().all(|view| value(view) <= value(keep))
    }

    /// In how many contrasts managing outweighs leading, beyond the noise.
    pub fn n_outweighed(&self) -> usize {
        self.views.iter().filter(|view| view.standing() == Standing::Manages).count()
    }
}

/// The contrast with the highest leading among those that are high for certain.
fn keep<'a>(views: &[View<'a>], rules: &Thresholds) -> Option<View<'a>> {
    let strengths = views.iter().filter(|view| is_strength(view, rules));
    first_highest(strengths, |view| value(view.leading))
}

/// Whether a contrast can be kept: leading is high for certain, and managing is not above it for
/// certain.
pub fn is_strength(view: &View, rules: &Thresholds) -> bool {
    is_high(view.leading.overall(), rules) && view.standing() != Standing::Manages
}

/// The contrast in which managing stands highest above leading, for certain; else the one with the
/// lowest leading that is low for certain.
fn hone<'a>(views: &[View<'a>], rules: &Thresholds) -> Option<(View<'a>, Reason)> {
    let outweighed = views.iter().filter(|view| view.standing() == Standing::Manages);
    let low = views.iter().filter(|view| is_low(view.leading.overall(), rules));
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
