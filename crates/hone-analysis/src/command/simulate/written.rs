//! What `hone simulate` writes: ballots and their truth.

use std::fmt::Write as _;
use std::path::Path;

use hone_stats::simulate::{LeaderTruth, Plan, Round};
use serde::Serialize;

use crate::error::{Error, Kind};

/// What the ratings were drawn from, as it is written.
#[derive(Serialize)]
struct Written<'a> {
    seed: u64,
    sources: Vec<(&'a str, usize)>,
    variances: Vec<(&'static str, f64)>,
    thresholds: &'a [f64],
    items: Vec<(String, f64)>,
    leaders: Vec<WrittenLeader<'a>>,
    raters: Vec<WrittenRater>,
}

#[derive(Serialize)]
struct WrittenLeader<'a> {
    leader: String,
    general: f64,
    levels: &'a [f64],
    change: f64,
    expected: &'a [Vec<f64>],
}

#[derive(Serialize)]
struct WrittenRater {
    rater: String,
    leniency: f64,
    careless: bool,
}

/// What a round was drawn from, as JSON.
pub(super) fn truth(seed: u64, plan: &Plan, round: &Round) -> Result<String, Error> {
    let v = &plan.variances;
    let truth = &round.truth;
    let leaders = truth.leaders.iter().enumerate();
    let leaders = leaders.map(|(number, leader): (usize, &LeaderTruth)| WrittenLeader {
        leader: leader_name(number),
        general: leader.general,
        levels: &leader.levels,
        change: leader.change,
        expected: &leader.expected,
    });
    let raters = truth.leniency.iter().zip(&truth.careless).enumerate();
    let written = Written {
        seed,
        sources: plan.sources.iter().map(|s| (s.name.as_str(), s.raters_per_leader)).collect(),
        variances: vec![
            ("general", v.general),
            ("specific", v.specific),
            ("leniency", v.leniency),
            ("halo", v.halo),
            ("halo-specific", v.halo_specific),
            ("source", v.source),
            ("noise", v.noise),
        ],
        thresholds: &plan.thresholds,
        items: item_names(plan).into_iter().zip(truth.difficulties.iter().copied()).collect(),
        leaders: leaders.collect(),
        raters: raters
            .map(|(number, (leniency, careless))| WrittenRater {
                rater: rater_name(number),
                leniency: *leniency,
                careless: *careless,
            })
            .collect(),
    };
    serde_json::to_string_pretty(&written).map_err(|error| Error::data(error.to_string()))
}

/// The ballots as CSV: leader, rater, category, wave, and the items.
pub(super) fn csv(plan: &Plan, round: &Round) -> String {
    let mut text = format!("ratee,rater,source,wave,{}\n", item_names(plan).join(","));
    for row in 0..round.leaders.len() {
        let leader = leader_name(round.leaders[row] as usize);
        let rater = match round.sources[row] {
            Some(_) => rater_name(round.raters[row] as usize),
            None => leader.clone(),
        };
        let source = round.sources[row].map_or("self", |source| plan.sources[source].name.as_str());
        // Writing to a text cannot fail.
        let _ = write!(text, "{leader},{rater},{source},{}", round.waves[row] + 1);
        for item in round.scores.items() {
            text.push(',');
            if !item[row].is_nan() {
                let _ = write!(text, "{}", item[row]);
            }
        }
        text.push('\n');
    }
    text
}

fn item_names(plan: &Plan) -> Vec<String> {
    let names = |scale: usize| (1..=plan.items_per_scale).map(move |i| format!("s{scale}_{i}"));
    (1..=plan.n_scales).flat_map(names).collect()
}

fn leader_name(number: usize) -> String {
    format!("L{:05}", number + 1)
}

fn rater_name(number: usize) -> String {
    format!("R{:06}", number + 1)
}

pub(super) fn write(path: &Path, text: &str) -> Result<(), Error> {
    std::fs::write(path, text)
        .map_err(|error| Error::new(Kind::File, format!("{}: {error}", path.display())))
}
