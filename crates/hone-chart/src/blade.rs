//! The blade: widest at the value, ending where the true value likely ends.

use crate::scale::{Extent, Scale};
use crate::svg::{coord, line, path, polygon};

/// Half of the height of a blade in a panel; other charts use less.
pub(crate) const HALF_HEIGHT: f64 = 9.0;

/// A blade along a line, as points `along` it and `across` it.
///
/// A known end is a tip. An open end keeps its full height to the end of the scale: it is cut, not
/// closed.
fn corners(extent: &Extent, half: f64) -> Vec<(f64, f64)> {
    let mut corners = Vec::with_capacity(6);
    if extent.open_low {
        corners.extend([(extent.low, half), (extent.low, -half)]);
    } else {
        corners.push((extent.low, 0.0));
    }
    corners.push((extent.at, -half));
    if extent.open_high {
        corners.extend([(extent.high, -half), (extent.high, half)]);
    } else {
        corners.push((extent.high, 0.0));
    }
    corners.push((extent.at, half));
    corners
}

/// A blade lying at `y`; empty where the interval has no length.
pub(crate) fn lying(extent: &Extent, y: f64, half: f64) -> String {
    draw(extent, half, |along, across| (along, y + across))
}

/// A blade standing at `x`; empty where the interval has no length.
pub(crate) fn standing(extent: &Extent, x: f64, half: f64) -> String {
    draw(extent, half, |along, across| (x + across, along))
}

fn draw(extent: &Extent, half: f64, turn: impl Fn(f64, f64) -> (f64, f64)) -> String {
    if (extent.high - extent.low).abs() < 0.01 {
        return String::new();
    }
    let body: Vec<_> =
        corners(extent, half).into_iter().map(|(along, across)| turn(along, across)).collect();
    let spine = line("spine", turn(extent.low, 0.0), turn(extent.high, 0.0));
    polygon("blade", &body) + &spine
}

/// The dashed, empty place of a value that cannot be told yet.
pub(crate) fn empty_place(scale: &Scale, y: f64, half: f64) -> String {
    let [x, top, width, height] =
        [scale.start, y - half, scale.end - scale.start, 2.0 * half].map(coord);
    format!(
        r#"<rect class="axis" stroke-dasharray="4 3" x="{x}" y="{top}" width="{width}" height="{height}" rx="2"/>"#
    )
}

/// The hatched place of a value that is not shown.
pub(crate) fn hatched_place(scale: &Scale, y: f64, half: f64) -> String {
    const STEP: f64 = 6.0;
    let (top, bottom, height) = (y - half, y + half, 2.0 * half);
    let feet = std::iter::successors(Some(scale.start - height + STEP), |x| Some(x + STEP));
    let strokes = feet.take_while(|foot| *foot < scale.end).map(|foot| {
        let cut_left = (scale.start - foot).max(0.0);
        let cut_right = (foot + height - scale.end).max(0.0);
        let from = [foot + cut_left, bottom - cut_left].map(coord);
        let to = [foot + height - cut_right, top + cut_right].map(coord);
        format!("M{} {}L{} {}", from[0], from[1], to[0], to[1])
    });
    path("grid", strokes)
}
