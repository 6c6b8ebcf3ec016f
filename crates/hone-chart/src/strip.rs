//! One question in one row: all colleagues beside the leader's own answer.

use crate::blade;
use crate::blades::RowFigure;
use crate::scale::Scale;
use crate::svg::{Anchor, coord, line, path, text};
use crate::voice::{APART, Voice, around_ring};

const WIDTH: f64 = 352.0;
const HEIGHT: f64 = 30.0;
const MIDDLE: f64 = 15.0;
const HALF_HEIGHT: f64 = 8.0;
const MARK: f64 = 5.5;

/// One question: what all colleagues see, and what the leader answered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strip {
    /// All colleagues.
    pub all: RowFigure,
    /// The leader's own answer, if there is one.
    pub own: Option<f64>,
}

/// A strip; it stands beside its numbers and is hidden from screen readers.
pub fn strip(strip: &Strip) -> String {
    let scale = scale();
    let own = strip.own.and_then(|own| scale.place(own));
    let together = own.zip(value(strip)).is_some_and(|(own, all)| (own - all).abs() < APART);
    let body = if together {
        [ticks(), diamond(own, around_ring(MARK)), all(&strip.all)].concat()
    } else {
        [ticks(), tie(strip, own), all(&strip.all), diamond(own, MARK)].concat()
    };
    wrap(HEIGHT, &body)
}

/// The numbers 1 to 5 above a list of strips.
pub fn strip_axis() -> String {
    let numbers: String =
        places().map(|(n, x)| text("", x, 13.0, Anchor::Middle, &n.to_string())).collect();
    wrap(18.0, &numbers)
}

fn wrap(height: f64, body: &str) -> String {
    format!(r#"<svg viewBox="0 0 {WIDTH} {height}" aria-hidden="true">{body}</svg>"#)
}

fn scale() -> Scale {
    Scale::answers(12.0, 340.0)
}

fn places() -> impl Iterator<Item = (u8, f64)> {
    (1..=5).filter_map(|n| scale().place(f64::from(n)).map(|x| (n, x)))
}

fn ticks() -> String {
    path("grid", places().map(|(_, x)| format!("M{} 4V26", coord(x))))
}

fn value(strip: &Strip) -> Option<f64> {
    strip.all.value().and_then(|value| scale().place(value))
}

fn tie(strip: &Strip, own: Option<f64>) -> String {
    match (own, value(strip)) {
        (Some(own), Some(all)) => line("tie", (own, MIDDLE), (all, MIDDLE)),
        _ => String::new(),
    }
}

fn all(figure: &RowFigure) -> String {
    let drawn = match figure {
        RowFigure::Told(span) => scale().extent(span).map(|extent| {
            let blade = blade::lying(&extent, MIDDLE, HALF_HEIGHT);
            blade + &Voice::All.mark("m", extent.at, MIDDLE, MARK)
        }),
        RowFigure::OneVoice(value) => {
            scale().place(*value).map(|x| Voice::All.mark("m", x, MIDDLE, MARK))
        }
        RowFigure::Untold => return blade::empty_place(&scale(), MIDDLE, HALF_HEIGHT),
        RowFigure::Hidden => return blade::hatched_place(&scale(), MIDDLE, HALF_HEIGHT),
    };
    format!(r#"<g class="all">{}</g>"#, drawn.unwrap_or_default())
}

fn diamond(own: Option<f64>, r: f64) -> String {
    own.map_or_else(String::new, |x| {
        format!(r#"<g class="self">{}</g>"#, Voice::Own.mark("m", x, MIDDLE, r))
    })
}
