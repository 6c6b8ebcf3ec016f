use std::f64::consts::TAU;

use nalgebra::{DMatrix, DVector};

use super::measures::{Inflated, comparative, indices, rmsea, rmsea_interval};
use super::prepare::Prepared;
use super::standard::fitted;
use super::{
    Cfa, Indices, Likelihood, MAX_ITERATIONS, Residuals, Scaled, Test, degrees_of_freedom,
    improper, invert, refuse_unidentified,
};
use crate::Error;
use crate::numeric::{Quadratic, dot, minimise};
use crate::structure::likelihood::{Derivative, Discrepancy, Sample, derivatives};
use crate::structure::model_syntax::Operator;
use crate::structure::moments::GroupModel;
use crate::structure::parameters::{Parameter, Parameters};
use crate::structure::robust::{Cases, products_of_scores, unrestricted_trace};
use crate::structure::start::{Known, start};

/// A model with its data.
struct Problem<'a> {
    model: &'a Parameters,
    groups: Vec<GroupModel>,
    derivatives: Vec<Vec<Derivative>>,
    samples: &'a [Sample],
    n: f64,
}

impl<'a> Problem<'a> {
    fn new(model: &'a Parameters, samples: &'a [Sample]) -> Self {
        let groups: Vec<GroupModel> =
            (0..model.n_groups).map(|group| GroupModel::of(model, group, true)).collect();
        let derivatives = groups.iter().map(derivatives).collect();
        let n = samples.iter().map(|sample| sample.n as f64).sum();
        Self { model, groups, derivatives, samples, n }
    }

    fn at(&self, estimates: &DVector<f64>) -> Option<Vec<Discrepancy>> {
        let groups = self.groups.iter().zip(self.samples);
        groups.map(|(group, sample)| Discrepancy::of(group, sample, estimates)).collect()
    }

    fn share(&self, group: usize) -> f64 {
        self.samples[group].n as f64 / self.n
    }

    fn value(&self, at: &[Discrepancy]) -> f64 {
        at.iter().enumerate().map(|(group, at)| self.share(group) * at.value).sum()
    }

    /// The criterion with the expected information as its curvature.
    fn quadratic(&self, estimates: &DVector<f64>) -> Option<Quadratic> {
        let at = self.at(estimates)?;
        let n_free = self.model.n_free;
        let mut gradient = DVector::zeros(n_free);
        let mut curvature = DMatrix::zeros(n_free, n_free);
        for (group, at) in at.iter().enumerate() {
            let (of, share) = (&self.derivatives[group], self.share(group));
            at.add_gradient(of, share, &mut gradient);
            at.add_expected(of, share, &mut curvature);
        }
        Some(Quadratic { value: self.value(&at), gradient, curvature })
    }

    fn observed(&self, at: &[Discrepancy]) -> DMatrix<f64> {
        let mut matrix = DMatrix::zeros(self.model.n_free, self.model.n_free);
        for (group, at) in at.iter().enumerate() {
            at.add_observed(&self.derivatives[group], self.share(group), &mut matrix);
        }
        matrix
    }

    /// Sum of the products of scores of all groups.
    fn products(&self, cases: &[Cases], at: &[Discrepancy]) -> DMatrix<f64> {
        let n_free = self.model.n_free;
        let mut sum = DMatrix::zeros(n_free, n_free);
        for (group, at) in at.iter().enumerate() {
            let of = &self.derivatives[group];
            sum += products_of_scores(&cases[group], &self.samples[group], at, of, n_free);
        }
        sum
    }
}

/// Fits a model; `is_robust` for errors and a test that hold without normal distributions.
pub(super) fn fit(model: &Parameters, prepared: &Prepared, is_robust: bool) -> Result<Cfa, Error> {
    let samples = samples(model, &prepared.groups)?;
    let p = model.n_measured();
    let n_moments = model.n_groups * (p * (p + 1) / 2 + if model.has_means { p } else { 0 });
    let df = degrees_of_freedom(model, n_moments)?;
    let problem = Problem::new(model, &samples);
    let known: Vec<Known> = samples
        .iter()
        .map(|of| Known { covariances: &of.covariances, means: &of.means, thresholds: &[] })
        .collect();
    let minimum = minimise(start(model, &known), MAX_ITERATIONS, |x| problem.quadratic(x))
        .ok_or(Error::NoStart)?;
    refuse_unidentified(&minimum.at.curvature)?;
    let at = problem.at(&minimum.x).ok_or(Error::NoStart)?;
    let test = Test::new((problem.n * minimum.at.value).max(0.0), df);
    let baseline = baseline(&problem);
    let (covariance, robust) = if is_robust {
        let corrected = Corrected::of(&problem, &prepared.groups, &at)?;
        (corrected.covariance.clone(), Some(corrected))
    } else {
        (invert(&(0.5 * problem.n * &minimum.at.curvature))?, None)
    };
    let residuals: Vec<Residuals> =
        at.iter().zip(&samples).map(|(at, sample)| residuals(at, sample)).collect();
    let n = samples.iter().map(|sample| sample.n).sum();
    let indices = indices(test, baseline.test, n, model.n_groups);
    let scaled = match &robust {
        Some(corrected) => Some(scaled(&problem, prepared, test, &baseline, corrected)?),
        None => None,
    };
    let parameters = fitted(model, &problem.groups, &minimum.x, &covariance)?;
    Ok(Cfa {
        improper: improper(&parameters),
        parameters,
        n_free: model.n_free,
        test,
        baseline: baseline.test,
        indices,
        srmr: (0..model.n_groups)
            .map(|group| problem.share(group) * residuals[group].root_mean_square())
            .sum(),
        likelihood: Some(likelihood(&problem, minimum.at.value)),
        scaled: scaled.map(|(scaled, _)| scaled),
        robust: scaled.map(|(_, robust)| robust),
        fit: minimum.fit,
        residuals,
        n_rows: samples.iter().map(|sample| sample.n).collect(),
        n_left_out: prepared.n_left_out,
        estimates: minimum.x,
        covariance,
        nested: None,
    })
}

fn samples(model: &Parameters, groups: &[Cases]) -> Result<Vec<Sample>, Error> {
    groups
        .iter()
        .map(|cases| {
            let n = cases.columns[0].len();
            let means = DVector::from_iterator(
                cases.columns.len(),
                cases.columns.iter().map(|column| column.iter().sum::<f64>() / n as f64),
            );
            let centred: Vec<Vec<f64>> = cases
                .columns
                .iter()
                .zip(&means)
                .map(|(column, mean)| column.iter().map(|value| value - mean).collect())
                .collect();
            let p = centred.len();
            let mut covariances = DMatrix::zeros(p, p);
            for a in 0..p {
                for b in a..p {
                    covariances[(a, b)] = dot(&centred[a], &centred[b]) / n as f64;
                    covariances[(b, a)] = covariances[(a, b)];
                }
                if covariances[(a, a)] <= 1e-20 * (1.0 + means[a] * means[a]) {
                    return Err(Error::Constant { item: model.columns[a] });
                }
            }
            Sample::new(n, means, covariances, model.has_means).ok_or(Error::NotPositiveDefinite)
        })
        .collect()
}

fn likelihood(problem: &Problem, discrepancy: f64) -> Likelihood {
    let p = problem.model.n_measured() as f64;
    let unrestricted =
        |sample: &Sample| sample.n as f64 * (p * TAU.ln() + sample.log_determinant + p);
    let saturated: f64 = problem.samples.iter().map(unrestricted).sum();
    let log = -0.5 * (saturated + problem.n * discrepancy);
    let free = problem.model.n_free as f64;
    Likelihood { log, aic: 2.0 * (free - log), bic: free * problem.n.ln() - 2.0 * log }
}

fn residuals(at: &Discrepancy, sample: &Sample) -> Residuals {
    let p = sample.means.len();
    let has_means = sample.moments.nrows() > p;
    let moments = at.moments();
    let mean = DVector::from_fn(p, |i, _| if has_means { moments[(i, p)] } else { 0.0 });
    let covariances = moments.view((0, 0), (p, p)) - &mean * mean.transpose();
    let means = has_means.then(|| &sample.means - &mean);
    Residuals::of(&sample.covariances, &covariances, means)
}

/// The model in which nothing is related: variances, and means where they are in the model.
struct Baseline {
    test: Test,
    model: Parameters,
    estimates: DVector<f64>,
}

fn baseline(problem: &Problem) -> Baseline {
    let model = problem.model;
    let p = model.n_measured();
    let mut rows = Vec::new();
    let mut estimates = Vec::new();
    for (group, sample) in problem.samples.iter().enumerate() {
        for (item, name) in model.names[..p].iter().enumerate() {
            let variance =
                Parameter::free(name, Operator::Covariance, name, group, estimates.len());
            rows.push(variance);
            estimates.push(sample.covariances[(item, item)]);
            if model.has_means {
                rows.push(Parameter::free(name, Operator::Intercept, "", group, estimates.len()));
                estimates.push(sample.means[item]);
            }
        }
    }
    let chisq: f64 = problem
        .samples
        .iter()
        .map(|sample| {
            let variances = sample.covariances.diagonal();
            sample.n as f64 * (variances.map(f64::ln).sum() - sample.log_determinant)
        })
        .sum();
    let df = model.n_groups * p * (p - 1) / 2;
    let model = Parameters {
        names: model.names[..p].to_vec(),
        rows,
        n_free: estimates.len(),
        ..model.clone()
    };
    let estimates = DVector::from_vec(estimates);
    Baseline { test: Test::new(chisq, df), model, estimates }
}

/// What the sandwich gives.
struct Corrected {
    covariance: DMatrix<f64>,
    trace: f64,
}

impl Corrected {
    fn of(problem: &Problem, cases: &[Cases], at: &[Discrepancy]) -> Result<Self, Error> {
        let bread = invert(&(0.5 * problem.n * problem.observed(at)))?;
        let meat = problem.products(cases, at);
        let covariance = &bread * &meat * &bread;
        Ok(Self { covariance, trace: meat.component_mul(&bread).sum() })
    }
}

/// The corrected test and the robust indices (Brosseau-Liard and Savalei 2014,
/// doi:10.1080/00273171.2014.933697).
fn scaled(
    problem: &Problem,
    prepared: &Prepared,
    test: Test,
    baseline: &Baseline,
    corrected: &Corrected,
) -> Result<(Scaled, Indices), Error> {
    let has_means = problem.model.has_means;
    let traces = prepared.groups.iter().zip(problem.samples);
    let traces: Option<Vec<f64>> =
        traces.map(|(cases, sample)| unrestricted_trace(cases, sample, has_means)).collect();
    let unrestricted: f64 = traces.ok_or(Error::NotPositiveDefinite)?.iter().sum();
    let other = Problem::new(&baseline.model, problem.samples);
    let at = other.at(&baseline.estimates).ok_or(Error::NotPositiveDefinite)?;
    let without = Corrected::of(&other, &prepared.groups, &at)?;
    let factor = (unrestricted - corrected.trace) / test.df as f64;
    let baseline_factor = (unrestricted - without.trace) / baseline.test.df as f64;
    let scaled = Test::new(test.chisq / factor, test.df);
    let scaled_baseline = Test::new(baseline.test.chisq / baseline_factor, baseline.test.df);
    let n = problem.samples.iter().map(|sample| sample.n).sum();
    let n_groups = problem.model.n_groups;
    let (cfi, tli) = comparative(scaled.into(), scaled_baseline.into());
    let df = factor * test.df as f64;
    let own = Indices {
        cfi,
        tli,
        rmsea: rmsea(test.chisq, df, 1.0, n, n_groups),
        rmsea_ci90: rmsea_interval(test.chisq, df, 1.0, n, n_groups),
    };
    let inflated = |test: Test, inflation| Inflated { chisq: test.chisq, df: test.df, inflation };
    let (cfi, tli) = comparative(inflated(test, factor), inflated(baseline.test, baseline_factor));
    let df = test.df as f64;
    let robust = Indices {
        cfi,
        tli,
        rmsea: rmsea(test.chisq, df, factor, n, n_groups),
        rmsea_ci90: rmsea_interval(scaled.chisq, df, factor, n, n_groups),
    };
    let scaled =
        Scaled { test: scaled, factor, shift: 0.0, baseline: scaled_baseline, indices: own };
    Ok((scaled, robust))
}
