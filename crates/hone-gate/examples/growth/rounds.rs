//! Two rounds about the same leaders, drawn from a stated model and released by the rule.
//!
//! An answer is the leader's level, plus how often the question is seen of anybody (from -0.3 to
//! 0.3 points), plus how mild the rater is in all things (sd 0.4), plus how the
//! rater sees this leader on this scale (0.6), plus how the question came out (0.7), to the nearest
//! point. Raters' means of a scale of four questions differ by about 0.8 then, the planning value.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use hone_gate::{
    Answer, Category, Change, Floor, Form, Growth, Item, LEADERS_NEEDED, Outcome, Past, Pole,
    Published, RATERS_NEEDED, Release, Scale, Sheet, Sheets, Spread, SpreadBuilder, Stamp,
    growth_of_scale, release,
};
use hone_stats::numeric::{normal, normal_quantile, stream};
use jiff::civil::{Date, date};

const CONTRASTS: [&str; 5] = ["trust", "vision", "awareness", "change", "risk"];
const ENDS: [(&str, Pole); 2] = [("leading", Pole::Leading), ("managing", Pole::Managing)];
const N_SCALES: usize = CONTRASTS.len() * ENDS.len();
/// How much more or less often than the others a question of a scale is seen.
const QUESTIONS: [f64; N_ITEMS] = [-0.3, -0.1, 0.1, 0.3];
const N_ITEMS: usize = 4;
const DAYS: [Date; 2] = [date(2026, 6, 12), date(2026, 12, 12)];

/// What is drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// How many direct reports, peers and others answer in each round.
    pub(crate) n_raters: [usize; 3],
    pub(crate) floor: usize,
    pub(crate) n_leaders: usize,
    /// What all scales of all leaders are at, in points, before and after.
    pub(crate) levels: [f64; 2],
    /// Whether the same people answer again; else others do.
    pub(crate) same_raters: bool,
    /// The share of questions that a rater could not see.
    pub(crate) unseen: f64,
}

/// What the two releases about one leader say of the ten scales.
pub(crate) type Told = Vec<Growth>;

impl Plan {
    /// Two rounds; what is told about each of their leaders.
    pub(crate) fn draw(&self, seed: u64) -> Vec<Told> {
        let mut rng = stream(seed, 0);
        let mut chance = move || normal(&mut rng);
        let rounds: Vec<[Sheets; 2]> =
            (0..self.n_leaders).map(|_| self.sheets(&mut chance)).collect();
        let spreads = [0, 1].map(|wave| self.spread(&rounds, wave));
        rounds.iter().filter_map(|sheets| self.told(sheets, &spreads)).collect()
    }

    /// Whether rounds of this size measure how far raters differ.
    pub(crate) fn measures(&self) -> bool {
        let freedom: usize = self.n_raters.iter().map(|n| n.saturating_sub(1)).sum();
        self.n_leaders >= LEADERS_NEEDED && self.n_leaders * freedom >= RATERS_NEEDED
    }

    fn floor(&self) -> Floor {
        Floor::new(self.floor).expect("a floor that the rule allows")
    }

    fn spread(&self, rounds: &[[Sheets; 2]], wave: usize) -> Spread {
        let mut builder = SpreadBuilder::new(&FORM, self.floor());
        for sheets in rounds {
            builder.add(&sheets[wave]);
        }
        builder.finish()
    }

    fn told(&self, sheets: &[Sheets; 2], spreads: &[Spread; 2]) -> Option<Told> {
        let then = self.released(&sheets[0], &spreads[0], DAYS[0])?;
        let now = self.released(&sheets[1], &spreads[1], DAYS[1])?;
        let scale = |scale: &Scale| {
            let counts = |item: &&Item| item.scale.as_ref() == Some(&scale.id);
            let items: Vec<&str> =
                FORM.items().iter().filter(counts).map(|item| item.id.as_str()).collect();
            growth_of_scale(&then, &now, &scale.id, &items)
        };
        Some(FORM.scales().iter().map(scale).collect())
    }

    fn released(&self, sheets: &Sheets, spread: &Spread, day: Date) -> Option<Release> {
        let (model_version, model_digest) = ("1.0.0".to_owned(), "00".to_owned());
        let stamp = Stamp { k: self.floor(), model_version, model_digest };
        match release(&FORM, stamp, sheets, spread, &Past::none(day), &mut || 0) {
            Outcome::Released(Published::Numbers(release)) => Some(*release),
            _ => None,
        }
    }

    fn sheets(&self, chance: &mut impl FnMut() -> f64) -> [Sheets; 2] {
        let categories = [Category::Reports, Category::Peers, Category::Others];
        let mut waves: [Vec<Sheet>; 2] = [vec![], vec![]];
        for (category, n) in categories.into_iter().zip(self.n_raters) {
            for _ in 0..n {
                let mut views = views(chance);
                for (wave, level) in self.levels.into_iter().enumerate() {
                    if wave == 1 && !self.same_raters {
                        views = self::views(chance);
                    }
                    waves[wave].push(self.sheet(category, level, &views, chance));
                }
            }
        }
        waves.map(|sheets| {
            Sheets::new(Category::ANONYMOUS.into(), sheets).expect("all categories are invited")
        })
    }

    fn sheet(
        &self,
        category: Category,
        level: f64,
        views: &[f64],
        chance: &mut impl FnMut() -> f64,
    ) -> Sheet {
        let unseen_below = match self.unseen {
            0.0 => f64::NEG_INFINITY,
            share => normal_quantile(share),
        };
        let mut answers = BTreeMap::new();
        for (place, item) in FORM.items().iter().enumerate() {
            let level = level + QUESTIONS[place % N_ITEMS];
            let answer = points(level + views[place / N_ITEMS] + 0.7 * chance());
            if chance() >= unseen_below {
                answers.insert(item.id.clone(), answer);
            }
        }
        Sheet {
            category,
            answers,
            comments: BTreeMap::new(),
            themes: BTreeMap::new(),
            words: BTreeSet::new(),
        }
    }
}

/// How one rater sees the leader on each scale.
fn views(chance: &mut impl FnMut() -> f64) -> Vec<f64> {
    let mildness = 0.4 * chance();
    (0..N_SCALES).map(|_| mildness + 0.6 * chance()).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 5")]
fn points(value: f64) -> Answer {
    Answer::new(value.round().clamp(1.0, 5.0) as u8).expect("between 1 and 5")
}

static FORM: LazyLock<Form> = LazyLock::new(|| {
    let ends = |contrast: &'static str| {
        ENDS.map(|(end, pole)| Scale {
            id: format!("{contrast}.{end}"),
            contrast: contrast.to_owned(),
            pole,
        })
    };
    let scales: Vec<Scale> = CONTRASTS.into_iter().flat_map(ends).collect();
    let items = scales.iter().flat_map(|scale| {
        let item = |n| Item { id: format!("{}-{n}", scale.id), scale: Some(scale.id.clone()) };
        (1..=N_ITEMS).map(item)
    });
    Form::new(items.collect(), scales.clone(), vec![]).expect("a form that fits together")
});

/// What came of many leaders.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    pub(crate) n_leaders: usize,
    pub(crate) n_told: usize,
    pub(crate) n_more: usize,
    pub(crate) n_less: usize,
    /// Leaders of whom at least one scale is said to have changed.
    pub(crate) n_pages: usize,
    floors: f64,
}

impl Tally {
    /// Adds what is told about one leader.
    pub(crate) fn add(&mut self, told: &Told) {
        let changes: Vec<Change> = told
            .iter()
            .filter_map(|growth| match growth {
                Growth::Told(change) => Some(*change),
                Growth::Untold(_) => None,
            })
            .collect();
        let beyond = || changes.iter().filter(|change| change.is_beyond_noise());
        self.n_leaders += 1;
        self.n_told += changes.len();
        self.n_more += beyond().filter(|change| change.value() > 0.0).count();
        self.n_less += beyond().filter(|change| change.value() < 0.0).count();
        self.n_pages += usize::from(beyond().next().is_some());
        self.floors += changes.iter().map(Change::noise_floor).sum::<f64>();
    }

    /// The share of scales that can be compared.
    pub(crate) fn share_compared(&self) -> f64 {
        self.n_told as f64 / (N_SCALES * self.n_leaders) as f64
    }

    /// The share of scales said to have changed, whichever way.
    pub(crate) fn share_changed(&self) -> f64 {
        (self.n_more + self.n_less) as f64 / self.n_told as f64
    }

    pub(crate) fn share_more(&self) -> f64 {
        self.n_more as f64 / self.n_told as f64
    }

    pub(crate) fn share_less(&self) -> f64 {
        self.n_less as f64 / self.n_told as f64
    }

    /// The share of leaders of whom at least one scale is said to have changed.
    pub(crate) fn share_of_pages(&self) -> f64 {
        self.n_pages as f64 / self.n_leaders as f64
    }

    pub(crate) fn mean_floor(&self) -> f64 {
        self.floors / self.n_told as f64
    }
}
