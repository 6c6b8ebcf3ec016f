use nalgebra::{DMatrix, DVector};

/// A criterion that is made large, at a point.
pub(crate) trait Ascent: Sized {
    fn place(&self) -> &DVector<f64>;
    fn value(&self) -> f64;
    fn gradient(&self) -> &DVector<f64>;
}

/// The shortest share of a step that is tried.
const SHORTEST: f64 = 1e-8;

/// How a climb ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Climb {
    pub(crate) iterations: usize,
    /// What one more step would gain by what is known of the curvature.
    pub(crate) gain: f64,
}

/// Climbs until a step would gain less than `enough`, by BFGS (Nocedal and Wright 2006, chapter 6).
/// `inverse` is about the inverse of minus the second derivatives, and learns. `next` gives the
/// criterion at a place, or nothing where it has no value.
pub(crate) fn climb<P: Ascent>(
    mut here: P,
    inverse: &mut DMatrix<f64>,
    enough: f64,
    most_iterations: usize,
    mut next: impl FnMut(&P, &DVector<f64>) -> Option<P>,
) -> (P, Climb) {
    let mut iterations = 0;
    loop {
        let mut step = &*inverse * here.gradient();
        let mut slope = step.dot(here.gradient());
        if slope.is_nan() || slope < 0.0 {
            *inverse = DMatrix::identity(step.len(), step.len()) / here.gradient().norm().max(1.0);
            step = &*inverse * here.gradient();
            slope = step.dot(here.gradient());
        }
        let gain = 0.5 * slope;
        if gain < enough || iterations >= most_iterations {
            return (here, Climb { iterations, gain });
        }
        iterations += 1;
        let mut share = 1.0;
        let there = loop {
            let place = here.place() + &step * share;
            let found = next(&here, &place);
            let rises = |found: &P| found.value() >= here.value() + 1e-4 * share * slope;
            if let Some(found) = found.filter(rises) {
                break found;
            }
            share *= 0.4;
            if share < SHORTEST {
                return (here, Climb { iterations, gain });
            }
        };
        learn(inverse, &(there.place() - here.place()), &(here.gradient() - there.gradient()));
        here = there;
    }
}

/// Lets a matrix learn what a step and the change of the gradient along it show, if they show a
/// minimum (BFGS); of a criterion that is made large, the change is that of its negative.
pub(crate) fn learn(inverse: &mut DMatrix<f64>, step: &DVector<f64>, change: &DVector<f64>) {
    let curvature = step.dot(change);
    if curvature <= 1e-10 * step.norm() * change.norm() {
        return;
    }
    let ahead = &*inverse * change;
    let scale = (1.0 + change.dot(&ahead) / curvature) / curvature;
    *inverse += step * step.transpose() * scale;
    *inverse -= (&ahead * step.transpose() + step * ahead.transpose()) / curvature;
}
