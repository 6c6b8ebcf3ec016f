//! Sources of variance where raters rate several leaders, and scores freed from their leniency.

use hone_stats::Groups;
use hone_stats::simulate::{Plan, Pool, Round, Source, Variances, simulate};
use hone_stats::variance::{Criterion, dependability, mixed, scores};

use crate::rounds::leader;
use crate::study::{Study, Told};

const SIZES: [(usize, usize); 4] = [(20, 3), (40, 4), (200, 5), (1_000, 8)];

const AT_ZERO: &str = "Where the truth is so near zero that the interval mostly begins at 0, it cannot \
     miss from above, and holds up to 97.5 %.";
const FEW_LEADERS: &str = "The correction for the error of the variances is one for many leaders; where \
     the variance of 20 leaders comes out nearly 0, so do their intervals.";
const FEW_TO_PLAN: &str = "Of 20 leaders who are hardly told apart the number of raters needed has often no \
     upper end, and such an interval cannot miss; where the variance of leaders is 0 there is no number.";

#[derive(Clone, Copy)]
enum Figure {
    Leaders,
    Raters,
    Rest,
    Phi,
    G,
    RatersNeeded,
    Scores,
    Mean,
}

pub(crate) fn studies() -> Vec<Study> {
    let figures = [
        ("variance of leaders (REML)", Figure::Leaders),
        ("variance of raters (REML)", Figure::Raters),
        ("residual variance (REML)", Figure::Rest),
        ("reliability of 8 raters (Phi)", Figure::Phi),
        ("reliability in the design as it is (G)", Figure::G),
        ("raters needed for .8", Figure::RatersNeeded),
        ("mean of all leaders (REML)", Figure::Mean),
        ("leaders freed from leniency (BLUP)", Figure::Scores),
    ];
    let typical = SIZES.into_iter().flat_map(|(n, k)| {
        figures.map(|(method, figure)| {
            study((method, n, k), Criterion::Reml, None, figure)
                .except_if(n < 40 && matches!(figure, Figure::Scores), FEW_LEADERS)
                .except_if(n < 40 && matches!(figure, Figure::RatersNeeded), FEW_TO_PLAN)
        })
    });
    let by_ml = [(40, 4), (200, 5)].into_iter().flat_map(|(n, k)| {
        [("variance of leaders (ML)", Figure::Leaders), ("variance of raters (ML)", Figure::Raters)]
            .map(|(method, figure)| study((method, n, k), Criterion::Ml, None, figure))
    });
    // Leaders who hardly differ: 2 % of the variance of a scale mean, and none.
    let near_zero =
        [(40, 4, 0.03), (200, 5, 0.03), (40, 4, 0.0)].into_iter().map(|(n, k, between)| {
            let method = match between {
                0.0 => "variance of leaders that is 0 (REML)",
                _ => "variance of leaders that is nearly 0 (REML)",
            };
            study((method, n, k), Criterion::Reml, Some(between), Figure::Leaders).except(AT_ZERO)
        });
    typical.chain(by_ml).chain(near_zero).collect()
}

fn study(
    (method, n, k): (&'static str, usize, usize),
    criterion: Criterion,
    between: Option<f64>,
    figure: Figure,
) -> Study {
    let size = format!("{n} leaders, {k} raters each of {} shared by {}", 10 * k, n.min(40));
    let what = (method, size, (40_000 / n).clamp(100, 1_000) as u64);
    Study::interval(what, move |seed| {
        let crossed = Crossed::new(n, k, between, seed);
        crossed.map(|crossed| crossed.told(figure, criterion)).unwrap_or_default()
    })
}

/// A round in which leaders of a unit share their raters, without rounding.
struct Crossed {
    plan: Plan,
    round: Round,
    leaders: Groups,
    raters: Groups,
}

impl Crossed {
    fn new(n_leaders: usize, n_raters: usize, between: Option<f64>, seed: u64) -> Option<Self> {
        let typical = Plan::typical(n_leaders);
        let mut variances = Variances { source: 0.0, ..typical.variances };
        if let Some(between) = between {
            variances = Variances { general: between, specific: 0.0, ..variances };
        }
        let plan = Plan {
            sources: vec![Source { name: "raters".to_owned(), raters_per_leader: n_raters }],
            pool: Pool::Shared { leaders_per_unit: 40, raters_per_unit: 10 * n_raters },
            variances,
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

    fn told(&self, figure: Figure, criterion: Criterion) -> Vec<Told> {
        let found = match figure {
            Figure::Leaders => self.component(0, criterion),
            Figure::Raters => self.component(1, criterion),
            Figure::Rest => self.component(2, criterion),
            Figure::Mean => self.component(3, criterion),
            Figure::Phi | Figure::G | Figure::RatersNeeded => self.dependability(figure),
            Figure::Scores => self.scores(),
        };
        found.unwrap_or_default()
    }

    fn component(&self, place: usize, criterion: Criterion) -> Option<Vec<Told>> {
        let values = self.round.scores.row_means();
        let found = mixed(&values, &[&self.leaders, &self.raters], None, criterion).ok()?;
        let told = match place {
            3 => Told::of(found.fixed[0], 0.0),
            2 => Told::of(found.residual, self.truth()[2]),
            _ => Told::of(found.components[place], self.truth()[place]),
        };
        Some(vec![told])
    }

    fn dependability(&self, figure: Figure) -> Option<Vec<Told>> {
        let found =
            dependability(&self.round.scores.row_means(), &self.leaders, &self.raters).ok()?;
        let [leaders, raters, rest] = self.truth();
        let told = match figure {
            Figure::G => {
                let noise = found.q * raters + rest / found.n_raters;
                Told::of(found.g, leaders / (leaders + noise))
            }
            Figure::RatersNeeded => {
                Told::of(found.raters_needed(0.8).ok()?, 4.0 * (raters + rest) / leaders)
            }
            _ => Told::of(found.phi(8.0).ok()?, leaders / (leaders + (raters + rest) / 8.0)),
        };
        Some(vec![told])
    }

    /// The distance of each leader from the mean of all.
    fn scores(&self) -> Option<Vec<Told>> {
        let values = self.round.scores.row_means();
        let found = scores(&values, &[&self.leaders, &self.raters], None, Criterion::Reml).ok()?;
        let effects = found.effects[0].iter().zip(&self.round.truth.leaders);
        let told = effects.filter_map(|(effect, truth)| {
            Some(Told::of(effect.as_ref()?.estimate, truth.levels[0]))
        });
        Some(told.collect())
    }
}
