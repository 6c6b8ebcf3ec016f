//! Agreement of raters, and of leaders with their raters.

use std::sync::OnceLock;

use hone_stats::agreement::{
    Centre, Level, Questions, SelfOther, Surface, ad, cutoffs, krippendorff, response_surface, rwg,
    self_other,
};
use hone_stats::numeric::{normal, stream};
use hone_stats::{AnswerScale, Error, Estimate, Groups, Null, Scores};
use rand::RngExt;

use crate::study::{Study, Told};

const DISCRETE: &str = "Agreement of few raters takes few values, and the cut-off is at one that random \
     answers reach in at most 5 % of cases: less often where the next value would be too many.";
const ITEMS_TOGETHER: &str = "The cut-off takes items to be independent; the items of a scale go \
     together, and then random answers pass more often. Count them as one item.";
const SATTERTHWAITE: &str = "The interval is that of ICC(2,1), for which self and others are two raters drawn \
     from many. They are not, and it is wider than it had to be.";

pub(crate) fn studies() -> Vec<Study> {
    [self_others(), surfaces(), krippendorffs(), random_groups()].into_iter().flatten().collect()
}

/// Leaders' own view beside that of others: both normal, correlated by .4, half a point apart.
fn self_others() -> Vec<Study> {
    type Pick = fn(&SelfOther) -> Estimate;
    let (own, other, r): (f64, f64, f64) = (0.6, 0.5, 0.4);
    let shared = r * own * other;
    let apart = 0.5;
    // The two 'raters' are not drawn from many: what they differ by is half of the square.
    let of_raters = apart * apart / 2.0;
    let mean_variance = f64::midpoint(own * own, other * other);
    let figures: [(&'static str, Pick, f64); 4] = [
        ("self and others, correlation", |told| told.r, r),
        ("self and others, agreement", |told| told.agreement, shared / (mean_variance + of_raters)),
        ("self and others, consistency", |told| told.consistency, shared / mean_variance),
        ("self and others, mean difference", |told| told.difference, apart),
    ];
    [30, 200]
        .into_iter()
        .flat_map(|n| {
            figures.map(|(method, pick, truth)| {
                Study::interval((method, format!("{n} leaders"), 2_000), move |seed| {
                    let mut rng = stream(seed, 6);
                    let mut pairs = (Vec::new(), Vec::new());
                    for _ in 0..n {
                        let (a, b) = (normal(&mut rng), normal(&mut rng));
                        pairs.0.push(3.5 + apart + own * a);
                        pairs.1.push(3.5 + other * (r * a + (1.0 - r * r).sqrt() * b));
                    }
                    let told = self_other(&pairs.0, &pairs.1);
                    told.map(|told| vec![Told::of(pick(&told), truth)]).unwrap_or_default()
                })
                .except_if(method.ends_with("agreement"), SATTERTHWAITE)
            })
        })
        .collect()
}

/// The four figures of the response surface.
fn surfaces() -> Vec<Study> {
    type Pick = fn(&Surface) -> Estimate;
    // Of 1, self, others, self squared, self times others, others squared.
    let b = [0.0, 0.1, 0.3, -0.05, 0.15, -0.1];
    let figures: [(&'static str, Pick, f64); 4] = [
        ("response surface, a1", |s| s.a1, b[1] + b[2]),
        ("response surface, a2", |s| s.a2, b[3] + b[4] + b[5]),
        ("response surface, a3", |s| s.a3, b[1] - b[2]),
        ("response surface, a4", |s| s.a4, b[3] - b[4] + b[5]),
    ];
    figures
        .map(|(method, pick, truth)| {
            Study::interval((method, "60 leaders".to_owned(), 2_000), move |seed| {
                let mut rng = stream(seed, 7);
                let mut columns = [Vec::new(), Vec::new(), Vec::new()];
                for _ in 0..60 {
                    let (s, o) = (0.6 * normal(&mut rng), 0.5 * normal(&mut rng));
                    let level: f64 =
                        [1.0, s, o, s * s, s * o, o * o].iter().zip(&b).map(|(x, b)| x * b).sum();
                    columns[0].push(3.0 + s);
                    columns[1].push(3.0 + o);
                    columns[2].push(level + 0.5 * normal(&mut rng));
                }
                let told = response_surface(&columns[0], &columns[1], &columns[2], 3.0);
                told.map(|told| vec![Told::of(pick(&told), truth)]).unwrap_or_default()
            })
        })
        .into()
}

/// Krippendorff's alpha with the 1,000 draws that the command takes.
fn krippendorffs() -> Vec<Study> {
    let study = |n: usize, level: Level| {
        let truth = OnceLock::new();
        let method = match level {
            Level::Nominal => "Krippendorff's alpha, nominal",
            Level::Ordinal => "Krippendorff's alpha, ordinal",
            Level::Interval | Level::Ratio => "Krippendorff's alpha, interval",
        };
        Study::interval(
            (method, format!("{n} units, 4 raters, answers 1 to 5"), 400),
            move |seed| {
                let truth = truth.get_or_init(|| {
                    let told =
                        rated(300_000, 1 << 40).and_then(|units| krippendorff(&units, level, 0, 0));
                    told.map_or(f64::NAN, |told| told.alpha.value)
                });
                let told =
                    rated(n, seed).and_then(|units| krippendorff(&units, level, 1_000, seed));
                told.map(|told| vec![Told::of(told.alpha, *truth)]).unwrap_or_default()
            },
        )
    };
    let levels = [Level::Nominal, Level::Ordinal, Level::Interval];
    [20, 100, 300].into_iter().flat_map(|n| levels.map(|level| study(n, level))).collect()
}

/// Units rated by four; raters agree by about .5.
fn rated(n: usize, seed: u64) -> Result<Scores, Error> {
    let mut rng = stream(seed, 8);
    let units: Vec<f64> = (0..n).map(|_| normal(&mut rng)).collect();
    let answer = |x: f64| (3.5 + x).round().clamp(1.0, 5.0);
    let columns = (0..4)
        .map(|_| units.iter().map(|unit| answer(0.8 * unit + 0.7 * normal(&mut rng))).collect());
    Scores::new(columns.collect())
}

/// Groups that answer at random: how often they pass the cut-off.
fn random_groups() -> Vec<Study> {
    let study = |size: usize, n_items: usize, is_ad: bool, go_together: bool| {
        let method = match (is_ad, go_together) {
            (false, false) => "r_wg cut-off, groups that answer at random",
            (true, false) => "AD cut-off, groups that answer at random",
            (false, true) => "r_wg cut-off, the same answer to each item at random",
            (true, true) => "AD cut-off, the same answer to each item at random",
        };
        let items = if n_items == 1 { "1 item".to_owned() } else { format!("{n_items} items") };
        Study::level((method, format!("{size} raters, {items}"), 100), move |seed| {
            passing(size, n_items, is_ad, go_together, seed).unwrap_or_default()
        })
        .except(if go_together { ITEMS_TOGETHER } else { DISCRETE })
    };
    vec![
        study(4, 1, false, false),
        study(4, 1, true, false),
        study(8, 1, false, false),
        study(8, 1, true, false),
        study(5, 5, false, false),
        study(5, 5, true, false),
        study(5, 5, false, true),
        study(5, 5, true, true),
    ]
}

fn passing(
    size: usize,
    n_items: usize,
    is_ad: bool,
    go_together: bool,
    seed: u64,
) -> Option<Vec<Told>> {
    const GROUPS: usize = 400;
    let scale = AnswerScale::new(1, 5).ok()?;
    let questions = Questions { n_items, scale, null: Null::Uniform };
    let cutoff = *cutoffs(&[size], questions, 20_000, 1).ok()?.first()?;
    let mut rng = stream(seed, 10);
    let mut columns = vec![Vec::with_capacity(GROUPS * size); n_items];
    for _ in 0..GROUPS * size {
        let same = f64::from(rng.random_range(1..=5));
        for column in &mut columns {
            column.push(if go_together { same } else { f64::from(rng.random_range(1..=5)) });
        }
    }
    let scores = Scores::new(columns).ok()?;
    let groups = (0..).take(GROUPS).flat_map(|group| std::iter::repeat_n(group, size)).collect();
    let groups = Groups::new(groups).ok()?;
    let passes: Vec<bool> = if is_ad {
        let limit = cutoff.ad.unwrap_or(-1.0) + 1e-9;
        let found = ad(&scores, &groups, Centre::Mean).ok()?;
        found.values.iter().flatten().map(|value| *value <= limit).collect()
    } else {
        let limit = cutoff.rwg.unwrap_or(2.0) - 1e-9;
        let found = rwg(&scores, &groups, scale, Null::Uniform).ok()?.rwg;
        found.values.iter().flatten().map(|value| *value >= limit).collect()
    };
    Some(passes.into_iter().map(|passes| Told::chance(if passes { 0.0 } else { 1.0 })).collect())
}
