//! Changes from one time to another, one a row, each on the band of its noise.

use crate::blade;
use crate::number::number;
use crate::scale::Scale;
use crate::span::Span;
use crate::svg::{Anchor, Head, circle, coord, line, path, picture, text};
use crate::text::fit;

const WIDTH: f64 = 404.0;
const ROW: f64 = 44.0;
const TOP: f64 = 4.0;
const FOOT: f64 = 42.0;
const NAMES: f64 = 92.0;
const RAIL: (f64, f64) = (108.0, 384.0);
const HALF_HEIGHT: f64 = 8.0;
/// From the top of a row to its blade, and to the feet of its two lines of words.
const MIDDLE: f64 = 22.0;
const WORDS: (f64, f64) = (19.0, 34.0);
/// How far the axis may reach to either side, and how far its ticks are apart.
const REACHES: [(f64, f64); 5] = [(1.5, 0.5), (2.0, 0.5), (3.0, 1.0), (4.0, 1.0), (8.0, 2.0)];

/// A panel of changes. Its heading stands in the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Changes {
    /// Keeps the ids of several charts on a page apart.
    pub id_prefix: String,
    /// What the panel is about, for those who do not see it.
    pub title: String,
    /// The rows, in the order in which they are drawn.
    pub rows: Vec<ChangeRow>,
}

/// What has become of one thing.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeRow {
    /// What it belongs to, such as "Trust".
    pub name: String,
    /// Which part of that, such as "leading".
    pub part: String,
    /// Its change; `None` where the two times cannot be compared.
    pub change: Option<RowChange>,
}

/// A change and its noise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RowChange {
    /// Later less earlier, in points.
    pub value: f64,
    /// How far two values lie apart when nothing has changed; the interval reaches as far.
    pub noise: f64,
    /// Whether the change is told from noise.
    pub is_beyond_noise: bool,
}

/// A panel of changes around a line where nothing has changed.
pub fn changes(panel: &Changes) -> String {
    let (reach, step) = reach(&panel.rows);
    let scale = Scale { from: -reach, to: reach, start: RAIL.0, end: RAIL.1 };
    let foot = ROW.mul_add(panel.rows.len() as f64, TOP);
    let tops = (0..panel.rows.len()).map(|i| ROW.mul_add(i as f64, TOP));
    let rows = || panel.rows.iter().zip(tops.clone());
    let bands: String = rows().map(|(row, top)| band(&scale, row, top)).collect();
    let drawn: String = rows().map(|(row, top)| draw(&scale, row, top)).collect();
    let body = [bands, axis(&scale, step, foot), drawn].concat();
    let description: Vec<String> = panel.rows.iter().map(in_words).collect();
    let description = description.join(" ");
    let head = Head { id_prefix: &panel.id_prefix, title: &panel.title, description: &description };
    picture(&head, WIDTH, foot + FOOT, &body)
}

/// The nearest of a few reaches that holds every change with its interval.
fn reach(rows: &[ChangeRow]) -> (f64, f64) {
    let furthest = rows
        .iter()
        .filter_map(|row| row.change)
        .map(|change| change.value.abs() + change.noise.abs())
        .filter(|reach| reach.is_finite())
        .fold(0.0, f64::max);
    let enough = REACHES.into_iter().find(|(reach, _)| *reach >= furthest);
    enough.unwrap_or(REACHES[REACHES.len() - 1])
}

fn in_words(row: &ChangeRow) -> String {
    let told = match row.change {
        None => "cannot be compared".into(),
        Some(RowChange { value, noise, is_beyond_noise }) => format!(
            "{} ({} to {}), {}",
            signed(value),
            number(value - noise),
            number(value + noise),
            if is_beyond_noise { "beyond the noise" } else { "no change that we could tell" }
        ),
    };
    format!("{}, {}: {told}.", row.name, row.part)
}

/// A number with its sign, as changes are written: "+0.8", "−0.4", "0.0".
fn signed(x: f64) -> String {
    let digits = number(x);
    if x > 0.0 && digits != "0.0" { format!("+{digits}") } else { digits }
}

fn band(scale: &Scale, row: &ChangeRow, top: f64) -> String {
    let ends = row.change.and_then(|change| {
        let noise = change.noise.abs();
        Some((scale.place(-noise)?, scale.place(noise)?))
    });
    ends.map_or_else(String::new, |(from, to)| {
        let [x, y, width] = [from, top, to - from].map(coord);
        format!(r#"<rect class="band" x="{x}" y="{y}" width="{width}" height="{ROW}"/>"#)
    })
}

fn axis(scale: &Scale, step: f64, foot: f64) -> String {
    let zero = f64::midpoint(scale.start, scale.end);
    let n = (scale.to / step).round();
    let marks = std::iter::successors(Some(-n), |i| Some(i + 1.0)).take_while(|i| *i <= n);
    let places: Vec<(f64, f64)> =
        marks.filter_map(|i| Some((i * step, scale.place(i * step)?))).collect();
    let ticks =
        path("axis", places.iter().map(|(_, x)| format!("M{} {}v5", coord(*x), coord(foot))));
    let numbers: String = places
        .iter()
        .map(|(value, x)| text("tiny", *x, foot + 18.0, Anchor::Middle, &tick(*value)))
        .collect();
    let words = "in the band: no change that we could tell";
    let words = fit(words, 13.0, 2.0 * (WIDTH - zero));
    line("axis", (zero, TOP), (zero, foot))
        + &ticks
        + &numbers
        + &text("word", zero, foot + 37.0, Anchor::Middle, &words)
}

/// A whole number without its decimal.
fn tick(value: f64) -> String {
    let written = signed(value);
    written.strip_suffix(".0").map_or(written.clone(), ToOwned::to_owned)
}

fn draw(scale: &Scale, row: &ChangeRow, top: f64) -> String {
    let is_beyond = row.change.is_some_and(|change| change.is_beyond_noise);
    let class = if is_beyond { "big" } else { "" };
    let name = text(class, 0.0, top + WORDS.0, Anchor::Start, &fit(&row.name, 14.0, NAMES));
    let part = text("tiny", 0.0, top + WORDS.1, Anchor::Start, &fit(&row.part, 11.5, NAMES));
    name + &part + &mark(scale, row.change, top + MIDDLE)
}

fn mark(scale: &Scale, change: Option<RowChange>, y: f64) -> String {
    let Some(RowChange { value, noise, is_beyond_noise }) = change else {
        return blade::empty_place(scale, y, HALF_HEIGHT);
    };
    let Some(extent) = scale.extent(&Span::new(value, value - noise, value + noise)) else {
        return String::new();
    };
    let blade = blade::lying(&extent, y, HALF_HEIGHT);
    if is_beyond_noise {
        let ring = circle("m", extent.at, y, 6.0) + &circle("f-sheet", extent.at, y, 2.2);
        format!(r#"<g class="all">{blade}{ring}</g>"#)
    } else {
        format!(r#"<g class="dim">{blade}{}</g>"#, circle("m open", extent.at, y, 5.0))
    }
}
