use nalgebra::DVector;

use crate::numeric::{Regression, least_squares, t_quantile};
use crate::{Error, Estimate, Interval, Scores};

/// How an outcome goes with self and others together.
#[derive(Debug, Clone, PartialEq)]
pub struct Surface {
    /// Of 1, self, others, self squared, self times others, others squared; self and others less the
    /// middle of the scale.
    pub coefficients: [Estimate; 6],
    /// Slope where both agree: whether the outcome rises with the level.
    pub a1: Estimate,
    /// Curvature where both agree.
    pub a2: Estimate,
    /// Slope across: whether it matters which of both is higher.
    pub a3: Estimate,
    /// Curvature across: below 0, the outcome falls with disagreement in either direction.
    pub a4: Estimate,
    /// Share of the variance of the outcome that is explained.
    pub r2: f64,
    /// How many leaders have all three.
    pub n: usize,
}

/// Polynomial regression with response surface (Edwards & Parry 1993, doi:10.2307/256822; Shanock et
/// al. 2010, doi:10.1007/s10869-010-9183-4).
///
/// `z = b0 + b1 s + b2 o + b3 s^2 + b4 s o + b5 o^2`, with `s` and `o` less the `middle` of the scale;
/// `a1 = b1 + b2`, `a2 = b3 + b4 + b5`, `a3 = b1 - b2`, `a4 = b3 - b4 + b5`. Intervals are those of t,
/// the `a` with the covariances of the coefficients.
///
/// Self and others are taken to be free of error; with few raters they are not, and slopes come out
/// too flat. The outcome has to come from elsewhere than the raters in `o`, or they agree with
/// themselves. A leader without one of the three is left out.
///
/// Checked against R `lm`.
pub fn response_surface(
    own: &[f64],
    others: &[f64],
    outcome: &[f64],
    middle: f64,
) -> Result<Surface, Error> {
    if own.len() != others.len() || own.len() != outcome.len() {
        return Err(Error::LengthsDiffer);
    }
    let all = Scores::new(vec![own.to_vec(), others.to_vec(), outcome.to_vec()])?;
    let rows = all.complete_rows();
    let pick = |item: usize, less: f64| -> Vec<f64> {
        rows.iter().map(|row| all.item(item)[*row] - less).collect()
    };
    let (s, o, z) = (pick(0, middle), pick(1, middle), pick(2, 0.0));
    let times = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).collect();
    let columns =
        [vec![1.0; rows.len()], s.clone(), o.clone(), times(&s, &s), times(&s, &o), times(&o, &o)];
    let found = least_squares(&columns, &z)?;
    let of = |weights: [f64; 6]| combination(&found, weights);
    let single = |place: usize| {
        let mut weights = [0.0; 6];
        weights[place] = 1.0;
        of(weights)
    };
    Ok(Surface {
        coefficients: [0, 1, 2, 3, 4, 5].map(single),
        a1: of([0.0, 1.0, 1.0, 0.0, 0.0, 0.0]),
        a2: of([0.0, 0.0, 0.0, 1.0, 1.0, 1.0]),
        a3: of([0.0, 1.0, -1.0, 0.0, 0.0, 0.0]),
        a4: of([0.0, 0.0, 0.0, 1.0, -1.0, 1.0]),
        r2: found.r2,
        n: rows.len(),
    })
}

fn combination(found: &Regression, weights: [f64; 6]) -> Estimate {
    let weights = DVector::from_column_slice(&weights);
    let value = weights.dot(&found.coefficients);
    let se = weights.dot(&(&found.covariance * &weights)).max(0.0).sqrt();
    let half = t_quantile(0.975, found.df as f64) * se;
    let ci95 = Some(Interval { low: value - half, high: value + half });
    Estimate { value, se: Some(se), ci95 }
}
