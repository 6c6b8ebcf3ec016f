//! Sources of variance where raters rate several leaders, and scores freed from their leniency.

use hone_stats::simulate::{Plan, Pool, Round, Source, Variances, simulate};
use hone_stats::variance::{Criterion, dependability, scores};
use hone_stats::{Estimate, Groups};

use crate::reliability::leader;
use crate::study::{Study, Told};

const SIZES: [(usize, usize); 3] = [(40, 4), (200, 5), (1_000, 8)];

/// Leaders, raters and the rest, by REML; the reliability of eight raters; the scores of leaders.
pub(crate) fn components() -> Vec<Study> {
    let study =
        |method: &'static str, n: usize, k: usize, round: fn(&Crossed) -> Vec<Told>| Study {
            method,
            size: format!("{n} leaders, {k} raters each of {} shared by 40", 10 * k),
            runs: (20_000 / n).clamp(100, 1_000) as u64,
            exception: (n < 100).then_some(FEW_LEADERS),
            round: Box::new(move |seed| {
                Crossed::new(n, k, seed).map(|crossed| round(&crossed)).unwrap_or_default()
            }),
        };
    SIZES
        .into_iter()
        .flat_map(|(n, k)| {
            [
                study("variance of leaders (REML)", n, k, |crossed| crossed.component(0)),
                study("variance of raters (REML)", n, k, |crossed| crossed.component(1)),
                study("reliability of 8 raters (Phi)", n, k, Crossed::phi),
                study("leaders freed from leniency (BLUP)", n, k, Crossed::scores),
            ]
        })
        .collect()
}

const FEW_LEADERS: &str = "with 40 leaders the interval on the log scale is up to 3 points too wide \
     (and without an end where a variance is nearly 0); for scores, which take variances as known, it \
     is 2 points too narrow.";

/// A round in which leaders of a unit share their raters, without rounding.
struct Crossed {
    plan: Plan,
    round: Round,
    leaders: Groups,
    raters: Groups,
}

impl Crossed {
    fn new(n_leaders: usize, n_raters: usize, seed: u64) -> Option<Self> {
        let typical = Plan::typical(n_leaders);
        let plan = Plan {
            sources: vec![Source { name: "raters".to_owned(), raters_per_leader: n_raters }],
            pool: Pool::Shared { leaders_per_unit: 40, raters_per_unit: 10 * n_raters },
            variances: Variances { source: 0.0, ..typical.variances },
            thresholds: Vec::new(),
            difficulty_sd: 0.0,
            n_scales: 1,
            ..typical
        };
        let round = simulate(&plan, seed).ok()?;
        let (leaders, _) = Groups::by_label(&round.leaders).ok()?;
        let (raters, _) = Groups::by_label(&round.raters).ok()?;
        Some(Self { plan, round, leaders, raters })
    }

    /// True variances of leaders, raters and the rest, of a scale mean.
    fn truth(&self) -> [f64; 3] {
        let v = &self.plan.variances;
        let rest = v.halo + v.halo_specific + v.noise / self.plan.items_per_scale as f64;
        [leader(v), v.leniency, rest]
    }

    fn component(&self, place: usize) -> Vec<Told> {
        let values = self.round.scores.row_means();
        let found = scores(&values, &[&self.leaders, &self.raters], None, Criterion::Reml);
        let told = |estimate: Estimate| Told {
            value: estimate.value,
            interval: estimate.ci95,
            truth: self.truth()[place],
        };
        found.map(|found| vec![told(found.model.components[place])]).unwrap_or_default()
    }

    fn phi(&self) -> Vec<Told> {
        let found = dependability(&self.round.scores.row_means(), &self.leaders, &self.raters);
        let [leaders, raters, rest] = self.truth();
        let truth = leaders / (leaders + (raters + rest) / 8.0);
        let told = found.and_then(|found| found.phi(8.0));
        told.map(|told| vec![Told { value: told.value, interval: told.ci95, truth }])
            .unwrap_or_default()
    }

    /// The distance of each leader from the mean of all.
    fn scores(&self) -> Vec<Told> {
        let values = self.round.scores.row_means();
        let found = scores(&values, &[&self.leaders, &self.raters], None, Criterion::Reml);
        let Ok(found) = found else { return Vec::new() };
        let effects = found.effects[0].iter().zip(&self.round.truth.leaders);
        effects
            .filter_map(|(effect, truth)| {
                let estimate = effect.as_ref()?.estimate;
                let truth = truth.levels[0];
                Some(Told { value: estimate.value, interval: estimate.ci95, truth })
            })
            .collect()
    }
}
