use super::fit::Solution;
use super::layout::Layout;
use super::parts::Parts;
use super::ratings::{Extreme, Ratings};
use super::start::part_means;
use super::{Facets, Person, Rater, Severity};
use crate::{Estimate, Interval, MISSING};

/// Half the width of a 95 % interval in standard errors.
const WIDTH: f64 = 1.959_963_984_540_054;

/// What a fitted model says, by the numbers of the data it was fitted to.
pub(super) struct Told<'a> {
    pub(super) ratings: &'a Ratings,
    pub(super) layout: &'a Layout,
    pub(super) parts: &'a Parts,
    pub(super) solution: &'a Solution,
}

impl Told<'_> {
    /// `n_raters` is the number of raters in the data, those who were left out included.
    pub(super) fn facets(&self, extremes: &[Extreme], n_raters: usize) -> Facets {
        let persons = self.persons();
        Facets {
            items: (0..self.ratings.n_items).map(|item| self.estimate(item)).collect(),
            raters: self.raters(extremes, n_raters),
            interactions: self.interactions(n_raters),
            steps: self.steps(),
            values: self.ratings.values.clone(),
            sd: self.estimate(self.layout.sd()),
            rater_sd: None,
            reliability: reliability(&persons),
            persons,
            log_likelihood: self.solution.log_likelihood,
            n_parameters: self.layout.n_free(),
            n_answers: self.n_answers(),
            n_parts: self.parts.count(),
            fit: self.solution.fit,
        }
    }

    fn estimate(&self, place: usize) -> Estimate {
        self.estimate_less(place, 0.0)
    }

    fn estimate_less(&self, place: usize, mean: f64) -> Estimate {
        let value = self.solution.parameters[place] - mean;
        let se = self.solution.standard_errors.as_ref().map(|errors| errors[place]);
        let around = |se: f64| Interval { low: value - WIDTH * se, high: value + WIDTH * se };
        Estimate { value, se, ci95: se.map(around) }
    }

    /// Severities are told relative to the mean of their part, in which no error is counted that only
    /// matters between parts.
    fn raters(&self, extremes: &[Extreme], n_raters: usize) -> Vec<Rater> {
        let mut raters = vec![Rater { severity: Severity::Unknown, part: None }; n_raters];
        for extreme in extremes {
            raters[extreme.rater as usize].severity =
                if extreme.is_low { Severity::Highest } else { Severity::Lowest };
        }
        let place = |rater| self.solution.parameters[self.layout.rater(rater)];
        let severities: Vec<f64> = (0..self.ratings.n_raters).map(place).collect();
        let means = part_means(&severities, &self.parts.of_raters);
        for (rater, number) in self.ratings.kept_raters.iter().enumerate() {
            let part = self.parts.of_raters[rater];
            let estimate = self.estimate_less(self.layout.rater(rater), means[part]);
            raters[*number as usize] =
                Rater { severity: Severity::Known(estimate), part: Some(part) };
        }
        raters
    }

    fn interactions(&self, n_raters: usize) -> Vec<Vec<Estimate>> {
        if self.layout.cell(0, 0).is_none() {
            return Vec::new();
        }
        let mut interactions = vec![Vec::new(); n_raters];
        for (rater, number) in self.ratings.kept_raters.iter().enumerate() {
            interactions[*number as usize] = (0..self.ratings.n_items)
                .filter_map(|item| self.layout.cell(rater, item))
                .map(|cell| self.estimate(cell))
                .collect();
        }
        interactions
    }

    fn steps(&self) -> Vec<Vec<Estimate>> {
        let mut first = 0;
        let mut of_set = |values: &Vec<f64>| {
            let steps = first..first + values.len() - 1;
            first = steps.end;
            steps.map(|step| self.estimate(self.layout.step(step))).collect()
        };
        self.ratings.values.iter().map(&mut of_set).collect()
    }

    fn persons(&self) -> Vec<Person> {
        let sd = self.solution.parameters[self.layout.sd()];
        let places = self.solution.places.iter().zip(&self.parts.of_persons);
        places
            .map(|(place, part)| Person { theta: sd * place.mean, se: sd * place.sd, part: *part })
            .collect()
    }

    fn n_answers(&self) -> usize {
        let ratings = (0..self.ratings.n_persons).flat_map(|person| self.ratings.of(person));
        ratings.map(|rating| rating.codes.iter().filter(|code| **code != MISSING).count()).sum()
    }
}

/// The share of the variance of the true places that the scores have (EAP reliability, as in TAM).
pub(super) fn reliability(persons: &[Person]) -> Option<f64> {
    let rated = || persons.iter().filter(|person| person.part.is_some());
    let n = rated().count() as f64;
    let mean = rated().map(|person| person.theta).sum::<f64>() / n;
    let known = rated().map(|person| (person.theta - mean).powi(2)).sum::<f64>() / n;
    let unknown = rated().map(|person| person.se.powi(2)).sum::<f64>() / n;
    (known + unknown > 0.0).then(|| known / (known + unknown))
}
