//! Stars and their labels.

use super::place::Label;
use super::rect::Rect;
use super::{Emphasis, Star, frame};
use crate::blade;
use crate::scale::Extent;
use crate::svg::{Anchor, coord, line, text};
use crate::voice::{APART, Voice, around_ring};

const HALF_HEIGHT: f64 = 8.0;
/// How far a mark reaches from its middle.
pub(crate) const MARK: f64 = 6.0;
pub(crate) const DIAMOND: f64 = 5.0;

/// A star in places rather than values.
pub(crate) struct Placed<'a> {
    pub(crate) star: &'a Star,
    pub(crate) across: Extent,
    pub(crate) up: Extent,
    pub(crate) own: Option<(f64, f64)>,
}

impl Placed<'_> {
    pub(crate) fn at(&self) -> (f64, f64) {
        (self.across.at, self.up.at)
    }
}

/// Where a star lies; none if it has no value to lie at.
pub(crate) fn placed(star: &Star) -> Option<Placed<'_>> {
    let own = star.own.and_then(|(managing, leading)| {
        Some((frame::across().place(managing)?, frame::up().place(leading)?))
    });
    Some(Placed {
        star,
        across: frame::across().extent(&star.managing)?,
        up: frame::up().extent(&star.leading)?,
        own,
    })
}

/// All stars: lines and blades below, marks above, so that no mark is hidden by a blade.
pub(crate) fn stars(stars: &[Placed]) -> String {
    let lower: String = stars.iter().map(blades).collect();
    let (under, over): (Vec<&Placed>, Vec<&Placed>) = stars.iter().partition(|star| agrees(star));
    let under: String =
        under.into_iter().filter_map(|star| diamond(star, around_ring(MARK))).collect();
    let marks: String = stars.iter().map(ring).collect();
    let over: String = over.into_iter().filter_map(|star| diamond(star, DIAMOND)).collect();
    [lower, under, marks, over].concat()
}

fn blades(placed: &Placed) -> String {
    let (x, y) = placed.at();
    let class = if placed.star.emphasis == Emphasis::None { "all dim" } else { "all" };
    let tie = placed.own.map_or_else(String::new, |own| line("tie", (x, y), own));
    let body = [
        tie,
        blade::lying(&placed.across, y, HALF_HEIGHT),
        blade::standing(&placed.up, x, HALF_HEIGHT),
    ];
    format!(r#"<g class="{class}">{}</g>"#, body.concat())
}

fn ring(placed: &Placed) -> String {
    let (x, y) = placed.at();
    format!(r#"<g class="all">{}</g>"#, Voice::All.mark("m", x, y, MARK))
}

/// Whether the own mark lies where the star is, so that one would hide the other.
fn agrees(placed: &Placed) -> bool {
    let (x, y) = placed.at();
    placed.own.is_some_and(|own| (own.0 - x).hypot(own.1 - y) < APART)
}

fn diamond(placed: &Placed, r: f64) -> Option<String> {
    let (x, y) = placed.own?;
    Some(format!(r#"<g class="self">{}</g>"#, Voice::Own.mark("m", x, y, r)))
}

/// All labels, each with a thin line to its star where it stands apart from it.
pub(crate) fn labels(labels: &[Label]) -> String {
    let leaders: String = labels.iter().filter_map(leader).collect();
    let texts: String = labels.iter().map(label).collect();
    leaders + &texts
}

fn leader(label: &Label) -> Option<String> {
    const NEAR: f64 = 16.0;
    let end = label.rect.nearest(label.star);
    let (dx, dy) = (end.0 - label.star.0, end.1 - label.star.1);
    let length = dx.hypot(dy);
    let start = (label.star.0 + dx / length * MARK, label.star.1 + dy / length * MARK);
    (length > NEAR).then(|| line("axis", start, end))
}

fn label(label: &Label) -> String {
    let (x, _) = label.rect.centre();
    let foot = label.rect.bottom - 6.0;
    let words = |class| text(class, x, foot, Anchor::Middle, &label.words);
    match label.emphasis {
        Emphasis::Hone => chip("chip", &label.rect) + &words("big"),
        Emphasis::Keep => chip("chip-keep", &label.rect) + &words("big"),
        Emphasis::None => words("big halo"),
    }
}

fn chip(class: &str, rect: &Rect) -> String {
    let [x, y, width, height] = [rect.left, rect.top, rect.width(), rect.height()].map(coord);
    format!(r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}" rx="2"/>"#)
}
