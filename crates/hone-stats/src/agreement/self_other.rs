use crate::numeric::t_quantile;
use crate::reliability::icc;
use crate::{Error, Estimate, Interval, Scores, interval_of_correlation};

/// How leaders see themselves beside how others see them.
#[derive(Debug, Clone, PartialEq)]
pub struct SelfOther {
    /// Correlation over leaders: whether those who rate themselves higher are rated higher.
    pub r: Estimate,
    /// `ICC(A,1)`: the same numbers; leniency with oneself lowers it.
    pub agreement: Estimate,
    /// `ICC(C,1)`: the same but for a constant.
    pub consistency: Estimate,
    /// Mean of self less others, in points.
    pub difference: Estimate,
    /// `difference` by the standard deviation of the differences.
    pub d: f64,
    /// How many leaders have both.
    pub n: usize,
}

/// Indices of self-other agreement over leaders (Fleenor, Smither, Atwater, Braddy & Sturm 2010,
/// doi:10.1016/j.leaqua.2010.10.006).
///
/// The correlation has Fisher's interval, the intraclass correlations those of [`icc`], the
/// difference that of t. A leader without one of both is left out.
///
/// The mean of few others is unreliable, and lowers all three correlations; they are about the
/// numbers as they are, not about what many others would say. A difference score for a single leader
/// is mostly noise. To predict an outcome use [`super::response_surface`], not differences.
///
/// Checked against R `cor` and `psych::ICC`.
pub fn self_other(own: &[f64], others: &[f64]) -> Result<SelfOther, Error> {
    if own.len() != others.len() {
        return Err(Error::LengthsDiffer);
    }
    let both = Scores::new(vec![own.to_vec(), others.to_vec()])?.complete()?;
    let n = both.n_rows();
    if n < 4 {
        return Err(Error::TooFewRows { found: n, needed: 4 });
    }
    let covariance = both.covariance()?;
    let variance = |item: usize| covariance[(item, item)];
    if let Some(item) = (0..2).find(|item| variance(*item) <= 0.0) {
        return Err(Error::Constant { item });
    }
    let r = covariance[(0, 1)] / (variance(0) * variance(1)).sqrt();
    let means = both.means();
    let difference = means[0] - means[1];
    let sd = (variance(0) + variance(1) - 2.0 * covariance[(0, 1)]).max(0.0).sqrt();
    let se = sd / (n as f64).sqrt();
    let half = t_quantile(0.975, (n - 1) as f64) * se;
    let correlations = icc(&both)?;
    Ok(SelfOther {
        r: Estimate { value: r, se: None, ci95: interval_of_correlation(r, n) },
        agreement: correlations.icc2,
        consistency: correlations.icc3,
        difference: Estimate {
            value: difference,
            se: Some(se),
            ci95: Some(Interval { low: difference - half, high: difference + half }),
        },
        d: difference / sd,
        n,
    })
}
