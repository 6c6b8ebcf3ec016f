use super::members::{ByGroup, Members, variance};
use crate::{AnswerScale, Error, Groups, Null, Scores};

/// Agreement within groups against random answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Rwg {
    /// `r_wg` with one item, `r_wg(j)` with several; not below 0.
    pub rwg: ByGroup,
    /// Lindell, Brandt & Whitney's `r*_wg`: not raised by the number of items, and below 0 where
    /// people differ more than at random.
    pub lindell: ByGroup,
    /// Variance of random answers.
    pub null_variance: f64,
    /// In how many groups people differ more than at random, so that `rwg` was set to 0.
    pub n_truncated: usize,
}

/// Agreement of raters within groups, `r_wg` and `r_wg(j)` (James, Demaree & Wolf 1984,
/// doi:10.1037/0021-9010.69.1.85).
///
/// With the mean variance `s` of the `j` items in a group, that of random answers `v`, and
/// `r = min(s / v, 1)`: `rwg = j (1 - r) / (j (1 - r) + r)`. Where `s` is larger than `v` there is no
/// agreement, and the value is 0, never below. Lindell, Brandt & Whitney's (1999) is `1 - s / v`.
///
/// Everything hangs on the null: with a skewed one agreement is much lower, so show both. With many
/// items `r_wg(j)` is high whatever people answer. A value is no test; see [`crate::agreement::cutoffs()`].
/// Rows with a gap are left out; a group of one has no agreement.
///
/// Checked against R `multilevel::rwg`, `rwg.j` and `rwg.j.lindell` 2.7.
pub fn rwg(scores: &Scores, groups: &Groups, scale: AnswerScale, null: Null) -> Result<Rwg, Error> {
    let null_variance = null.variance(scale)?;
    let members = Members::of(scores, groups)?;
    let ratios: Vec<Option<f64>> = members
        .mean_over_items(scores, |answers| Some(variance(answers)))
        .into_iter()
        .map(|variance| variance.map(|variance| variance / null_variance))
        .collect();
    let of_all = |function: &dyn Fn(f64) -> f64| {
        let values = ratios.iter().map(|ratio| ratio.map(function)).collect();
        ByGroup::of(values, &members)
    };
    Ok(Rwg {
        rwg: of_all(&|ratio| james(ratio, scores.n_items())),
        lindell: of_all(&|ratio| 1.0 - ratio),
        null_variance,
        n_truncated: ratios.iter().flatten().filter(|ratio| **ratio > 1.0).count(),
    })
}

pub(super) fn james(ratio: f64, n_items: usize) -> f64 {
    let ratio = ratio.min(1.0);
    let agreed = n_items as f64 * (1.0 - ratio);
    agreed / (agreed + ratio)
}
