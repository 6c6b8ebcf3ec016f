use crate::forecasts::Told;
use crate::numeric::normal_quantile;
use crate::{Error, Interval};

/// From so many cases on a share is told.
pub const FOR_SHARE: usize = 10;

/// A share of cases.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The share, from 0 to 1.
    pub value: f64,
    /// Its 95 % interval, which lies within 0 to 1.
    pub ci95: Interval,
    /// How many cases have what is counted.
    pub n_with: usize,
    /// How many cases there are.
    pub n: usize,
}

/// The share of cases that have something, with the score interval of Wilson (1927,
/// doi:10.1080/01621459.1927.10502953), from [`FOR_SHARE`] cases on.
///
/// With `p = x / n` and `z = 1.96` it is
/// `(p + z^2 / 2n ± z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)`.
///
/// Cases are taken to be independent; ten delays for one reason are nearer to one case.
///
/// # Errors
/// [`Error::LengthsDiffer`] where more have it than there are.
///
/// Checked against `statsmodels.stats.proportion.proportion_confint(x, n, method="wilson")` to 1e-12.
pub fn share(n_with: usize, n: usize) -> Result<Told<Share>, Error> {
    if n_with > n {
        return Err(Error::LengthsDiffer);
    }
    if n < FOR_SHARE {
        return Ok(Told::CannotTellYet { n, needed: FOR_SHARE });
    }
    let (cases, z) = (n as f64, normal_quantile(0.975));
    let p = n_with as f64 / cases;
    let weight = 1.0 + z * z / cases;
    let middle = (p + z * z / (2.0 * cases)) / weight;
    let spread = p * (1.0 - p) / cases + z * z / (4.0 * cases * cases);
    let half = z * spread.sqrt() / weight;
    let ci95 = Interval { low: (middle - half).max(0.0), high: (middle + half).min(1.0) };
    Ok(Told::Known(Share { value: p, ci95, n_with, n }))
}
