//! What is held while the rest of a mixed model is searched: the ways of a profile likelihood.

use nalgebra::{DMatrix, DVector};

use super::criterion::{Residual, Slope};

/// A value of a figure that the search has to keep.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Held {
    /// All ratios move, and the residual variance follows from them.
    Nothing,
    /// A term is left out.
    Without(usize),
    /// The variance of a term, above 0: the residual variance is that over the ratio of the term.
    Variance { term: usize, value: f64 },
    /// The residual variance.
    Residual(f64),
    /// The first variance over a weighted sum of the second and the residual: the first ratio follows.
    Odds { value: f64, weights: [f64; 2] },
}

impl Held {
    /// Whether a ratio follows from others, or is 0 for good.
    pub(super) fn ties(self, term: usize) -> bool {
        match self {
            Self::Without(without) => term == without,
            Self::Odds { .. } => term == 0,
            Self::Nothing | Self::Variance { .. } | Self::Residual(_) => false,
        }
    }

    /// Whether a component may go to 0.
    pub(super) fn may_vanish(self, term: usize) -> bool {
        !matches!(self, Self::Variance { term: held, .. } if held == term)
    }

    /// Sets the ratio that follows from others.
    pub(super) fn tie(self, ratios: &mut [f64]) {
        match self {
            Self::Without(term) => ratios[term] = 0.0,
            Self::Odds { value, weights } => {
                ratios[0] = value * weights[0].mul_add(ratios[1], weights[1]);
            }
            Self::Nothing | Self::Variance { .. } | Self::Residual(_) => {}
        }
    }

    /// The residual variance, where it is not the best one.
    pub(super) fn residual(self, ratios: &[f64]) -> Option<f64> {
        match self {
            Self::Variance { term, value } => Some(value / ratios[term]),
            Self::Residual(value) => Some(value),
            Self::Nothing | Self::Without(_) | Self::Odds { .. } => None,
        }
    }

    /// Derivatives by the free ratios, from those by all that are not 0 at a fixed residual variance.
    pub(super) fn slope(
        self,
        fixed: Slope,
        active: &[usize],
        ratios: &[f64],
        residual: &Residual,
    ) -> Slope {
        let falls = DVector::from_row_slice(&residual.falls);
        let best = |slope: Slope| Slope {
            information: slope.information - &falls * falls.transpose() / residual.lost,
            ..slope
        };
        match self {
            Self::Residual(_) => fixed,
            Self::Nothing | Self::Without(_) => best(fixed),
            Self::Odds { weights, .. } => {
                let part = weights[0] * ratios[1] / weights[0].mul_add(ratios[1], weights[1]);
                through(best(fixed), active, part)
            }
            Self::Variance { term, .. } => {
                let Some(place) = active.iter().position(|other| *other == term) else {
                    return fixed;
                };
                let Slope { mut gradient, mut information } = fixed;
                gradient[place] += residual.lost - residual.freedom;
                for (other, fall) in residual.falls.iter().enumerate() {
                    information[(place, other)] -= fall;
                    information[(other, place)] -= fall;
                }
                information[(place, place)] += residual.lost;
                Slope { gradient, information }
            }
        }
    }
}

/// The first ratio moves by `part` of what the second does, on the logarithmic scale.
fn through(slope: Slope, active: &[usize], part: f64) -> Slope {
    let moves = DMatrix::from_fn(active.len(), active.len() - 1, |row, column| match row {
        0 if active[column + 1] == 1 => part,
        0 => 0.0,
        _ => f64::from(u8::from(row == column + 1)),
    });
    let gradient = moves.tr_mul(&DVector::from_vec(slope.gradient));
    Slope {
        gradient: gradient.iter().copied().collect(),
        information: moves.tr_mul(&(slope.information * &moves)),
    }
}
