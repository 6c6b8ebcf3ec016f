use nalgebra::{DMatrix, DVector};

use super::Triangle;
use crate::Fit;

/// A criterion at a point, and what a parabola there needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Quadratic {
    /// The criterion.
    pub value: f64,
    /// Its first derivatives.
    pub gradient: DVector<f64>,
    /// Its second derivatives, or an approximation that is positive definite, such as the expected
    /// information.
    pub curvature: DMatrix<f64>,
}

/// Where a criterion is smallest.
#[derive(Debug, Clone, PartialEq)]
pub struct Minimum {
    /// The point.
    pub x: DVector<f64>,
    /// The criterion there.
    pub at: Quadratic,
    /// How it ended; the residual is the largest absolute first derivative.
    pub fit: Fit,
}

/// Shortest step, in the metric of the curvature, that is worth taking.
const SHORT: f64 = 1e-9;

/// Where the criterion hardly bends in some direction, rounding keeps steps longer than [`SHORT`]. Steps
/// shorter than this that get no shorter, or do not lower the criterion, are the end: with 10,000 rows
/// they are a ten-thousandth of a standard error.
const ROUNDED: f64 = 1e-6;

/// After how many steps that are not half as long as the shortest before they are said to get no
/// shorter.
const MOST_IDLE: usize = 5;

/// How many times in a row a step may be shortened.
const MAX_SHORTENED: usize = 40;

/// Finds the smallest value of a criterion by scoring with Levenberg and Marquardt's damping.
///
/// The criterion is `None` where it has no value. Returns `None` if it has none at the start.
pub fn minimise(
    start: DVector<f64>,
    max_iterations: usize,
    criterion: impl Fn(&DVector<f64>) -> Option<Quadratic>,
) -> Option<Minimum> {
    let mut x = start;
    let mut at = criterion(&x)?;
    let mut damping = 0.0;
    let mut is_converged = x.is_empty();
    let mut iterations = 0;
    let (mut shortest, mut n_idle) = (f64::INFINITY, 0);
    while !is_converged && iterations < max_iterations {
        iterations += 1;
        let mut n_shortened = 0;
        loop {
            let step = step(&at, damping);
            let length = step.as_ref().map_or(f64::INFINITY, |step| -step.dot(&at.gradient));
            if n_shortened == 0 {
                n_idle = if length.abs() < 0.25 * shortest { 0 } else { n_idle + 1 };
                shortest = shortest.min(length.abs());
            }
            let is_rounded = damping == 0.0 && length.abs() < ROUNDED * ROUNDED;
            let is_idle = is_rounded && n_idle >= MOST_IDLE;
            is_converged = is_idle || damping == 0.0 && length.abs() < SHORT * SHORT;
            let next = step.map(|step| &x + step);
            let found = next.and_then(|next| criterion(&next).map(|found| (next, found)));
            let noise = 1e-13 * (1.0 + at.value.abs());
            if let Some((next, found)) = found.filter(|(_, found)| found.value <= at.value + noise)
            {
                (x, at) = (next, found);
                damping = if damping < 1e-6 { 0.0 } else { 0.1 * damping };
                break;
            }
            is_converged |= is_rounded;
            damping = (10.0 * damping).max(1e-4);
            n_shortened += 1;
            if is_converged || n_shortened > MAX_SHORTENED {
                break;
            }
        }
        if n_shortened > MAX_SHORTENED {
            break;
        }
    }
    let fit = Fit { converged: is_converged, iterations, residual: at.gradient.amax() };
    Some(Minimum { x, at, fit })
}

fn step(at: &Quadratic, damping: f64) -> Option<DVector<f64>> {
    let triangle = if damping > 0.0 {
        let mut curvature = at.curvature.clone();
        let floor = 1e-8 * curvature.diagonal().amax();
        for i in 0..curvature.nrows() {
            curvature[(i, i)] += damping * curvature[(i, i)].max(floor);
        }
        Triangle::of(&curvature)
    } else {
        Triangle::of(&at.curvature)
    };
    let step = -triangle?.solve(&at.gradient);
    step.iter().all(|value| value.is_finite()).then_some(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curved_valley_is_followed_to_its_end() {
        let rosenbrock = |x: &DVector<f64>| {
            let (a, b) = (1.0 - x[0], x[1] - x[0] * x[0]);
            let slopes = DMatrix::from_row_slice(2, 2, &[-1.0, 0.0, -20.0 * x[0], 10.0]);
            Some(Quadratic {
                value: a * a + 100.0 * b * b,
                gradient: 2.0 * slopes.transpose() * DVector::from_column_slice(&[a, 10.0 * b]),
                curvature: 2.0 * slopes.transpose() * &slopes,
            })
        };

        let minimum = minimise(DVector::from_column_slice(&[-1.2, 1.0]), 100, rosenbrock).unwrap();

        assert!(minimum.fit.converged);
        assert!((minimum.x - DVector::repeat(2, 1.0)).amax() < 1e-9);
    }

    #[test]
    fn a_criterion_without_a_value_at_the_start_is_refused_and_one_without_an_end_is_told() {
        let falls = |x: &DVector<f64>| {
            let (value, slope) = ((-x[0]).exp(), DVector::repeat(1, -(-x[0]).exp()));
            Some(Quadratic { value, curvature: DMatrix::repeat(1, 1, value), gradient: slope })
        };

        let endless = minimise(DVector::zeros(1), 5, falls).unwrap();

        assert!(!endless.fit.converged);
        assert!(minimise(DVector::zeros(1), 5, |_| None).is_none());
    }
}
