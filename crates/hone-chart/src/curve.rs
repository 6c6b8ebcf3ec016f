//! A line with its band over two axes.

use crate::axis::{Axis, fixed};
use crate::scale::Scale;
use crate::span::Span;
use crate::svg::{Anchor, Head, coord, line, path, picture, polygon, text};
use crate::text::fit;

const WIDTH: f64 = 404.0;
const HEIGHT: f64 = 260.0;
const FIELD: (f64, f64, f64, f64) = (52.0, 12.0, 376.0, 214.0);

/// A line over two axes. Its heading stands in the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Keeps the ids of several charts on a page apart.
    pub id_prefix: String,
    /// What the curve is about, for those who do not see it.
    pub title: String,
    /// What goes to the right.
    pub x: Axis,
    /// What goes up.
    pub y: Axis,
    /// The points, from left to right.
    pub points: Vec<CurvePoint>,
    /// A height to hold the curve against, drawn as a dotted line.
    pub line: Option<f64>,
    /// Whether a dotted line marks where both axes are equal.
    pub has_diagonal: bool,
}

/// One point of a curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// How far to the right.
    pub x: f64,
    /// How high, and the band around it; ends that are no numbers draw no band.
    pub span: Span,
}

/// A line with its band. Points that are no numbers are left out.
pub fn curve(curve: &Curve) -> String {
    let (left, top, right, bottom) = FIELD;
    let (x, y) = (curve.x.scale(left, right), curve.y.scale(bottom, top));
    let body = [
        grid(curve, &x, &y),
        band(&curve.points, &x, &y),
        dotted(curve, &x, &y),
        drawn(&curve.points, &x, &y),
    ]
    .concat();
    let description = describe(curve);
    let head = Head { id_prefix: &curve.id_prefix, title: &curve.title, description: &description };
    picture(&head, WIDTH, HEIGHT, &body)
}

fn describe(curve: &Curve) -> String {
    let decimals = curve.y.decimals + 1;
    let points = curve.points.iter().filter(|point| point.span.value.is_finite());
    let words: Vec<String> = points
        .map(|point| {
            let value = fixed(point.span.value, decimals);
            let ends = if point.span.low.is_finite() && point.span.high.is_finite() {
                format!(
                    " ({} to {})",
                    fixed(point.span.low, decimals),
                    fixed(point.span.high, decimals)
                )
            } else {
                String::new()
            };
            format!("{}: {value}{ends}", fixed(point.x, curve.x.decimals))
        })
        .collect();
    format!("{} by {}. {}.", curve.y.label, curve.x.label, words.join("; "))
}

fn grid(curve: &Curve, x: &Scale, y: &Scale) -> String {
    let (left, top, right, bottom) = FIELD;
    let across: Vec<(f64, f64)> =
        curve.y.ticks.iter().filter_map(|tick| Some((*tick, y.place(*tick)?))).collect();
    let lines =
        path("grid", across.iter().map(|(_, at)| format!("M{left} {}H{right}", coord(*at))));
    let heights: String = across
        .iter()
        .map(|(tick, at)| text("tiny", left - 8.0, at + 4.0, Anchor::End, &curve.y.number(*tick)))
        .collect();
    let along: String = curve
        .x
        .ticks
        .iter()
        .filter_map(|tick| Some((*tick, x.place(*tick)?)))
        .map(|(tick, at)| text("tiny", at, bottom + 16.0, Anchor::Middle, &curve.x.number(tick)))
        .collect();
    let middle = f64::midpoint(left, right);
    let label = text(
        "tiny",
        middle,
        bottom + 36.0,
        Anchor::Middle,
        &fit(&curve.x.label, 11.5, right - left),
    );
    let axis = line("axis", (left, bottom), (right, bottom));
    let side = text(
        "tiny halo",
        left + 6.0,
        top + 4.0,
        Anchor::Start,
        &fit(&curve.y.label, 11.5, right - left - 6.0),
    );
    [lines, axis, heights, along, label, side].concat()
}

fn band(points: &[CurvePoint], x: &Scale, y: &Scale) -> String {
    let edge = |pick: fn(&Span) -> f64| {
        points.iter().filter_map(move |point| {
            let is_band = point.span.low.is_finite() && point.span.high.is_finite();
            is_band.then_some(())?;
            Some((x.place(point.x)?, y.place(pick(&point.span))?))
        })
    };
    let mut corners: Vec<(f64, f64)> = edge(|span| span.high).collect();
    let mut lower: Vec<(f64, f64)> = edge(|span| span.low).collect();
    lower.reverse();
    corners.extend(lower);
    if corners.len() < 4 { String::new() } else { polygon("band", &corners) }
}

fn dotted(curve: &Curve, x: &Scale, y: &Scale) -> String {
    let (left, _, right, _) = FIELD;
    let across = curve.line.and_then(|value| y.place(value));
    let across = across.map_or_else(String::new, |at| line("even", (left, at), (right, at)));
    let (from, to) = (curve.x.from.max(curve.y.from), curve.x.to.min(curve.y.to));
    let ends = (x.place(from), y.place(from), x.place(to), y.place(to));
    match ends {
        (Some(x1), Some(y1), Some(x2), Some(y2)) if curve.has_diagonal => {
            across + &line("even", (x1, y1), (x2, y2))
        }
        _ => across,
    }
}

fn drawn(points: &[CurvePoint], x: &Scale, y: &Scale) -> String {
    let places =
        points.iter().filter_map(|point| Some((x.place(point.x)?, y.place(point.span.value)?)));
    let steps: Vec<String> = places
        .enumerate()
        .map(|(i, (x, y))| format!("{}{} {}", if i == 0 { "M" } else { "L" }, coord(x), coord(y)))
        .collect();
    if steps.is_empty() { String::new() } else { path("curve", steps) }
}
