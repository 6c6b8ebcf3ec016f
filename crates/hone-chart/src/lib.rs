//! Numbers in, accessible SVG out.
//!
//! Every chart is a function from plain values to a string that goes into a page as it is. Colours,
//! fonts and dashes are classes of the style sheet, so themes and print work and no style attribute
//! is needed. All text that callers pass is escaped here.
//!
//! Nothing here panics on a number. A value outside its scale is drawn at the scale's end, and a mark
//! or an interval whose number is not finite is left out.
//!
//! A chart that says something of its own ([`plane()`], [`blades()`], [`changes()`], [`figures()`],
//! [`curve()`], [`bars()`], [`odds()`]) has a title and a description with
//! every value. The small ones ([`strip()`], [`reliability()`], [`key()`]) stand beside the number in
//! words and are hidden from screen readers.

mod axis;
mod bars;
mod blade;
mod blades;
mod changes;
mod curve;
mod figures;
mod key;
mod number;
mod odds;
mod plane;
mod reliability;
mod scale;
mod span;
mod strip;
mod svg;
#[cfg(test)]
mod tests;
mod text;
mod voice;

pub use axis::Axis;
pub use bars::{Bars, bars};
pub use blades::{BladeRow, Blades, RowFigure, blades, blades_between, describe_rows};
pub use changes::{ChangeRow, Changes, RowChange, changes};
pub use curve::{Curve, CurvePoint, curve};
pub use figures::{FigureRow, Figures, figures};
pub use key::{blade_key, key};
pub use number::{aside, number, range};
pub use odds::{Odds, OddsPoint, odds};
pub use plane::{Emphasis, Plane, Star, describe_stars, plane};
pub use reliability::{reliability, reliability_axis};
pub use span::Span;
pub use strip::{Strip, strip, strip_axis};
pub use voice::Voice;
