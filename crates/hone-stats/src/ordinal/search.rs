use nalgebra::{Cholesky, DMatrix, DVector};
use rayon::prelude::*;

use super::laplace::{Model, Point};
use super::response::Response;
use crate::numeric::{Climb, climb};
use crate::{Error, Fit};

const MOST_ITERATIONS: usize = 200;
/// What a step may gain when Newton's method with the exact curvature takes over.
const NEAR: f64 = 1e-5;
/// What a step may gain at the end.
const ARRIVED: f64 = 1e-9;
/// Newton steps with the exact curvature.
const MOST_POLISHES: usize = 4;
/// Largest change of a standard deviation, and of any other parameter, in one step.
const LONGEST: f64 = 2.5;
/// Below this standard deviation it is tried whether the term is there at all.
const NEARLY_ZERO: f64 = 0.05;
/// Of the log-likelihood, which decides whether it is.
const NOTHING: f64 = 1e-6;
/// The share of its standard error by which a parameter is moved to see the curvature.
const NUDGE: f64 = 2e-4;

/// Where the criterion is highest.
pub(crate) struct Found {
    pub(crate) point: Point,
    /// Covariances of the parameters by the second derivatives of the criterion; 0 for a standard
    /// deviation of 0. `None` where they are not those of a maximum.
    pub(crate) covariance: Option<DMatrix<f64>>,
    pub(crate) fit: Fit,
}

/// Searches the highest criterion: BFGS from a start that knows about the curvature, then Newton's
/// method with derivatives of the gradient. A term that runs to 0 is set to 0, and at the end it is
/// tried whether it wants to grow.
pub(crate) fn highest<R: Response>(
    model: &mut Model<'_, R>,
    start: &DVector<f64>,
) -> Result<Found, Error> {
    let modes = vec![0.0; model.crossing.n_nodes()];
    let mut here = model.point(start, &modes).ok_or(Error::NoStart)?;
    let mut iterations = 0;
    for is_last in [false, true] {
        let (point, inverse, end) = ascend(model, here);
        iterations += end.iterations;
        let point = without_nothing(model, point);
        let (mut found, more) = polish(model, point, &inverse, end)?;
        iterations += more;
        found.fit.iterations = iterations;
        let revived = if is_last { None } else { revived(model, &found.point) };
        match revived {
            Some(point) => here = point,
            None => return Ok(found),
        }
    }
    Err(Error::NoStart)
}

fn ascend<R: Response>(model: &mut Model<'_, R>, here: Point) -> (Point, DMatrix<f64>, Climb) {
    let information = model.information(&here);
    let n = here.parameters.len();
    let inverse = information.and_then(Cholesky::new).map(|factor| factor.inverse());
    let mut inverse =
        inverse.unwrap_or_else(|| DMatrix::identity(n, n) / here.gradient.norm().max(1.0));
    let next = |from: &Point, place: &DVector<f64>| {
        let is_short = (place - &from.parameters).amax() <= LONGEST;
        if is_short { model.point(place, &from.modes) } else { None }
    };
    let (point, end) = climb(here, &mut inverse, NEAR, MOST_ITERATIONS, next);
    (point, inverse, end)
}

/// Sets terms that are nearly 0 to 0 where nothing is lost by that.
fn without_nothing<R: Response>(model: &mut Model<'_, R>, mut point: Point) -> Point {
    for place in model.first_sd()..point.parameters.len() {
        if point.parameters[place].abs() < NEARLY_ZERO {
            let mut parameters = point.parameters.clone();
            parameters[place] = 0.0;
            let without = model.point(&parameters, &point.modes);
            if let Some(without) = without.filter(|without| without.value >= point.value - NOTHING)
            {
                point = without;
            }
        }
    }
    point
}

/// A point with more in it, if a term that was set to 0 wants to grow.
fn revived<R: Response>(model: &mut Model<'_, R>, point: &Point) -> Option<Point> {
    let mut parameters = point.parameters.clone();
    for place in model.first_sd()..parameters.len() {
        if parameters[place] == 0.0 {
            parameters[place] = NEARLY_ZERO;
        }
    }
    if parameters == point.parameters {
        return None;
    }
    model.point(&parameters, &point.modes).filter(|grown| grown.value > point.value + NOTHING)
}

/// Goes on by Newton's method until it has arrived; returns how many steps that took.
fn polish<R: Response>(
    model: &mut Model<'_, R>,
    mut point: Point,
    inverse: &DMatrix<f64>,
    end: Climb,
) -> Result<(Found, usize), Error> {
    let nudges: Vec<f64> =
        (0..point.parameters.len()).map(|k| NUDGE * inverse[(k, k)].max(0.0).sqrt()).collect();
    let mut gain = end.gain;
    for iterations in 0.. {
        let active: Vec<usize> = (0..point.parameters.len())
            .filter(|place| *place < model.first_sd() || point.parameters[*place] != 0.0)
            .collect();
        let curvature = curvature(model, &point, &active, &nudges);
        let factor = curvature.and_then(Cholesky::new);
        let slope = DVector::from_iterator(active.len(), active.iter().map(|k| point.gradient[*k]));
        let step = factor.as_ref().map(|factor| factor.solve(&slope));
        gain = step.as_ref().map_or(gain, |step| 0.5 * step.dot(&slope));
        let next = step.filter(|_| gain > ARRIVED && iterations < MOST_POLISHES).and_then(|step| {
            let mut parameters = point.parameters.clone();
            active.iter().zip(step.iter()).for_each(|(place, by)| parameters[*place] += by);
            model.point(&parameters, &point.modes).filter(|next| next.value >= point.value)
        });
        match next {
            // What is left after a step is smaller than its gain by orders of magnitude.
            Some(next) if gain > NOTHING => point = next,
            next => {
                let converged = factor.is_some() && gain < NOTHING;
                let covariance = factor.map(|factor| spread(&factor.inverse(), &active, &point));
                let point = next.unwrap_or(point);
                let fit = Fit { converged, iterations, residual: gain };
                return Ok((Found { point, covariance, fit }, iterations));
            }
        }
    }
    Err(Error::NoStart)
}

/// Covariances of the active parameters among those of all.
fn spread(inverse: &DMatrix<f64>, active: &[usize], point: &Point) -> DMatrix<f64> {
    let n = point.parameters.len();
    let mut all = DMatrix::zeros(n, n);
    for (a, row) in active.iter().enumerate() {
        for (b, column) in active.iter().enumerate() {
            all[(*row, *column)] = inverse[(a, b)];
        }
    }
    all
}

/// Minus the second derivatives of the active parameters, by differences of the gradient: forward
/// ones, of which the errors on both sides of the diagonal are averaged.
fn curvature<R: Response>(
    model: &Model<'_, R>,
    point: &Point,
    active: &[usize],
    nudges: &[f64],
) -> Option<DMatrix<f64>> {
    let column = |model: &mut Model<'_, R>, place: usize| {
        let nudge = nudges[place].clamp(1e-7, 1e-3);
        let mut parameters = point.parameters.clone();
        parameters[place] += nudge;
        let moved = model.point(&parameters, &point.modes)?;
        Some((&point.gradient - moved.gradient) / nudge)
    };
    let columns: Option<Vec<DVector<f64>>> = active
        .par_iter()
        .map_init(|| model.clone(), |model, place| column(model, *place))
        .collect();
    let columns = columns?;
    let entry = |a: usize, b: usize| 0.5 * (columns[b][active[a]] + columns[a][active[b]]);
    Some(DMatrix::from_fn(active.len(), active.len(), entry))
}
