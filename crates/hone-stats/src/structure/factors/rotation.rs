use nalgebra::DMatrix;
use rand::Rng;
use rayon::prelude::*;

use crate::Fit;
use crate::numeric::{dot, normal, stream};

const STARTS: u64 = 10;
const MOST_ITERATIONS: usize = 2_000;
const GRADIENT: f64 = 1e-9;
/// Where a start has shown to which solution it leads: the criterion is right to the square of this.
const NEARLY: f64 = 1e-6;
/// Criteria that differ by less, relatively, are of one solution.
const SAME: f64 = 1e-7;

/// How factors are turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rotation {
    /// Direct oblimin with gamma 0, without Kaiser's normalisation (Jennrich & Sampson 1966,
    /// doi:10.1007/BF02289465): factors may correlate, and each item loads on few of them.
    #[default]
    Oblimin,
    /// Varimax with Kaiser's normalisation (Kaiser 1958, doi:10.1007/BF02289233): factors do not
    /// correlate.
    Varimax,
    /// As they were found.
    None,
}

pub(super) struct Rotated {
    pub(super) loadings: DMatrix<f64>,
    pub(super) phi: DMatrix<f64>,
    pub(super) fit: Fit,
    pub(super) agreement_of_starts: f64,
}

impl Rotation {
    pub(super) fn apply(self, loadings: &DMatrix<f64>, seed: u64) -> Rotated {
        let k = loadings.ncols();
        match self {
            Self::Oblimin if k > 1 => oblimin(loadings, seed),
            Self::Varimax if k > 1 => varimax(loadings),
            _ => Rotated {
                loadings: loadings.clone(),
                phi: DMatrix::identity(k, k),
                fit: Fit { converged: true, iterations: 0, residual: 0.0 },
                agreement_of_starts: 1.0,
            },
        }
    }
}

/// The best of several starts: the unrotated factors, then random turns of them. Only the best is
/// followed to its very end.
fn oblimin(loadings: &DMatrix<f64>, seed: u64) -> Rotated {
    let k = loadings.ncols();
    let run = |start: u64| {
        let turn = match start.checked_sub(1) {
            Some(number) => random_turn(k, &mut stream(seed, number)),
            None => DMatrix::identity(k, k),
        };
        Descent::run(loadings, turn, NEARLY)
    };
    let mut ends: Vec<Descent> = (0..=STARTS).into_par_iter().map(run).collect();
    let best = ends.iter().map(|end| end.criterion).fold(f64::INFINITY, f64::min);
    let is_best = |end: &Descent| end.criterion <= best + SAME * best.abs().max(1e-12);
    let n_best = ends.iter().filter(|end| is_best(end)).count();
    let agreement_of_starts = n_best as f64 / ends.len() as f64;
    let place = ends.iter().position(is_best).unwrap_or(0);
    let end = Descent::run(loadings, ends.swap_remove(place).turn, GRADIENT);
    Rotated {
        loadings: end.loadings,
        phi: end.turn.transpose() * &end.turn,
        fit: end.fit,
        agreement_of_starts,
    }
}

fn random_turn(k: usize, rng: &mut impl Rng) -> DMatrix<f64> {
    DMatrix::from_fn(k, k, |_, _| normal(rng)).qr().q()
}

/// Gradient projection (Jennrich 2002, doi:10.1007/BF02294706), as in R's `GPFoblq`.
struct Descent {
    turn: DMatrix<f64>,
    loadings: DMatrix<f64>,
    criterion: f64,
    gradient: DMatrix<f64>,
    fit: Fit,
}

impl Descent {
    fn run(unrotated: &DMatrix<f64>, turn: DMatrix<f64>, until: f64) -> Self {
        let k = turn.nrows();
        let Some(mut at) = Self::at(unrotated, turn) else {
            return Self {
                turn: DMatrix::identity(k, k),
                loadings: unrotated.clone(),
                criterion: f64::INFINITY,
                gradient: DMatrix::zeros(k, k),
                fit: Fit { converged: false, iterations: 0, residual: f64::NAN },
            };
        };
        let mut length = 1.0;
        for iteration in 0..MOST_ITERATIONS {
            let slope = at.projected();
            let size = slope.norm();
            at.fit = Fit { converged: size < until, iterations: iteration, residual: size };
            if at.fit.converged {
                break;
            }
            length *= 2.0;
            let mut next = None;
            for _ in 0..30 {
                let mut turn = &at.turn - &slope * length;
                for mut column in turn.column_iter_mut() {
                    column.normalize_mut();
                }
                let trial = Self::at(unrotated, turn);
                let fall = 0.5 * size * size * length;
                if trial.as_ref().is_some_and(|trial| at.criterion - trial.criterion > fall) {
                    next = trial;
                    break;
                }
                length *= 0.5;
            }
            let Some(next) = next else {
                // Rounding keeps the criterion from falling any further.
                at.fit.converged = size < 1e-5;
                break;
            };
            at = next;
        }
        at
    }

    /// The quartimin criterion: a quarter of the sum over pairs of factors of the products of their
    /// squared loadings.
    fn at(unrotated: &DMatrix<f64>, turn: DMatrix<f64>) -> Option<Self> {
        let inverse = turn.clone().try_inverse()?;
        let (n, k) = unrotated.shape();
        let mut loadings = DMatrix::zeros(n, k);
        let mut communality = vec![0.0; n];
        for (factor, column) in loadings.as_mut_slice().chunks_exact_mut(n).enumerate() {
            for (from, unrotated) in unrotated.as_slice().chunks_exact(n).enumerate() {
                let weight = inverse[(factor, from)];
                for (loading, unrotated) in column.iter_mut().zip(unrotated) {
                    *loading += weight * unrotated;
                }
            }
            for (all, loading) in communality.iter_mut().zip(&*column) {
                *all += loading * loading;
            }
        }
        let mut by_loading = loadings.clone();
        let mut criterion = 0.0;
        for column in by_loading.as_mut_slice().chunks_exact_mut(n) {
            for (value, all) in column.iter_mut().zip(&communality) {
                let (square, others) = (*value * *value, all - *value * *value);
                criterion += 0.25 * square * others;
                *value *= others;
            }
        }
        let inner = DMatrix::from_fn(k, k, |a, b| {
            dot(loadings.column(a).as_slice(), by_loading.column(b).as_slice())
        });
        let gradient = -(inner * inverse).transpose();
        let fit = Fit { converged: false, iterations: 0, residual: f64::NAN };
        criterion.is_finite().then_some(Self { turn, loadings, criterion, gradient, fit })
    }

    /// The gradient without what would only change the lengths of the factors.
    fn projected(&self) -> DMatrix<f64> {
        let mut projected = self.gradient.clone();
        for factor in 0..projected.ncols() {
            let along = self.turn.column(factor).dot(&self.gradient.column(factor));
            projected.column_mut(factor).axpy(-along, &self.turn.column(factor), 1.0);
        }
        projected
    }
}

/// Turns two factors at a time by the best angle until nothing moves.
fn varimax(unrotated: &DMatrix<f64>) -> Rotated {
    let (n_items, k) = unrotated.shape();
    let lengths: Vec<f64> =
        unrotated.row_iter().map(|row| row.norm().max(f64::MIN_POSITIVE)).collect();
    let mut loadings =
        DMatrix::from_fn(n_items, k, |item, factor| unrotated[(item, factor)] / lengths[item]);
    let mut fit = Fit { converged: false, iterations: 0, residual: f64::INFINITY };
    for iteration in 1..=MOST_ITERATIONS {
        let mut largest: f64 = 0.0;
        for a in 0..k {
            for b in a + 1..k {
                largest = largest.max(turn_pair(&mut loadings, a, b).abs());
            }
        }
        fit = Fit { converged: largest < 1e-12, iterations: iteration, residual: largest };
        if fit.converged {
            break;
        }
    }
    for (item, length) in lengths.iter().enumerate() {
        loadings.row_mut(item).scale_mut(*length);
    }
    Rotated { loadings, phi: DMatrix::identity(k, k), fit, agreement_of_starts: 1.0 }
}

/// Kaiser's angle for two factors.
fn turn_pair(loadings: &mut DMatrix<f64>, a: usize, b: usize) -> f64 {
    let n_items = loadings.nrows() as f64;
    let (mut sum_u, mut sum_v, mut squares, mut product) = (0.0, 0.0, 0.0, 0.0);
    for row in loadings.row_iter() {
        let (u, v) = (row[a] * row[a] - row[b] * row[b], 2.0 * row[a] * row[b]);
        sum_u += u;
        sum_v += v;
        squares += u * u - v * v;
        product += 2.0 * u * v;
    }
    let sine = product - 2.0 * sum_u * sum_v / n_items;
    let cosine = squares - (sum_u * sum_u - sum_v * sum_v) / n_items;
    let angle = 0.25 * sine.atan2(cosine);
    let (sin, cos) = angle.sin_cos();
    for mut row in loadings.row_iter_mut() {
        let (x, y) = (row[a], row[b]);
        row[a] = cos * x + sin * y;
        row[b] = cos * y - sin * x;
    }
    angle
}
