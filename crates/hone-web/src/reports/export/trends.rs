//! The directions of a release without numbers: a row for each line and each voice.

use hone_core::result::Report;
use hone_core::result::whom::Whom;
use hone_gate::{Directions, Trend, TrendLine};
use hone_model::{Pole, ScaleId};

use super::super::directions::{speakers, trends};
use super::table::{Cell, Table};

const COLUMNS: &[&str] = &["level", "id", "contrast", "pole", "about", "who", "direction"];

/// Contrast by contrast: leading less managing, the two scales, then question by question.
pub(super) fn table(report: &Report<Directions>, whom: &Whom) -> Table {
    let (directions, mut rows) = (&report.release, Vec::new());
    let speakers = speakers(directions, whom);
    let mut add = |level: &str, id: &str, contrast: &str, pole, about: &str, line: &TrendLine| {
        for (who, trend) in speakers.iter().zip(trends(line, directions)) {
            rows.push(vec![
                Cell::text(level),
                Cell::text(id),
                Cell::text(contrast),
                Option::map_or(pole, Cell::Empty, |pole: Pole| Cell::text(pole.as_str())),
                Cell::text(about),
                Cell::text(who),
                Cell::text(word(trend)),
            ]);
        }
    };
    for contrast in report.model.contrasts() {
        let (id, name) = (contrast.id.as_str(), &contrast.name);
        if let Some(line) = directions.contrasts().get(id) {
            add("contrast", id, id, None, &format!("{name}, leading less managing"), line);
        }
        for pole in [Pole::Leading, Pole::Managing] {
            let scale = ScaleId::new(id, pole).to_string();
            if let Some(line) = directions.scales().get(&scale) {
                add("scale", &scale, id, Some(pole), &format!("{name}, {pole}"), line);
            }
        }
        for item in report.model.items().iter().filter(|item| item.contrast == id) {
            if let Some(line) = directions.items().get(&item.id) {
                add("question", &item.id, id, Some(item.pole), &item.others, line);
            }
        }
    }
    Table { columns: COLUMNS, rows }
}

fn word(trend: Option<Trend>) -> &'static str {
    match trend {
        Some(Trend::Higher) => "higher",
        Some(Trend::Lower) => "lower",
        Some(Trend::Same) => "about the same",
        Some(Trend::Untold) => "cannot tell yet",
        None => "no answer",
    }
}
