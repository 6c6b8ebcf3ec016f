//! How people change over several rounds.

mod likelihood;
mod quasi_newton;

use likelihood::{Persons, State};

use super::mixed::{Criterion, NORMAL_95};
use crate::{Error, Estimate, Fit, Groups, Interval, Scores};

/// A model of change that has been fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Growth {
    /// Intercept, then the columns in the order given, for the average person.
    pub fixed: Vec<Estimate>,
    /// Variances and covariances of what differs between persons, by rows, in the order of `random`.
    pub covariance: Vec<Vec<f64>>,
    /// The variance of what is left.
    pub residual: f64,
    /// The (restricted) log-likelihood at the optimum.
    pub log_likelihood: f64,
    /// Complete rows.
    pub n: usize,
    /// Persons with a complete row.
    pub n_persons: usize,
    /// Whether persons do not differ in some combination of what varies.
    pub is_singular: bool,
    /// How the search ended; the residual is what one more step would gain in the deviance.
    pub fit: Fit,
    /// Per person, in the order of the groups, how they differ from the average in what varies;
    /// `None` without a complete row.
    pub persons: Vec<Option<Vec<Estimate>>>,
    /// Per varying effect: below this a single person's own estimate, from their rows alone, is within
    /// the noise in 95 % of cases; for the median person. `None` where nobody has rows enough.
    pub noise_floor: Vec<Option<f64>>,
}

/// Growth with effects that vary between persons and may be correlated (Laird and Ware 1982,
/// doi:10.2307/2529876; for change at an event, Bliese and Lang 2016, doi:10.1177/1094428116633502).
///
/// `y = b0 + Σ b x + (u0 + Σ u x) + e` with the columns of `columns`; `random` says which effects vary:
/// 0 for the intercept, `k` for column `k - 1`. Residuals are independent and of one variance, which
/// neighbouring rounds violate when they are close in time. Intervals of persons take the variances
/// and the average as known, and are too narrow with fewer than about 200 persons. Rows with a gap are left out, which is right only if gaps do not depend
/// on what would have been said.
///
/// Checked against `lme4::lmer`: `reference/results/growth_univbct.json`, `growth_tankdat.json`,
/// `growth_tankdat_event.json`.
pub fn growth(
    values: &[f64],
    persons: &Groups,
    columns: &Scores,
    random: &[usize],
    criterion: Criterion,
) -> Result<Growth, Error> {
    if persons.n_rows() != values.len() || columns.n_rows() != values.len() {
        return Err(Error::LengthsDiffer);
    }
    let has_doubles = (1..random.len()).any(|place| random[..place].contains(&random[place]));
    if random.is_empty() || has_doubles || random.iter().any(|k| *k > columns.n_items()) {
        return Err(Error::TooFewTerms);
    }
    let data = Persons::new(values, persons, columns, random)?;
    let (state, fit) = quasi_newton::lowest(&data, criterion)?;
    Ok(found(&data, &state, fit, persons.n_groups(), criterion))
}

/// The columns of change at an event: time; 1 from the event on (transition); and the time since then
/// (recovery), as a difference from the slope before it.
pub fn event_columns(times: &[f64], event: f64) -> Vec<Vec<f64>> {
    let after = |time: &f64| if *time >= event { 1.0 } else { 0.0 };
    let since = |time: &f64| if *time >= event { time - event } else { 0.0 };
    vec![times.to_vec(), times.iter().map(after).collect(), times.iter().map(since).collect()]
}

fn found(data: &Persons, state: &State, fit: Fit, n_groups: usize, criterion: Criterion) -> Growth {
    let residual = state.left / data.degrees_of_freedom(criterion);
    let k = data.n_random();
    let covariance = state.covariance();
    let around = |value: f64, variance: f64| {
        let se = variance.max(0.0).sqrt();
        let half = NORMAL_95 * se;
        let ci95 = Interval { low: value - half, high: value + half };
        Estimate { value, se: Some(se), ci95: Some(ci95) }
    };
    let fixed = (0..data.n_fixed())
        .map(|c| {
            let value = if c == 0 { data.middle + state.effects[c] } else { state.effects[c] };
            around(value, residual * state.fixed_inverse[(c, c)])
        })
        .collect();
    let mut persons = vec![None; n_groups];
    for (place, group) in data.groups.iter().enumerate() {
        let effects = state.person(data, place);
        let estimates = effects.iter().map(|(value, variance)| around(*value, residual * variance));
        persons[*group] = Some(estimates.collect());
    }
    Growth {
        fixed,
        covariance: (0..k)
            .map(|a| (0..k).map(|b| residual * covariance[(a, b)]).collect())
            .collect(),
        residual,
        log_likelihood: -0.5 * state.deviance,
        n: data.n_rows,
        n_persons: data.groups.len(),
        is_singular: state.is_singular(data),
        fit,
        persons,
        noise_floor: data.noise_floor(residual),
    }
}
