//! The square with its grid, its diagonal and the words in its corners.

use super::place::Word;
use super::rect::Rect;
use crate::scale::Scale;
use crate::svg::{Anchor, coord, path, text};

pub(crate) const WIDTH: f64 = 396.0;
pub(crate) const HEIGHT: f64 = 424.0;
pub(crate) const SQUARE: Rect = Rect { left: 30.0, top: 30.0, right: 382.0, bottom: 382.0 };

/// Managing, from left to right.
pub(crate) fn across() -> Scale {
    Scale::answers(SQUARE.left, SQUARE.right)
}

/// Leading, from bottom to top.
pub(crate) fn up() -> Scale {
    Scale::answers(SQUARE.bottom, SQUARE.top)
}

/// Everything that stays the same whatever the numbers are.
pub(crate) fn draw() -> String {
    let Rect { left, top, right, bottom } = SQUARE;
    [
        format!(
            r#"<rect class="field-bg" x="{left}" y="{top}" width="{}" height="{}"/>"#,
            SQUARE.width(),
            SQUARE.height()
        ),
        grid(),
        format!(r#"<path class="even" d="M{left} {bottom}L{right} {top}"/>"#),
        numbers(),
        text("big", left, 18.0, Anchor::Start, "↑ Leading"),
        text("big", right, 420.0, Anchor::End, "Managing →"),
    ]
    .concat()
}

/// The corner words where they were placed.
pub(crate) fn words(words: &[Word]) -> String {
    words.iter().map(|word| text("word halo", word.x, word.y, word.anchor, word.words)).collect()
}

fn grid() -> String {
    let Rect { left, top, right, bottom } = SQUARE;
    let lines = (2..=4)
        .filter_map(|n| Some((across().place(f64::from(n))?, up().place(f64::from(n))?)))
        .map(|(x, y)| format!("M{} {top}V{bottom}M{left} {}H{right}", coord(x), coord(y)));
    path("grid", lines)
}

fn numbers() -> String {
    (1..=5)
        .filter_map(|n| Some((n, across().place(f64::from(n))?, up().place(f64::from(n))?)))
        .map(|(n, x, y)| {
            let n = n.to_string();
            text("", x, SQUARE.bottom + 18.0, Anchor::Middle, &n)
                + &text("", SQUARE.left - 9.0, y + 4.5, Anchor::End, &n)
        })
        .collect()
}
