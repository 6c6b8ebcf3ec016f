//! Boxes and how much they get in each other's way.

/// A box by its edges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rect {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Rect {
    /// A box of a size around a point.
    pub(crate) fn around(x: f64, y: f64, width: f64, height: f64) -> Rect {
        Rect {
            left: x - width / 2.0,
            top: y - height / 2.0,
            right: x + width / 2.0,
            bottom: y + height / 2.0,
        }
    }

    pub(crate) fn width(&self) -> f64 {
        self.right - self.left
    }

    pub(crate) fn height(&self) -> f64 {
        self.bottom - self.top
    }

    pub(crate) fn centre(&self) -> (f64, f64) {
        (f64::midpoint(self.left, self.right), f64::midpoint(self.top, self.bottom))
    }

    /// The same box with a margin all round.
    pub(crate) fn grown(&self, by: f64) -> Rect {
        Rect {
            left: self.left - by,
            top: self.top - by,
            right: self.right + by,
            bottom: self.bottom + by,
        }
    }

    /// The same box, moved as little as needed to lie within `outer`; centred if it is too large.
    pub(crate) fn within(&self, outer: &Rect) -> Rect {
        let (dx, dy) = (
            shift(self.left, self.right, outer.left, outer.right),
            shift(self.top, self.bottom, outer.top, outer.bottom),
        );
        Rect {
            left: self.left + dx,
            top: self.top + dy,
            right: self.right + dx,
            bottom: self.bottom + dy,
        }
    }

    /// The area that two boxes share.
    pub(crate) fn overlap(&self, other: &Rect) -> f64 {
        let width = self.right.min(other.right) - self.left.max(other.left);
        let height = self.bottom.min(other.bottom) - self.top.max(other.top);
        width.max(0.0) * height.max(0.0)
    }

    /// How far a point lies from the box.
    pub(crate) fn distance(&self, (x, y): (f64, f64)) -> f64 {
        let (near_x, near_y) = self.nearest((x, y));
        (x - near_x).hypot(y - near_y)
    }

    /// The point of the box that is nearest to another point.
    pub(crate) fn nearest(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (x.max(self.left).min(self.right), y.max(self.top).min(self.bottom))
    }

    /// The length of a line that lies within the box (Liang and Barsky).
    pub(crate) fn covers(&self, from: (f64, f64), to: (f64, f64)) -> f64 {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let edges = [
            (-dx, from.0 - self.left),
            (dx, self.right - from.0),
            (-dy, from.1 - self.top),
            (dy, self.bottom - from.1),
        ];
        let (mut enters, mut leaves) = (0.0_f64, 1.0_f64);
        for (step, room) in edges {
            if step == 0.0 {
                if room < 0.0 {
                    return 0.0;
                }
            } else if step < 0.0 {
                enters = enters.max(room / step);
            } else {
                leaves = leaves.min(room / step);
            }
        }
        (leaves - enters).max(0.0) * dx.hypot(dy)
    }
}

fn shift(low: f64, high: f64, from: f64, to: f64) -> f64 {
    if high - low > to - from {
        return f64::midpoint(from, to) - f64::midpoint(low, high);
    }
    (from - low).max(0.0) - (high - to).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: Rect = Rect { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 };

    #[test]
    fn a_line_is_covered_only_inside() {
        assert!((BOX.covers((-10.0, 5.0), (20.0, 5.0)) - 10.0).abs() < 1e-9);
        assert!((BOX.covers((2.0, 5.0), (4.0, 5.0)) - 2.0).abs() < 1e-9);
        assert!(BOX.covers((-5.0, 12.0), (20.0, 12.0)).abs() < 1e-9);
        assert!(BOX.covers((12.0, -5.0), (12.0, 20.0)).abs() < 1e-9);
        assert!(BOX.covers((5.0, 5.0), (5.0, 5.0)).abs() < 1e-9);
    }

    #[test]
    fn a_box_moves_only_as_far_as_it_must() {
        let moved = Rect::around(9.0, 5.0, 4.0, 4.0).within(&BOX);
        assert_eq!(moved, Rect { left: 6.0, top: 3.0, right: 10.0, bottom: 7.0 });
    }
}
