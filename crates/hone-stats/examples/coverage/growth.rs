//! Growth over several rounds, and change at an event.

use hone_stats::numeric::{normal, stream};
use hone_stats::variance::{Criterion, Growth, event_columns, growth};
use hone_stats::{Groups, Scores};

use crate::study::{Study, Told};

/// Average start and slope; standard deviations of start, slope and the rest.
const AVERAGE: [f64; 2] = [3.5, 0.1];
const SPREADS: [f64; 3] = [0.5, 0.15, 0.4];
/// What happens at the event: a fall, and a steeper slope from it on.
const EVENT: [f64; 2] = [-0.3, 0.1];

const FEW_PERSONS: &str = "Fixed effects have intervals of the normal distribution, without a correction \
     for few persons.";
const KNOWN_VARIANCES: &str = "Intervals of persons take variances and average as known, as lme4 does; with \
     few persons they are not. Below 200 persons say what they have together, not what one has.";

type Pick = fn(&Round, &Growth) -> Vec<Told>;

pub(crate) fn studies() -> Vec<Study> {
    let figures: [(&'static str, Pick); 2] = [
        ("growth, average slope", |_, found| vec![Told::of(found.fixed[1], AVERAGE[1])]),
        ("growth, slope of a person, from the average", Round::slopes),
    ];
    let mut studies = Vec::new();
    for (n, waves) in [(20, 4), (50, 4), (200, 4), (200, 8)] {
        for (method, pick) in figures {
            let is_of_persons = method.contains("person");
            let what = (method, format!("{n} persons, {waves} rounds"), 600);
            studies.push(
                Study::interval(what, move |seed| told(n, waves, false, pick, seed))
                    .except_if(!is_of_persons && n < 50, FEW_PERSONS)
                    .except_if(is_of_persons, KNOWN_VARIANCES),
            );
        }
        let what =
            ("growth, variance of slopes (REML)", format!("{n} persons, {waves} rounds"), 600);
        let variance: Pick =
            |_, found| vec![Told::value(found.covariance[1][1], SPREADS[1] * SPREADS[1])];
        studies.push(Study::value(what, move |seed| told(n, waves, false, variance, seed)));
        let what = ("growth, noise floor of a slope", format!("{n} persons, {waves} rounds"), 600);
        studies
            .push(Study::level(what, move |seed| told(n, waves, true, Round::beyond_floor, seed)));
    }
    let events: [(&'static str, Pick); 2] = [
        ("growth, jump at an event", |_, found| vec![Told::of(found.fixed[2], EVENT[0])]),
        ("growth, slope from an event on", |_, found| vec![Told::of(found.fixed[3], EVENT[1])]),
    ];
    for (n, waves) in [(20, 6), (100, 6)] {
        for (method, pick) in events {
            let what = (method, format!("{n} persons, {waves} rounds"), 600);
            studies.push(
                Study::interval(what, move |seed| {
                    let round = Round::draw(n, waves, true, false, seed);
                    round.and_then(|r| r.fit().map(|found| pick(&r, &found))).unwrap_or_default()
                })
                .except_if(n < 50, FEW_PERSONS),
            );
        }
    }
    studies
}

fn told(n: usize, waves: usize, is_flat: bool, pick: Pick, seed: u64) -> Vec<Told> {
    let round = Round::draw(n, waves, false, is_flat, seed);
    round.and_then(|r| r.fit().map(|found| pick(&r, &found))).unwrap_or_default()
}

struct Round {
    slopes: Vec<f64>,
    values: Vec<f64>,
    persons: Groups,
    columns: Scores,
}

impl Round {
    /// With `is_flat`, nobody's slope differs from the average.
    fn draw(n: usize, waves: usize, has_event: bool, is_flat: bool, seed: u64) -> Option<Self> {
        let mut rng = stream(seed, 4);
        let times: Vec<f64> = (0..waves).map(|wave| wave as f64).collect();
        let event = (waves / 2) as f64;
        let columns = if has_event { event_columns(&times, event) } else { vec![times.clone()] };
        let effects: Vec<f64> =
            if has_event { vec![AVERAGE[1], EVENT[0], EVENT[1]] } else { vec![AVERAGE[1]] };
        let (mut slopes, mut values, mut persons) = (Vec::new(), Vec::new(), Vec::new());
        for person in (0..).take(n) {
            let start = AVERAGE[0] + SPREADS[0] * normal(&mut rng);
            let slope = if is_flat { 0.0 } else { SPREADS[1] * normal(&mut rng) };
            slopes.push(slope);
            for (wave, time) in times.iter().enumerate() {
                let fixed: f64 = columns.iter().zip(&effects).map(|(x, b)| b * x[wave]).sum();
                values.push(start + fixed + slope * time + SPREADS[2] * normal(&mut rng));
                persons.push(person);
            }
        }
        let repeated = |column: &Vec<f64>| column.repeat(n);
        Some(Self {
            slopes,
            values,
            persons: Groups::new(persons).ok()?,
            columns: Scores::new(columns.iter().map(repeated).collect()).ok()?,
        })
    }

    fn fit(&self) -> Option<Growth> {
        growth(&self.values, &self.persons, &self.columns, &[0, 1], Criterion::Reml)
            .ok()
            .filter(|found| found.fit.converged)
    }

    fn slopes(&self, found: &Growth) -> Vec<Told> {
        let persons = found.persons.iter().zip(&self.slopes);
        persons.filter_map(|(person, truth)| Some(Told::of(person.as_ref()?[1], *truth))).collect()
    }

    /// Slopes of single persons by ordinary regression, beyond the noise floor though there is none.
    fn beyond_floor(&self, found: &Growth) -> Vec<Told> {
        let Some(floor) = found.noise_floor.get(1).copied().flatten() else { return Vec::new() };
        let waves = self.values.len() / self.slopes.len();
        let middle = (waves as f64 - 1.0) / 2.0;
        let of_person = |values: &[f64]| {
            let time = |wave: usize| wave as f64 - middle;
            let sum: f64 = values.iter().enumerate().map(|(wave, y)| time(wave) * y).sum();
            let squares: f64 = (0..waves).map(|wave| time(wave).powi(2)).sum();
            let slope = sum / squares - AVERAGE[1];
            Told::chance(if slope.abs() > floor { 0.0 } else { 1.0 })
        };
        self.values.chunks(waves).map(of_person).collect()
    }
}
