use nalgebra::{DMatrix, DVector};

use super::bootstrap::bootstrap;
use super::omega::on_logit_scale;
use crate::numeric::{
    BivariateNormal, Quadratic, minimise, normal_below, normal_density, normal_quantile,
};
use crate::structure::{EmptyCells, Polychoric, Rotation, factors, polychoric};
use crate::{Categories, Error, Estimate, Fit, Groups, Interval, Scores};

const MOST_ITERATIONS: usize = 500;

/// How consistent the items of a scale are, taken as ordinal.
#[derive(Debug, Clone, PartialEq)]
pub struct OmegaOrdinal {
    /// Of the sum of the answers as they are given, in categories.
    pub omega: Estimate,
    /// Of the sum of the normal variables behind the answers, which nobody observes. Higher, and not
    /// the reliability of any score that is reported.
    pub latent: f64,
    /// Loading of the variable behind each item, both having variance 1.
    pub loadings: Vec<Estimate>,
    /// Items whose loading is 1 or more, or -1 or less (Heywood cases).
    pub heywood: Vec<usize>,
    /// How the search ended; its residual is the largest derivative.
    pub fit: Fit,
    /// Rows in which all items were answered, from which it was made.
    pub n: usize,
}

/// Omega of ordinal items (Green & Yang 2009, doi:10.1007/s11336-008-9099-3).
///
/// One factor behind polychoric correlations, by diagonally weighted least squares. From its loadings
/// and the thresholds follow the covariances of the answers: over all pairs of items
/// `sum over thresholds of Phi2(t_c, t_d; l_a l_b) - Phi(t_c) Phi(t_d)`, the true part of a variance
/// with `l_a^2`. Omega is the sum of the true parts over the sum of all; categories count as 1, 2, 3, …
///
/// With `n_draws` of 40 or more the interval holds the middle 95 % of bootstrap samples of rows, or of
/// whole `clusters`. Otherwise it is of the delta method from the errors of the two-step estimator,
/// which take the variables behind the answers to be normal, as lavaan's do: with many extreme
/// answers it is too narrow (on the soldiers' ratings by a quarter). So are errors of loadings. Rows
/// with a gap are left out.
///
/// Not where one factor does not fit, nor with sparse categories (fewer than about 10 answers).
///
/// Checked against lavaan 0.6-14 and semTools 0.5-6, `compRelSEM(obs.var = FALSE)`: to 1e-6. Its
/// default `obs.var = TRUE` divides by another variance, and gives .951 for .904.
pub fn omega_ordinal(
    scores: &Scores,
    clusters: Option<&Groups>,
    n_draws: usize,
    seed: u64,
) -> Result<OmegaOrdinal, Error> {
    let mut found = by_delta_method(scores, clusters)?;
    let values = bootstrap(scores, clusters, n_draws, seed, |drawn| {
        let categories = Categories::of(&drawn.complete()?)?;
        let ordinal = polychoric(&categories, EmptyCells::default())?;
        let factor = OneFactor::fit(&ordinal, weights(&ordinal, &categories)?)?;
        let parts = Parts::new(&ordinal.thresholds, &factor.loadings);
        Ok(parts.truth / parts.all)
    });
    if let Some(interval) = values {
        found.omega = interval.around(found.omega.value);
    }
    Ok(found)
}

fn weights(ordinal: &Polychoric, categories: &Categories) -> Result<DVector<f64>, Error> {
    let weights = ordinal.variances(categories)?.map(|variance| 1.0 / variance);
    Ok(weights.rows(ordinal.n_thresholds(), ordinal.pairs.len()).into_owned())
}

fn by_delta_method(scores: &Scores, clusters: Option<&Groups>) -> Result<OmegaOrdinal, Error> {
    let n_items = scores.n_items();
    if n_items < 3 {
        return Err(Error::TooFewItems { found: n_items, needed: 3 });
    }
    let rows = scores.complete_rows();
    let categories = Categories::of(&scores.rows(&rows)?)?;
    let clusters = match clusters {
        Some(clusters) if clusters.n_rows() != scores.n_rows() => return Err(Error::LengthsDiffer),
        Some(clusters) => Some(clusters.rows(&rows)?.0),
        None => None,
    };
    let ordinal = polychoric(&categories, EmptyCells::default())?;
    let factor = OneFactor::fit(&ordinal, weights(&ordinal, &categories)?)?;
    let parts = Parts::new(&ordinal.thresholds, &factor.loadings);
    // What each threshold and each correlation moves: first omega, then the loadings.
    let mut combinations = vec![parts.through(&factor.response)];
    combinations.extend(factor.response.row_iter().map(|row| {
        let thresholds = DVector::zeros(ordinal.n_thresholds());
        DVector::from_iterator(
            thresholds.len() + row.len(),
            thresholds.iter().chain(row.iter()).copied(),
        )
    }));
    let variances = ordinal.variances_of(&categories, &combinations, clusters.as_ref())?;
    let loadings = factor.loadings.iter().zip(&variances[1..]);
    let sum: f64 = factor.loadings.sum();
    let explained: f64 = factor.loadings.norm_squared();
    Ok(OmegaOrdinal {
        omega: on_logit_scale(parts.truth / parts.all, variances[0]),
        latent: sum * sum / (sum * sum + n_items as f64 - explained),
        loadings: loadings.map(|(loading, variance)| estimate(*loading, *variance)).collect(),
        heywood: (0..n_items).filter(|item| factor.loadings[*item].abs() >= 1.0).collect(),
        fit: factor.fit,
        n: ordinal.n,
    })
}

fn estimate(value: f64, variance: f64) -> Estimate {
    let se = variance.sqrt();
    let reach = normal_quantile(0.975) * se;
    Estimate {
        value,
        se: Some(se),
        ci95: Some(Interval { low: value - reach, high: value + reach }),
    }
}

/// One factor behind correlations.
struct OneFactor {
    loadings: DVector<f64>,
    /// How much each correlation moves each loading: loadings by correlations.
    response: DMatrix<f64>,
    fit: Fit,
}

impl OneFactor {
    /// Least squares of what the products of loadings leave of the correlations, with weights.
    fn fit(ordinal: &Polychoric, weights: DVector<f64>) -> Result<Self, Error> {
        if weights.iter().any(|weight| !weight.is_finite()) {
            return Err(Error::NotPositiveDefinite);
        }
        let start = factors(&ordinal.correlations, ordinal.n, 1, Rotation::None, 0)?;
        let scale = weights.amax();
        let weights = weights / scale;
        let observed =
            DVector::from_fn(ordinal.pairs.len(), |pair, _| ordinal.pairs[pair].correlation.value);
        let places: Vec<(usize, usize)> =
            ordinal.pairs.iter().map(|pair| (pair.first, pair.second)).collect();
        let criterion = |loadings: &DVector<f64>| {
            let product = |(a, b): &(usize, usize)| loadings[*a] * loadings[*b];
            let implied = DVector::from_iterator(places.len(), places.iter().map(product));
            let left = implied - &observed;
            let slopes = slopes(&places, loadings);
            let weighted = weighted(&slopes, &weights);
            Some(Quadratic {
                value: 0.5 * left.component_mul(&left).dot(&weights),
                gradient: weighted.tr_mul(&left),
                curvature: weighted.tr_mul(&slopes),
            })
        };
        // Both directions of a factor fit alike; as in lavaan the first item points upwards.
        let direction = if start.loadings[(0, 0)] < 0.0 { -1.0 } else { 1.0 };
        let start = start.loadings.column(0).map(|l| (direction * l).clamp(-0.99, 0.99));
        let found = minimise(start, MOST_ITERATIONS, criterion).ok_or(Error::NoStart)?;
        let inverse = found.at.curvature.clone().cholesky().ok_or(Error::NotPositiveDefinite)?;
        let response = inverse.solve(&weighted(&slopes(&places, &found.x), &weights).transpose());
        Ok(Self { loadings: found.x, response, fit: found.fit })
    }
}

/// How the products of loadings change with each loading.
fn slopes(places: &[(usize, usize)], loadings: &DVector<f64>) -> DMatrix<f64> {
    let mut slopes = DMatrix::zeros(places.len(), loadings.len());
    for (pair, (a, b)) in places.iter().enumerate() {
        slopes[(pair, *a)] = loadings[*b];
        slopes[(pair, *b)] = loadings[*a];
    }
    slopes
}

fn weighted(slopes: &DMatrix<f64>, weights: &DVector<f64>) -> DMatrix<f64> {
    DMatrix::from_fn(slopes.nrows(), slopes.ncols(), |pair, item| {
        weights[pair] * slopes[(pair, item)]
    })
}

/// The variance of the sum of the answers and its true part, with how both change.
struct Parts {
    truth: f64,
    all: f64,
    truth_by_threshold: Vec<Vec<f64>>,
    all_by_threshold: Vec<Vec<f64>>,
    truth_by_loading: DVector<f64>,
    all_by_loading: DVector<f64>,
}

impl Parts {
    fn new(thresholds: &[Vec<f64>], loadings: &DVector<f64>) -> Self {
        let empty: Vec<Vec<f64>> = thresholds.iter().map(|item| vec![0.0; item.len()]).collect();
        let mut parts = Self {
            truth: 0.0,
            all: 0.0,
            truth_by_threshold: empty.clone(),
            all_by_threshold: empty,
            truth_by_loading: DVector::zeros(loadings.len()),
            all_by_loading: DVector::zeros(loadings.len()),
        };
        for a in 0..loadings.len() {
            for b in 0..loadings.len() {
                parts.add_pair((a, b), thresholds, loadings);
            }
            parts.add_variance(a, &thresholds[a]);
        }
        parts
    }

    /// The covariance of two items, or the true part of the variance of one.
    fn add_pair(
        &mut self,
        (a, b): (usize, usize),
        thresholds: &[Vec<f64>],
        loadings: &DVector<f64>,
    ) {
        let normal = BivariateNormal::new(loadings[a] * loadings[b]);
        let other: f64 = thresholds[b].iter().map(|d| normal_below(*d)).sum();
        let mut density = 0.0;
        for (c, threshold) in thresholds[a].iter().enumerate() {
            let below = normal_below(*threshold);
            let mut slope = -normal_density(*threshold) * other;
            for d in &thresholds[b] {
                let covariance = normal.below(*threshold, *d) - below * normal_below(*d);
                self.truth += covariance;
                self.all += if a == b { 0.0 } else { covariance };
                slope += normal.slope(*threshold, *d);
                density += normal.density(*threshold, *d);
            }
            // Each pair of items comes twice, and the same threshold is in both.
            self.truth_by_threshold[a][c] += 2.0 * slope;
            self.all_by_threshold[a][c] += if a == b { 0.0 } else { 2.0 * slope };
        }
        self.truth_by_loading[a] += 2.0 * density * loadings[b];
        self.all_by_loading[a] += if a == b { 0.0 } else { 2.0 * density * loadings[b] };
    }

    /// The variance of the answers to one item.
    fn add_variance(&mut self, item: usize, thresholds: &[f64]) {
        let sum: f64 = thresholds.iter().map(|threshold| normal_below(*threshold)).sum();
        for (c, threshold) in thresholds.iter().enumerate() {
            let n_pairs = (2 * (thresholds.len() - 1 - c) + 1) as f64;
            self.all += n_pairs * normal_below(*threshold);
            self.all_by_threshold[item][c] += normal_density(*threshold) * (n_pairs - 2.0 * sum);
        }
        self.all -= sum * sum;
    }

    /// How omega changes with each threshold and each correlation.
    fn through(&self, response: &DMatrix<f64>) -> DVector<f64> {
        let omega = self.truth / self.all;
        let change = |truth: f64, all: f64| (truth - omega * all) / self.all;
        let pairs =
            self.truth_by_threshold.iter().flatten().zip(self.all_by_threshold.iter().flatten());
        let by_threshold = pairs.map(|(truth, all)| change(*truth, *all));
        let by_loading = self.truth_by_loading.zip_map(&self.all_by_loading, change);
        let by_correlation = response.tr_mul(&by_loading);
        DVector::from_vec(by_threshold.chain(by_correlation.iter().copied()).collect())
    }
}
