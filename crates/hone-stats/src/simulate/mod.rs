//! Rounds of feedback drawn from a stated model, with their truth.

mod draw;
mod plan;

pub use plan::{Carelessness, OwnView, Plan, Pool, SecondWave, Source, Variances};

use rand_chacha::ChaCha8Rng;

use crate::numeric::{normal, normal_below, stream};
use crate::{Error, Scores};
use draw::Writer;

/// A drawn round: one row per ballot, by wave, leader and rater.
#[derive(Debug, Clone, PartialEq)]
pub struct Round {
    /// The answers, a column per item, scale by scale.
    pub scores: Scores,
    /// The leader of each row.
    pub leaders: Vec<u32>,
    /// The rater of each row; a leader who rates themselves has a number after all raters.
    pub raters: Vec<u32>,
    /// The category of each row's rater, as in [`Plan::sources`]; `None` for the leader's own view.
    pub sources: Vec<Option<usize>>,
    /// The wave of each row, 0 or 1.
    pub waves: Vec<u32>,
    /// What the answers were drawn from.
    pub truth: Truth,
}

/// What the answers of a round were drawn from.
#[derive(Debug, Clone, PartialEq)]
pub struct Truth {
    /// Each leader.
    pub leaders: Vec<LeaderTruth>,
    /// Leniency of each rater.
    pub leniency: Vec<f64>,
    /// Whether each rater is careless.
    pub careless: Vec<bool>,
    /// Difficulty of each item.
    pub difficulties: Vec<f64>,
}

/// The true levels of a leader.
#[derive(Debug, Clone, PartialEq)]
pub struct LeaderTruth {
    /// What all scales share, in the first wave.
    pub general: f64,
    /// Level in each scale in the first wave: general and specific part.
    pub levels: Vec<f64>,
    /// Real change until the second wave, 0 without one.
    pub change: f64,
    /// In each wave and scale, the mean that endlessly many careful raters would give, on the scale of
    /// the answers.
    pub expected: Vec<Vec<f64>>,
}

/// Draws a round.
///
/// An answer before rounding is the sum of the leader's general and specific level, the rater's
/// leniency, the rater's view of this leader (halo, general and per scale), what the rater's category
/// sees, less the item's difficulty, and noise, all normal. The category is one more than the number
/// of thresholds below it (graded response model with normal noise, Samejima 1969; the causes are
/// those of Jackson et al. 2020, doi:10.1037/apl0000432). In the second wave leaders have changed,
/// raters who stay keep their leniency and their view, and the others are new.
///
/// Every leader has a stream of random numbers of their own: more leaders change nothing about the
/// first. The same plan and seed give the same round on every machine.
///
/// Not in the model: raters chosen by the leader, answers missing for a reason, raters who answer in
/// fewer categories than there are.
///
/// Checked by the moments of what is drawn: `tests/it/simulate.rs`.
pub fn simulate(plan: &Plan, seed: u64) -> Result<Round, Error> {
    plan.check()?;
    let difficulties = centred(plan.n_items(), plan.difficulty_sd, &mut stream(seed, 0));
    let leaders: Vec<LeaderTruth> =
        (0..plan.n_leaders).map(|l| leader_truth(plan, &difficulties, seed, l as u64)).collect();
    let mut writer = Writer::new(plan, seed, difficulties);
    writer.first_wave(&leaders);
    if let Some(wave) = plan.second_wave {
        writer.second_wave(&leaders, wave.turnover);
    }
    writer.finish(leaders)
}

/// Normal values about a mean of exactly zero.
fn centred(n: usize, sd: f64, rng: &mut ChaCha8Rng) -> Vec<f64> {
    let values: Vec<f64> = (0..n).map(|_| sd * normal(rng)).collect();
    let mean = values.iter().sum::<f64>() / n as f64;
    values.iter().map(|value| value - mean).collect()
}

fn leader_truth(plan: &Plan, difficulties: &[f64], seed: u64, leader: u64) -> LeaderTruth {
    let rng = &mut stream(seed, draw::LEADERS + 2 * leader);
    let general = plan.variances.general.sqrt() * normal(rng);
    let specific = plan.variances.specific.sqrt();
    let levels: Vec<f64> = (0..plan.n_scales).map(|_| general + specific * normal(rng)).collect();
    let change = plan.second_wave.map_or(0.0, |wave| wave.change + wave.change_sd * normal(rng));
    let shifts = if plan.second_wave.is_some() { vec![0.0, change] } else { vec![0.0] };
    let expected = shifts
        .iter()
        .map(|shift| {
            let of_scale = |(level, items)| expected(plan, level + shift, items);
            let scales = difficulties.chunks(plan.items_per_scale);
            levels.iter().copied().zip(scales).map(of_scale).collect()
        })
        .collect();
    LeaderTruth { general, levels, change, expected }
}

/// The mean answer to the items of a scale, over raters, at a level of the leader.
fn expected(plan: &Plan, level: f64, difficulties: &[f64]) -> f64 {
    let spread = plan.spread_about_leader();
    let of_item = |difficulty: &f64| {
        let centre = level - difficulty;
        if plan.thresholds.is_empty() {
            return centre;
        }
        let above = |threshold: &f64| {
            if spread > 0.0 {
                normal_below((centre - threshold) / spread)
            } else {
                f64::from(u8::from(centre > *threshold))
            }
        };
        1.0 + plan.thresholds.iter().map(above).sum::<f64>()
    };
    difficulties.iter().map(of_item).sum::<f64>() / difficulties.len() as f64
}
