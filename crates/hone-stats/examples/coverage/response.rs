//! Item response: slopes with their errors, and scores with theirs.

use hone_stats::numeric::{normal, normal_below, stream};
use hone_stats::response::{
    Information, ItemResponse, Model, Options, Scoring, item_errors, item_response, trait_scores,
};
use hone_stats::{Categories, Interval, Scores};

use crate::study::{Study, Told};

const SLOPES: [f64; 8] = [0.8, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.2];
const LOCATIONS: [f64; 4] = [-1.8, -0.7, 0.4, 1.3];

pub(crate) fn graded() -> Vec<Study> {
    let slopes = [500, 2000].map(|n| Study {
        method: "graded model, slopes",
        size: format!("{n} rows, 8 items"),
        runs: 400,
        exception: None,
        round: Box::new(move |seed| round(n, seed).map_or(vec![], |round| round.slopes())),
    });
    let scores = [500, 2000].map(|n| Study {
        method: "graded model, scores",
        size: format!("{n} rows, 8 items"),
        runs: 200,
        exception: None,
        round: Box::new(move |seed| round(n, seed).map_or(vec![], |round| round.scores())),
    });
    slopes.into_iter().chain(scores).collect()
}

struct Round {
    theta: Vec<f64>,
    answers: Categories,
    fitted: ItemResponse,
}

fn round(n: usize, seed: u64) -> Option<Round> {
    let mut rng = stream(seed, 77);
    let mut columns = vec![Vec::new(); SLOPES.len()];
    let mut theta = Vec::new();
    for _ in 0..n {
        let level = normal(&mut rng);
        theta.push(level);
        for (slope, column) in SLOPES.iter().zip(&mut columns) {
            let uniform = normal_below(normal(&mut rng));
            let latent = level + (uniform / (1.0 - uniform)).ln() / slope;
            column.push(LOCATIONS.iter().filter(|b| latent > **b).count() as f64);
        }
    }
    let answers = Categories::of(&Scores::new(columns).ok()?).ok()?;
    let options = Options { nodes: Some(61), ..Options::default() };
    let fitted = item_response(&answers, Model::Graded, &options).ok()?;
    Some(Round { theta, answers, fitted })
}

impl Round {
    fn slopes(&self) -> Vec<Told> {
        let Ok(errors) = item_errors(&self.answers, &self.fitted, Information::Observed) else {
            return vec![];
        };
        let told = |((item, error), truth): ((&hone_stats::response::Item, _), &f64)| {
            let error: &hone_stats::response::ItemErrors = error;
            told(item.slope, error.slope, *truth)
        };
        self.fitted.items.iter().zip(&errors).zip(&SLOPES).map(told).collect()
    }

    fn scores(&self) -> Vec<Told> {
        let Ok(found) = trait_scores(&self.answers, &self.fitted, Scoring::Eap) else {
            return vec![];
        };
        let rows = found.theta.iter().zip(&found.se).zip(&self.theta);
        rows.map(|((value, se), truth)| told(*value, *se, *truth)).collect()
    }
}

fn told(value: f64, se: f64, truth: f64) -> Told {
    let half = 1.959_963_984_540_054 * se;
    Told { value, interval: Some(Interval { low: value - half, high: value + half }), truth }
}
