//! What cannot be told yet: why, and what would be enough.

use hone_core::result::Report;
use hone_core::result::reading::{Reading, Standing, View};
use hone_core::result::whom::Whom;
use hone_gate::{Figure, Untold};

use super::voices;

/// Contrasts that cannot be told yet, for the same reason.
pub(super) struct Gap {
    pub(super) names: String,
    pub(super) reason: String,
}

/// The contrasts that cannot be told, gathered by their reason.
pub(super) fn gaps(reading: &Reading, report: &Report, whom: &Whom) -> Vec<Gap> {
    let mut gaps: Vec<(String, Vec<&str>)> = Vec::new();
    for view in reading.views.iter().filter(|view| view.standing() == Standing::Untold) {
        let (name, reason) = (view.contrast.name.as_str(), reason(view, report, whom));
        match gaps.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, names)) => names.push(name),
            None => gaps.push((reason, vec![name])),
        }
    }
    gaps.into_iter().map(|(reason, names)| Gap { names: names.join("; "), reason }).collect()
}

/// Why a contrast cannot be told, and what would be enough.
pub(super) fn reason(view: &View, report: &Report, whom: &Whom) -> String {
    let ends = [("leading", view.leading), ("managing", view.managing)];
    let missing = ends.iter().filter(|(_, line)| line.overall().shown().is_none());
    let names = voices::list(missing.clone().map(|(name, _)| *name));
    if names.is_empty() {
        return "Leading and managing were told by different groups, so their difference would \
                compare people. It can be told when the same group sees enough of both."
            .to_owned();
    }
    let needed = missing.filter_map(|(_, line)| {
        line.classes().values().find_map(|figure| match figure {
            Figure::Untold(Untold::TooFewItems { needed, .. }) => Some(*needed),
            _ => None,
        })
    });
    let questions = match needed.max() {
        None | Some(0 | 1) => "one of its questions".to_owned(),
        Some(n) => format!("{} of its questions", voices::count(n)),
    };
    format!(
        "For {names}, too many chose ‘{}’. A group needs at least {} answers, from half of its \
         people, to {questions}. More colleagues who see this part of {} work would be enough.",
        report.model.not_observed(),
        voices::count(report.release.stamp().k.get()),
        whom.your(),
    )
}
