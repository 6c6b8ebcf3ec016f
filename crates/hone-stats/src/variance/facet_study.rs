use nalgebra::DMatrix;

use super::dependability::{LogOdds, log_odds};
use super::mixed::{Criterion, Fitted, Mixed, ROUGH};
use super::{Facets, crossed};
use crate::{Error, Estimate, Groups};

/// Components of leaders, raters and items by REML, and what other designs would give.
#[derive(Debug, Clone, PartialEq)]
pub struct FacetStudy {
    /// The model: leaders, raters, items, leaders by items; then, unless raters are nested, leaders by
    /// raters and raters by items.
    pub model: Mixed,
    /// Its components by name. Where raters are nested, what a rater is like with everybody cannot be
    /// told from that rater's view of the leader: both are in `leader_rater`, and `rater` is 0.
    pub components: Facets,
    /// Whether no rater rated two leaders.
    pub is_nested: bool,
    variances: Vec<f64>,
    covariance: Option<DMatrix<f64>>,
}

/// [`Study`](super::Study) with intervals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StudyEstimates {
    /// For the order of leaders who have the same raters and items.
    pub relative: Estimate,
    /// For the order of leaders who have raters of their own and the same items.
    pub own_raters: Estimate,
    /// For their level, whoever rates, whatever is asked.
    pub absolute: Estimate,
}

/// Components of ratings by leaders, raters and items, by REML; designs with gaps and partly shared
/// raters are fine (Brennan 2001, doi:10.1007/978-1-4757-3456-0).
///
/// One answer in each row. Where no rater rated two leaders the design is raters within leaders, by
/// items. Items count as drawn from others like them. Intervals of reliabilities are by the delta
/// method on log odds: too short with few leaders, raters or items.
///
/// A component that would be negative is 0, and then the others differ from those by mean squares.
///
/// Checked against `lme4`: `reference/results/gtheory_immer07.json`, `gtheory_gleser.json`.
pub fn facet_study(
    values: &[f64],
    leaders: &Groups,
    raters: &Groups,
    items: &Groups,
) -> Result<FacetStudy, Error> {
    if [leaders, raters, items].iter().any(|groups| groups.n_rows() != values.len()) {
        return Err(Error::LengthsDiffer);
    }
    let pairs = crossed(&[leaders, raters])?;
    let is_nested = pairs.n_groups() == raters.n_groups();
    let leader_item = crossed(&[leaders, items])?;
    let rater_item = crossed(&[raters, items])?;
    let mut terms = vec![leaders, raters, items, &leader_item];
    if !is_nested {
        terms.extend([&pairs, &rater_item]);
    }
    let mut fitted = Fitted::new(values, &terms, None, Criterion::Reml)?;
    let variances = fitted.variances();
    let of = |place: usize| variances[place];
    let components = Facets {
        leader: of(0),
        rater: if is_nested { 0.0 } else { of(1) },
        item: of(2),
        leader_rater: if is_nested { of(1) } else { of(4) },
        leader_item: of(3),
        rater_item: if is_nested { 0.0 } else { of(5) },
        residual: of(variances.len() - 1),
    };
    let covariance = fitted.log_covariance();
    Ok(FacetStudy { model: fitted.mixed(ROUGH), components, is_nested, covariance, variances })
}

impl FacetStudy {
    /// What a design with so many raters and items would give.
    pub fn study(&self, n_raters: f64, n_items: f64) -> Result<StudyEstimates, Error> {
        // Refuses what cannot be told; the values are the same.
        self.components.study(n_raters, n_items)?;
        let (r, i, both) = (1.0 / n_raters, 1.0 / n_items, 1.0 / (n_raters * n_items));
        // A weight is what is left of a component, in the order of the model.
        let with = |rater: f64, item: f64, rater_item: f64| {
            let weights = if self.is_nested {
                vec![r, item, i, both]
            } else {
                vec![rater, item, i, r, rater_item, both]
            };
            let (odds, error) = log_odds(&self.variances, self.covariance.as_ref(), &weights);
            LogOdds::by_delta(odds, error).reliability()
        };
        Ok(StudyEstimates {
            relative: with(0.0, 0.0, 0.0),
            own_raters: with(r, 0.0, both),
            absolute: with(r, i, both),
        })
    }
}
