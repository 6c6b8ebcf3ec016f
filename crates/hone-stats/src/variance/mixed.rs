use nalgebra::DMatrix;

use super::criterion::{Model, Point};
use super::products::Products;
use super::profile::Figure;
use super::search::search;
use crate::{Error, Estimate, Fit, Groups, Interval, Scores};

/// What is made as likely as possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Criterion {
    /// Restricted maximum likelihood: variances are not too small for the fixed effects estimated.
    #[default]
    Reml,
    /// Maximum likelihood: to compare models with different fixed effects.
    Ml,
}

/// A mixed model that has been fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Mixed {
    /// The variance of each random term, in the order given. A component of 0 has no standard error.
    pub components: Vec<Estimate>,
    /// The variance of what is left.
    pub residual: Estimate,
    /// Intercept, then the fixed columns in the order given.
    pub fixed: Vec<Estimate>,
    /// The (restricted) log-likelihood at the optimum.
    pub log_likelihood: f64,
    /// How many rows were complete.
    pub n: usize,
    /// Into how many sets the design falls between which no level is shared.
    pub n_sets: usize,
    /// Whether a component is 0.
    pub is_singular: bool,
    /// How the search ended; the residual is what one more step would gain in the deviance.
    pub fit: Fit,
}

/// Variance components of crossed and nested random intercepts, by REML or ML: `y = X b + Σ Z u + e`
/// with independent effects of each term's levels (Patterson and Thompson 1971,
/// doi:10.1093/biomet/58.3.545; profiled as in Bates et al. 2015, doi:10.18637/jss.v067.i01).
///
/// Rows with a gap in the values or the fixed columns are left out. Standard errors of components
/// are by average information. Intervals of components whose error is below a quarter of them are on the
/// logarithmic scale, which then is that of the profile to two figures; all others are by the profile
/// likelihood (Venzon and Moolgavkar 1988, doi:10.2307/2347496), and reach to 0 where the data do not
/// tell the component from 0. Terms must be told apart by the design; a term with a level per row, or two
/// that group the rows alike, are refused.
///
/// Checked against `lme4::lmer`: `InstEval`, a simulated 360 of 16,000 to 480,000 rows, and fully
/// crossed designs (`reference/results/lmm_*.json`, `gtheory_*.json`).
pub fn mixed(
    values: &[f64],
    random: &[&Groups],
    fixed: Option<&Scores>,
    criterion: Criterion,
) -> Result<Mixed, Error> {
    Ok(Fitted::new(values, random, fixed, criterion)?.mixed(ROUGH))
}

/// The same with the intervals of all variances by the profile likelihood: a dozen searches more for each.
///
/// Checked against `confint` of `lme4::lmer` (`reference/results/profileci_insteval.json`), which
/// profiles the likelihood, not the restricted one: to 1e-4.
pub fn mixed_profiled(
    values: &[f64],
    random: &[&Groups],
    fixed: Option<&Scores>,
    criterion: Criterion,
) -> Result<Mixed, Error> {
    Ok(Fitted::new(values, random, fixed, criterion)?.mixed(0.0))
}

/// A fitted model with all that was computed for it.
pub(super) struct Fitted {
    pub(super) model: Model,
    pub(super) ratios: Vec<f64>,
    pub(super) point: Point,
    pub(super) fit: Fit,
    /// Per term: the group that each of its levels had before rows with gaps were left out.
    pub(super) former: Vec<Vec<u32>>,
}

impl Fitted {
    pub(super) fn new(
        values: &[f64],
        random: &[&Groups],
        fixed: Option<&Scores>,
        criterion: Criterion,
    ) -> Result<Self, Error> {
        let Complete { values, random, former, fixed } = complete(values, random, fixed)?;
        let needed = fixed.len() + random.len() + 2;
        if values.len() < needed {
            return Err(Error::TooFewRows { found: values.len(), needed });
        }
        let products = Products::new(&values, &random, &fixed)?;
        // Long data need as much room as the model.
        drop((values, random, fixed));
        let mut model = Model::new(products, criterion);
        let found = search(&mut model)?;
        Ok(Self { model, ratios: found.ratios, point: found.point, fit: found.fit, former })
    }

    /// Intervals are by the profile from a standard error of the logarithm of `rough` on.
    pub(super) fn mixed(&mut self, rough: f64) -> Mixed {
        let covariance = self.log_covariance();
        let fixed = self.fixed();
        let n = self.ratios.len();
        let mut components: Vec<Estimate> = self
            .variances()
            .into_iter()
            .enumerate()
            .map(|(place, value)| {
                let error = covariance.as_ref().map(|all| all[(place, place)].sqrt());
                let error = error.filter(|_| value > 0.0);
                let figure = if place < n { Figure::Component(place) } else { Figure::Residual };
                self.estimate(value, error, figure, rough)
            })
            .collect();
        let nothing = Estimate { value: self.point.residual, se: None, ci95: None };
        let residual = components.pop().unwrap_or(nothing);
        Mixed {
            components,
            residual,
            fixed,
            log_likelihood: -0.5 * self.point.deviance,
            n: self.model.products.n_rows,
            n_sets: self.model.products.graph.n_sets(),
            is_singular: self.ratios.contains(&0.0),
            fit: self.fit,
        }
    }

    /// A variance with its interval: on the logarithmic scale where that is near enough to the profile.
    fn estimate(
        &mut self,
        value: f64,
        log_error: Option<f64>,
        figure: Figure,
        rough: f64,
    ) -> Estimate {
        let se = log_error.map(|error| value * error);
        let ci95 = match log_error {
            Some(error) if error < rough => {
                let factor = (NORMAL_95 * error).exp();
                Some(Interval { low: value / factor, high: value * factor })
            }
            _ => self.profile(figure, log_error),
        };
        Estimate { value, se, ci95 }
    }

    /// The variance of each term, then the residual variance.
    pub(super) fn variances(&self) -> Vec<f64> {
        let residual = self.point.residual;
        self.ratios.iter().map(|ratio| ratio * residual).chain([residual]).collect()
    }

    /// Covariances of the logarithms of [`Self::variances`]; 0 for a component of 0.
    pub(super) fn log_covariance(&self) -> Option<DMatrix<f64>> {
        let inverse = self.model.information(&self.ratios, &self.point).cholesky()?.inverse();
        let n = self.ratios.len();
        let mut places: Vec<usize> = (0..n).filter(|term| self.ratios[*term] > 0.0).collect();
        places.push(n);
        let mut covariance = DMatrix::zeros(n + 1, n + 1);
        for (a, row) in places.iter().enumerate() {
            for (b, column) in places.iter().enumerate() {
                covariance[(*row, *column)] = inverse[(a, b)];
            }
        }
        Some(covariance)
    }

    /// Fixed effects of the columns as they were given, before they were centred.
    fn fixed(&self) -> Vec<Estimate> {
        let (effects, covariances) = self.model.fixed(&self.point);
        let centres = &self.model.products.centres;
        let p = effects.len();
        // The intercept is what a row with zeros is expected to have.
        let away = |k: usize| if k == 0 { 1.0 } else { -centres[k] };
        let mut intercept = centres[p];
        let mut variance = 0.0;
        for a in 0..p {
            intercept += away(a) * effects[a];
            variance += (0..p).map(|b| away(a) * away(b) * covariances[(a, b)]).sum::<f64>();
        }
        let residual = self.point.residual;
        let mut fixed = vec![symmetric(intercept, (variance * residual).sqrt())];
        fixed
            .extend((1..p).map(|k| symmetric(effects[k], (covariances[(k, k)] * residual).sqrt())));
        fixed
    }
}

fn symmetric(value: f64, se: f64) -> Estimate {
    let half = NORMAL_95 * se;
    Estimate { value, se: Some(se), ci95: Some(Interval { low: value - half, high: value + half }) }
}

/// Twice this many standard errors hold 95 % of a normal distribution.
pub(crate) const NORMAL_95: f64 = 1.959963984540054;

/// From this standard error of the logarithm on, an interval on that scale is not near the profile.
pub(super) const ROUGH: f64 = 0.25;

/// The rows without a gap.
pub(crate) struct Complete {
    pub(crate) values: Vec<f64>,
    pub(crate) random: Vec<Groups>,
    /// Per term: the group that each of its levels had before rows with gaps were left out.
    pub(crate) former: Vec<Vec<u32>>,
    pub(crate) fixed: Vec<Vec<f64>>,
}

/// Leaves out rows with a gap in the values or the fixed columns.
pub(crate) fn complete(
    values: &[f64],
    random: &[&Groups],
    fixed: Option<&Scores>,
) -> Result<Complete, Error> {
    if let Some(row) = values.iter().position(|value| value.is_infinite()) {
        return Err(Error::Infinite { item: 0, row });
    }
    let columns: Vec<&[f64]> = fixed.map_or_else(Vec::new, |fixed| fixed.items().collect());
    if let Some(item) = columns.iter().position(|column| column.len() != values.len()) {
        return Err(Error::Ragged { item });
    }
    if let Some(item) = random.iter().position(|groups| groups.n_rows() != values.len()) {
        return Err(Error::Ragged { item });
    }
    let is_complete =
        |row: &usize| !values[*row].is_nan() && columns.iter().all(|column| !column[*row].is_nan());
    let rows: Vec<usize> = (0..values.len()).filter(is_complete).collect();
    if rows.is_empty() {
        return Err(Error::NoAnswers);
    }
    if rows.len() == values.len() {
        return Ok(Complete {
            values: values.to_vec(),
            random: random.iter().map(|groups| (*groups).clone()).collect(),
            former: random.iter().map(|g| (0..).take(g.n_groups()).collect()).collect(),
            fixed: columns.iter().map(|column| column.to_vec()).collect(),
        });
    }
    let pick = |column: &[f64]| -> Vec<f64> { rows.iter().map(|row| column[*row]).collect() };
    let kept: Result<Vec<_>, Error> = random.iter().map(|groups| groups.rows(&rows)).collect();
    let (random, former) = kept?.into_iter().unzip();
    let fixed = columns.iter().map(|column| pick(column)).collect();
    Ok(Complete { values: pick(values), random, former, fixed })
}
