//! Rounds drawn from a stated model, the truth of it, and how often a range holds that.
//!
//! An answer is 3.2, plus how often the question is seen of anybody (from -0.3 to 0.3 points), plus how
//! far the leader leads on the scale and how the rater sees that (which a weaker question shows less
//! of), plus how the question came out (sd 0.7), to the nearest point.

use std::collections::{BTreeMap, BTreeSet};

use hone_gate::{
    Answer, Category, Coefficient, Floor, Form, Item, Pole, QualityBuilder, Scale, Sheet, Sheets,
    Stamp,
};
use hone_stats::numeric::{normal, stream};
use hone_stats::stream::Stream;
use jiff::civil::date;

/// Scales in a round, drawn apart from each other.
pub(crate) const N_SCALES: usize = 10;
const LEVEL: f64 = 3.2;
const NOISE: f64 = 0.7;
/// How far raters' means of a scale differ.
const RATERS: f64 = 0.8;
/// How much more or less often than the others a question of a scale is seen.
const OFFSETS: [f64; 4] = [0.3, -0.3, -0.1, 0.1];
/// How much of the leader and of the rater's view a question shows.
const SHOWN: [f64; 4] = [1.0, 0.7, 1.0, 1.0];
/// Leaders of the truth have this many raters each.
const RATERS_OF_TRUTH: usize = 8;

/// What is drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// Questions of a scale, at most four.
    pub(crate) n_items: usize,
    /// How much of what raters' means differ by is the leader, before answers are whole points.
    pub(crate) alike: f64,
    pub(crate) n_leaders: usize,
    pub(crate) n_raters: usize,
}

/// What endlessly many leaders and raters would show.
#[derive(Clone, Debug)]
pub(crate) struct Truth {
    pub(crate) alpha: f64,
    pub(crate) one_rater: f64,
    pub(crate) items: Vec<f64>,
}

/// How often a range held the truth, and how wide it was.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Held {
    n: usize,
    n_true: usize,
    widths: f64,
}

/// What came of many rounds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    alpha: Held,
    one_rater: Held,
    items: Held,
}

impl Plan {
    /// Every answer about one leader on one scale, in points: a row for each rater.
    fn answers(&self, chance: &mut impl FnMut() -> f64) -> Vec<Vec<u8>> {
        let of_raters = RATERS * RATERS;
        let of_leaders = of_raters * self.alike / (1.0 - self.alike);
        let of_views = of_raters - NOISE * NOISE / self.n_items as f64;
        let leader = of_leaders.sqrt() * chance();
        (0..self.n_raters)
            .map(|_| {
                let view = leader + of_views.sqrt() * chance();
                let items = OFFSETS.iter().zip(SHOWN).take(self.n_items);
                items
                    .map(|(offset, shown)| points(LEVEL + offset + shown * view + NOISE * chance()))
                    .collect()
            })
            .collect()
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 5")]
fn points(value: f64) -> u8 {
    value.round().clamp(1.0, 5.0) as u8
}

impl Truth {
    /// What so many leaders show.
    pub(crate) fn of(n_items: usize, alike: f64, n_leaders: usize) -> Self {
        let plan = Plan { n_items, alike, n_leaders, n_raters: RATERS_OF_TRUTH };
        let mut rng = stream(u64::MAX, 0);
        let mut chance = move || normal(&mut rng);
        let mut sums = Stream::new(n_items);
        for leader in 0..u32::try_from(n_leaders).expect("not so many leaders") {
            let rows = plan.answers(&mut chance);
            let column =
                |item: usize| -> Vec<f64> { rows.iter().map(|row| f64::from(row[item])).collect() };
            let columns: Vec<Vec<f64>> = (0..n_items).map(column).collect();
            let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            sums.push_about(&columns, &vec![leader; rows.len()]).expect("columns of one length");
        }
        let alpha = sums.alpha().expect("answers that vary");
        let items = alpha.items.iter().map(|item| item.r_drop.expect("an item that varies"));
        Self {
            alpha: alpha.raw.value,
            one_rater: sums.icc().expect("leaders who differ").icc1_n0,
            items: items.collect(),
        }
    }
}

impl Tally {
    /// Draws so many rounds, and holds what is told of each against the truth.
    pub(crate) fn of(plan: &Plan, truth: &Truth, n_rounds: u64) -> Self {
        let form = form(plan.n_items);
        let mut tally = Self::default();
        for seed in 0..n_rounds {
            let mut rng = stream(seed, 0);
            let mut chance = move || normal(&mut rng);
            let mut builder = QualityBuilder::new(&form, Floor::DEFAULT);
            for _ in 0..plan.n_leaders {
                builder.add(&sheets(plan, &mut chance));
            }
            let (model_version, model_digest) = ("1.0.0".to_owned(), "00".to_owned());
            let stamp = Stamp { k: Floor::DEFAULT, model_version, model_digest };
            let quality = builder.finish(stamp, date(2026, 6, 12)).expect("enough of everything");
            for scale in quality.scales().values() {
                tally.alpha.add(scale.alpha(), truth.alpha);
                tally.one_rater.add(scale.one_rater(), truth.one_rater);
                for (id, told) in scale.items() {
                    let place = id.rsplit('-').next().and_then(|place| place.parse().ok());
                    let place: usize = place.expect("an id of ours");
                    tally.items.add(Some(*told), truth.items[place]);
                }
            }
        }
        tally
    }

    pub(crate) fn all(&self) -> [Held; 3] {
        [self.alpha, self.one_rater, self.items]
    }

    /// The smallest share of the three.
    pub(crate) fn least(&self) -> f64 {
        self.all().map(|held| held.share()).into_iter().fold(100.0, f64::min)
    }
}

impl Held {
    fn add(&mut self, told: Option<Coefficient>, truth: f64) {
        let Some(told) = told else { return };
        self.n += 1;
        self.n_true += usize::from((told.low()..=told.high()).contains(&truth));
        self.widths += told.high() - told.low();
    }

    /// Of 100 ranges, how many held the truth.
    pub(crate) fn share(&self) -> f64 {
        100.0 * self.n_true as f64 / self.n as f64
    }

    /// How wide they were on average.
    pub(crate) fn width(&self) -> f64 {
        self.widths / self.n as f64
    }
}

fn form(n_items: usize) -> Form {
    let scales: Vec<Scale> = (0..N_SCALES)
        .map(|scale| {
            let (contrast, pole) = (format!("c{}", scale / 2), [Pole::Leading, Pole::Managing]);
            Scale { id: format!("s{scale}"), contrast, pole: pole[scale % 2] }
        })
        .collect();
    let items = (0..N_SCALES).flat_map(|scale| {
        let item = move |place| Item { id: id(scale, place), scale: Some(format!("s{scale}")) };
        (0..n_items).map(item)
    });
    Form::new(items.collect(), scales, vec![]).expect("a form that fits together")
}

fn id(scale: usize, place: usize) -> String {
    format!("s{scale}-{place}")
}

/// What direct reports answer about one leader on all scales.
fn sheets(plan: &Plan, chance: &mut impl FnMut() -> f64) -> Sheets {
    let mut answers = vec![BTreeMap::new(); plan.n_raters];
    for scale in 0..N_SCALES {
        for (sheet, row) in answers.iter_mut().zip(plan.answers(chance)) {
            let named = row.into_iter().enumerate().map(|(place, points)| {
                (id(scale, place), Answer::new(points).expect("between 1 and 5"))
            });
            sheet.extend(named);
        }
    }
    let sheet = |answers| Sheet {
        category: Category::Reports,
        answers,
        comments: BTreeMap::new(),
        themes: BTreeMap::new(),
        words: BTreeSet::new(),
    };
    Sheets::new([Category::Reports].into(), answers.into_iter().map(sheet).collect())
        .expect("reports are invited")
}
