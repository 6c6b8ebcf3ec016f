//! Leaders, items and raters on one scale: many-facet Rasch models.

mod adjacent;
mod complete;
mod features;
mod fit;
mod layout;
mod marginal;
mod parts;
mod random;
mod ratings;
mod start;
mod tables;
mod told;

use crate::{Error, Estimate, Fit, Groups, Scores};
use layout::Layout;
use parts::Parts;
pub use random::random_facets;
use ratings::Ratings;

/// Whether all items have the same steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Steps {
    /// One set of steps for all items, which have the same categories (rating-scale model).
    Common,
    /// Steps of its own for each item (partial-credit model).
    PerItem,
}

/// A many-facet model that was fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Facets {
    /// How hard it is to get points for each item.
    pub items: Vec<Estimate>,
    /// How severe each rater is, by their number in the data.
    pub raters: Vec<Rater>,
    /// How much harder each item is with each rater than with the others, rater by rater; empty
    /// without interaction, and for raters without a finite severity.
    pub interactions: Vec<Vec<Estimate>>,
    /// The steps between the values, summing to zero: one list for all items, or one per item.
    pub steps: Vec<Vec<Estimate>>,
    /// The values the steps lie between, one more than steps.
    pub values: Vec<Vec<f64>>,
    /// Standard deviation of the persons.
    pub sd: Estimate,
    /// Standard deviation of the raters; `None` where they are fixed.
    pub rater_sd: Option<Estimate>,
    /// How the persons stand, by their number in the data.
    pub persons: Vec<Person>,
    /// Reliability of the persons' scores; `None` if they do not differ.
    pub reliability: Option<f64>,
    /// The log-likelihood, persons integrated out.
    pub log_likelihood: f64,
    /// How many parameters were estimated.
    pub n_parameters: usize,
    /// How many ratings were used: answers, not ballots.
    pub n_answers: usize,
    /// Into how many parts the design falls whose raters cannot be compared.
    pub n_parts: usize,
    /// How the iteration ended; the residual is the largest absolute gradient.
    pub fit: Fit,
}

/// A rater.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rater {
    /// How much harder it is to get points from this rater than from the others of the same part.
    pub severity: Severity,
    /// Which connected part of the design the rater belongs to; `None` without a finite severity.
    pub part: Option<usize>,
}

/// How severe a rater is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Severity {
    /// An estimate; severities of a part sum to zero.
    Known(Estimate),
    /// All answers are the highest ones: more lenient than can be said.
    Lowest,
    /// All answers are the lowest ones: more severe than can be said.
    Highest,
    /// The rater answered nothing.
    Unknown,
}

/// A rated person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Person {
    /// Expected place, given the answers (EAP).
    pub theta: f64,
    /// Its standard error: the standard deviation of the place, given the answers.
    pub se: f64,
    /// Which connected part of the design the person belongs to; `None` without answers.
    pub part: Option<usize>,
}

impl Facets {
    /// Minus twice the log-likelihood.
    pub fn deviance(&self) -> f64 {
        -2.0 * self.log_likelihood
    }

    /// Akaike's and the Bayesian information criterion (the latter with rated persons as n).
    pub fn information_criteria(&self) -> (f64, f64) {
        let n = self.persons.iter().filter(|person| person.part.is_some()).count() as f64;
        let parameters = self.n_parameters as f64;
        (2.0f64.mul_add(parameters, self.deviance()), n.ln().mul_add(parameters, self.deviance()))
    }
}

/// The most parameters that a model with raters as fixed effects may have.
pub const MAX_FACET_PARAMETERS: usize = 1_200;

/// Many-facet Rasch model (Linacre 1989; rating scale: Andrich 1978, partial credit: Masters 1982)
/// with raters as fixed effects and normally distributed persons, by marginal maximum likelihood.
///
/// The log odds of a category over the one below are `theta - item - rater - interaction - step`, the
/// persons' `theta` has mean 0. Severities sum to zero, so the last is minus the sum of the others, as
/// in TAM; steps and interactions likewise. The integral over persons is a sum over an even grid that is
/// finer than the narrowest posterior (TAM's 21 nodes are too coarse where reliability is high), the
/// maximum is found by Newton's method with the exact information (Louis 1982, doi:10.1111/j.2517-6161.
/// 1982.tb01203.x), and the standard errors are of that information, so they hold that persons are not
/// known and that parameters depend on each other. TAM's take each parameter alone and are smaller.
///
/// Raters all of whose answers are at one end have no finite severity. The maximum is that of the data
/// without them, so they are left out and told. Where the design falls into parts that share no person
/// and no rater, severities and scores are relative to their own part: comparing them across parts
/// would rest on the persons of all parts being alike on average.
///
/// When not to use it: with hundreds of raters or more, who are better taken as random ([`random_facets`]); where each
/// rater rates one person only (every person is a part of their own, and the model is refused);
/// where items discriminate differently.
///
/// Checked against R `TAM::tam.mml.mfr` on three sets, deviance to 1e-6 relative and better:
/// `tests/it/facets.rs`.
pub fn facets(
    scores: &Scores,
    persons: &Groups,
    raters: &Groups,
    steps: Steps,
    has_interaction: bool,
) -> Result<Facets, Error> {
    if persons.n_rows() != scores.n_rows() || raters.n_rows() != scores.n_rows() {
        return Err(Error::LengthsDiffer);
    }
    let (ratings, extremes) = Ratings::new(scores, persons, raters, steps)?;
    if has_interaction {
        ratings.refuse_extreme_cells()?;
    }
    let parts = Parts::new(&ratings);
    parts.refuse_apart()?;
    let layout = Layout::new(&ratings, &parts.of_raters, has_interaction);
    if layout.n_free() > MAX_FACET_PARAMETERS {
        return Err(Error::TooManyParameters {
            found: layout.n_free(),
            most: MAX_FACET_PARAMETERS,
        });
    }
    let start = start::parameters(&ratings, &layout, &parts.of_raters);
    let solution = fit::solve(&ratings, &layout, start)?;
    let told =
        told::Told { ratings: &ratings, layout: &layout, parts: &parts, solution: &solution };
    Ok(told.facets(&extremes, raters.n_groups()))
}
