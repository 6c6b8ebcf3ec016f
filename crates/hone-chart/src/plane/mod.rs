//! The plane: managing from left to right, leading from bottom to top.

mod draw;
mod frame;
mod place;
mod rect;
#[cfg(test)]
mod tests;

use draw::Placed;

use crate::number::{in_sentence, number};
use crate::span::Span;
use crate::svg::{Head, picture};

/// The picture of all contrasts at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Plane {
    /// Keeps the ids of several charts on a page apart.
    pub id_prefix: String,
    /// What the picture is about, for those who do not see it.
    pub title: String,
    /// Every value in words; where it is empty, [`describe_stars`] speaks.
    pub description: String,
    /// The contrasts that can be told. Those that cannot are named beside the picture.
    pub stars: Vec<Star>,
}

/// One contrast as a star of two crossing blades.
#[derive(Debug, Clone, PartialEq)]
pub struct Star {
    /// The short name of the contrast; up to about 18 letters, longer ones are cut.
    pub label: String,
    /// How much managing all colleagues see.
    pub managing: Span,
    /// How much leading all colleagues see.
    pub leading: Span,
    /// The leader's own managing and leading.
    pub own: Option<(f64, f64)>,
    /// Whether this is one of the two that the page speaks of.
    pub emphasis: Emphasis,
}

/// Which contrast the page speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emphasis {
    /// The one to work on: a pale label.
    Hone,
    /// The one to keep: an outlined label.
    Keep,
    /// Drawn lighter.
    None,
}

/// The plane. A star whose value is no number is left out.
///
/// Labels keep off each other whatever the numbers are, and never leave the picture.
pub fn plane(plane: &Plane) -> String {
    let stars: Vec<Placed> = plane.stars.iter().filter_map(draw::placed).collect();
    let words = place::corner_words(&stars);
    let labels = place::labels(&stars, &words);
    let body = [frame::draw(), frame::words(&words), draw::stars(&stars), draw::labels(&labels)];
    let description = match plane.description.trim() {
        "" => describe_stars(&plane.stars),
        words => words.into(),
    };
    let head = Head { id_prefix: &plane.id_prefix, title: &plane.title, description: &description };
    picture(&head, frame::WIDTH, frame::HEIGHT, &body.concat())
}

/// Every star in words.
pub fn describe_stars(stars: &[Star]) -> String {
    let axes = "Managing runs from left to right and leading from bottom to top, \
                both from 1, hardly ever, to 5, nearly always.";
    let sentences = stars.iter().map(in_words);
    std::iter::once(axes.into()).chain(sentences).collect::<Vec<String>>().join(" ")
}

fn in_words(star: &Star) -> String {
    if !(star.managing.value.is_finite() && star.leading.value.is_finite()) {
        return format!("{}: cannot tell yet.", star.label);
    }
    let role = match star.emphasis {
        Emphasis::Hone => ", the one to hone",
        Emphasis::Keep => ", the one to keep",
        Emphasis::None => "",
    };
    let own = match star.own {
        Some((managing, leading)) if managing.is_finite() && leading.is_finite() => {
            format!("; own view {} and {}", number(managing), number(leading))
        }
        _ => String::new(),
    };
    let [managing, leading] = [star.managing, star.leading].map(|span| in_sentence(&span));
    format!("{}{role}: managing {managing}, leading {leading}{own}.", star.label)
}
