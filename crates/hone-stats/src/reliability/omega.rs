use nalgebra::DVector;

use crate::numeric::normal_quantile;
use crate::structure::cfa::{Cfa, Estimator, Fitted, Options, Sampled, cfa};
use crate::structure::model_syntax::Operator;
use crate::structure::parameters::Equality;
use crate::{Error, Estimate, Fit, Groups, Interval, Scores};

/// How consistent the items of a scale are when they measure one thing, each as well as it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Omega {
    /// Of the sum of the items: the variance that the factor explains over the variance that the
    /// model implies. The interval is symmetric on the logit scale, by the delta method.
    pub omega: Estimate,
    /// The same variance over the variance of the sums that was observed. It differs from
    /// [`omega`](Self::omega) where one factor does not fit.
    pub over_observed: f64,
    /// Loading of each item in points of the scale, the factor having variance 1.
    pub loadings: Vec<Estimate>,
    /// Variance of each item that the factor does not explain.
    pub residuals: Vec<f64>,
    /// The model behind it, with its test and indices. Where it does not fit, omega says little.
    pub model: Cfa,
    /// How the search ended.
    pub fit: Fit,
    /// Rows in which all items were answered, from which it was made.
    pub n: usize,
}

/// Omega total from one factor by maximum likelihood (`McDonald` 1999, *Test theory*).
///
/// `(sum of loadings)^2 / ((sum of loadings)^2 + sum of residual variances)`, where the factor has
/// variance 1. Errors are those of the sandwich, so answers need not be normal, and with `clusters`
/// (raters of one leader) rows need not be independent; the interval is Wald's for `log(omega / (1 -
/// omega))`.
///
/// Not where one factor does not fit: look at the indices of the model first. Not with fewer than
/// three items, nor few rows (fewer than about 100). Rows with a gap are left out.
///
/// Checked against lavaan 0.6-14 and semTools 0.5-6, `compRelSEM(obs.var = FALSE)` for `omega` and
/// its default `obs.var = TRUE` for `over_observed`: to 1e-6.
pub fn omega(scores: &Scores, clusters: Option<&Groups>) -> Result<Omega, Error> {
    let n_items = scores.n_items();
    if n_items < 3 {
        return Err(Error::TooFewItems { found: n_items, needed: 3 });
    }
    let complete = scores.complete()?;
    if let Some(item) = (0..n_items).find(|item| is_constant(complete.item(*item))) {
        return Err(Error::Constant { item });
    }
    let model = one_factor(scores, clusters)?;
    let loadings = of(&model, Operator::Loading);
    let residuals = of(&model, Operator::Covariance);
    let sum: f64 = loadings.iter().map(|(_, fitted)| fitted.value).sum();
    let unexplained: f64 = residuals.iter().map(|(_, fitted)| fitted.value).sum();
    let implied = sum * sum + unexplained;
    let mut slope = DVector::zeros(model.estimates.len());
    for (place, _) in &loadings {
        slope[*place] = 2.0 * sum * unexplained / (implied * implied);
    }
    for (place, _) in &residuals {
        slope[*place] = -sum * sum / (implied * implied);
    }
    let variance = (model.covariance.clone() * &slope).dot(&slope);
    let n = complete.n_rows();
    let observed = complete.covariance()?.sum() * (n - 1) as f64 / n as f64;
    Ok(Omega {
        omega: on_logit_scale(sum * sum / implied, variance),
        over_observed: sum * sum / observed,
        loadings: loadings.iter().map(|(_, fitted)| wald(fitted.value, fitted.se)).collect(),
        residuals: residuals.iter().map(|(_, fitted)| fitted.value).collect(),
        fit: model.fit,
        model,
        n,
    })
}

fn one_factor(scores: &Scores, clusters: Option<&Groups>) -> Result<Cfa, Error> {
    let names: Vec<String> = (0..scores.n_items()).map(|item| format!("x{item}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let sampled = Sampled { names: &names, scores, groups: None, clusters };
    let options = Options {
        estimator: Estimator::RobustMaximumLikelihood,
        has_unit_factors: true,
        equal: Equality::default(),
    };
    cfa(&format!("f =~ {}", names.join(" + ")), &sampled, &options)
}

/// The free parameters of a kind, with their places among the estimates.
fn of(model: &Cfa, operator: Operator) -> Vec<(usize, &Fitted)> {
    let free = model.parameters.iter().filter(|fitted| fitted.is_free).enumerate();
    free.filter(|(_, fitted)| fitted.operator == operator).collect()
}

fn is_constant(column: &[f64]) -> bool {
    column.iter().all(|value| *value == column[0])
}

fn wald(value: f64, se: f64) -> Estimate {
    let reach = normal_quantile(0.975) * se;
    Estimate {
        value,
        se: Some(se),
        ci95: Some(Interval { low: value - reach, high: value + reach }),
    }
}

/// An interval for a share that is symmetric in its logit; none where the share is not between 0 and
/// 1, or the variance not known.
pub(super) fn on_logit_scale(value: f64, variance: f64) -> Estimate {
    if !(variance >= 0.0 && variance.is_finite()) {
        return Estimate { value, se: None, ci95: None };
    }
    let se = variance.sqrt();
    let spread = value * (1.0 - value);
    let logistic = |x: f64| 1.0 / (1.0 + (-x).exp());
    let ci95 = (spread > 0.0).then(|| {
        let (middle, reach) = ((value / (1.0 - value)).ln(), normal_quantile(0.975) * se / spread);
        Interval { low: logistic(middle - reach), high: logistic(middle + reach) }
    });
    Estimate { value, se: Some(se), ci95 }
}
