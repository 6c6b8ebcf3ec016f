use nalgebra::{DMatrix, DVector};

use crate::{Error, Fit};

const MOST_STEPS: usize = 100;

/// An ordinal logistic regression.
#[derive(Debug, Clone, PartialEq)]
pub struct ProportionalOdds {
    /// Of the columns, in their order.
    pub coefficients: Vec<f64>,
    /// Standard errors of the coefficients; `NaN` where the information has no inverse.
    pub errors: Vec<f64>,
    /// Where one answer passes into the next, ascending.
    pub thresholds: Vec<f64>,
    /// Log-likelihood at the end.
    pub log_likelihood: f64,
    /// How Newton's method ended; its residual is the largest absolute gradient.
    pub fit: Fit,
}

/// Proportional odds regression of ordered answers (`McCullagh` 1980,
/// doi:10.1111/j.2517-6161.1980.tb01109.x).
///
/// `logit P(answer <= k) = threshold_k - columns * coefficients`, by Newton's method with the analytic
/// Hessian and halved steps; the log-likelihood is concave (Pratt 1981), so the end is its maximum.
///
/// `codes` are dense from 0 to `n_codes - 1`, each given at least once. Where an answer is separated
/// fully by a column there is no maximum, and the fit has not converged. Odds are taken to be
/// proportional.
///
/// Checked against R `MASS::polr` 7.3.
pub fn proportional_odds(
    codes: &[u8],
    n_codes: usize,
    columns: &[&[f64]],
    start: Option<&ProportionalOdds>,
) -> Result<ProportionalOdds, Error> {
    if columns.iter().any(|column| column.len() != codes.len()) {
        return Err(Error::LengthsDiffer);
    }
    let mut counts = vec![0.0; n_codes];
    for code in codes {
        *counts.get_mut(usize::from(*code)).ok_or(Error::EmptyGroup)? += 1.0;
    }
    if n_codes < 2 || counts.contains(&0.0) {
        return Err(Error::NoVariance);
    }
    let model = Model { codes, columns, n_thresholds: n_codes - 1 };
    let mut at = model.start(&counts, start);
    let mut step = model.derivatives(&at);
    let mut fit = Fit { converged: false, iterations: 0, residual: step.gradient.amax() };
    while fit.iterations < MOST_STEPS && !fit.converged {
        let Some(next) = model.better(&at, &step) else { break };
        fit.iterations += 1;
        // Where answers are separated the gradient vanishes too, but steps stay long.
        fit.converged = (&next.0 - &at).amax() <= 1e-7 * (1.0 + at.amax());
        (at, step) = next;
        fit.residual = step.gradient.amax();
    }
    Ok(model.result(&at, &step, fit))
}

struct Model<'a> {
    codes: &'a [u8],
    columns: &'a [&'a [f64]],
    n_thresholds: usize,
}

/// At one point: thresholds first, then coefficients.
struct Step {
    log_likelihood: f64,
    gradient: DVector<f64>,
    /// Negative second derivatives.
    information: DMatrix<f64>,
}

impl Model<'_> {
    fn start(&self, counts: &[f64], start: Option<&ProportionalOdds>) -> DVector<f64> {
        let n: f64 = counts.iter().sum();
        let mut at = DVector::zeros(self.n_thresholds + self.columns.len());
        let mut below = 0.0;
        for (place, count) in counts[..self.n_thresholds].iter().enumerate() {
            below += count;
            at[place] = (below / (n - below)).ln();
        }
        if let Some(start) = start.filter(|start| start.thresholds.len() == self.n_thresholds) {
            let known = start.thresholds.iter().chain(&start.coefficients);
            for (value, known) in at.iter_mut().zip(known) {
                *value = *known;
            }
        }
        at
    }

    /// A point further up: Newton's step, halved until it is one.
    fn better(&self, at: &DVector<f64>, step: &Step) -> Option<(DVector<f64>, Step)> {
        let direction = solve(&step.information, &step.gradient)?;
        let mut share = 1.0;
        while share > 1e-10 {
            let next = at + share * &direction;
            if self.is_ordered(&next) {
                let found = self.derivatives(&next);
                if found.log_likelihood >= step.log_likelihood {
                    return Some((next, found));
                }
            }
            share *= 0.5;
        }
        None
    }

    fn is_ordered(&self, at: &DVector<f64>) -> bool {
        at.as_slice()[..self.n_thresholds].windows(2).all(|pair| pair[0] < pair[1])
    }

    fn derivatives(&self, at: &DVector<f64>) -> Step {
        let size = at.len();
        let mut sums = Sums::new(size);
        let (thresholds, coefficients) = at.as_slice().split_at(self.n_thresholds);
        let mut row = vec![0.0; self.columns.len()];
        for (place, code) in self.codes.iter().enumerate() {
            let mut level = 0.0;
            for (value, (column, weight)) in
                row.iter_mut().zip(self.columns.iter().zip(coefficients))
            {
                *value = column[place];
                level += *value * weight;
            }
            let code = usize::from(*code);
            let upper = thresholds.get(code).map_or(f64::INFINITY, |upper| upper - level);
            let lower = if code == 0 { f64::NEG_INFINITY } else { thresholds[code - 1] - level };
            sums.add(&Slopes::of(upper, lower), code, self.n_thresholds, &row);
        }
        sums.into_step()
    }

    fn result(&self, at: &DVector<f64>, step: &Step, fit: Fit) -> ProportionalOdds {
        let inverse = step.information.clone().cholesky().map(|factor| factor.inverse());
        let error = |place: usize| {
            inverse.as_ref().map_or(f64::NAN, |inverse| inverse[(place, place)].sqrt())
        };
        let size = at.len();
        ProportionalOdds {
            coefficients: at.as_slice()[self.n_thresholds..].to_vec(),
            errors: (self.n_thresholds..size).map(error).collect(),
            thresholds: at.as_slice()[..self.n_thresholds].to_vec(),
            log_likelihood: step.log_likelihood,
            fit,
        }
    }
}

fn solve(information: &DMatrix<f64>, gradient: &DVector<f64>) -> Option<DVector<f64>> {
    let scale = information.diagonal().max();
    let mut ridge = 0.0;
    while ridge <= 1.0 {
        let mut matrix = information.clone();
        for place in 0..matrix.nrows() {
            matrix[(place, place)] += ridge * scale;
        }
        if let Some(factor) = matrix.cholesky() {
            return Some(factor.solve(gradient));
        }
        ridge = if ridge == 0.0 { 1e-10 } else { ridge * 100.0 };
    }
    None
}

/// Of the log of `F(upper) - F(lower)`, with the logistic distribution function `F`.
struct Slopes {
    log: f64,
    upper: f64,
    lower: f64,
    upper_twice: f64,
    lower_twice: f64,
    both: f64,
}

impl Slopes {
    /// `F(upper) - F(lower) = F(upper) (1 - F(lower)) (1 - exp(lower - upper))` does not cancel.
    fn of(upper: f64, lower: f64) -> Self {
        let (below_upper, above_upper) = logistic(upper);
        let (below_lower, above_lower) = logistic(lower);
        let gap = -(lower - upper).exp_m1();
        let chance = (below_upper * above_lower * gap).max(f64::MIN_POSITIVE);
        let up = above_upper / (above_lower * gap);
        let low = below_lower / (below_upper * gap);
        Self {
            log: chance.ln(),
            upper: up,
            lower: -low,
            upper_twice: up * (above_upper - below_upper) - up * up,
            lower_twice: -low * (above_lower - below_lower) - low * low,
            both: up * low,
        }
    }
}

/// `F(x)` and `1 - F(x)`.
fn logistic(x: f64) -> (f64, f64) {
    let small = (-x.abs()).exp();
    let (large, rest) = (1.0 / (1.0 + small), small / (1.0 + small));
    if x >= 0.0 { (large, rest) } else { (rest, large) }
}

struct Sums {
    size: usize,
    log_likelihood: f64,
    gradient: Vec<f64>,
    information: Vec<f64>,
}

impl Sums {
    fn new(size: usize) -> Self {
        Self {
            size,
            log_likelihood: 0.0,
            gradient: vec![0.0; size],
            information: vec![0.0; size * size],
        }
    }

    /// Adds a row; entries of the information above the diagonal only.
    fn add(&mut self, slopes: &Slopes, code: usize, n_thresholds: usize, row: &[f64]) {
        self.log_likelihood += slopes.log;
        let size = self.size;
        if code < n_thresholds {
            self.gradient[code] += slopes.upper;
            self.information[code * size + code] -= slopes.upper_twice;
        }
        if code > 0 {
            self.gradient[code - 1] += slopes.lower;
            self.information[(code - 1) * size + code - 1] -= slopes.lower_twice;
        }
        if code > 0 && code < n_thresholds {
            self.information[(code - 1) * size + code] -= slopes.both;
        }
        let slope = slopes.upper + slopes.lower;
        let by_upper = slopes.upper_twice + slopes.both;
        let by_lower = slopes.lower_twice + slopes.both;
        for (a, value) in row.iter().enumerate() {
            let place = n_thresholds + a;
            self.gradient[place] -= slope * value;
            if code < n_thresholds {
                self.information[code * size + place] += by_upper * value;
            }
            if code > 0 {
                self.information[(code - 1) * size + place] += by_lower * value;
            }
            for (b, other) in row.iter().enumerate().skip(a) {
                let twice = by_upper + by_lower;
                self.information[place * size + n_thresholds + b] -= twice * value * other;
            }
        }
    }

    fn into_step(self) -> Step {
        let size = self.size;
        let information =
            DMatrix::from_fn(size, size, |a, b| self.information[a.min(b) * size + a.max(b)]);
        Step {
            log_likelihood: self.log_likelihood,
            gradient: DVector::from_vec(self.gradient),
            information,
        }
    }
}
