use nalgebra::{DMatrix, DVector};

use super::indices::{TwoLevelIndices, indices};
use super::maximum::{Maximum, covariance, maximum};
use super::model::{Cell, Level, LevelMatrices, Place, TwoLevelModel, Value};
use super::saturated::{Saturated, saturated};
use super::statistics::ClusterStatistics;
use crate::numeric::normal_quantile;
use crate::{Error, Estimate, Fit, Interval};

/// A cell of the model with its value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellEstimate {
    /// Which cell.
    pub cell: Cell,
    /// Value, standard error and 95 % interval; the last two `None` where it is fixed or the
    /// information is singular.
    pub estimate: Estimate,
    /// The value with items and factors of variance 1 in their level; `NaN` where that variance is
    /// negative.
    pub standardised: f64,
}

/// A fitted two-level model.
#[derive(Debug, Clone, PartialEq)]
pub struct TwoLevelFit {
    /// All cells of the model, in their order.
    pub cells: Vec<CellEstimate>,
    /// Means of the items.
    pub means: Vec<Estimate>,
    /// The matrices within and between.
    pub levels: [LevelMatrices; 2],
    /// Values of the free parameters.
    pub free: Vec<f64>,
    /// Covariances of the estimates: free parameters and then means; `None` where the observed
    /// information is not positive definite.
    pub covariance: Option<DMatrix<f64>>,
    /// Log-likelihood of the model.
    pub log_likelihood: f64,
    /// The model that fits perfectly; `None` where it cannot be estimated.
    pub saturated: Option<Saturated>,
    /// How well the model fits; `None` where there is nothing to hold it against.
    pub indices: Option<TwoLevelIndices>,
    /// Items with a negative residual variance. At the level of leaders a small one means that the
    /// factor explains all there is; a large one means that the model is wrong.
    pub heywood: Vec<(Level, usize)>,
    /// How many parameters, means included.
    pub n_parameters: usize,
    /// Complete rows.
    pub n_rows: usize,
    /// Clusters.
    pub n_clusters: usize,
    /// The residual is the gain of log-likelihood that the last step promised.
    pub fit: Fit,
}

/// Confirmatory factor analysis at two levels, by maximum likelihood, for clusters of any sizes
/// (`McDonald` & Goldstein 1989; Muthén 1994; as lavaan 0.6 has it).
///
/// `y = mean + between + within`, with covariances `L P L' + R` at each level. The data go in through
/// the covariances within clusters and the cross products of cluster means by cluster size, so a
/// step costs as much as there are different sizes, not clusters. Fisher scoring; standard errors
/// from the observed information. Variances may come out negative, and such items are named.
///
/// Items are taken as continuous; with five categories and a middling mean that does little harm,
/// with three it does. Rows with gaps are left out. Between clusters about 100 are needed (with fewer,
/// the between part is descriptive), and one level may fit badly while the indices of the whole look
/// well: see the two SRMR.
///
/// The chi-square is held against the true maximum without a model, in which covariances between
/// clusters may be any, as variances of the model may. lavaan stops far below it where these lie on
/// an edge: see [`saturated_as_lavaan`](super::saturated_as_lavaan).
///
/// Checked against lavaan 0.6-14 (`twolevel_omega_bhr2000`, `twolevel_omega_sim360c1`,
/// `twolevel_cfa6_sim360`, and its own example data): log-likelihood to 1e-4 and never below,
/// estimates to 1e-4, standard errors to 1e-5.
pub fn two_level_cfa(
    statistics: &ClusterStatistics,
    model: &TwoLevelModel,
) -> Result<TwoLevelFit, Error> {
    if statistics.n_items() != model.n_items {
        return Err(Error::NotAModel);
    }
    let found = maximum(statistics, model)?;
    let covariance = covariance(model, &found);
    let levels = model.at(&found.free);
    let n_parameters = model.n_free + model.n_items;
    let saturated = saturated(statistics);
    let log_likelihood = found.likelihood.value;
    Ok(TwoLevelFit {
        cells: cells(model, &found, covariance.as_ref(), &levels),
        means: means(statistics, model, &found.likelihood.mean, covariance.as_ref()),
        indices: saturated
            .as_ref()
            .and_then(|s| indices(statistics, s, &levels, log_likelihood, n_parameters)),
        heywood: heywood(&levels),
        levels,
        free: found.free,
        covariance,
        log_likelihood,
        saturated,
        n_parameters,
        n_rows: statistics.n_rows,
        n_clusters: statistics.n_clusters,
        fit: found.fit,
    })
}

impl TwoLevelFit {
    /// How well the model fits against another estimate of the saturated model. `None` where the model
    /// has more parameters than that.
    pub fn against(
        &self,
        statistics: &ClusterStatistics,
        saturated: &Saturated,
    ) -> Option<TwoLevelIndices> {
        indices(statistics, saturated, &self.levels, self.log_likelihood, self.n_parameters)
    }
}

fn estimate(value: f64, variance: Option<f64>) -> Estimate {
    let se = variance.filter(|variance| *variance >= 0.0).map(f64::sqrt);
    let ci95 = se.map(|se| {
        let half_width = normal_quantile(0.975) * se;
        Interval { low: value - half_width, high: value + half_width }
    });
    Estimate { value, se, ci95 }
}

fn cells(
    model: &TwoLevelModel,
    found: &Maximum,
    covariance: Option<&DMatrix<f64>>,
    levels: &[LevelMatrices; 2],
) -> Vec<CellEstimate> {
    let scales = levels.each_ref().map(Scales::of);
    let cell = |cell: &Cell| {
        let estimate = match cell.value {
            Value::Free(number) => {
                estimate(found.free[number], covariance.map(|c| c[(number, number)]))
            }
            Value::Fixed(value) => Estimate { value, se: None, ci95: None },
        };
        let standardised = estimate.value * scales[cell.level.place()].factor(cell.place);
        CellEstimate { cell: *cell, estimate, standardised }
    };
    model.cells.iter().map(cell).collect()
}

/// Standard deviations of items and factors.
struct Scales {
    items: Vec<f64>,
    factors: Vec<f64>,
}

impl Scales {
    fn of(level: &LevelMatrices) -> Self {
        let roots = |m: &DMatrix<f64>| m.diagonal().iter().map(|v| v.sqrt()).collect();
        Self { items: roots(&level.implied()), factors: roots(&level.factors) }
    }

    fn factor(&self, place: Place) -> f64 {
        match place {
            Place::Loading { item, factor } => self.factors[factor] / self.items[item],
            Place::Factors(a, b) => 1.0 / (self.factors[a] * self.factors[b]),
            Place::Residuals(a, b) => 1.0 / (self.items[a] * self.items[b]),
        }
    }
}

fn means(
    statistics: &ClusterStatistics,
    model: &TwoLevelModel,
    mean: &DVector<f64>,
    covariance: Option<&DMatrix<f64>>,
) -> Vec<Estimate> {
    let variance = |item: usize| covariance.map(|c| c[(model.n_free + item, model.n_free + item)]);
    (0..model.n_items)
        .map(|item| estimate(statistics.centre[item] + mean[item], variance(item)))
        .collect()
}

fn heywood(levels: &[LevelMatrices; 2]) -> Vec<(Level, usize)> {
    let mut found = Vec::new();
    for level in [Level::Within, Level::Between] {
        let residuals = levels[level.place()].residuals.diagonal();
        found.extend((0..residuals.len()).filter(|i| residuals[*i] < 0.0).map(|i| (level, i)));
    }
    found
}
