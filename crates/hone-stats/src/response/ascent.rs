//! EM with quasi-Newton acceleration.

use std::collections::VecDeque;

use nalgebra::{Cholesky, DMatrix, DVector, Dyn};

/// Log-likelihood and its derivatives at some parameters.
pub(super) struct Evaluation {
    pub(super) value: f64,
    pub(super) gradient: Vec<f64>,
    /// Information of the complete data in blocks: first parameter and matrix.
    pub(super) information: Vec<(usize, DMatrix<f64>)>,
}

/// Where a climb ended.
pub(super) struct Summit {
    pub(super) parameters: Vec<f64>,
    pub(super) value: f64,
    pub(super) converged: bool,
    /// By how much a further step was expected to raise twice the log-likelihood.
    pub(super) gain: f64,
}

/// Climbs a log-likelihood: each step is the EM step (one of Fisher scoring on the complete data,
/// Lange 1995), bent by what the last steps taught about the missing information (limited-memory
/// BFGS with the EM step as its metric; Jamshidian & Jennrich 1997).
///
/// No step lowers the likelihood. What was learnt survives a change of the function, so a climb may
/// begin on a coarse grid.
pub(super) struct Ascent {
    learnt: VecDeque<Pair>,
    pub(super) evaluations: usize,
    most: usize,
}

struct Pair {
    step: Vec<f64>,
    change: Vec<f64>,
    product: f64,
}

const MEMORY: usize = 12;

impl Ascent {
    /// Evaluates up to `most` times, over all climbs.
    pub(super) fn new(most: usize) -> Self {
        Self { learnt: VecDeque::new(), evaluations: 0, most }
    }

    /// Climbs until a step promises less than `tolerance` in twice the log-likelihood. `None` where
    /// the start has no finite likelihood.
    pub(super) fn climb(
        &mut self,
        start: Vec<f64>,
        tolerance: f64,
        function: &dyn Fn(&[f64]) -> Option<Evaluation>,
    ) -> Option<Summit> {
        let mut parameters = start;
        self.evaluations += 1;
        let mut here = function(&parameters)?;
        loop {
            let (direction, gain) = self.direction(&here);
            let done = |converged| Summit {
                parameters: parameters.clone(),
                value: here.value,
                converged,
                gain,
            };
            if gain < tolerance {
                return Some(done(true));
            }
            let Some((there, next)) = self.search(&parameters, &here, &direction, gain, function)
            else {
                if self.learnt.is_empty() || self.evaluations >= self.most {
                    // Rounding hides what is left to gain.
                    return Some(done(gain < 1e-11 * here.value.abs()));
                }
                self.learnt.clear();
                continue;
            };
            self.learn(&parameters, &here, &there, &next);
            (parameters, here) = (there, next);
        }
    }

    fn direction(&mut self, here: &Evaluation) -> (Vec<f64>, f64) {
        let metric: Vec<(usize, Cholesky<f64, Dyn>)> =
            here.information.iter().map(|(first, matrix)| (*first, positive(matrix))).collect();
        let direction = self.bent(&here.gradient, &metric);
        let gain = dot(&direction, &here.gradient);
        if gain > 0.0 && gain.is_finite() {
            return (direction, gain);
        }
        self.learnt.clear();
        let direction = solve(&metric, &here.gradient);
        let gain = dot(&direction, &here.gradient);
        (direction, gain)
    }

    /// The two loops of limited-memory BFGS.
    fn bent(&self, gradient: &[f64], metric: &[(usize, Cholesky<f64, Dyn>)]) -> Vec<f64> {
        let mut left = gradient.to_vec();
        let mut shares = Vec::with_capacity(self.learnt.len());
        for pair in self.learnt.iter().rev() {
            let share = dot(&pair.step, &left) / pair.product;
            add(&mut left, -share, &pair.change);
            shares.push(share);
        }
        let mut direction = solve(metric, &left);
        for (pair, share) in self.learnt.iter().zip(shares.iter().rev()) {
            let again = dot(&pair.change, &direction) / pair.product;
            add(&mut direction, share - again, &pair.step);
        }
        direction
    }

    /// The whole step, or the first of its halves that climbs.
    fn search(
        &mut self,
        from: &[f64],
        here: &Evaluation,
        direction: &[f64],
        gain: f64,
        function: &dyn Fn(&[f64]) -> Option<Evaluation>,
    ) -> Option<(Vec<f64>, Evaluation)> {
        let mut share = 1.0;
        while share > 1e-9 && self.evaluations < self.most {
            let mut there = from.to_vec();
            add(&mut there, share, direction);
            self.evaluations += 1;
            let needed = here.value + 1e-4 * share * gain - 1e-13 * here.value.abs();
            if let Some(next) = function(&there).filter(|next| next.value >= needed) {
                return Some((there, next));
            }
            share *= 0.5;
        }
        None
    }

    fn learn(&mut self, from: &[f64], here: &Evaluation, to: &[f64], there: &Evaluation) {
        let step: Vec<f64> = to.iter().zip(from).map(|(b, a)| b - a).collect();
        let change: Vec<f64> =
            here.gradient.iter().zip(&there.gradient).map(|(a, b)| a - b).collect();
        let product = dot(&step, &change);
        if product <= 1e-10 * (dot(&step, &step) * dot(&change, &change)).sqrt() {
            return;
        }
        if self.learnt.len() == MEMORY {
            self.learnt.pop_front();
        }
        self.learnt.push_back(Pair { step, change, product });
    }
}

/// The Cholesky factor, with a ridge where the matrix is not positive definite.
fn positive(matrix: &DMatrix<f64>) -> Cholesky<f64, Dyn> {
    let n = matrix.nrows();
    let highest = matrix.diagonal().amax();
    let mut ridge = 1e-9 * if highest.is_finite() && highest > 0.0 { highest } else { 1.0 };
    if let Some(factor) = Cholesky::new(matrix.clone()) {
        return factor;
    }
    for _ in 0..12 {
        let lifted = matrix + DMatrix::identity(n, n) * ridge;
        if let Some(factor) = Cholesky::new(lifted) {
            return factor;
        }
        ridge *= 10.0;
    }
    Cholesky::pack_dirty(DMatrix::identity(n, n) * ridge.sqrt())
}

fn solve(metric: &[(usize, Cholesky<f64, Dyn>)], gradient: &[f64]) -> Vec<f64> {
    let mut found = gradient.to_vec();
    for (first, factor) in metric {
        let n = factor.l_dirty().nrows();
        let part = factor.solve(&DVector::from_column_slice(&gradient[*first..][..n]));
        found[*first..][..n].copy_from_slice(part.as_slice());
    }
    found
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn add(to: &mut [f64], share: f64, what: &[f64]) {
    for (value, part) in to.iter_mut().zip(what) {
        *value += share * part;
    }
}
