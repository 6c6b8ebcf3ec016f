//! Intraclass correlations where the same raters judge everybody.

use hone_stats::numeric::{normal, stream};
use hone_stats::reliability::{Icc, icc};
use hone_stats::{Estimate, Scores};

use crate::study::{Study, Told};

const SATTERTHWAITE: &str = "The interval is that of Shrout and Fleiss, which psych gives too; its \
     degrees of freedom are approximate (Satterthwaite). The generalised interval beside it holds.";
const FEW_RATERS: &str = "With few raters little is known of what they differ by, and the generalised \
     interval is on the safe side.";

/// As many as the command takes.
const DRAWS: usize = 10_000;

/// The shares of the variance: people, raters, and the rest.
const PARTS: [f64; 3] = [0.5, 0.2, 0.3];

/// A figure of the six: its name, its estimate, how many raters it is the mean of, and what is noise.
struct Figure {
    name: &'static str,
    pick: fn(&Icc) -> Estimate,
    is_mean: bool,
    is_agreement: bool,
}

pub(crate) fn studies() -> Vec<Study> {
    let figures = [
        (
            "ICC(2,1), agreement, Shrout and Fleiss",
            (|i: &Icc| i.icc2) as fn(&Icc) -> Estimate,
            false,
        ),
        ("ICC(2,k), agreement, Shrout and Fleiss", |i| i.icc2k, true),
        (
            "ICC(2,1), agreement, generalised",
            |i| Estimate { ci95: i.generalised(DRAWS, 1).map(|g| g.icc2), ..i.icc2 },
            false,
        ),
        (
            "ICC(2,k), agreement, generalised",
            |i| Estimate { ci95: i.generalised(DRAWS, 1).map(|g| g.icc2k), ..i.icc2k },
            true,
        ),
        ("ICC(3,1), consistency", |i| i.icc3, false),
        ("ICC(3,k), consistency", |i| i.icc3k, true),
    ];
    [(20, 3), (50, 5), (200, 10)]
        .into_iter()
        .flat_map(|(n, k)| {
            figures.map(|(name, pick, is_mean)| {
                let is_agreement = name.contains("agreement");
                let figure = Figure { name, pick, is_mean, is_agreement };
                study(n, k, figure)
            })
        })
        .collect()
}

fn study(n: usize, k: usize, figure: Figure) -> Study {
    let what = (figure.name, format!("{n} people, the same {k} raters"), 2_000);
    let is_satterthwaite = figure.name.contains("Shrout");
    let is_generalised = figure.name.contains("generalised");
    Study::interval(what, move |seed| one(n, k, &figure, seed))
        .except_if(is_satterthwaite, SATTERTHWAITE)
        .except_if(is_generalised, FEW_RATERS)
}

fn one(n: usize, k: usize, figure: &Figure, seed: u64) -> Vec<Told> {
    let [people, raters, rest] = PARTS;
    let mut rng = stream(seed, 0);
    let levels: Vec<f64> = (0..n).map(|_| normal(&mut rng) * people.sqrt()).collect();
    let columns = (0..k).map(|_| {
        let leniency = normal(&mut rng) * raters.sqrt();
        levels.iter().map(|level| level + leniency + normal(&mut rng) * rest.sqrt()).collect()
    });
    let Ok(told) = Scores::new(columns.collect()).and_then(|scores| icc(&scores)) else {
        return Vec::new();
    };
    let noise = if figure.is_agreement { raters + rest } else { rest };
    let truth = people / (people + noise / if figure.is_mean { k as f64 } else { 1.0 });
    vec![Told::of((figure.pick)(&told), truth)]
}
