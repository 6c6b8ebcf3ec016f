//! How work flows, beside what `SciPy` 1.17.1 and statsmodels 0.15.0 give. The command stands beside each
//! value; what is called is imported by its name.

use hone_stats::Error;
use hone_stats::flow::{
    AreaTime, FOR_P50, FOR_P85, Share, WaitingShare, median_time, quantile, share, throughput,
    waiting_share,
};
use hone_stats::forecasts::Told;
use proptest::prelude::*;

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
}

fn told(n_with: usize, n: usize) -> Share {
    *share(n_with, n).unwrap().known().unwrap()
}

// proportion_confint(x, n, method="wilson")
#[test]
fn the_interval_of_a_share_is_that_of_statsmodels() {
    for (n_with, n, low, high) in [
        (3, 10, 0.107_791_267_406_301_04, 0.603_221_852_538_854_6),
        (0, 12, 0.0, 0.242_494_006_655_246_41),
        (12, 12, 0.757_505_993_344_758_9, 1.0),
        (7, 40, 0.087_454_137_460_359_2, 0.319_499_903_317_877_2),
    ] {
        let found = told(n_with, n);

        near(found.ci95.low, low);
        near(found.ci95.high, high);
        near(found.value, n_with as f64 / n as f64);
    }
}

#[test]
fn a_share_of_fewer_than_ten_cases_cannot_be_told() {
    assert_eq!(share(3, 9).unwrap(), Told::CannotTellYet { n: 9, needed: 10 });
    assert_eq!(share(0, 0).unwrap(), Told::CannotTellYet { n: 0, needed: 10 });
    assert_eq!(share(11, 10), Err(Error::LengthsDiffer));
}

// [k + 1 for k in range(n) if binom.cdf(k, n, p) <= .025][-1], and
// [k + 1 for k in range(n) if 1 - binom.cdf(k, n, p) <= .025][0]
#[test]
fn the_interval_of_a_quantile_stands_where_the_binomial_distribution_of_scipy_says() {
    for (n, share, low, high) in [
        (6, 0.5, 1, 6),
        (20, 0.5, 6, 15),
        (22, 0.5, 6, 17),
        (23, 0.85, 16, 23),
        (60, 0.5, 22, 39),
        (60, 0.85, 45, 57),
        (2000, 0.5, 956, 1045),
        (2000, 0.85, 1668, 1732),
    ] {
        let values: Vec<f64> = (1..=n).rev().map(f64::from).collect();

        let ci95 = quantile(&values, share).unwrap().ci95.unwrap();

        assert_eq!((ci95.low, ci95.high), (f64::from(low), f64::from(high)), "{n}, {share}");
    }
}

#[test]
fn a_quantile_of_too_few_values_has_no_interval() {
    let values = |n: usize| -> Vec<f64> { (0..n).map(|i| i as f64).collect() };
    for (share, needed) in [(0.5, FOR_P50), (0.85, FOR_P85)] {
        assert_eq!(quantile(&values(needed - 1), share).unwrap().ci95, None, "{share}");
        assert!(quantile(&values(needed), share).unwrap().ci95.is_some(), "{share}");
    }
    assert_eq!((FOR_P50, FOR_P85), (6, 23));
    // np.quantile([3, 1, 4, 1, 5], .85)
    near(quantile(&[3.0, 1.0, 4.0, 1.0, 5.0], 0.85).unwrap().value, 4.4);
    assert_eq!(quantile(&[], 0.5), Err(Error::NoRows));
    assert_eq!(quantile(&[1.0], 1.0), Err(Error::NotAShare));
}

fn cases(times: &[f64], over: &[u8]) -> Vec<(f64, bool)> {
    times.iter().zip(over).map(|(time, over)| (*time, *over == 1)).collect()
}

// f = SurvfuncRight(np.array(t), np.array(s)); f.quantile(.5), f.quantile_ci(.5, method="cloglog")
#[test]
fn the_median_of_times_of_which_some_go_on_is_that_of_statsmodels() {
    let first = cases(
        &[1.0, 2.0, 2.0, 3.0, 5.0, 8.0, 8.0, 13.0, 21.0, 34.0, 40.0, 55.0],
        &[1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 0, 0],
    );
    let second = cases(
        &[0.5, 1.5, 2.25, 2.25, 3.0, 4.75, 6.0, 6.0, 7.5, 9.0, 9.0, 10.5, 12.0, 14.0, 15.25],
        &[1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 0],
    );
    let few = cases(&[4.0, 6.0, 6.0, 7.0, 9.0, 12.0], &[1, 0, 0, 0, 0, 0]);

    let [first, second, few] = [first, second, few].map(|cases| median_time(&cases).unwrap());

    assert_eq!((first.value, first.low, first.high), (Some(8.0), Some(2.0), None));
    assert_eq!((second.value, second.low, second.high), (Some(7.5), Some(2.25), Some(12.0)));
    assert_eq!((few.value, few.low, few.high), (None, Some(4.0), None));
    assert_eq!((few.n_over, few.n), (1, 6));
}

#[test]
fn where_half_is_left_for_a_while_the_median_is_in_the_middle_of_it() {
    let all: Vec<_> = (1..=20).map(|time| (f64::from(time), true)).collect();

    let found = median_time(&all).unwrap();

    // SurvfuncRight(np.arange(1., 21.), np.ones(20)).quantile_ci(.5, method="cloglog")
    assert_eq!((found.low, found.high), (Some(5.0), Some(15.0)));
    near(found.value.unwrap(), 10.5);
    assert_eq!(median_time(&[]), Err(Error::NoRows));
    assert_eq!(median_time(&[(1.0, true), (-1.0, true)]), Err(Error::NotATime { row: 1 }));
}

fn area(waited: f64, took: f64, n: usize) -> AreaTime {
    AreaTime { waited, took, n }
}

fn waited(areas: &[AreaTime]) -> WaitingShare {
    *waiting_share(areas, 7).unwrap().known().unwrap()
}

#[test]
fn the_share_of_time_waited_is_over_all_areas_and_its_interval_over_samples_of_them() {
    let areas = [area(10.0, 40.0, 20), area(30.0, 60.0, 10)];

    let found = waited(&areas);

    near(found.value, 0.4);
    // Two areas: 0.25, 0.4 and 0.5, with chances of a quarter, a half and a quarter.
    let ci95 = found.ci95.unwrap();
    assert_eq!((ci95.low, ci95.high), (0.25, 0.5));
    assert_eq!((found.n, found.n_areas, found.is_stable), (30, 2, false));
    assert_eq!(found, waited(&areas), "the same seed gives the same interval");
    assert!(waited(&[area(1.0, 2.0, 49), area(1.0, 4.0, 1)]).is_stable);
    assert_eq!(waited(&[area(1.0, 2.0, 30)]).ci95, None, "one area has no interval");
}

#[test]
fn the_share_of_time_waited_for_few_questions_cannot_be_told() {
    let few = waiting_share(&[area(1.0, 2.0, 29)], 7).unwrap();

    assert_eq!(few, Told::CannotTellYet { n: 29, needed: 30 });
    let wrong = waiting_share(&[area(1.0, 2.0, 30), area(3.0, 2.0, 1)], 7);
    assert_eq!(wrong, Err(Error::NotATime { row: 1 }));
    assert_eq!(waiting_share(&[area(0.0, 0.0, 30)], 7), Err(Error::NoRows));
}

#[test]
fn what_is_under_way_is_what_is_finished_times_how_long_it_takes() {
    let found = throughput(&[7.0, 7.0, 7.0, 7.0], 28.0).unwrap();

    near(found.per_week, 1.0);
    near(found.expected_open.unwrap(), 1.0);
    let none = throughput(&[], 28.0).unwrap();
    assert_eq!((none.per_week, none.expected_open), (0.0, None));
    assert_eq!(throughput(&[1.0], 0.0), None);
}

/// Work that comes at even times and takes what it takes: how many are under way on average, counted
/// moment by moment.
fn counted(days_taken: &[f64], every: f64, days: f64) -> f64 {
    let starts = days_taken.iter().enumerate().map(|(place, took)| (place as f64 * every, *took));
    starts.map(|(start, took)| (start + took).min(days) - start).sum::<f64>() / days
}

#[test]
fn in_a_steady_flow_the_law_of_little_counts_what_is_under_way() {
    let days_taken: Vec<f64> = (0..4000).map(|i| 3.0 + f64::from(i % 9)).collect();

    let expected = throughput(&days_taken, 2000.0).unwrap().expected_open.unwrap();

    assert!((expected - counted(&days_taken, 0.5, 2000.0)).abs() < 0.1, "{expected}");
}

proptest! {
    #[test]
    fn a_share_lies_in_its_interval_and_turns_round(
        (n, n_with) in (10_usize..400).prop_flat_map(|n| (Just(n), 0..=n)),
    ) {
        let (one, other) = (told(n_with, n), told(n - n_with, n));

        prop_assert!(one.ci95.low <= one.value + 1e-12 && one.value <= one.ci95.high + 1e-12);
        prop_assert!((one.ci95.low - (1.0 - other.ci95.high)).abs() < 1e-9);
    }

    #[test]
    fn without_gaps_the_median_of_times_is_the_median(
        times in prop::collection::vec(0.1_f64..90.0, 1..60),
    ) {
        let cases: Vec<_> = times.iter().map(|time| (*time, true)).collect();
        let found = median_time(&cases).unwrap().value.unwrap();

        let mut sorted = times.clone();
        sorted.sort_by(f64::total_cmp);
        let below = sorted[(sorted.len() - 1) / 2];
        let above = sorted[sorted.len() / 2];
        prop_assert!(below <= found && found <= above, "{found} of {sorted:?}");
    }
}
