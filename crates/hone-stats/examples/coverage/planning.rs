//! What a round is expected to be worth before anybody has answered.

use hone_stats::numeric::stream;
use hone_stats::reliability::group_icc;
use hone_stats::{Interval, at_least, interval_of_mean, raters_needed, spearman_brown};
use rand::RngExt;

use crate::rounds::{of_scale_mean, one_scale};
use crate::study::{Study, Told};

pub(crate) fn studies() -> Vec<Study> {
    vec![reliability(20, 4), reliability(200, 5), half_width(), needed(), enough()]
}

/// An earlier round says the reliability that twice as many raters would have.
fn reliability(n: usize, k: usize) -> Study {
    let size = format!("from {n} leaders, {k} raters, to {} raters", 2 * k);
    Study::interval(("plan, reliability of a mean", size, 2_000), move |seed| {
        let Some((round, leaders)) = one_scale(n, k, seed) else { return Vec::new() };
        let Ok(found) = group_icc(&round.scores.row_means(), &leaders) else { return Vec::new() };
        let (between, within) = of_scale_mean();
        let raters = 2.0 * k as f64;
        let at = |icc: f64| {
            spearman_brown(raters, icc.clamp(0.0, 1.0)).map_or(f64::NAN, |mean| mean.value)
        };
        let interval = found.icc1.ci95.map(|around| around.map(at));
        let truth = between / (between + within / raters);
        vec![Told { value: at(found.icc1.value), interval, truth }]
    })
}

/// The half-width that an earlier round promises holds the mean of each leader of the next.
fn half_width() -> Study {
    let size = "from 50 leaders, 4 raters, to 8 raters".to_owned();
    Study::interval(("plan, mean known to within", size, 400), |seed| {
        let Some((round, leaders)) = one_scale(50, 4, seed) else { return Vec::new() };
        let Ok(found) = group_icc(&round.scores.row_means(), &leaders) else { return Vec::new() };
        let Some((next, _)) = one_scale(50, 8, seed + (1 << 40)) else { return Vec::new() };
        let views = next.scores.row_means();
        let told = next.truth.leaders.iter().zip(views.chunks(8)).filter_map(|(truth, views)| {
            let mean = views.iter().sum::<f64>() / 8.0;
            let told = interval_of_mean(mean, found.within.sqrt(), 8, 0.95).ok()?;
            let interval = Interval { low: told.low, high: told.high };
            Some(Told { value: mean, interval: Some(interval), truth: truth.levels[0] })
        });
        told.collect()
    })
}

/// As many raters as are said to be needed for a reliability of .8 are, over the leaders of a large
/// round.
fn needed() -> Study {
    let (between, within) = of_scale_mean();
    let icc = between / (between + within);
    let n = raters_needed(0.8, icc, 1.0).map_or(1, |needed| needed.answers);
    let size = format!("500 leaders, {n} raters, as many as are needed for .80");
    Study::value(("plan, reliability with as many raters as needed", size, 60), move |seed| {
        let Some((round, leaders)) = one_scale(500, n, seed) else { return Vec::new() };
        let found = group_icc(&round.scores.row_means(), &leaders);
        found.map(|found| vec![Told::value(found.icc2.value, 0.8)]).unwrap_or_default()
    })
}

/// The chance that at least four of eight answer, each with three in four.
fn enough() -> Study {
    let size = "4 of 8 who answer with .75".to_owned();
    Study::value(("plan, chance that enough answer", size, 2_000), |seed| {
        let mut rng = stream(seed, 12);
        let rounds = 200;
        let mut is_enough = || (0..8).filter(|_| rng.random_bool(0.75)).count() >= 4;
        let share = (0..rounds).filter(|_| is_enough()).count() as f64 / f64::from(rounds);
        let told = at_least(4, 8, 0.75);
        told.map(|told| vec![Told::value(told.probability, share)]).unwrap_or_default()
    })
}
