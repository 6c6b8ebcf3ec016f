use nalgebra::{Cholesky, DVector, Dyn};

use super::layout::Layout;
use super::marginal::{Marginal, Place, marginal};
use super::ratings::Ratings;
use crate::numeric::{Nodes, normal_grid};
use crate::{Error, Fit};

const MAX_ITERATIONS: usize = 200;
const MAX_HALVINGS: usize = 30;

/// Newton's step gains half of this many units of log-likelihood, or less: it has arrived.
const ARRIVED: f64 = 1e-11;

/// Rounding of a sum over all persons; a step that loses no more is no loss.
const ROUNDING: f64 = 1e-8;

/// How far the grid reaches, in standard deviations of persons.
const LIMIT: f64 = 8.5;

/// Nodes per standard deviation of the narrowest posterior. The error of an evenly spaced rule on a
/// normal density is `2 exp(-2 pi^2 / spacing^2)`, below 1e-15 here.
const SPACING: f64 = 0.7;

const MOST_NODES: f64 = 4_001.0;

/// Where the iteration ended.
pub(super) struct Solution {
    pub(super) parameters: Vec<f64>,
    /// Standard errors of all parameters; `None` where the information is not positive definite.
    pub(super) standard_errors: Option<Vec<f64>>,
    pub(super) log_likelihood: f64,
    pub(super) places: Vec<Place>,
    pub(super) fit: Fit,
}

/// Maximises the marginal likelihood by Newton's method; where that is not concave, by steps with the
/// information of known persons, which always lead uphill (a gradient step of EM, Lange 1995).
pub(super) fn solve(
    ratings: &Ratings,
    layout: &Layout,
    mut parameters: Vec<f64>,
) -> Result<Solution, Error> {
    let mut here = marginal(ratings, layout, &parameters, &first_grid(ratings));
    for iterations in 0.. {
        let gradient = layout.free_gradient(&here.gradient);
        let direction = Direction::new(layout, &here, &gradient)?;
        let arrived = gradient.dot(&direction.step) < ARRIVED;
        let next = if arrived || iterations == MAX_ITERATIONS {
            None
        } else {
            walk(ratings, layout, &parameters, &here, &direction.step)
        };
        let Some(next) = next else {
            let fit = Fit { converged: arrived, iterations, residual: gradient.amax() };
            return Ok(Solution {
                parameters,
                standard_errors: direction.standard_errors(layout),
                log_likelihood: here.log_likelihood,
                places: here.places,
                fit,
            });
        };
        (parameters, here) = next;
    }
    Err(Error::NotPositiveDefinite)
}

/// Where to go, and what the information is there.
struct Direction {
    step: DVector<f64>,
    /// The observed information, where it is positive definite.
    observed: Option<Cholesky<f64, Dyn>>,
}

impl Direction {
    fn new(layout: &Layout, here: &Marginal, gradient: &DVector<f64>) -> Result<Self, Error> {
        let observed = Cholesky::new(layout.free_matrix(&(&here.complete - &here.lost)));
        if let Some(observed) = observed {
            return Ok(Self { step: observed.solve(gradient), observed: Some(observed) });
        }
        let complete =
            Cholesky::new(layout.free_matrix(&here.complete)).ok_or(Error::NotPositiveDefinite)?;
        Ok(Self { step: complete.solve(gradient), observed: None })
    }

    fn standard_errors(&self, layout: &Layout) -> Option<Vec<f64>> {
        self.observed.as_ref().map(|observed| layout.standard_errors(&observed.inverse()))
    }
}

/// Goes as far in the direction as is uphill; `None` if nothing is.
fn walk(
    ratings: &Ratings,
    layout: &Layout,
    parameters: &[f64],
    here: &Marginal,
    step: &DVector<f64>,
) -> Option<(Vec<f64>, Marginal)> {
    let nodes = grid(&here.places);
    let step = layout.all_step(step);
    let mut length = 1.0;
    for _ in 0..MAX_HALVINGS {
        let mut next: Vec<f64> =
            parameters.iter().zip(&step).map(|(value, by)| value + length * by).collect();
        // The likelihood is the same for both signs of the spread.
        next[layout.sd()] = next[layout.sd()].abs();
        let there = marginal(ratings, layout, &next, &nodes);
        if there.log_likelihood >= here.log_likelihood - ROUNDING {
            return Some((next, there));
        }
        length *= 0.5;
    }
    None
}

/// A grid for persons of spread 1 about whom the answers say as much as they can.
fn first_grid(ratings: &Ratings) -> Nodes {
    let most_steps = ratings.item_steps.iter().copied().max().unwrap_or(1) as f64;
    // The variance of an answer of which all categories are equally likely.
    let of_an_answer = most_steps * (most_steps + 2.0) / 12.0;
    let information = ratings.most_answers() as f64 * of_an_answer;
    spaced((1.0 + information).sqrt().recip())
}

/// A grid as fine as the narrowest posterior needs.
fn grid(places: &[Place]) -> Nodes {
    spaced(places.iter().map(|place| place.sd).fold(1.0, f64::min))
}

fn spaced(narrowest: f64) -> Nodes {
    let n = (2.0 * LIMIT / (SPACING * narrowest)).ceil().clamp(31.0, MOST_NODES);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "31 to 4001")]
    normal_grid(n as usize + 1, LIMIT)
}
