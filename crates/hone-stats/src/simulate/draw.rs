use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{Carelessness, LeaderTruth, Plan, Pool, Round, Truth};
use crate::numeric::{normal, stream};
use crate::{Error, Scores};

/// Streams from here on belong to leaders, two each: their truth and their ballots.
pub(super) const LEADERS: u64 = 1 << 33;
/// Streams from here on belong to raters.
const RATERS: u64 = 1;

/// Writes ballots row by row.
pub(super) struct Writer<'a> {
    plan: &'a Plan,
    seed: u64,
    difficulties: Vec<f64>,
    leniency: Vec<f64>,
    careless: Vec<bool>,
    /// Who rates each leader, and how they see them; the second wave starts from it.
    views: Vec<Vec<View>>,
    streams: Vec<ChaCha8Rng>,
    columns: Vec<Vec<f64>>,
    leaders: Vec<u32>,
    raters: Vec<u32>,
    sources: Vec<Option<usize>>,
    waves: Vec<u32>,
}

/// How one rater sees one leader, in each scale, leniency included.
#[derive(Clone)]
struct View {
    rater: usize,
    source: usize,
    scales: Vec<f64>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(plan: &'a Plan, seed: u64, difficulties: Vec<f64>) -> Self {
        let ballots = (0..plan.n_leaders as u64).map(|l| stream(seed, LEADERS + 2 * l + 1));
        let mut writer = Self {
            plan,
            seed,
            difficulties,
            leniency: Vec::new(),
            careless: Vec::new(),
            views: Vec::with_capacity(plan.n_leaders),
            streams: ballots.collect(),
            columns: vec![Vec::new(); plan.n_items()],
            leaders: Vec::new(),
            raters: Vec::new(),
            sources: Vec::new(),
            waves: Vec::new(),
        };
        if let Pool::Shared { leaders_per_unit, raters_per_unit } = plan.pool {
            for _ in 0..plan.n_leaders.div_ceil(leaders_per_unit) * raters_per_unit {
                writer.new_rater();
            }
        }
        writer
    }

    pub(super) fn first_wave(&mut self, truth: &[LeaderTruth]) {
        for leader in 0..self.plan.n_leaders {
            let views = self.draw_views(leader);
            self.views.push(views);
            self.ballots(leader, 0, &truth[leader]);
        }
    }

    pub(super) fn second_wave(&mut self, truth: &[LeaderTruth], turnover: f64) {
        for leader in 0..self.plan.n_leaders {
            for place in 0..self.views[leader].len() {
                if self.streams[leader].random::<f64>() < turnover {
                    self.replace(leader, place);
                }
            }
            self.ballots(leader, 1, &truth[leader]);
        }
    }

    pub(super) fn finish(self, leaders: Vec<LeaderTruth>) -> Result<Round, Error> {
        Ok(Round {
            scores: Scores::new(self.columns)?,
            leaders: self.leaders,
            raters: own_view_numbers(self.raters, &self.sources, self.leniency.len()),
            sources: self.sources,
            waves: self.waves,
            truth: Truth {
                leaders,
                leniency: self.leniency,
                careless: self.careless,
                difficulties: self.difficulties,
            },
        })
    }

    fn new_rater(&mut self) -> usize {
        let number = self.leniency.len();
        let rng = &mut stream(self.seed, RATERS + number as u64);
        self.leniency.push(self.plan.variances.leniency.sqrt() * normal(rng));
        self.careless.push(rng.random::<f64>() < self.plan.careless);
        number
    }

    fn draw_views(&mut self, leader: usize) -> Vec<View> {
        let raters = self.choose_raters(leader);
        let mut raters = raters.into_iter();
        let mut views = Vec::with_capacity(self.plan.raters_per_leader());
        for (source, of_source) in self.plan.sources.iter().enumerate() {
            let seen = self.plan.variances.source.sqrt() * normal(&mut self.streams[leader]);
            for rater in raters.by_ref().take(of_source.raters_per_leader) {
                views.push(self.view(leader, rater, source, seen));
            }
        }
        views
    }

    fn choose_raters(&mut self, leader: usize) -> Vec<usize> {
        let n = self.plan.raters_per_leader();
        match self.plan.pool {
            Pool::Own => (0..n).map(|_| self.new_rater()).collect(),
            Pool::Shared { leaders_per_unit, raters_per_unit } => {
                let first = leader / leaders_per_unit * raters_per_unit;
                let mut pool: Vec<usize> = (first..first + raters_per_unit).collect();
                for place in 0..n {
                    let chosen = self.streams[leader].random_range(place..pool.len());
                    pool.swap(place, chosen);
                }
                pool.truncate(n);
                pool
            }
        }
    }

    fn view(&mut self, leader: usize, rater: usize, source: usize, seen: f64) -> View {
        let rng = &mut self.streams[leader];
        let shared = self.leniency[rater] + seen + self.plan.variances.halo.sqrt() * normal(rng);
        let sd = self.plan.variances.halo_specific.sqrt();
        let scales = (0..self.plan.n_scales).map(|_| shared + sd * normal(rng)).collect();
        View { rater, source, scales }
    }

    /// Puts somebody else in a rater's place; in a pool in which everybody already rates this leader,
    /// nobody is left who could.
    fn replace(&mut self, leader: usize, place: usize) {
        let rater = match self.plan.pool {
            Pool::Own => self.new_rater(),
            Pool::Shared { leaders_per_unit, raters_per_unit } => {
                let first = leader / leaders_per_unit * raters_per_unit;
                let rates = |rater: &usize| self.views[leader].iter().any(|v| v.rater == *rater);
                let free: Vec<usize> =
                    (first..first + raters_per_unit).filter(|rater| !rates(rater)).collect();
                if free.is_empty() {
                    return;
                }
                free[self.streams[leader].random_range(0..free.len())]
            }
        };
        let source = self.views[leader][place].source;
        let seen = self.plan.variances.source.sqrt() * normal(&mut self.streams[leader]);
        self.views[leader][place] = self.view(leader, rater, source, seen);
    }

    fn ballots(&mut self, leader: usize, wave: u32, truth: &LeaderTruth) {
        let shift = if wave == 0 { 0.0 } else { truth.change };
        let levels: Vec<f64> = truth.levels.iter().map(|level| level + shift).collect();
        if let Some(own) = self.plan.own_view {
            let sd = own.variance.sqrt();
            let elevation = own.leniency + sd * normal(&mut self.streams[leader]);
            let seen: Vec<f64> = levels.iter().map(|l| own.weight * l + elevation).collect();
            self.ballot(leader, None, wave, &seen);
        }
        for place in 0..self.views[leader].len() {
            let view = self.views[leader][place].clone();
            let seen: Vec<f64> = levels.iter().zip(&view.scales).map(|(l, v)| l + v).collect();
            self.ballot(leader, Some(&view), wave, &seen);
        }
    }

    fn ballot(&mut self, leader: usize, view: Option<&View>, wave: u32, seen: &[f64]) {
        let straight =
            view.filter(|view| self.careless[view.rater]).map(|_| self.any_answer(leader));
        for item in 0..self.plan.n_items() {
            let answer = match (straight, self.plan.carelessness) {
                (Some(same), Carelessness::Straight) => same,
                (Some(_), Carelessness::Random) => self.any_answer(leader),
                (None, _) => {
                    let noise =
                        self.plan.variances.noise.sqrt() * normal(&mut self.streams[leader]);
                    let level = seen[item / self.plan.items_per_scale];
                    self.rounded(level - self.difficulties[item] + noise)
                }
            };
            let is_missing = self.streams[leader].random::<f64>() < self.plan.missing;
            self.columns[item].push(if is_missing { f64::NAN } else { answer });
        }
        self.leaders.push(number(leader));
        self.raters.push(number(view.map_or(leader, |view| view.rater)));
        self.sources.push(view.map(|view| view.source));
        self.waves.push(wave);
    }

    fn rounded(&self, latent: f64) -> f64 {
        if self.plan.thresholds.is_empty() {
            return latent;
        }
        1.0 + self.plan.thresholds.iter().filter(|threshold| latent > **threshold).count() as f64
    }

    /// Any category alike; without categories, any value of the spread about a leader.
    fn any_answer(&mut self, leader: usize) -> f64 {
        let rng = &mut self.streams[leader];
        if self.plan.thresholds.is_empty() {
            return self.plan.spread_about_leader() * normal(rng);
        }
        rng.random_range(1..=self.plan.thresholds.len() + 1) as f64
    }
}

/// Numbers leaders who rate themselves after all raters, which are only known at the end.
fn own_view_numbers(mut raters: Vec<u32>, sources: &[Option<usize>], n_raters: usize) -> Vec<u32> {
    for (rater, _) in raters.iter_mut().zip(sources).filter(|(_, source)| source.is_none()) {
        *rater += number(n_raters);
    }
    raters
}

/// The plan was refused if its rows had more than 32 bits.
fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
