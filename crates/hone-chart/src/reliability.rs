//! How reliable a leader's numbers are expected to be.

use crate::blade;
use crate::scale::Scale;
use crate::span::Span;
use crate::svg::{Anchor, circle, coord, path, polygon, text};

const SCALE: Scale = Scale { from: 0.5, to: 1.0, start: 6.0, end: 194.0 };
const MIDDLE: f64 = 13.0;
const HALF_HEIGHT: f64 = 7.0;
const MARK: f64 = 4.5;

/// Below this one would not lean on one leader's numbers.
const ENOUGH: f64 = 0.7;

/// A blade on 0.5 to 1.0 with a dotted line at 0.70; it stands beside its number in words.
///
/// A value below 0.5 is an arrow at the start: it lies further left than is drawn.
pub fn reliability(value: f64, low: f64, high: f64) -> String {
    let blade = SCALE
        .extent(&Span::new(value, low, high))
        .map(|extent| blade::lying(&extent, MIDDLE, HALF_HEIGHT) + &mark(value, extent.at));
    let all = format!(r#"<g class="all">{}</g>"#, blade.unwrap_or_default());
    wrap(&[rail(), dotted(), all].concat())
}

/// The numbers above a column of [`reliability`].
pub fn reliability_axis() -> String {
    let numbers = [(0.5, Anchor::Start), (0.7, Anchor::Middle), (0.9, Anchor::Middle)];
    let texts = numbers.into_iter().filter_map(|(value, anchor)| {
        Some(text("", SCALE.place(value)?, 20.0, anchor, &format!("{value:.1}")))
    });
    wrap(&texts.collect::<String>())
}

fn wrap(body: &str) -> String {
    format!(
        r#"<svg class="rsvg" viewBox="0 0 200 26" width="200" height="26" aria-hidden="true">{body}</svg>"#
    )
}

fn mark(value: f64, x: f64) -> String {
    if value < SCALE.from {
        let (tip, tail, half) = (x - MARK, x + MARK, MARK + 1.0);
        return polygon("m", &[(tip, MIDDLE), (tail, MIDDLE - half), (tail, MIDDLE + half)]);
    }
    circle("m", x, MIDDLE, MARK)
}

fn rail() -> String {
    let ticks = (5..=10)
        .filter_map(|tenth| SCALE.place(f64::from(tenth) / 10.0))
        .map(|x| format!("M{} 9v8", coord(x)));
    path("grid", std::iter::once(format!("M6 {MIDDLE}H194")).chain(ticks))
}

fn dotted() -> String {
    let x = SCALE.place(ENOUGH).map_or_else(String::new, coord);
    path("even", [format!("M{x} 1V25")])
}
