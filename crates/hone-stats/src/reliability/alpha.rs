use nalgebra::DMatrix;

use crate::numeric::{count_answered, f_quantile, sum_answered};
use crate::{Error, Estimate, Interval, Scores};

/// How consistent the items of a scale are.
#[derive(Debug, Clone, PartialEq)]
pub struct Alpha {
    /// Of the sum of the items as they are, with its asymptotic standard error and Feldt's interval.
    pub raw: Estimate,
    /// Of the sum of the items, each divided by its standard deviation.
    pub standardised: f64,
    /// Mean correlation between two items.
    pub mean_correlation: f64,
    /// How many rows answered at least one item; intervals rest on it.
    pub n: usize,
    /// How many rows answered every item.
    pub n_complete: usize,
    /// Mean over rows of the mean of what was answered.
    pub mean: f64,
    /// Standard deviation over rows of the mean of what was answered.
    pub sd: f64,
    /// Each item beside the others, in their order.
    pub items: Vec<AlphaItem>,
}

/// An item beside the others of its scale.
#[derive(Debug, Clone, PartialEq)]
pub struct AlphaItem {
    /// How many answered it.
    pub n: usize,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation.
    pub sd: f64,
    /// Correlation with the sum of the other items; `None` for an item that does not vary, which is
    /// left out of the scale.
    pub r_drop: Option<f64>,
    /// Alpha of the other items; `None` where fewer than two would be left.
    pub alpha_dropped: Option<f64>,
}

/// Cronbach's alpha (Cronbach 1951, doi:10.1007/BF02310555).
///
/// `alpha = k / (k - 1) * (1 - sum of item variances / variance of the sum)`, with `n - 1` variances.
/// The interval is Feldt's (1965, doi:10.1007/BF02289499): `1 - (1 - alpha) * F` with `n - 1` and
/// `(n - 1) (k - 1)` degrees of freedom. The standard error is the asymptotic one of van Zyl,
/// Neudecker & Nel (2000, doi:10.1007/BF02296146).
///
/// With gaps each covariance is of the rows that answered both items, and the interval counts rows
/// that answered anything, so it is a little too narrow. Items that do not vary are left out.
///
/// Alpha takes the loadings to be equal and errors to be independent; where a factor model fits,
/// report omega instead. The interval also takes answers to be normal and rows to be independent:
/// with raters inside leaders it is too narrow. A high alpha does not show that there is one factor.
///
/// Checked against R `psych::alpha` 2.2.9, with and without gaps. From 400,000 degrees of freedom on
/// R's `qf` is approximate, and its interval differs from ours in the fifth figure.
pub fn alpha(scores: &Scores) -> Result<Alpha, Error> {
    let is_complete = scores.is_complete();
    let n = if is_complete {
        scores.n_rows()
    } else {
        (0..scores.n_rows()).filter(|row| is_answered(scores, *row)).count()
    };
    if n < 2 {
        return Err(Error::TooFewRows { found: n, needed: 2 });
    }
    let varying: Vec<usize> =
        (0..scores.n_items()).filter(|item| varies(scores.item(*item))).collect();
    if varying.len() < 2 {
        return Err(too_few(scores.n_items(), varying.len()));
    }
    let covariance = if varying.len() == scores.n_items() {
        scores.pairwise_covariance()?.covariance
    } else {
        kept(scores, &varying)?.pairwise_covariance()?.covariance
    };
    if is_complete && varying.len() == scores.n_items() {
        return from_moments(&complete(scores, varying, covariance));
    }
    let (mean, sd) = mean_and_sd(&scores.row_means());
    let items = scores.items().map(|column| {
        let (mean, sd) = mean_and_sd(column);
        ItemMoments { n: count_answered(column), mean, sd }
    });
    from_moments(&Moments {
        items: items.collect(),
        varying,
        covariance,
        n,
        n_complete: scores.complete_rows().len(),
        mean,
        sd,
    })
}

fn too_few(n_items: usize, n_varying: usize) -> Error {
    if n_items < 2 {
        Error::TooFewItems { found: n_items, needed: 2 }
    } else {
        Error::TooFewVary { found: n_varying }
    }
}

/// Without gaps, means and covariances say it all.
fn complete(scores: &Scores, varying: Vec<usize>, covariance: DMatrix<f64>) -> Moments {
    let (n, k) = (scores.n_rows(), varying.len() as f64);
    let means: Vec<f64> = scores.items().map(|column| sum_answered(column) / n as f64).collect();
    let item = |(item, mean): (usize, &f64)| ItemMoments {
        n,
        mean: *mean,
        sd: covariance[(item, item)].sqrt(),
    };
    Moments {
        items: means.iter().enumerate().map(item).collect(),
        n,
        n_complete: n,
        mean: means.iter().sum::<f64>() / k,
        sd: covariance.sum().sqrt() / k,
        varying,
        covariance,
    }
}

/// What alpha rests on, from rows at hand or from sums that were taken as they passed.
pub(crate) struct Moments {
    pub(crate) items: Vec<ItemMoments>,
    /// The items that vary, in their order.
    pub(crate) varying: Vec<usize>,
    /// Of the items that vary.
    pub(crate) covariance: DMatrix<f64>,
    /// Rows that answered anything.
    pub(crate) n: usize,
    pub(crate) n_complete: usize,
    /// Of the means of rows.
    pub(crate) mean: f64,
    pub(crate) sd: f64,
}

pub(crate) struct ItemMoments {
    pub(crate) n: usize,
    pub(crate) mean: f64,
    pub(crate) sd: f64,
}

pub(crate) fn from_moments(moments: &Moments) -> Result<Alpha, Error> {
    let (k, n) = (moments.varying.len(), moments.n);
    if n < 2 {
        return Err(Error::TooFewRows { found: n, needed: 2 });
    }
    if k < 2 {
        return Err(too_few(moments.items.len(), k));
    }
    let sums = Sums::of(&moments.covariance);
    let value = from_sums(k, sums.trace, sums.total)?;
    let correlations = sums.total_correlation;
    Ok(Alpha {
        raw: Estimate {
            value,
            se: Some((sums.variance_of_alpha() / n as f64).sqrt()),
            ci95: Some(feldt(value, n, k)),
        },
        standardised: from_sums(k, k as f64, correlations)?,
        mean_correlation: (correlations - k as f64) / (k * (k - 1)) as f64,
        n,
        n_complete: moments.n_complete,
        mean: moments.mean,
        sd: moments.sd,
        items: items(moments, &sums),
    })
}

/// What alpha needs of a covariance matrix.
struct Sums {
    trace: f64,
    total: f64,
    total_correlation: f64,
    rows: Vec<f64>,
    variances: Vec<f64>,
    squares: f64,
}

impl Sums {
    fn of(covariance: &DMatrix<f64>) -> Self {
        let variances: Vec<f64> = covariance.diagonal().iter().copied().collect();
        let sds: Vec<f64> = variances.iter().map(|variance| variance.sqrt()).collect();
        let mut rows = vec![0.0; variances.len()];
        let (mut total_correlation, mut squares) = (0.0, 0.0);
        for (b, column) in covariance.column_iter().enumerate() {
            for (a, entry) in column.iter().enumerate() {
                rows[a] += entry;
                squares += entry * entry;
                total_correlation += entry / (sds[a] * sds[b]);
            }
        }
        Self {
            trace: variances.iter().sum(),
            total: rows.iter().sum(),
            total_correlation,
            rows,
            variances,
            squares,
        }
    }

    /// Of the asymptotic distribution, times the number of rows.
    fn variance_of_alpha(&self) -> f64 {
        let k = self.rows.len() as f64;
        let row_squares: f64 = self.rows.iter().map(|row| row * row).sum();
        let inner =
            self.total * (self.squares + self.trace * self.trace) - 2.0 * self.trace * row_squares;
        2.0 * k * k / ((k - 1.0) * (k - 1.0) * self.total.powi(3)) * inner
    }

    /// Correlation of an item with the sum of the others, and alpha of the others.
    fn without(&self, place: usize) -> (f64, Option<f64>) {
        let variance = self.variances[place];
        let with_others = self.rows[place] - variance;
        let of_others = self.total - self.rows[place] - with_others;
        let r_drop = with_others / (variance * of_others).sqrt();
        let k = self.rows.len() - 1;
        let alpha = from_sums(k, self.trace - variance, of_others).ok().filter(|_| k > 1);
        (r_drop, alpha)
    }
}

fn from_sums(k: usize, trace: f64, total: f64) -> Result<f64, Error> {
    let k = k as f64;
    if total > 0.0 { Ok(k / (k - 1.0) * (1.0 - trace / total)) } else { Err(Error::NoVariance) }
}

/// Feldt's interval of an alpha that is known, of `n` rows and `k` items; see [`alpha`].
pub fn alpha_interval(alpha: f64, n: usize, k: usize) -> Result<Interval, Error> {
    if n < 2 {
        return Err(Error::TooFewRows { found: n, needed: 2 });
    }
    if k < 2 {
        return Err(too_few(k, k));
    }
    Ok(feldt(alpha, n, k))
}

fn feldt(alpha: f64, n: usize, k: usize) -> Interval {
    let df1 = (n - 1) as f64;
    let df2 = df1 * (k - 1) as f64;
    let end = |p: f64| 1.0 - (1.0 - alpha) * f_quantile(p, df1, df2);
    Interval { low: end(0.975), high: end(0.025) }
}

fn items(moments: &Moments, sums: &Sums) -> Vec<AlphaItem> {
    let item = |&ItemMoments { n, mean, sd }: &ItemMoments| AlphaItem {
        n,
        mean,
        sd,
        r_drop: None,
        alpha_dropped: None,
    };
    let mut items: Vec<AlphaItem> = moments.items.iter().map(item).collect();
    for (place, item) in moments.varying.iter().enumerate() {
        let (r_drop, alpha_dropped) = sums.without(place);
        items[*item].r_drop = Some(r_drop).filter(|r| r.is_finite());
        items[*item].alpha_dropped = alpha_dropped;
    }
    items
}

fn kept(scores: &Scores, items: &[usize]) -> Result<Scores, Error> {
    Scores::new(items.iter().map(|item| scores.item(*item).to_vec()).collect())
}

fn is_answered(scores: &Scores, row: usize) -> bool {
    scores.items().any(|column| !column[row].is_nan())
}

fn varies(column: &[f64]) -> bool {
    let mut answered = column.iter().filter(|value| !value.is_nan());
    answered.next().is_some_and(|first| answered.any(|value| value != first))
}

fn mean_and_sd(column: &[f64]) -> (f64, f64) {
    let n = count_answered(column) as f64;
    let mean = sum_answered(column) / n;
    let deviations: Vec<f64> =
        column.iter().filter(|value| !value.is_nan()).map(|value| value - mean).collect();
    (mean, (crate::numeric::dot(&deviations, &deviations) / (n - 1.0)).sqrt())
}
