use std::collections::VecDeque;

use nalgebra::{DMatrix, DVector};

use super::criterion::{Model, Point, Slope};
use super::start::start;
use crate::{Error, Fit};

/// Ratios of the variances to the residual variance at the lowest deviance.
pub(super) struct Found {
    pub(super) ratios: Vec<f64>,
    pub(super) point: Point,
    pub(super) fit: Fit,
}

const MOST_ITERATIONS: usize = 60;
/// Largest change of the logarithm of a ratio in one step.
const LONGEST_STEP: f64 = 2.5;
/// A decrease of the deviance that is not worth a step with new derivatives.
const NO_GAIN: f64 = 1e-9;
/// A step that gains so little and is so short needs no look back: what is left after it is smaller
/// by one to two orders of magnitude.
const LITTLE_GAIN: f64 = 1e-6;
const SHORT_STEP: f64 = 2e-4;
/// Below this share of the variance of a level's mean a component may be 0.
const NEARLY_ZERO: f64 = 1e-4;
/// Below this share of the mean square of the values the residual variance is rounding.
const NO_RESIDUAL: f64 = 1e-8;
/// Beyond this ratio of a variance to the residual variance a factor loses its figures.
const MOST: f64 = 1e9;
/// The share at which it is tried whether a component that was set to 0 wants to grow.
const TRIAL: f64 = 1e-6;

/// Searches the ratios by Newton steps on their logarithms with average information, improved by
/// what the last gradients showed (BFGS). Components that run to 0 are set to 0, and at the end it is
/// checked that the deviance rises with each of them.
pub(super) fn search(model: &mut Model) -> Result<Found, Error> {
    let ratios = start(&model.products);
    search_from(model, ratios)
}

/// The same from ratios that are near, with what the model holds being held.
pub(super) fn search_from(model: &mut Model, mut ratios: Vec<f64>) -> Result<Found, Error> {
    let mut iterations = 0;
    model.held.tie(&mut ratios);
    let (mut point, mut end) = descend(model, &mut ratios, &mut iterations)?;
    if end.converged && ratios.contains(&0.0) {
        if revive(model, &mut ratios)? {
            (_, end) = descend(model, &mut ratios, &mut iterations)?;
        }
        // The trial left another factor behind.
        point = model.point(&ratios)?;
    }
    if point.residual <= NO_RESIDUAL * model.products.mean_square() {
        return Err(Error::NoVariance);
    }
    let fit = Fit { converged: end.converged, iterations, residual: end.gain };
    Ok(Found { ratios, point, fit })
}

/// How a descent ended, and what its last step was expected to gain.
struct End {
    converged: bool,
    gain: f64,
}

/// Gives a trial share to components that were set to 0 and with which the deviance falls.
fn revive(model: &mut Model, ratios: &mut [f64]) -> Result<bool, Error> {
    let is_zero = |term: &usize| ratios[*term] == 0.0 && !model.held.ties(*term);
    let zeros: Vec<usize> = (0..ratios.len()).filter(is_zero).collect();
    if zeros.is_empty() {
        return Ok(false);
    }
    let mut trial = ratios.to_vec();
    for term in &zeros {
        trial[*term] = TRIAL / model.products.rows_per_level(*term);
    }
    model.held.tie(&mut trial);
    let point = model.point(&trial)?;
    let slope = model.slope(&trial, &point);
    let free = model.free(&trial);
    // A rise by less than this is rounding, or no reason to go on.
    let wants = |gradient: f64| gradient < -1e-3 * NO_GAIN - 1e-3 * TRIAL * TRIAL;
    let gradients = free.iter().zip(&slope.gradient);
    let revived: Vec<usize> = gradients
        .filter(|(term, gradient)| zeros.contains(term) && wants(**gradient))
        .map(|(term, _)| *term)
        .collect();
    for term in &revived {
        ratios[*term] = NEARLY_ZERO * 2.0 / model.products.rows_per_level(*term);
    }
    model.held.tie(ratios);
    Ok(!revived.is_empty())
}

/// Goes down until nothing is gained. The factor is left at the point that is returned.
fn descend(
    model: &mut Model,
    ratios: &mut [f64],
    iterations: &mut usize,
) -> Result<(Point, End), Error> {
    let mut point = model.point(ratios)?;
    let mut memory = Memory::default();
    loop {
        *iterations += 1;
        if model.free(ratios).is_empty() {
            return Ok((point, End { converged: true, gain: 0.0 }));
        }
        let slope = model.slope(ratios, &point);
        memory.learn(&model.free(ratios), ratios, &slope);
        let step = memory.step(&slope);
        let gain = -0.5 * step.dot(&DVector::from_row_slice(&slope.gradient));
        let vanishing = vanishing(model, ratios, &step);
        if !vanishing.is_empty() {
            for term in vanishing {
                ratios[term] = 0.0;
            }
            model.held.tie(ratios);
            memory = Memory::default();
            point = model.point(ratios)?;
            continue;
        }
        let longest = step.iter().fold(0.0_f64, |longest, x| longest.max(x.abs()));
        let step = step * (LONGEST_STEP / longest.max(LONGEST_STEP));
        if gain.is_nan() || *iterations >= MOST_ITERATIONS {
            return Ok((point, End { converged: false, gain }));
        }
        let lowest = point.deviance;
        let origin = ratios.to_vec();
        point = go(model, &origin, &step, lowest, ratios)?;
        let is_short = gain < LITTLE_GAIN && longest < SHORT_STEP && memory.has_learned();
        if gain < NO_GAIN || is_short {
            return Ok((point, End { converged: true, gain }));
        }
        if ratios == origin {
            // No shorter step goes down: rounding, or a criterion that is not smooth.
            return Ok((point, End { converged: gain < LITTLE_GAIN, gain }));
        }
    }
}

/// Takes the step, or the part of it with which the deviance falls.
fn go(
    model: &mut Model,
    origin: &[f64],
    step: &DVector<f64>,
    lowest: f64,
    ratios: &mut [f64],
) -> Result<Point, Error> {
    let free = model.free(origin);
    let mut share = 1.0;
    for _ in 0..8 {
        for (term, step) in free.iter().zip(step) {
            ratios[*term] = (origin[*term] * (share * step).exp()).clamp(1e-12, MOST);
        }
        model.held.tie(ratios);
        match model.point(ratios) {
            Ok(point) if point.deviance <= lowest + 1e-12 * lowest.abs() => return Ok(point),
            _ => {}
        }
        share *= 0.3;
    }
    ratios.copy_from_slice(origin);
    model.point(ratios)
}

/// Active components that are nearly 0 and fall further.
fn vanishing(model: &Model, ratios: &[f64], step: &DVector<f64>) -> Vec<usize> {
    let free = model.free(ratios).into_iter();
    let falls = |(term, step): &(usize, &f64)| {
        let is_small = ratios[*term] * model.products.rows_per_level(*term) < NEARLY_ZERO;
        **step < -0.9 && is_small && model.held.may_vanish(*term)
    };
    free.zip(step.iter()).filter(falls).map(|(term, _)| term).collect()
}

/// Steps and changes of the gradient so far, the latest last.
#[derive(Default)]
struct Memory {
    last: Option<(DVector<f64>, DVector<f64>)>,
    pairs: VecDeque<(DVector<f64>, DVector<f64>)>,
    information: DMatrix<f64>,
}

impl Memory {
    fn learn(&mut self, free: &[usize], ratios: &[f64], slope: &Slope) {
        let logs = free.iter().map(|term| ratios[*term].ln());
        let place = DVector::from_iterator(slope.gradient.len(), logs);
        let gradient = DVector::from_row_slice(&slope.gradient);
        if let Some((last_place, last_gradient)) = &self.last {
            let pair = (&place - last_place, &gradient - last_gradient);
            if pair.0.norm() > 1e-7 && pair.0.norm() < 0.5 {
                self.pairs.push_back(pair);
            }
            if self.pairs.len() > slope.gradient.len() {
                self.pairs.pop_front();
            }
        }
        self.last = Some((place, gradient));
        self.information = slope.information.clone();
        for (step, change) in &self.pairs {
            let curvature = step.dot(change);
            let ahead = &self.information * step;
            let expected = step.dot(&ahead);
            // Without this the matrix would lose its definiteness.
            if curvature > 0.2 * expected && expected > 0.0 {
                self.information += change * change.transpose() / curvature;
                self.information -= &ahead * ahead.transpose() / expected;
            }
        }
    }

    fn has_learned(&self) -> bool {
        !self.pairs.is_empty()
    }

    fn step(&self, slope: &Slope) -> DVector<f64> {
        let gradient = DVector::from_row_slice(&slope.gradient);
        let mut matrix = self.information.clone();
        for k in 0..gradient.len() {
            matrix[(k, k)] += 1e-10 + 1e-9 * matrix[(k, k)].abs();
        }
        let solved = matrix.cholesky().map(|factor| factor.solve(&gradient));
        -solved.unwrap_or_else(|| gradient.map(f64::signum))
    }
}
