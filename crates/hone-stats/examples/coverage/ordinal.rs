//! Ordered answers by leaders and raters.

use hone_stats::Groups;
use hone_stats::ordinal::{Link, Mode, Ordinal, ordinal};
use hone_stats::simulate::{Plan, Pool, Round, Source, Variances, simulate};

use crate::rounds::leader;
use crate::study::{Study, Told};

const SIZES: [(usize, usize); 3] = [(40, 4), (200, 5), (1_000, 8)];

/// One item with five answers: variances of leaders and raters, a threshold, scores of leaders.
pub(crate) fn studies() -> Vec<Study> {
    let study =
        |method: &'static str, n: usize, k: usize, round: fn(&Crossed, &Ordinal) -> Vec<Told>| {
            let size = format!("{n} leaders, {k} raters each of {} shared by 40", 10 * k);
            let runs = (40_000 / n).clamp(100, 1_000) as u64;
            Study::interval((method, size, runs), move |seed| {
                let crossed = Crossed::new(n, k, seed);
                let fitted = crossed.and_then(|crossed| Some((crossed.fitted()?, crossed)));
                fitted.map(|(fitted, crossed)| round(&crossed, &fitted)).unwrap_or_default()
            })
            .except_if(n < 100, FEW_LEADERS)
        };
    SIZES
        .into_iter()
        .flat_map(|(n, k)| {
            [
                study("variance of leaders (ordinal probit)", n, k, |c, f| c.component(f, 0)),
                study("variance of raters (ordinal probit)", n, k, |c, f| c.component(f, 1)),
                study("threshold (ordinal probit)", n, k, Crossed::threshold),
                study("leaders' scores (ordinal probit)", n, k, Crossed::scores),
            ]
        })
        .collect()
}

const FEW_LEADERS: &str = "with 40 leaders a variance is often nearly 0, where its interval has no \
     end or is too wide, and scores take it as known.";

/// A round of one item in which leaders of a unit share their raters.
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
            difficulty_sd: 0.0,
            n_scales: 1,
            items_per_scale: 1,
            ..typical
        };
        let round = simulate(&plan, seed).ok()?;
        let (leaders, _) = Groups::by_label(&round.leaders).ok()?;
        let (raters, _) = Groups::by_label(&round.raters).ok()?;
        Some(Self { plan, round, leaders, raters })
    }

    fn fitted(&self) -> Option<Ordinal> {
        let answers = self.round.scores.items().next()?;
        ordinal(answers, &[&self.leaders, &self.raters], None, Link::Probit).ok()
    }

    /// The variance of what is neither the leader's nor the rater's, which is 1 in a probit model.
    fn rest(&self) -> f64 {
        let v = &self.plan.variances;
        v.halo + v.halo_specific + v.noise
    }

    fn component(&self, fitted: &Ordinal, place: usize) -> Vec<Told> {
        let v = &self.plan.variances;
        let truth = [leader(v), v.leniency][place] / self.rest();
        let found = fitted.components[place];
        vec![Told { value: found.value, interval: found.ci95, truth }]
    }

    fn threshold(&self, fitted: &Ordinal) -> Vec<Told> {
        let (Some(found), Some(truth)) = (fitted.thresholds.last(), self.plan.thresholds.last())
        else {
            return Vec::new();
        };
        let truth = truth / self.rest().sqrt();
        vec![Told { value: found.value, interval: found.ci95, truth }]
    }

    fn scores(&self, fitted: &Ordinal) -> Vec<Told> {
        let told = |(mode, truth): (&Option<Mode>, f64)| {
            let Mode { value, sd } = (*mode)?;
            Some(Told::with_error(value, sd, truth))
        };
        let truths =
            self.round.truth.leaders.iter().map(|truth| truth.levels[0] / self.rest().sqrt());
        fitted.effects[0].iter().zip(truths).filter_map(told).collect()
    }
}
