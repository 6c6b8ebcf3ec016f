//! Ordered answers with crossed and nested random terms.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rows and levels are numbered with 32 bits, which is checked as they are counted"
)]

mod columns;
mod crossing;
mod laplace;
mod link;
mod response;
mod search;
mod told;

use nalgebra::DVector;

pub(crate) use crossing::Crossing;
pub(crate) use laplace::Model;
pub use link::Link;
pub(crate) use link::Slopes;
pub(crate) use response::{Local, Response};
pub(crate) use search::{Found, highest};

use crate::variance::{Complete, complete};
use crate::{Categories, Error, Estimate, Fit, Groups, Scores};
use columns::Columns;
use response::Cumulative;
use told::Told;
pub(crate) use told::{modes, runs_away, symmetric, variances};

/// An ordinal mixed model that was fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Ordinal {
    /// The answers that occur, ascending.
    pub values: Vec<f64>,
    /// Where one answer passes into the next, one less than answers, for a row whose fixed columns
    /// are 0.
    pub thresholds: Vec<Estimate>,
    /// The effects of the fixed columns, in the order given; a positive one leads to higher answers.
    pub fixed: Vec<Estimate>,
    /// The variance of each random term, in the order given. A variance of 0 has no interval.
    pub components: Vec<Estimate>,
    /// The log-likelihood, by Laplace's approximation.
    pub log_likelihood: f64,
    /// Per term, the effect of each level, in the order of its groups; `None` for a level without a
    /// complete row.
    pub effects: Vec<Vec<Option<Mode>>>,
    /// How many rows were complete.
    pub n: usize,
    /// How many parameters were estimated.
    pub n_parameters: usize,
    /// Into how many sets the design falls between which no level is shared.
    pub n_sets: usize,
    /// What runs away, if anything does.
    pub doubts: Vec<Doubt>,
    /// How the search ended; the residual is what one more step would gain in log-likelihood.
    pub fit: Fit,
}

/// How far a level lies from the average of its term.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mode {
    /// The most likely effect, given the answers and the parameters.
    pub value: f64,
    /// Its conditional standard deviation: the parameters are taken as known.
    pub sd: f64,
}

/// Why an estimate is not to be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// A fixed column separates the answers, so that its effect is infinite.
    Separated {
        /// Which column, from 0.
        column: usize,
    },
    /// The levels of a term separate the answers, so that its variance is infinite.
    Endless {
        /// Which term, from 0.
        term: usize,
    },
}

/// Cumulative link mixed model: `P(answer <= k) = F(threshold_k - X b - Σ Z u)` with independent normal
/// effects `u` of the levels of each term, by maximum marginal likelihood with Laplace's approximation
/// (Tierney and Kadane 1986, doi:10.1080/01621459.1986.10478240; as `clmm` of R's `ordinal`,
/// Christensen 2019).
///
/// Modes are found by Newton's method on a sparse factor, parameters by BFGS with the exact gradient of
/// the approximation (by the selected inverse, and the derivatives of the modes), and at last by
/// Newton's method. Standard errors are from the second derivatives of the approximation, in which
/// standard deviations of terms are uncertain too; intervals of variances are by the logarithm.
///
/// Rows with a gap in the values or the fixed columns are left out. A variance that would be negative
/// is 0. Laplace's approximation is off where levels have few rows, mostly in that variances are too
/// small, and least for answers with many categories: with two rows or fewer per level, and two answers
/// only, do not rely on it. A term with a level per row, or two that group the rows alike, are refused.
///
/// Checked against `ordinal::clmm` 2022.11 on wine (Randall 1989), soup, Copenhagen housing, and two
/// crossed sets of ratings: `reference/results/clmm_*.json`.
pub fn ordinal(
    values: &[f64],
    random: &[&Groups],
    fixed: Option<&Scores>,
    link: Link,
) -> Result<Ordinal, Error> {
    let n_levels: Vec<usize> = random.iter().map(|groups| groups.n_groups()).collect();
    let Complete { values, random, former, fixed } = complete(values, random, fixed)?;
    let categories = Categories::of(&Scores::new(vec![values])?)?;
    let n_thresholds = categories.n_categories(0) - 1;
    if n_thresholds == 0 {
        return Err(Error::NoVariance);
    }
    let needed = n_thresholds + fixed.len() + random.len() + 1;
    if categories.n_rows() < needed {
        return Err(Error::TooFewRows { found: categories.n_rows(), needed });
    }
    let crossing = Crossing::new(&random)?;
    let columns = Columns::new(fixed)?;
    let response = Cumulative { link, codes: categories.item(0).to_vec(), n_thresholds };
    let start = start(&response, columns.scaled.len(), random.len());
    let mut model = Model { response: &response, fixed: &columns.scaled, crossing };
    let found = highest(&mut model, &start)?;
    let told = Told { model: &model, columns: &columns, found: &found };
    let effects = told.effects(&former, &n_levels);
    Ok(told.ordinal(categories.values(0).to_vec(), effects, link))
}

/// Thresholds by the shares of the answers, no fixed effects, and terms that together differ half as
/// much as the error.
fn start(response: &Cumulative, n_fixed: usize, n_terms: usize) -> DVector<f64> {
    let mut counts = vec![0.0; response.n_thresholds + 1];
    response.codes.iter().for_each(|code| counts[usize::from(*code)] += 1.0);
    let n: f64 = counts.iter().sum();
    let widening = 1.25_f64.sqrt();
    let mut below = 0.0;
    let thresholds = counts[..response.n_thresholds].iter().map(|count| {
        below += count;
        widening * (below / (n - below)).ln() * response.link.error_sd() / Link::Logit.error_sd()
    });
    let sd = 0.5 * response.link.error_sd() / (n_terms as f64).sqrt();
    let zeros = std::iter::repeat_n(0.0, n_fixed);
    let parameters = thresholds.chain(zeros).chain(std::iter::repeat_n(sd, n_terms));
    DVector::from_vec(parameters.collect())
}
