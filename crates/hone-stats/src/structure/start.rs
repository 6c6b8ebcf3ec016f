use nalgebra::{DMatrix, DVector};

use super::model_syntax::Operator;
use super::parameters::{Parameter, Parameters};

/// What is known of a group before its model is fitted.
pub(crate) struct Known<'a> {
    /// Covariances, or polychoric correlations, of the measured variables.
    pub(crate) covariances: &'a DMatrix<f64>,
    /// Means; zero for ordinal items.
    pub(crate) means: &'a DVector<f64>,
    /// Thresholds; empty for a continuous model.
    pub(crate) thresholds: &'a [Vec<f64>],
}

/// Where the search begins: loadings from the first principal axis of each factor's items, half of
/// each item's variance left over, and nothing else related to anything. The
/// first loading of a factor is positive.
pub(crate) fn start(model: &Parameters, known: &[Known]) -> DVector<f64> {
    let axes: Vec<Vec<Axis>> = known.iter().map(|known| axes(model, known)).collect();
    let mut start = DVector::zeros(model.n_free);
    // Backwards, so that what groups share begins where the first group would.
    for row in model.rows.iter().rev() {
        if let Some(free) = row.free {
            start[free] = value(model, row, &known[row.group], &axes[row.group]);
        }
    }
    start
}

/// The loadings of a factor of variance 1, and the variance that its identification gives it.
struct Axis {
    factor: String,
    loadings: Vec<(String, f64)>,
    variance: f64,
}

fn axes(model: &Parameters, known: &Known) -> Vec<Axis> {
    let group_rows: Vec<&Parameter> = model.rows.iter().collect();
    let factors = &model.names[model.n_measured()..];
    factors.iter().map(|factor| axis(model, factor, &group_rows, known)).collect()
}

fn axis(model: &Parameters, factor: &str, rows: &[&Parameter], known: &Known) -> Axis {
    let of_factor: Vec<&&Parameter> = rows
        .iter()
        .filter(|row| row.group == 0 && row.operator == Operator::Loading && row.lhs == factor)
        .collect();
    let measured: Vec<usize> = of_factor
        .iter()
        .filter_map(|row| model.place(&row.rhs))
        .filter(|i| *i < model.n_measured())
        .collect();
    let sd = |i: usize| known.covariances[(i, i)].sqrt();
    let mut direction = DVector::repeat(measured.len(), 1.0);
    let correlations = DMatrix::from_fn(measured.len(), measured.len(), |a, b| {
        let (a, b) = (measured[a], measured[b]);
        known.covariances[(a, b)] / (sd(a) * sd(b))
    });
    for _ in 0..30 {
        direction = &correlations * &direction;
        direction /= direction.norm().max(1e-300);
    }
    let length = direction.dot(&(&correlations * &direction)).max(0.0).sqrt();
    let sign = if direction.iter().next().is_some_and(|first| *first < 0.0) { -1.0 } else { 1.0 };
    let bounded = |load: f64| load.clamp(-0.9, 0.9);
    let mut loadings: Vec<(String, f64)> = Vec::new();
    for row in &of_factor {
        let place = measured.iter().position(|i| model.names[*i] == row.rhs);
        let load =
            place.map_or(0.5, |k| sd(measured[k]) * bounded(sign * 0.9 * length * direction[k]));
        loadings.push((row.rhs.clone(), load));
    }
    let marker = of_factor.iter().position(|row| row.free.is_none() && row.value != 0.0);
    let unit = marker.map_or(1.0, |k| {
        let unit = loadings[k].1 / of_factor[k].value;
        if unit.abs() > 1e-3 { unit } else { 0.5 }
    });
    for (_, load) in &mut loadings {
        *load /= unit;
    }
    Axis { factor: factor.to_owned(), loadings, variance: unit * unit }
}

fn value(model: &Parameters, row: &Parameter, known: &Known, axes: &[Axis]) -> f64 {
    let axis = axes.iter().find(|axis| axis.factor == row.lhs);
    let place = model.place(&row.lhs).filter(|place| *place < model.n_measured());
    match (row.operator, axis, place) {
        (Operator::Loading, Some(axis), _) => {
            axis.loadings.iter().find(|(item, _)| *item == row.rhs).map_or(0.5, |(_, load)| *load)
        }
        (Operator::Covariance, Some(axis), _) if row.lhs == row.rhs => axis.variance,
        (Operator::Covariance, _, Some(item)) if row.lhs == row.rhs => {
            let is_indicator =
                axes.iter().any(|axis| axis.loadings.iter().any(|(name, _)| *name == row.lhs));
            known.covariances[(item, item)] * if is_indicator { 0.5 } else { 1.0 }
        }
        (Operator::Covariance, None, Some(a)) => match model.place(&row.rhs) {
            Some(b)
                if b < model.n_measured() && is_exogenous(model, a) && is_exogenous(model, b) =>
            {
                known.covariances[(a, b)]
            }
            _ => 0.0,
        },
        (Operator::Intercept, None, Some(item)) => known.means[item],
        (Operator::Threshold, _, Some(item)) => {
            let number = row.rhs[1..].parse::<usize>().unwrap_or(1);
            let of = known.thresholds.get(item).and_then(|of| of.get(number.wrapping_sub(1)));
            of.copied().unwrap_or(0.0)
        }
        (Operator::Scale, _, _) => 1.0,
        _ => 0.0,
    }
}

/// Whether nothing explains a measured variable, so that its covariances are those of the data.
fn is_exogenous(model: &Parameters, item: usize) -> bool {
    let name = &model.names[item];
    !model.rows.iter().any(|row| match row.operator {
        Operator::Loading => row.rhs == *name,
        Operator::Regression => row.lhs == *name,
        _ => false,
    })
}
