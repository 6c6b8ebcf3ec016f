//! How a figure of a release is written and drawn: one decimal, and never alone.

use std::fmt;

use askama::Template;
use hone_chart::{RowFigure, Span, aside, number};
use hone_gate::{Bound, Change, Difference, Figure, Shown, Voice};

/// Below a table with a marked number.
pub(crate) const CODED: &str = "* A bound such as ‘4.6 or higher’ went into this number, so it is a little nearer to the middle than it should be.";

/// A figure as it stands on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// A number, and what stands beside it: its range, or how many voices it is.
    Number { value: String, aside: String, is_coded: bool },
    /// One person's answer in a column that says so.
    Answer { value: String },
    /// Cannot tell yet.
    Untold,
    /// Too few answers to show it.
    NotShown,
    /// Nobody was asked, or the person gave no answer.
    Nothing,
}

#[derive(Template)]
#[template(path = "reports/figure.html")]
struct Markup<'a> {
    figure: &'a Written,
}

impl fmt::Display for Written {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&Markup { figure: self }.render().map_err(|_| fmt::Error)?)
    }
}

impl Written {
    pub(crate) fn of(figure: &Figure) -> Self {
        match figure {
            Figure::Shown(shown) => Self::span(&span(shown), shown.is_coded()),
            Figure::OneVoice(voice) => {
                Self::Number { value: number(voice.value()), aside: voices(voice), is_coded: false }
            }
            Figure::Untold(_) => Self::Untold,
            Figure::NotShown => Self::NotShown,
        }
    }

    /// The answer of somebody who is identified, where the column says whose it is.
    pub(super) fn answer(figure: Option<&Figure>) -> Self {
        match figure.and_then(Figure::voice) {
            Some(voice) => Self::Answer { value: points(voice) },
            None => Self::Nothing,
        }
    }

    /// How far leading and managing lie apart, whichever is the higher.
    pub(super) fn size(shown: &Shown) -> Self {
        Self::span(&upright(shown.value(), shown.low(), shown.high()), shown.is_coded())
    }

    /// How far the own view and that of others lie apart, whichever is the higher.
    pub(super) fn distance(difference: &Difference) -> Self {
        Self::span(&upright(difference.value(), difference.low(), difference.high()), false)
    }

    /// How far something has changed, whichever way.
    pub(super) fn size_of_change(change: &Change) -> Self {
        Self::span(&upright(change.value(), change.low(), change.high()), false)
    }

    /// How far something has changed, with its sign.
    pub(super) fn change(change: &Change) -> Self {
        let span = Span::new(change.value(), change.low(), change.high());
        let sign = if change.value() > 0.0 { "+" } else { "" };
        Self::Number {
            value: format!("{sign}{}", number(span.value)),
            aside: aside(&span),
            is_coded: false,
        }
    }

    pub(super) fn is_hatched(&self) -> bool {
        *self == Self::NotShown
    }

    pub(super) fn is_untold(&self) -> bool {
        *self == Self::Untold
    }

    pub(crate) fn is_coded(&self) -> bool {
        matches!(self, Self::Number { is_coded: true, .. })
    }

    /// What points from a number in a table to [`CODED`].
    pub(crate) fn mark(&self) -> &'static str {
        if self.is_coded() { "*" } else { "" }
    }

    fn span(span: &Span, is_coded: bool) -> Self {
        Self::Number { value: number(span.value), aside: aside(span), is_coded }
    }
}

/// Turned round where it is below zero, so that words say the direction and the number the size.
fn upright(value: f64, low: f64, high: f64) -> Span {
    if value < 0.0 { Span::new(-value, -high, -low) } else { Span::new(value, low, high) }
}

pub(super) fn span(shown: &Shown) -> Span {
    match shown.bound() {
        Bound::None => Span::new(shown.value(), shown.low(), shown.high()),
        Bound::AtLeast => Span::or_higher(shown.value(), shown.low()),
        Bound::AtMost => Span::or_lower(shown.value(), shown.high()),
    }
}

/// The figure as charts draw it.
pub(super) fn drawn(figure: &Figure) -> RowFigure {
    match figure {
        Figure::Shown(shown) => RowFigure::Told(span(shown)),
        Figure::OneVoice(voice) => RowFigure::OneVoice(voice.value()),
        Figure::Untold(_) => RowFigure::Untold,
        Figure::NotShown => RowFigure::Hidden,
    }
}

/// How many people a number of identified people is from.
pub(super) fn voices(voice: &Voice) -> String {
    match voice.n_voices() {
        1 => "one voice".to_owned(),
        n => format!("mean of {n} voices"),
    }
}

/// A whole point as it was given; a mean of several with its decimal.
pub(super) fn points(voice: &Voice) -> String {
    if voice.value().fract() == 0.0 {
        format!("{:.0}", voice.value())
    } else {
        number(voice.value())
    }
}
