use hone_stats::agreement::{
    ByGroup, Centre, Level, Questions, ad, awg, cutoffs, krippendorff, response_surface, rwg,
    self_other,
};
use hone_stats::{AnswerScale, Error, Groups, Null, Scores};
use proptest::prelude::*;
use serde_json::Value;

use crate::reference::{absolute, all_relative, number, numbers, relative, result, table};

fn five() -> AnswerScale {
    AnswerScale::new(1, 5).unwrap()
}

fn soldiers() -> (Scores, Groups) {
    let table = table("bhr2000");
    (table.scores_in("AF06", "AS28"), table.groups("GRP").0)
}

fn found(ours: &ByGroup) -> Vec<f64> {
    ours.values.iter().map(|value| value.unwrap_or(f64::NAN)).collect()
}

/// Groups in their order, and what R's `summary` and `quantile` say of them.
#[track_caller]
fn is_as_in_multilevel(ours: &ByGroup, theirs: &Value, key: &str) {
    let per_group = theirs["per_group"].as_array().unwrap();
    let of_group: Vec<f64> = per_group.iter().map(|group| group[key].as_f64().unwrap()).collect();
    let sizes: Vec<f64> = per_group.iter().map(|group| group["gsize"].as_f64().unwrap()).collect();
    all_relative(&found(ours), &of_group, 1e-12);
    all_relative(&ours.sizes.iter().map(|size| *size as f64).collect::<Vec<_>>(), &sizes, 0.0);
    relative(ours.mean.unwrap(), number(theirs, "/sum/mean"), 1e-12);
    relative(ours.median.unwrap(), number(theirs, "/sum/median"), 1e-12);
}

#[test]
fn rwg_of_one_item_is_that_of_multilevel() {
    let (items, companies) = soldiers();
    let one = Scores::new(vec![items.item(0).to_vec()]).unwrap();

    let found = rwg(&one, &companies, five(), Null::Uniform).unwrap();

    is_as_in_multilevel(&found.rwg, &result("rwg_bhr2000_AF06_uniform"), "rwg");
}

#[test]
fn rwg_of_several_items_is_that_of_multilevel_and_hangs_on_the_null() {
    let (items, companies) = soldiers();

    let uniform = rwg(&items, &companies, five(), Null::Uniform).unwrap();
    let skewed = rwg(&items, &companies, five(), Null::SlightSkew).unwrap();

    is_as_in_multilevel(&uniform.rwg, &result("rwgj_bhr2000_uniform"), "rwg.j");
    is_as_in_multilevel(&skewed.rwg, &result("rwgj_bhr2000_slightskew"), "rwg.j");
    let lindell = numbers(&result("rwglindell_bhr2000"), "/value");
    all_relative(&found(&uniform.lindell), &lindell, 1e-12);
    assert!(uniform.rwg.mean.unwrap() > 0.88 && skewed.rwg.mean.unwrap() < 0.58);
}

#[test]
fn rwg_of_many_leaders_is_that_of_multilevel() {
    let ratings = table("sim360");
    let (leaders, _) = ratings.groups("ratee");
    let items = ratings.scores_in("i01", "i30");

    let agreement = rwg(&items, &leaders, five(), Null::Uniform).unwrap();
    let deviation = ad(&items, &leaders, Centre::Mean).unwrap();

    let theirs = [result("rwgj_sim360_uniform"), result("ad_sim360")];
    for (ours, theirs) in [agreement.rwg, deviation].iter().zip(theirs) {
        relative(ours.mean.unwrap(), number(&theirs, "/sum/mean"), 1e-12);
        relative(ours.median.unwrap(), number(&theirs, "/sum/median"), 1e-12);
        assert_eq!(ours.n_groups, 2000);
    }
}

#[test]
fn rows_with_gaps_are_left_out_as_in_multilevel() {
    let (items, companies) = soldiers();
    let is_gap = |row: usize, item: usize| ((row + 1) * 3 + (item + 1) * 5).is_multiple_of(7);
    let column = |item: usize| {
        let answer =
            |(row, value): (usize, &f64)| if is_gap(row, item) { f64::NAN } else { *value };
        items.item(item).iter().enumerate().map(answer).collect()
    };
    let holes = Scores::new(vec![column(0), column(2), column(10)]).unwrap();

    let ours = rwg(&holes, &companies, five(), Null::Uniform).unwrap();

    all_relative(&found(&ours.rwg), &numbers(&result("rwgj_bhr2000_gaps"), "/value"), 1e-12);
}

#[test]
fn more_disagreement_than_at_random_is_no_agreement_and_never_negative() {
    let torn = Scores::new(vec![vec![1.0, 1.0, 5.0, 5.0], vec![1.0, 5.0, 1.0, 5.0]]).unwrap();
    let one_group = Groups::new(vec![0; 4]).unwrap();

    let found = rwg(&torn, &one_group, five(), Null::Uniform).unwrap();

    assert_eq!((found.rwg.values[0], found.n_truncated), (Some(0.0), 1));
    assert!(found.lindell.values[0].unwrap() < 0.0);
}

#[test]
fn a_group_of_one_has_no_agreement_and_one_that_agrees_fully_has_it() {
    let gap = f64::NAN;
    let answers = Scores::new(vec![vec![4.0, 4.0, 4.0, 2.0, 3.0, gap, gap]]).unwrap();
    let groups = Groups::new(vec![0, 0, 0, 1, 2, 2, 3]).unwrap();

    let agreement = rwg(&answers, &groups, five(), Null::Uniform).unwrap().rwg;
    let deviation = ad(&answers, &groups, Centre::Median).unwrap();

    assert_eq!(agreement.values, [Some(1.0), None, None, None]);
    assert_eq!(agreement.sizes, [3, 1, 1, 0]);
    assert_eq!((agreement.mean, agreement.n_groups), (Some(1.0), 1));
    assert_eq!(deviation.values, [Some(0.0), None, None, None]);
}

#[test]
fn average_deviations_are_those_of_multilevel() {
    let (items, companies) = soldiers();

    let from_mean = ad(&items, &companies, Centre::Mean).unwrap();
    let from_median = ad(&items, &companies, Centre::Median).unwrap();

    is_as_in_multilevel(&from_mean, &result("ad_bhr2000"), "AD.M");
    all_relative(&found(&from_median), &numbers(&result("admd_bhr2000"), "/value"), 1e-12);
}

#[test]
fn awg_is_that_of_multilevel_and_not_defined_near_the_ends() {
    let (items, companies) = soldiers();
    let near_the_end = Scores::new(vec![vec![5.0, 5.0, 5.0, 4.0]]).unwrap();
    let one_group = Groups::new(vec![0; 4]).unwrap();

    let ours = awg(&items, &companies, five()).unwrap();
    let none = awg(&near_the_end, &one_group, five()).unwrap();

    all_relative(&found(&ours), &numbers(&result("awg_bhr2000"), "/value"), 1e-11);
    assert_eq!(none.values, [None]);
}

/// 10,000 groups in R and as many here: the possible values are discrete, and each has a chance
/// that lies well off 5 %, so that both stop at the same one or the next.
#[test]
fn cut_offs_are_those_of_multilevel() {
    let theirs = result("rwgsim");
    let of = |n_items: usize| {
        let questions = Questions { n_items, scale: five(), null: Null::Uniform };
        cutoffs(&[10], questions, 20_000, 5).unwrap()[0]
    };

    absolute(of(1).rwg.unwrap(), number(&theirs, "/rwg10"), 0.02);
    absolute(of(3).rwg.unwrap(), number(&theirs, "/rwgj"), 0.01);
    absolute(of(3).ad.unwrap(), number(&theirs, "/ad"), 0.01);
}

#[test]
fn a_cut_off_hangs_on_the_seed_only() {
    let questions = Questions { n_items: 2, scale: five(), null: Null::SlightSkew };

    let alone = cutoffs(&[7], questions, 500, 1).unwrap();
    let among = cutoffs(&[3, 7, 1], questions, 500, 1).unwrap();

    assert_eq!(alone[0], among[1]);
    assert_eq!((among[2].rwg, among[2].ad), (None, None));
}

/// Two raters of one item agree fully in one case of five: too often for 5 %.
#[test]
fn where_full_agreement_is_common_there_is_no_cut_off() {
    let questions = Questions { n_items: 1, scale: five(), null: Null::Uniform };

    let found = cutoffs(&[2], questions, 2_000, 1).unwrap()[0];

    assert_eq!((found.rwg, found.ad), (None, None));
}

/// Four observers of twelve units, a row per unit.
fn observers() -> Scores {
    let table = table("krippendorff2011");
    let units: Vec<Vec<f64>> = (1..=12).map(|unit| table.numbers(&format!("u{unit}"))).collect();
    let of_observer = |observer: usize| units.iter().map(|unit| unit[observer]).collect();
    Scores::new((0..4).map(of_observer).collect()).unwrap()
}

// Krippendorff (2011), section C, to three figures; Python krippendorff for the rest.
#[test]
fn krippendorffs_alpha_is_the_published_one() {
    let published = [
        (Level::Nominal, 0.743, 0.743421052632),
        (Level::Ordinal, 0.815, 0.815387503755),
        (Level::Interval, 0.849, 0.849107142857),
        (Level::Ratio, 0.797, 0.797402774712),
    ];

    for (level, printed, exact) in published {
        let found = krippendorff(&observers(), level, 0, 0).unwrap();

        absolute(found.alpha.value, printed, 5e-4);
        relative(found.alpha.value, exact, 1e-11);
        assert_eq!((found.n_units, found.n_values, found.alpha.ci95), (11, 40, None));
    }
}

#[test]
fn the_interval_of_krippendorffs_alpha_holds_it_and_repeats() {
    let once = krippendorff(&observers(), Level::Interval, 400, 9).unwrap();
    let again = krippendorff(&observers(), Level::Interval, 400, 9).unwrap();

    let interval = once.alpha.ci95.unwrap();
    assert!(interval.low < once.alpha.value && once.alpha.value < interval.high);
    assert!(interval.high - interval.low > 0.1);
    assert_eq!(once, again);
}

/// Two hundred units and one less, of two raters who differ in one of four.
fn pairs_of(n: usize) -> Scores {
    let first: Vec<f64> = (0..n).map(|unit| (unit % 5) as f64).collect();
    let second = (0..n).map(|unit| ((unit + usize::from(unit % 4 == 3)) % 5) as f64).collect();
    Scores::new(vec![first, second]).unwrap()
}

#[test]
fn where_units_are_many_both_ways_to_an_interval_say_the_same() {
    let many = krippendorff(&pairs_of(200), Level::Nominal, 4_000, 1).unwrap().alpha;
    let fewer = krippendorff(&pairs_of(199), Level::Nominal, 4_000, 1).unwrap().alpha;

    let (many, fewer) = (many.ci95.unwrap(), fewer.ci95.unwrap());
    absolute(many.low, fewer.low, 0.015);
    absolute(many.high, fewer.high, 0.015);
}

#[test]
fn the_jackknife_is_that_of_values_without_each_unit() {
    let units = pairs_of(9);
    let whole = krippendorff(&units, Level::Nominal, 50, 1).unwrap().alpha;

    let without: Vec<f64> = (0..9)
        .map(|left_out| {
            let rest: Vec<usize> = (0..9).filter(|unit| *unit != left_out).collect();
            krippendorff(&units.rows(&rest).unwrap(), Level::Nominal, 0, 0).unwrap().alpha.value
        })
        .collect();

    let mean = without.iter().sum::<f64>() / 9.0;
    let squares: f64 = without.iter().map(|value| (value - mean).powi(2)).sum();
    // The t quantile of 8 degrees of freedom.
    let half = 2.306_004_135_2 * (8.0 / 9.0 * squares).sqrt();
    absolute(whole.ci95.unwrap().low, whole.value - half, 1e-9);
}

#[test]
fn units_that_bear_no_alpha_have_a_reason() {
    let gap = f64::NAN;
    let of = |columns: Vec<Vec<f64>>, level: Level| {
        krippendorff(&Scores::new(columns).unwrap(), level, 20, 0).err()
    };

    for level in [Level::Nominal, Level::Ordinal, Level::Interval, Level::Ratio] {
        assert_eq!(of(vec![vec![2.0; 3]; 2], level), Some(Error::NoVariance));
        assert_eq!(of(vec![vec![1.0, gap], vec![gap, 2.0]], level), Some(Error::NoPairs));
    }
    let many: Vec<f64> = (0..20_000).map(f64::from).collect();
    assert_eq!(of(vec![many.clone(), many.clone()], Level::Interval), None);
    assert_eq!(
        of(vec![many.clone(), many], Level::Ratio),
        Some(Error::TooManyValues { found: 20_000, most: 10_000 })
    );
}

/// The definition, pair by pair.
fn by_pairs(units: &[Vec<f64>], distance: impl Fn(f64, f64) -> f64) -> f64 {
    let paired: Vec<&Vec<f64>> = units.iter().filter(|unit| unit.len() > 1).collect();
    let sum = |values: &[f64]| -> f64 {
        values.iter().map(|a| values.iter().map(|b| distance(*a, *b)).sum::<f64>()).sum()
    };
    let observed: f64 = paired.iter().map(|unit| sum(unit) / (unit.len() - 1) as f64).sum();
    let all: Vec<f64> = paired.into_iter().flatten().copied().collect();
    1.0 - (all.len() - 1) as f64 * observed / sum(&all)
}

proptest! {
    #[test]
    fn counting_coincidences_gives_what_all_pairs_give(
        units in prop::collection::vec(prop::collection::vec(1_u8..=6, 1..5), 3..12),
    ) {
        let units: Vec<Vec<f64>> =
            units.iter().map(|unit| unit.iter().copied().map(f64::from).collect()).collect();
        let rater = |rater: usize| {
            units.iter().map(|unit| unit.get(rater).copied().unwrap_or(f64::NAN)).collect()
        };
        let scores = Scores::new((0..4).map(rater).collect()).unwrap();

        let of = |level| krippendorff(&scores, level, 0, 0).map(|found| found.alpha.value);

        if let Ok(nominal) = of(Level::Nominal) {
            let same = |a: f64, b: f64| f64::from(u8::from(a != b));
            prop_assert!((nominal - by_pairs(&units, same)).abs() < 1e-10);
            let square = |a: f64, b: f64| (a - b).powi(2);
            prop_assert!((of(Level::Interval).unwrap() - by_pairs(&units, square)).abs() < 1e-10);
            let ratio = |a: f64, b: f64| ((a - b) / (a + b)).powi(2);
            prop_assert!((of(Level::Ratio).unwrap() - by_pairs(&units, ratio)).abs() < 1e-10);
        }
    }

    #[test]
    fn agreement_knows_neither_the_order_of_raters_nor_the_end_of_the_scale(
        answers in prop::collection::vec((1_u8..=5, 1_u8..=5, 0_u32..5), 6..40),
    ) {
        let labels: Vec<u32> = answers.iter().map(|(_, _, group)| *group).collect();
        let column = |pick: fn(&(u8, u8, u32)) -> u8| -> Vec<f64> {
            answers.iter().map(|answer| f64::from(pick(answer))).collect()
        };
        let (first, second) = (column(|answer| answer.0), column(|answer| answer.1));
        let turned = |column: &[f64]| column.iter().rev().map(|answer| 6.0 - answer).collect();
        let plain = Scores::new(vec![first.clone(), second.clone()]).unwrap();
        let other = Scores::new(vec![turned(&second), turned(&first)]).unwrap();
        let (groups, _) = Groups::by_label(&labels).unwrap();
        let reversed: Vec<u32> = labels.iter().rev().copied().collect();
        let (backwards, _) = Groups::by_label(&reversed).unwrap();

        let of = |scores: &Scores, groups: &Groups| {
            let agreement = rwg(scores, groups, five(), Null::Uniform).unwrap().rwg;
            [agreement, awg(scores, groups, five()).unwrap(), ad(scores, groups, Centre::Median).unwrap()]
        };

        for (plain, other) in of(&plain, &groups).iter().zip(of(&other, &backwards)) {
            for (a, b) in plain.values.iter().zip(&other.values) {
                prop_assert!((a.unwrap_or(-1.0) - b.unwrap_or(-1.0)).abs() < 1e-12);
            }
        }
    }
}

/// Self-ratings of leaders, the mean of the ratings they got, and what their boss said.
fn selves_and_others() -> [Vec<f64>; 3] {
    let (own, ratings) = (table("sim360_self"), table("sim360"));
    let means = ratings.scores_in("i01", "i30").row_means();
    let others = means.chunks(8).map(|raters| raters.iter().sum::<f64>() / 8.0).collect();
    let sources = ratings.text("source").iter();
    let bosses = sources.zip(&means).filter(|(source, _)| *source == "boss").map(|(_, mean)| *mean);
    [own.scores_in("i01", "i30").row_means(), others, bosses.collect()]
}

#[test]
fn agreement_of_self_and_others_is_that_of_r() {
    let [own, others, _] = selves_and_others();

    let found = self_other(&own, &others).unwrap();

    let theirs = result("selfother_sim360");
    relative(found.r.value, number(&theirs, "/r"), 1e-12);
    relative(found.d, number(&theirs, "/d"), 1e-12);
    relative(found.agreement.value, number(&theirs, "/icc/values/1/0"), 1e-11);
    relative(found.consistency.value, number(&theirs, "/icc/values/2/0"), 1e-11);
    relative(found.consistency.ci95.unwrap().low, number(&theirs, "/icc/values/2/5"), 1e-9);
    assert_eq!(found.n, 2000);
}

#[test]
fn the_response_surface_is_that_of_r() {
    let [own, others, bosses] = selves_and_others();

    let found = response_surface(&own, &others, &bosses, 3.0).unwrap();

    let theirs = result("surface_sim360");
    let value = |estimate: &hone_stats::Estimate| estimate.value;
    let error = |estimate: &hone_stats::Estimate| estimate.se.unwrap();
    let across = [found.a1, found.a2, found.a3, found.a4];
    let of = |estimates: &[hone_stats::Estimate], pick: fn(&hone_stats::Estimate) -> f64| {
        estimates.iter().map(pick).collect::<Vec<_>>()
    };
    all_relative(&of(&found.coefficients, value), &numbers(&theirs, "/coef"), 1e-9);
    all_relative(&of(&found.coefficients, error), &numbers(&theirs, "/se"), 1e-9);
    all_relative(&of(&across, value), &numbers(&theirs, "/a"), 1e-9);
    all_relative(&of(&across, error), &numbers(&theirs, "/a_se"), 1e-9);
    relative(found.r2, number(&result("selfother_sim360"), "/r2"), 1e-10);
}

#[test]
fn selves_that_bear_no_agreement_have_a_reason() {
    let gap = f64::NAN;
    let few = [1.0, 2.0, gap, 3.0];

    assert_eq!(self_other(&few, &few).err(), Some(Error::TooFewRows { found: 3, needed: 4 }));
    assert_eq!(self_other(&[1.0; 5], &[2.0; 4]).err(), Some(Error::LengthsDiffer));
    assert_eq!(
        self_other(&[1.0, 2.0, 3.0, 4.0], &[2.0; 4]).err(),
        Some(Error::Constant { item: 1 })
    );
    let line: Vec<f64> = (0..20).map(f64::from).collect();
    assert_eq!(response_surface(&line, &line, &line, 3.0).err(), Some(Error::NotPositiveDefinite));
}
