//! How many there are of each kind.

use crate::axis::Axis;
use crate::svg::{Anchor, Head, coord, line, path, picture, text};
use crate::text::fit;

const WIDTH: f64 = 404.0;
const HEIGHT: f64 = 190.0;
const FIELD: (f64, f64, f64, f64) = (44.0, 12.0, 392.0, 140.0);
const WIDEST: f64 = 36.0;
/// How many names fit side by side.
const NAMED: usize = 12;

/// Counts by kind. Its heading stands in the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    /// Keeps the ids of several charts on a page apart.
    pub id_prefix: String,
    /// What is counted, for those who do not see it.
    pub title: String,
    /// What the kinds are, in words.
    pub label: String,
    /// The kinds and how many there are, from left to right.
    pub bars: Vec<(String, u64)>,
}

/// Upright bars from zero. Where there are many, not each has its name.
pub fn bars(chart: &Bars) -> String {
    let (left, top, right, bottom) = FIELD;
    let counts = chart.bars.iter().map(|(_, n)| *n as f64);
    let axis = Axis::around("", counts.chain([0.0, 1.0]));
    let scale = axis.scale(bottom, top);
    let across: Vec<(f64, f64)> =
        axis.ticks.iter().filter_map(|tick| Some((*tick, scale.place(*tick)?))).collect();
    let lines = path("grid", across.iter().map(|(_, y)| format!("M{left} {}H{right}", coord(*y))));
    let numbers: String = across
        .iter()
        .map(|(tick, y)| text("tiny", left - 8.0, y + 4.0, Anchor::End, &axis.number(*tick)))
        .collect();
    let room = (right - left) / chart.bars.len().max(1) as f64;
    let drawn: String = chart
        .bars
        .iter()
        .enumerate()
        .filter_map(|(i, (_, n))| {
            let middle = room.mul_add(i as f64 + 0.5, left);
            Some(bar(middle, (0.8 * room).min(WIDEST), scale.place(*n as f64)?, bottom))
        })
        .collect();
    let body = [
        lines,
        numbers,
        format!(r#"<g class="all">{drawn}</g>"#),
        line("axis", (left, bottom), (right, bottom)),
        names(chart, room),
        text(
            "tiny",
            f64::midpoint(left, right),
            bottom + 38.0,
            Anchor::Middle,
            &fit(&chart.label, 11.5, right - left),
        ),
    ]
    .concat();
    let description: Vec<String> =
        chart.bars.iter().map(|(name, n)| format!("{name}: {n}.")).collect();
    let description = description.join(" ");
    let head = Head { id_prefix: &chart.id_prefix, title: &chart.title, description: &description };
    picture(&head, WIDTH, HEIGHT, &body)
}

fn bar(middle: f64, width: f64, top: f64, bottom: f64) -> String {
    let [x, y, width, height] = [middle - width / 2.0, top, width, bottom - top].map(coord);
    format!(r#"<rect class="spine blade" x="{x}" y="{y}" width="{width}" height="{height}"/>"#)
}

fn names(chart: &Bars, room: f64) -> String {
    let (left, _, _, bottom) = FIELD;
    let every = chart.bars.len().div_ceil(NAMED).max(1);
    let named = chart.bars.iter().enumerate().step_by(every);
    named
        .map(|(i, (name, _))| {
            let middle = room.mul_add(i as f64 + 0.5, left);
            let name = fit(name, 11.5, (room * every as f64).max(24.0));
            text("tiny", middle, bottom + 17.0, Anchor::Middle, &name)
        })
        .collect()
}
