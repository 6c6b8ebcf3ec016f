use nalgebra::{Cholesky, DMatrix, DVector};

use super::invariance::Nested;
use super::measures::{Inflated, comparative, indices, rmsea, rmsea_interval};
use super::prepare::Prepared;
use super::standard::fitted;
use super::weighted_model::{Implied, Problem, Statistics};
use super::{
    Cfa, Improper, Indices, MAX_ITERATIONS, Residuals, Scaled, Test, degrees_of_freedom, improper,
    invert, refuse_unidentified,
};
use crate::Error;
use crate::numeric::minimise;
use crate::structure::model_syntax::Operator;
use crate::structure::parameters::Parameters;
use crate::structure::start::{Known, start};

/// Fits a model of ordinal items by diagonally weighted least squares.
pub(super) fn fit(model: &Parameters, prepared: &Prepared) -> Result<Cfa, Error> {
    let problem = Problem::new(model, prepared)?;
    let n_moments = problem.statistics.iter().map(|of| of.values.len()).sum();
    let df = degrees_of_freedom(model, n_moments)?;
    let no_means = DVector::zeros(model.n_measured());
    let known: Vec<Known> = problem
        .statistics
        .iter()
        .map(|of| Known {
            covariances: &of.polychoric.correlations,
            means: &no_means,
            thresholds: &of.polychoric.thresholds,
        })
        .collect();
    let minimum = minimise(start(model, &known), MAX_ITERATIONS, |x| problem.quadratic(x))
        .ok_or(Error::NoStart)?;
    refuse_unidentified(&minimum.at.curvature)?;
    let implied = problem.implied(&minimum.x).ok_or(Error::NoStart)?;
    let sandwich = Sandwich::of(&problem, &implied)?;
    let covariance =
        &sandwich.bread * &sandwich.meat * &sandwich.bread / problem.n_counting() as f64;
    let test = Test::new((problem.n as f64 * minimum.at.value).max(0.0), df);
    let baseline = baseline(&problem);
    let residuals: Vec<Residuals> =
        (0..model.n_groups).map(|group| residuals(&problem, group, &implied[group])).collect();
    let parameters = fitted(model, &problem.groups, &minimum.x, &covariance)?;
    Ok(Cfa {
        improper: improper(&parameters).into_iter().chain(at_bound(&problem)).collect(),
        parameters,
        n_free: model.n_free,
        test,
        baseline: baseline.test,
        indices: indices(test, baseline.test, problem.n_counting(), model.n_groups),
        srmr: (0..model.n_groups)
            .map(|group| problem.share(group) * residuals[group].root_mean_square())
            .sum(),
        likelihood: None,
        scaled: Some(scaled(&problem, test, &baseline, &sandwich)),
        robust: Some(robust(&problem, &implied, test, &baseline, &sandwich)),
        fit: minimum.fit,
        residuals,
        n_rows: problem.statistics.iter().map(|of| of.n).collect(),
        n_left_out: prepared.n_left_out,
        estimates: minimum.x,
        covariance,
        nested: Some(Nested {
            slopes: stacked(&implied, model.n_free),
            bread: sandwich.bread,
            meat: sandwich.meat,
        }),
    })
}

/// The pairs of items whose correlation has no other end than that of the search.
fn at_bound(problem: &Problem) -> Vec<Improper> {
    let name = |item: usize| problem.model.names[item].clone();
    let of = |(group, statistics): (usize, &Statistics)| {
        let pairs = statistics.polychoric.pairs.iter().filter(|pair| pair.is_at_bound);
        let told = pairs.map(|pair| Improper::AtBound {
            a: name(pair.first),
            b: name(pair.second),
            group,
        });
        told.collect::<Vec<_>>()
    };
    problem.statistics.iter().enumerate().flat_map(of).collect()
}

/// The derivatives of all groups, one below the other.
fn stacked(implied: &[Implied], n_free: usize) -> DMatrix<f64> {
    let n_values = implied.iter().map(|implied| implied.slopes.n_values()).sum();
    let mut whole = DMatrix::zeros(n_values, n_free);
    let mut next = 0;
    for implied in implied {
        let n = implied.slopes.n_values();
        whole.rows_mut(next, n).copy_from(&implied.slopes.dense());
        next += n;
    }
    whole
}

fn residuals(problem: &Problem, group: usize, implied: &Implied) -> Residuals {
    let correlations = &problem.statistics[group].polychoric.correlations;
    let implied = implied_correlations(problem, implied);
    Residuals::of(correlations, &implied, None)
}

fn implied_correlations(problem: &Problem, implied: &Implied) -> DMatrix<f64> {
    let p = problem.model.n_measured();
    let mut next = implied.values.len() - p * (p - 1) / 2;
    let mut matrix = DMatrix::identity(p, p);
    for i in 0..p {
        for j in i + 1..p {
            matrix[(i, j)] = implied.values[next];
            matrix[(j, i)] = implied.values[next];
            next += 1;
        }
    }
    matrix
}

/// What errors and the corrected test are made of, for one row of all groups.
struct Sandwich {
    /// Inverse of `sum of D' W D`.
    bread: DMatrix<f64>,
    /// `sum of D' W G W D`.
    meat: DMatrix<f64>,
    /// `tr(U G)`, with `U = W - W D bread D' W`.
    trace: f64,
    /// `tr(U G U G)`.
    trace_of_square: f64,
}

impl Sandwich {
    fn of(problem: &Problem, implied: &[Implied]) -> Result<Self, Error> {
        let n_free = problem.model.n_free;
        let mut information = DMatrix::zeros(n_free, n_free);
        let mut meat = DMatrix::zeros(n_free, n_free);
        let (mut trace, mut trace_of_square) = (0.0, 0.0);
        let mut spreads = Vec::new();
        for (group, implied) in implied.iter().enumerate() {
            let (of, share) = (&problem.statistics[group], problem.share(group));
            let spread = implied.slopes.after(&of.gamma, &of.weights);
            implied.slopes.add_square(share, &of.weights, &mut information);
            implied.slopes.add_before(share, &of.weights, &spread, &mut meat);
            // The weights are one over the diagonal.
            trace += of.values.len() as f64;
            trace_of_square += weighted_square(&of.gamma, &of.weights, 0);
            spreads.push(spread);
        }
        let bread = invert(&information)?;
        let product = &bread * &meat;
        trace -= product.trace();
        trace_of_square += product.component_mul(&product.transpose()).sum();
        for (group, spread) in spreads.iter().enumerate() {
            let weights = &problem.statistics[group].weights;
            let mut twice = spread.component_mul(&(spread * &bread));
            for mut column in twice.column_iter_mut() {
                column.component_mul_assign(weights);
            }
            trace_of_square -= 2.0 * problem.share(group) * twice.sum();
        }
        Ok(Self { bread, meat, trace, trace_of_square })
    }
}

/// `tr(W G W G)` from some row and column on.
fn weighted_square(gamma: &DMatrix<f64>, weights: &DVector<f64>, from: usize) -> f64 {
    let mut sum = 0.0;
    for b in from..gamma.ncols() {
        let column = gamma.column(b);
        let products = (from..gamma.nrows()).map(|a| weights[a] * column[a] * column[a]);
        sum += weights[b] * products.sum::<f64>();
    }
    sum
}

/// The model in which no items are related, whose thresholds are those of the data.
struct Baseline {
    test: Test,
    trace_of_square: f64,
}

fn baseline(problem: &Problem) -> Baseline {
    let (mut chisq, mut df, mut trace_of_square) = (0.0, 0, 0.0);
    for of in &problem.statistics {
        let from = of.polychoric.n_thresholds();
        let pairs = from..of.values.len();
        df += pairs.len();
        chisq +=
            (of.n as f64 - 1.0) * pairs.map(|s| of.weights[s] * of.values[s].powi(2)).sum::<f64>();
        trace_of_square += weighted_square(&of.gamma, &of.weights, from);
    }
    Baseline { test: Test::new(chisq, df), trace_of_square }
}

/// The value, scaled and shifted so that mean and variance are those of chi-square (Asparouhov and
/// Muthén 2010).
fn shifted(test: Test, trace: f64, trace_of_square: f64) -> (Test, f64, f64) {
    let df = test.df as f64;
    let slope = (df / trace_of_square).sqrt();
    let shift = df - slope * trace;
    (Test::new(test.chisq * slope + shift, test.df), slope.recip(), shift)
}

fn scaled(problem: &Problem, test: Test, baseline: &Baseline, sandwich: &Sandwich) -> Scaled {
    let (own, factor, shift) = shifted(test, sandwich.trace, sandwich.trace_of_square);
    let df = baseline.test.df as f64;
    let (other, _, _) = shifted(baseline.test, df, baseline.trace_of_square);
    let indices = indices(own, other, problem.n_counting(), problem.model.n_groups);
    Scaled { test: own, factor, shift, baseline: other, indices }
}

/// Indices of the likelihood criterion at the estimates, with what chance adds to it (Savalei 2021).
fn robust(
    problem: &Problem,
    implied: &[Implied],
    test: Test,
    baseline: &Baseline,
    sandwich: &Sandwich,
) -> Indices {
    let unknown = f64::NAN;
    let interval = crate::Interval { low: unknown, high: unknown };
    let none = Indices { cfi: unknown, tli: unknown, rmsea: unknown, rmsea_ci90: interval };
    let Some(found) = Likely::of(problem, implied, sandwich) else { return none };
    let (n, n_groups) = (problem.n_counting(), problem.model.n_groups);
    let is_of_level = |operator| matches!(operator, Operator::Threshold | Operator::Intercept);
    let mut free: Vec<usize> = problem
        .model
        .rows
        .iter()
        .filter(|row| !is_of_level(row.operator))
        .filter_map(|row| row.free)
        .collect();
    free.sort_unstable();
    free.dedup();
    let Some(df) = baseline.test.df.checked_sub(free.len()).filter(|df| *df > 0) else {
        return none;
    };
    let inflation = found.trace / df as f64;
    let model = Inflated { chisq: found.chisq, df: test.df, inflation };
    let other = Inflated {
        chisq: found.baseline_chisq,
        df: baseline.test.df,
        inflation: found.baseline_trace / baseline.test.df as f64,
    };
    let (cfi, tli) = comparative(model, other);
    let df = df as f64;
    Indices {
        cfi,
        tli,
        rmsea: rmsea(found.chisq, df, inflation, n, n_groups),
        rmsea_ci90: rmsea_interval(found.chisq / inflation, df, inflation, n, n_groups),
    }
}

/// The likelihood criterion of the correlations at the estimates.
struct Likely {
    chisq: f64,
    baseline_chisq: f64,
    trace: f64,
    baseline_trace: f64,
}

impl Likely {
    /// `None` where correlations, of the data or of the model, are not positive definite.
    fn of(problem: &Problem, implied: &[Implied], sandwich: &Sandwich) -> Option<Self> {
        let n_free = problem.model.n_free;
        let bread = &sandwich.bread;
        let mut found = Self { chisq: 0.0, baseline_chisq: 0.0, trace: 0.0, baseline_trace: 0.0 };
        let mut information = DMatrix::zeros(n_free, n_free);
        let mut meat = DMatrix::zeros(n_free, n_free);
        for (group, implied) in implied.iter().enumerate() {
            let (of, share) = (&problem.statistics[group], problem.share(group));
            let n = of.n as f64;
            let data = &of.polychoric.correlations;
            let model = Cholesky::new(implied_correlations(problem, implied))?;
            let log = Cholesky::new(data.clone())?.ln_determinant();
            let inverse = model.inverse();
            let fitted = inverse.component_mul(data).sum();
            found.chisq += n * (model.ln_determinant() + fitted - log - data.nrows() as f64);
            found.baseline_chisq -= n * log;
            let from = of.polychoric.n_thresholds();
            let n_pairs = of.values.len() - from;
            let normal = normal_weights(&inverse);
            let gamma = of.gamma.view((from, from), (n_pairs, n_pairs)).into_owned();
            // Thresholds move no correlation.
            let (slopes, free) = implied.slopes.from(from);
            let weights = of.weights.rows(from, n_pairs).into_owned();
            let ones = DVector::repeat(n_pairs, 1.0);
            let spread = slopes.after(&gamma, &weights);
            let normal_slopes = slopes.after(&normal, &ones);
            let n_moving = free.len();
            let (mut own, mut products) =
                (DMatrix::zeros(n_moving, n_moving), DMatrix::zeros(n_moving, n_moving));
            slopes.add_before(share, &ones, &normal_slopes, &mut own);
            slopes.add_before(share, &weights, &spread, &mut products);
            for (b, column) in free.iter().enumerate() {
                for (a, row) in free.iter().enumerate() {
                    information[(*row, *column)] += own[(a, b)];
                    meat[(*row, *column)] += products[(a, b)];
                }
            }
            let part = DMatrix::from_fn(n_moving, n_moving, |a, b| bread[(free[a], free[b])]);
            found.trace -= 2.0 * share * (spread * part).component_mul(&normal_slopes).sum();
            found.trace += normal.component_mul(&gamma).sum();
            found.baseline_trace += gamma.trace();
        }
        let outer = bread * information * bread;
        found.trace += outer.component_mul(&meat).sum();
        Some(found)
    }
}

/// Second derivatives of the likelihood criterion by pairs of correlations:
/// `w_ik w_jl + w_il w_jk`, with the inverse `w` of the correlations.
fn normal_weights(w: &DMatrix<f64>) -> DMatrix<f64> {
    let p = w.nrows();
    let pairs: Vec<(usize, usize)> = (0..p).flat_map(|i| (i + 1..p).map(move |j| (i, j))).collect();
    DMatrix::from_fn(pairs.len(), pairs.len(), |a, b| {
        let ((i, j), (k, l)) = (pairs[a], pairs[b]);
        w[(i, k)] * w[(j, l)] + w[(i, l)] * w[(j, k)]
    })
}
