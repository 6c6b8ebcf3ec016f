//! How sure a report is: who answered, what reliability to expect of that, and what the ranges rest
//! on.

use hone_core::result::whom::Whom;
use hone_gate::{Class, Release, SCALE_SD, Source};
use hone_model::Model;
use hone_stats::{PLANNING_ICC, spearman_brown};

use super::voices;

/// The reliability of one rater, at the ends of what is commonly found.
const ICC_RANGE: (f64, f64) = (0.10, 0.30);

/// What stands under 'How sure'.
pub(super) struct Sure {
    pub(super) who: String,
    /// In words, as in 'If fifteen others had been asked'.
    pub(super) n: String,
    pub(super) reliability: String,
    pub(super) reliability_range: String,
    pub(super) one_rater: String,
    pub(super) one_rater_range: String,
    pub(super) spread: String,
}

impl Sure {
    pub(super) fn of(release: &Release, model: &Model, whom: &Whom) -> Self {
        let n = release.n_raters();
        let at = |icc| spearman_brown(n as f64, icc).map_or(0.0, |mean| mean.value);
        let (low, high) = ICC_RANGE;
        Self {
            who: who(release, whom),
            n: voices::count(n),
            reliability: format!("{:.2}", at(PLANNING_ICC)),
            reliability_range: format!("{:.2} to {:.2}", at(low), at(high)),
            one_rater: format!("{PLANNING_ICC:.2}"),
            one_rater_range: format!("{low:.2} to {high:.2}"),
            spread: spread(release, model),
        }
    }
}

/// 'Fifteen colleagues answered: six direct reports, five peers and four others; besides them your
/// manager and you.'
fn who(release: &Release, whom: &Whom) -> String {
    let n = voices::capital(&voices::count(release.n_raters()));
    let mut besides = Vec::new();
    match voices::n_managers(release) {
        0 => {}
        1 => besides.push(format!("{} manager", whom.your())),
        n => besides.push(format!("{} managers", voices::count(n))),
    }
    if voices::has_own(release) {
        besides.push(whom.you().to_owned());
    }
    let besides = if besides.is_empty() {
        String::new()
    } else {
        format!("; besides them {}", voices::list(besides))
    };
    format!(
        "{n} colleagues answered: {}{besides}.{}",
        groups(&voices::classes(release)),
        merged(release)
    )
}

fn groups(classes: &[&Class]) -> String {
    let counted =
        |class: &&Class| format!("{} {}", voices::count(class.n()), voices::together(class));
    match classes {
        [only] if only.categories().len() == 1 => {
            format!("all of them {}", voices::class_in_sentence(only))
        }
        [only] => voices::together(only),
        several if several.iter().all(|class| class.categories().len() == 1) => {
            voices::list(several.iter().map(counted))
        }
        several => several.iter().map(counted).collect::<Vec<_>>().join(", and "),
    }
}

/// Says plainly that a group has no line of its own.
fn merged(release: &Release) -> String {
    let Some(class) = release.classes().iter().find(|class| class.categories().len() > 1) else {
        return String::new();
    };
    format!(
        " {} are counted together, because fewer than {} of one of these groups answered.",
        voices::class_name(class),
        voices::count(release.stamp().k.get()),
    )
}

/// Whether the round was large enough to measure how far raters differ.
fn spread(release: &Release, model: &Model) -> String {
    let scales: Vec<String> = model.scales().map(|scale| scale.to_string()).collect();
    let is_measured = |id: &&String| release.spread().scale(id).source() == Source::Measured;
    match scales.iter().filter(is_measured).count() {
        0 => format!(
            "The round was too small to measure how far raters differ, so the ranges rest on a planning value of {SCALE_SD:.1} points."
        ),
        n if n == scales.len() => {
            "The ranges rest on how far raters differ, measured over the whole round.".to_owned()
        }
        _ => format!(
            "The ranges rest on how far raters differ, measured over the whole round where it was large enough, and elsewhere on a planning value of {SCALE_SD:.1} points."
        ),
    }
}
