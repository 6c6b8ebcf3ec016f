//! Blind spots and hidden strengths of one contrast, scale by scale and question by question.

use hone_core::result::Report;
use hone_core::result::apart::{Apart, Insight, insight, insights_of_questions};
use hone_core::result::reading::{Reading, View};
use hone_core::result::whom::Whom;
use hone_gate::{Figure, Line};
use hone_model::{Item, Pole, Thresholds};

use super::figures::{Written, points};
use super::questions::asked;
use super::voices::capital;

/// What a leader may not have known of themselves in one contrast.
pub(super) struct Insights {
    pub(super) blind_spots: Vec<Told>,
    pub(super) hidden_strengths: Vec<Told>,
}

/// One of them: what is done, the own number, and that of colleagues.
pub(super) struct Told {
    pub(super) what: String,
    pub(super) own: String,
    pub(super) others: Written,
}

impl Insights {
    pub(super) fn of(
        reading: &Reading,
        view: &View,
        aparts: &[Apart],
        report: &Report,
        whom: &Whom,
    ) -> Self {
        let rules = reading.rules();
        let scales = aparts.iter().filter_map(|apart| {
            let line = if apart.pole == Pole::Leading { view.leading } else { view.managing };
            let found = insight(apart.pole, apart.side, line.overall(), rules)?;
            Some((found, of_scale(view, apart, line, whom)?))
        });
        let questions = of_questions(report, &view.contrast.id, rules).into_iter();
        let questions =
            questions.filter_map(|(found, item, line)| Some((found, of_question(item, line)?)));
        let (blind, hidden): (Vec<_>, Vec<_>) =
            scales.chain(questions).partition(|(found, _)| *found == Insight::BlindSpot);
        let only = |found: Vec<(Insight, Told)>| found.into_iter().map(|(_, told)| told).collect();
        Self { blind_spots: only(blind), hidden_strengths: only(hidden) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.blind_spots.is_empty() && self.hidden_strengths.is_empty()
    }
}

/// The single questions of a contrast that are named.
pub(super) fn of_questions<'a>(
    report: &'a Report,
    contrast: &str,
    rules: &Thresholds,
) -> Vec<(Insight, &'a Item, &'a Line)> {
    insights_of_questions(asked(report, contrast), rules)
}

fn of_scale(view: &View, apart: &Apart, line: &Line, whom: &Whom) -> Option<Told> {
    let own = hone_chart::number(apart.own);
    let seen = capital(&whom.said(view.contrast.seen(apart.pole)?));
    Some(Told { what: format!("{seen}, over all its questions"), own, others: others(line) })
}

fn of_question(item: &Item, line: &Line) -> Option<Told> {
    let own = points(line.own().and_then(Figure::voice)?);
    let what = format!("‘{}’", capital(item.others.trim_end_matches('.')));
    Some(Told { what, own, others: others(line) })
}

fn others(line: &Line) -> Written {
    Written::of(line.overall())
}
