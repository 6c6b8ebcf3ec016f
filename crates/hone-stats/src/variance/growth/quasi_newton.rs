use nalgebra::{DMatrix, DVector};

use super::likelihood::{Persons, State};
use crate::numeric::learn;
use crate::variance::Criterion;
use crate::{Error, Fit};

const MOST_ITERATIONS: usize = 200;
/// A decrease of the deviance that is not worth a step.
const NO_GAIN: f64 = 1e-11;

/// The lowest deviance, by BFGS on the entries of the factor of the covariances (Nocedal and Wright
/// 2006, chapter 6). A factor may have any sign, so that no bound is in the way.
pub(super) fn lowest(data: &Persons, criterion: Criterion) -> Result<(State, Fit), Error> {
    let k = data.n_random();
    let diagonal = (0..k).flat_map(|a| (0..=a).map(move |b| f64::from(u8::from(a == b))));
    let n = k * (k + 1) / 2;
    let mut place = DVector::from_iterator(n, diagonal);
    let mut state = data.state(&place, criterion)?;
    let mut inverse = DMatrix::identity(n, n) / state.gradient.norm().max(1.0);
    let mut iterations = 0;
    loop {
        iterations += 1;
        let mut step = -(&inverse * &state.gradient);
        let mut gain = -0.5 * step.dot(&state.gradient);
        if gain.is_nan() || gain < 0.0 {
            inverse = DMatrix::identity(n, n) / state.gradient.norm().max(1.0);
            step = -(&inverse * &state.gradient);
            gain = -0.5 * step.dot(&state.gradient);
        }
        let is_done = gain < NO_GAIN;
        let next = if is_done { None } else { shorter(data, criterion, &place, &step, &state) };
        let Some((next_place, next)) = next else {
            let converged = gain < 1e-6;
            return Ok((state, Fit { converged, iterations, residual: gain }));
        };
        if iterations == MOST_ITERATIONS {
            return Ok((next, Fit { converged: false, iterations, residual: gain }));
        }
        learn(&mut inverse, &(&next_place - &place), &(&next.gradient - &state.gradient));
        (place, state) = (next_place, next);
    }
}

/// The step, or the part of it with which the deviance falls enough.
fn shorter(
    data: &Persons,
    criterion: Criterion,
    place: &DVector<f64>,
    step: &DVector<f64>,
    state: &State,
) -> Option<(DVector<f64>, State)> {
    let slope = step.dot(&state.gradient);
    let mut share = 1.0;
    for _ in 0..30 {
        let next_place = place + step * share;
        if let Ok(next) = data.state(&next_place, criterion)
            && next.deviance <= state.deviance + 1e-4 * share * slope
        {
            return Some((next_place, next));
        }
        share *= 0.4;
    }
    None
}
