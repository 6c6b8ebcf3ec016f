//! Who speaks: each voice has a class for its colour and a mark of its own.

use crate::svg::{circle, coord, polygon};

/// A voice in a report, in the order in which voices are always drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Voice {
    /// The leader: open diamond.
    Own,
    /// The leader's manager: triangle.
    Manager,
    /// Direct reports: disc.
    Reports,
    /// Peers: square.
    Peers,
    /// Others: cross.
    Others,
    /// All colleagues together: ring.
    All,
}

impl Voice {
    /// All voices, in their order.
    pub const EVERY: [Voice; 6] =
        [Voice::Own, Voice::Manager, Voice::Reports, Voice::Peers, Voice::Others, Voice::All];

    /// The class of the style sheet that gives the voice its colour and line.
    pub fn class(self) -> &'static str {
        match self {
            Voice::Own => "self",
            Voice::Manager => "manager",
            Voice::Reports => "reports",
            Voice::Peers => "peers",
            Voice::Others => "others",
            Voice::All => "all",
        }
    }

    /// The mark at a point, about `r` in each direction, with the class `m` or `key-m`.
    pub(crate) fn mark(self, class: &str, x: f64, y: f64, r: f64) -> String {
        match self {
            Voice::Own => polygon(&format!("{class} open"), &diamond(x, y, r)),
            Voice::Manager => polygon(class, &triangle(x, y, r)),
            Voice::Reports => circle(class, x, y, r),
            Voice::Peers => square(class, x, y, r * 0.88),
            Voice::Others => polygon(class, &cross(x, y, r * 1.05, r * 0.38)),
            Voice::All => circle(class, x, y, r) + &circle("f-sheet", x, y, r * 0.36),
        }
    }
}

/// How far apart two marks must be so that neither hides the other.
pub(crate) const APART: f64 = 7.0;

/// The radius of a diamond that still shows all round a ring on top of it.
pub(crate) fn around_ring(ring: f64) -> f64 {
    (ring + 1.0) * std::f64::consts::SQRT_2
}

fn diamond(x: f64, y: f64, r: f64) -> [(f64, f64); 4] {
    [(x, y - r), (x + r, y), (x, y + r), (x - r, y)]
}

fn triangle(x: f64, y: f64, r: f64) -> [(f64, f64); 3] {
    let half = r * 1.23;
    [(x, y - half), (x + half, y + r), (x - half, y + r)]
}

fn square(class: &str, x: f64, y: f64, half: f64) -> String {
    let [x, y, side] = [x - half, y - half, 2.0 * half].map(coord);
    format!(r#"<rect class="{class}" x="{x}" y="{y}" width="{side}" height="{side}"/>"#)
}

fn cross(x: f64, y: f64, out: f64, arm: f64) -> Vec<(f64, f64)> {
    [
        (-arm, -out),
        (arm, -out),
        (arm, -arm),
        (out, -arm),
        (out, arm),
        (arm, arm),
        (arm, out),
        (-arm, out),
        (-arm, arm),
        (-out, arm),
        (-out, -arm),
        (-arm, -arm),
    ]
    .map(|(dx, dy)| (x + dx, y + dy))
    .to_vec()
}
