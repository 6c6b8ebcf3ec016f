//! Named values with their intervals, one a row, on one scale.

use crate::axis::{Axis, fixed};
use crate::blade;
use crate::scale::Scale;
use crate::span::Span;
use crate::svg::{Anchor, Head, circle, coord, line, path, picture, text};
use crate::text::fit;

const WIDTH: f64 = 404.0;
const ROW: f64 = 24.0;
const TOP: f64 = 6.0;
const FOOT: f64 = 42.0;
const HALF_HEIGHT: f64 = 7.0;
const MARK: f64 = 4.5;
const NAMES: f64 = 128.0;
const RAIL: (f64, f64) = (136.0, 286.0);
const SIZE: f64 = 13.0;

/// A panel of values. Its heading stands in the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Keeps the ids of several charts on a page apart.
    pub id_prefix: String,
    /// What the panel is about, for those who do not see it.
    pub title: String,
    /// What all rows are measured on.
    pub axis: Axis,
    /// A value to hold the rows against, drawn as a dotted line.
    pub line: Option<f64>,
    /// How many decimals the values have in words.
    pub decimals: usize,
    /// The rows, in the order in which they are drawn.
    pub rows: Vec<FigureRow>,
}

/// One named value.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureRow {
    /// What the value is of.
    pub name: String,
    /// The value and its interval; `None` where it cannot be told.
    pub span: Option<Span>,
}

/// A panel of named values; the order is the caller's and says nothing.
pub fn figures(panel: &Figures) -> String {
    let scale = panel.axis.scale(RAIL.0, RAIL.1);
    let foot = ROW.mul_add(panel.rows.len() as f64, TOP);
    let drawn: String =
        panel.rows.iter().enumerate().map(|(i, row)| draw(panel, &scale, i, row)).collect();
    let body = [grid(&panel.axis, &scale, foot), dotted(panel, &scale, foot), drawn].concat();
    let description = panel
        .rows
        .iter()
        .map(|row| format!("{}: {}.", row.name, words(panel, row)))
        .collect::<Vec<_>>()
        .join(" ");
    let head = Head { id_prefix: &panel.id_prefix, title: &panel.title, description: &description };
    picture(&head, WIDTH, foot + FOOT, &body)
}

fn words(panel: &Figures, row: &FigureRow) -> String {
    let Some(span) = &row.span else { return "cannot tell".into() };
    let [value, low, high] = [span.value, span.low, span.high].map(|x| fixed(x, panel.decimals));
    if span.low.is_finite() && span.high.is_finite() {
        format!("{value} ({low} to {high})")
    } else {
        value
    }
}

fn draw(panel: &Figures, scale: &Scale, i: usize, row: &FigureRow) -> String {
    let y = ROW.mul_add(i as f64, TOP + ROW / 2.0);
    let name = text("", 0.0, y + 4.5, Anchor::Start, &fit(&row.name, SIZE, NAMES));
    let value = text(
        "val tiny",
        WIDTH,
        y + 4.5,
        Anchor::End,
        &fit(&words(panel, row), 11.5, WIDTH - RAIL.1),
    );
    let extent = row.span.as_ref().and_then(|span| scale.extent(span));
    let mark = match extent {
        Some(extent) => blade::lying(&extent, y, HALF_HEIGHT) + &circle("m", extent.at, y, MARK),
        None => blade::empty_place(scale, y, HALF_HEIGHT),
    };
    format!(r#"{name}<g class="all">{mark}</g>{value}"#)
}

fn grid(axis: &Axis, scale: &Scale, foot: f64) -> String {
    let places: Vec<(f64, f64)> =
        axis.ticks.iter().filter_map(|tick| Some((*tick, scale.place(*tick)?))).collect();
    let lines =
        path("grid", places.iter().map(|(_, x)| format!("M{} {TOP}V{}", coord(*x), coord(foot))));
    let numbers: String = places
        .iter()
        .map(|(tick, x)| text("tiny", *x, foot + 15.0, Anchor::Middle, &axis.number(*tick)))
        .collect();
    let middle = f64::midpoint(scale.start, scale.end);
    lines
        + &numbers
        + &text(
            "tiny",
            middle,
            foot + 33.0,
            Anchor::Middle,
            &fit(&axis.label, 11.5, RAIL.1 - RAIL.0),
        )
}

fn dotted(panel: &Figures, scale: &Scale, foot: f64) -> String {
    let place = panel.line.and_then(|value| scale.place(value));
    place.map_or_else(String::new, |x| line("even", (x, TOP), (x, foot)))
}
