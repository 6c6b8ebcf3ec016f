use nalgebra::{DMatrix, DVector};

use super::adjacent::Adjacent;
use super::parts::Parts;
use super::ratings::Ratings;
use super::start::Points;
use super::told::reliability;
use super::{Facets, Person, Rater, Severity, Steps};
use crate::ordinal::{
    Crossing, Found, Link, Mode, Model, Response, highest, modes, runs_away, symmetric, variances,
};
use crate::{Error, Estimate, Groups, Interval, MISSING, Scores};

/// [`super::facets`] with raters as random too: severities are normally distributed about 0, with a
/// variance that is estimated, so that there may be thousands of raters.
///
/// Marginal maximum likelihood by Laplace's approximation, as in [`crate::ordinal::ordinal`]. Scores and
/// severities are conditional modes, and their standard errors conditional standard deviations, with
/// items, steps and variances taken as known; standard errors of these are from the second derivatives
/// of the approximation. The approximation is off, and variances too small, where leaders or raters
/// have few answers, and least where these have many categories.
///
/// Nobody has to be left out: a rater with answers at one end has a finite severity, one who rates a
/// single person too, and persons whose raters rate nobody else are compared under the assumption that
/// raters are alike everywhere. Items all of whose answers are at one end are refused; so are designs
/// in which each person has one rater of their own.
///
/// Checked against `lme4::glmer` on two-valued answers (`reference/results/mfr_ex10_random.json`), on
/// the fit with fixed raters, and on data drawn from the model.
pub fn random_facets(
    scores: &Scores,
    persons: &Groups,
    raters: &Groups,
    steps: Steps,
) -> Result<Facets, Error> {
    if persons.n_rows() != scores.n_rows() || raters.n_rows() != scores.n_rows() {
        return Err(Error::LengthsDiffer);
    }
    let ratings = Ratings::all(scores, persons, raters, steps)?;
    let answers = Answers::of(&ratings);
    let (of_persons, rated) = Groups::by_label(&answers.persons)?;
    let (of_raters, _) = Groups::by_label(&answers.raters)?;
    let crossing = Crossing::new(&[of_persons, of_raters])?;
    let response = Adjacent::new(&ratings, answers.items, answers.codes);
    let start = start(&ratings, &response);
    let mut model = Model { response: &response, fixed: &[], crossing };
    let found = highest(&mut model, &start)?;
    let told = Told { ratings: &ratings, rated: &rated, model: &model, found: &found };
    Ok(told.facets(raters.n_groups()))
}

/// Each answer, with who gave it to whom.
struct Answers {
    persons: Vec<u32>,
    raters: Vec<usize>,
    items: Vec<u32>,
    codes: Vec<u8>,
}

impl Answers {
    fn of(ratings: &Ratings) -> Self {
        let mut answers = Self { persons: vec![], raters: vec![], items: vec![], codes: vec![] };
        for (person, number) in (0..ratings.n_persons).zip(0_u32..) {
            for rating in ratings.of(person) {
                let given = (0_u32..).zip(rating.codes).filter(|(_, code)| **code != MISSING);
                for (item, code) in given {
                    answers.persons.push(number);
                    answers.raters.push(rating.rater);
                    answers.items.push(item);
                    answers.codes.push(*code);
                }
            }
        }
        answers
    }
}

/// Logits of the shares of points, no steps, persons of spread 1 and raters of half of it.
fn start(ratings: &Ratings, response: &Adjacent) -> DVector<f64> {
    let mut items = vec![Points::default(); ratings.n_items];
    for rating in (0..ratings.n_persons).flat_map(|person| ratings.of(person)) {
        for (item, code) in rating.codes.iter().enumerate().filter(|(_, code)| **code != MISSING) {
            items[item].add(f64::from(*code), ratings.item_steps[item] as f64);
        }
    }
    let mut parameters: Vec<f64> = items.iter().map(Points::difficulty).collect();
    parameters.resize(response.n_parameters(), 0.0);
    parameters.extend([1.0, 0.5]);
    DVector::from_vec(parameters)
}

struct Told<'a> {
    ratings: &'a Ratings,
    /// The persons who were rated, by their number among the levels.
    rated: &'a [u32],
    model: &'a Model<'a, Adjacent>,
    found: &'a Found,
}

impl Told<'_> {
    fn facets(&self, n_raters: usize) -> Facets {
        let parts = Parts::new(self.ratings);
        let first_sd = self.model.first_sd();
        let spreads: Vec<Estimate> =
            variances(self.found, first_sd).into_iter().map(as_sd).collect();
        let persons = self.persons(&parts, spreads[0].value);
        let mut fit = self.found.fit;
        let error_sd = Link::Logit.error_variance().sqrt();
        fit.converged &=
            !(first_sd..first_sd + 2).any(|place| runs_away(self.found, place, error_sd));
        Facets {
            items: (0..self.ratings.n_items).map(|item| self.made_of(&[(item, 1.0)])).collect(),
            raters: self.raters(&parts, n_raters),
            interactions: Vec::new(),
            steps: self.steps(),
            values: self.ratings.values.clone(),
            sd: spreads[0],
            rater_sd: Some(spreads[1]),
            reliability: reliability(&persons),
            persons,
            log_likelihood: self.found.point.value,
            n_parameters: self.found.point.parameters.len(),
            n_answers: self.model.crossing.n_rows(),
            n_parts: parts.count(),
            fit,
        }
    }

    /// The sum of some parameters.
    fn made_of(&self, parts: &[(usize, f64)]) -> Estimate {
        let parameters = &self.found.point.parameters;
        let value = parts.iter().map(|(place, by)| by * parameters[*place]).sum();
        let variance = |all: &DMatrix<f64>| -> f64 {
            let with = |(a, x): &(usize, f64)| -> f64 {
                parts.iter().map(|(b, y)| x * y * all[(*a, *b)]).sum()
            };
            parts.iter().map(with).sum()
        };
        symmetric(value, self.found.covariance.as_ref().map(|all| variance(all).max(0.0).sqrt()))
    }

    fn steps(&self) -> Vec<Vec<Estimate>> {
        let of_item = |item: usize| {
            self.model.response.steps(item).map(|parts| self.made_of(parts)).collect()
        };
        (0..self.ratings.step_sets()).map(of_item).collect()
    }

    fn modes(&self, term: usize) -> impl Iterator<Item = Mode> {
        modes(self.model, self.found, term)
    }

    fn raters(&self, parts: &Parts, n_raters: usize) -> Vec<Rater> {
        let mut raters = vec![Rater { severity: Severity::Unknown, part: None }; n_raters];
        let known = self.modes(1).zip(&self.ratings.kept_raters).zip(&parts.of_raters);
        for ((mode, number), part) in known {
            let severity = Severity::Known(symmetric(-mode.value, Some(mode.sd)));
            raters[*number as usize] = Rater { severity, part: Some(*part) };
        }
        raters
    }

    fn persons(&self, parts: &Parts, sd: f64) -> Vec<Person> {
        let mut persons = vec![Person { theta: 0.0, se: sd, part: None }; self.ratings.n_persons];
        for (mode, number) in self.modes(0).zip(self.rated) {
            let place = *number as usize;
            let part = parts.of_persons[place];
            persons[place] = Person { theta: mode.value, se: mode.sd, part };
        }
        persons
    }
}

fn as_sd(variance: Estimate) -> Estimate {
    let value = variance.value.sqrt();
    let ci95 = variance.ci95.map(|ci| Interval { low: ci.low.sqrt(), high: ci.high.sqrt() });
    Estimate { value, se: variance.se.map(|se| 0.5 * se / value), ci95 }
}
