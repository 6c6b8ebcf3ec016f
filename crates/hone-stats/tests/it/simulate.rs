use hone_stats::simulate::{
    Carelessness, OwnView, Plan, Pool, Round, SecondWave, Source, Variances, simulate,
};
use hone_stats::{Error, Groups};
use proptest::prelude::*;

const SEED: u64 = 360;

/// Answers that are not rounded, one rater to a leader's place: variances can be read off.
fn plain(n_leaders: usize, raters: usize) -> Plan {
    Plan {
        sources: vec![Source { name: "peer".to_owned(), raters_per_leader: raters }],
        pool: Pool::Own,
        thresholds: Vec::new(),
        difficulty_sd: 0.0,
        ..Plan::typical(n_leaders)
    }
}

fn variance(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (values.len() - 1) as f64
}

fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let sums: Vec<f64> = a.iter().zip(b).map(|(x, y)| x + y).collect();
    (variance(&sums) - variance(a) - variance(b)) / 2.0
}

fn rows_of_wave(round: &Round, wave: u32) -> Vec<usize> {
    (0..round.waves.len()).filter(|row| round.waves[*row] == wave).collect()
}

#[test]
fn answers_vary_and_covary_as_the_plan_says() {
    let v = Plan::typical(1).variances;
    let round = simulate(&plain(20_000, 1), SEED).unwrap();

    let item = |i: usize| round.scores.item(i);
    let rater = v.leniency + v.halo + v.source;

    let total = v.general + v.specific + rater + v.halo_specific + v.noise;
    assert!((variance(item(0)) - total).abs() < 0.08);
    let within_scale = v.general + v.specific + rater + v.halo_specific;
    assert!((covariance(item(0), item(1)) - within_scale).abs() < 0.06);
    assert!((covariance(item(0), item(29)) - (v.general + rater)).abs() < 0.06);
}

#[test]
fn two_raters_of_a_leader_agree_in_what_is_the_leaders() {
    let v = Plan::typical(1).variances;
    let round = simulate(&plain(20_000, 2), SEED).unwrap();

    let rater = |place: usize| -> Vec<f64> {
        round.scores.item(0).iter().skip(place).step_by(2).copied().collect()
    };

    let shared = v.general + v.specific + v.source;
    assert!((covariance(&rater(0), &rater(1)) - shared).abs() < 0.06);
}

#[test]
fn the_expected_mean_is_what_endlessly_many_raters_give() {
    let plan = Plan {
        sources: vec![Source { name: "peer".to_owned(), raters_per_leader: 50_000 }],
        pool: Pool::Own,
        variances: Variances { source: 0.0, ..Plan::typical(1).variances },
        second_wave: Some(SecondWave { change: 0.8, change_sd: 0.1, turnover: 0.5 }),
        ..Plan::typical(1)
    };

    let round = simulate(&plan, SEED).unwrap();

    for wave in 0..2 {
        let ballots = round.scores.rows(&rows_of_wave(&round, wave)).unwrap();
        let means = ballots.means();
        let scale_mean = means.rows(0, 5).mean();
        let expected = round.truth.leaders[0].expected[wave as usize][0];
        assert!((scale_mean - expected).abs() < 0.02, "{scale_mean} for {expected}");
    }
}

#[test]
fn in_a_pool_raters_rate_several_leaders_and_none_twice() {
    let round = simulate(&Plan::typical(40), SEED).unwrap();
    let (raters, _) = Groups::by_label(&round.raters).unwrap();

    let pairs: std::collections::BTreeSet<_> = round.leaders.iter().zip(&round.raters).collect();

    assert_eq!(pairs.len(), 320);
    assert!(raters.n_groups() <= 50);
    assert!(round.raters.iter().all(|rater| *rater < 50));
}

#[test]
fn in_the_second_wave_as_many_raters_are_new_as_the_plan_says() {
    let plan = Plan {
        pool: Pool::Own,
        second_wave: Some(SecondWave { change: 0.0, change_sd: 0.2, turnover: 0.4 }),
        ..Plan::typical(1_000)
    };

    let round = simulate(&plan, SEED).unwrap();

    let first: std::collections::BTreeSet<u32> =
        rows_of_wave(&round, 0).iter().map(|row| round.raters[*row]).collect();
    let second = rows_of_wave(&round, 1);
    let stayed = second.iter().filter(|row| first.contains(&round.raters[**row])).count();
    assert!((stayed as f64 / second.len() as f64 - 0.6).abs() < 0.03);
    let changes: Vec<f64> = round.truth.leaders.iter().map(|leader| leader.change).collect();
    assert!((variance(&changes).sqrt() - 0.2).abs() < 0.02);
}

#[test]
fn careless_raters_missing_answers_and_own_views_come_as_often_as_planned() {
    let plan = Plan {
        careless: 0.2,
        carelessness: Carelessness::Straight,
        missing: 0.1,
        own_view: Some(OwnView { leniency: 0.5, weight: 0.7, variance: 0.3 }),
        pool: Pool::Own,
        ..Plan::typical(500)
    };

    let round = simulate(&plan, SEED).unwrap();

    let careless = round.truth.careless.iter().filter(|is| **is).count();
    assert!((careless as f64 / 4_000.0 - 0.2).abs() < 0.03);
    let missing: usize =
        round.scores.items().map(|item| item.iter().filter(|x| x.is_nan()).count()).sum();
    assert!((missing as f64 / (4_500.0 * 30.0) - 0.1).abs() < 0.005);
    let straight = |row: usize| {
        let mut answers = round.scores.items().map(|item| item[row]).filter(|x| !x.is_nan());
        let first = answers.next();
        answers.all(|x| Some(x) == first)
    };
    for row in (0..4_500).filter(|row| round.sources[*row].is_some()) {
        let is_careless = round.truth.careless[round.raters[row] as usize];
        assert!(!is_careless || straight(row));
    }
    assert_eq!(round.sources.iter().filter(|source| source.is_none()).count(), 500);
}

#[test]
fn more_leaders_change_nothing_about_the_first() {
    let few = simulate(&Plan::typical(40), SEED).unwrap();
    let many = simulate(&Plan::typical(80), SEED).unwrap();

    let first = many.scores.rows(&(0..320).collect::<Vec<_>>()).unwrap();

    assert_eq!(few.scores, first);
    assert_ne!(simulate(&Plan::typical(40), SEED + 1).unwrap().scores, first);
}

#[test]
fn impossible_plans_are_refused() {
    let refused = |change: fn(&mut Plan)| {
        let mut plan = Plan::typical(10);
        change(&mut plan);
        simulate(&plan, SEED).unwrap_err()
    };

    assert_eq!(refused(|plan| plan.n_leaders = 0), Error::NoRows);
    assert_eq!(refused(|plan| plan.items_per_scale = 0), Error::NoItems);
    assert_eq!(refused(|plan| plan.n_leaders = usize::MAX), Error::TooManyRows);
    assert_eq!(refused(|plan| plan.missing = 1.5), Error::NotAProportion);
    assert_eq!(refused(|plan| plan.variances.halo = -1.0), Error::NotASpread);
    assert_eq!(refused(|plan| plan.variances.noise = f64::NAN), Error::NotASpread);
    assert_eq!(refused(|plan| plan.thresholds.reverse()), Error::Unordered);
    let small = Pool::Shared { leaders_per_unit: 5, raters_per_unit: 7 };
    let too_few = simulate(&Plan { pool: small, ..Plan::typical(10) }, SEED);
    assert_eq!(too_few.unwrap_err(), Error::TooFewRows { found: 7, needed: 8 });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn answers_are_categories_or_missing(
        n_leaders in 1..12_usize,
        missing in 0.0..=1.0_f64,
        careless in 0.0..=1.0_f64,
        seed in any::<u64>(),
    ) {
        let plan = Plan {
            missing,
            careless,
            carelessness: Carelessness::Random,
            second_wave: Some(SecondWave { change: 0.3, change_sd: 0.3, turnover: 1.0 }),
            ..Plan::typical(n_leaders)
        };

        let round = simulate(&plan, seed).unwrap();

        prop_assert_eq!(round.scores.n_rows(), n_leaders * 16);
        for item in round.scores.items() {
            prop_assert!(item.iter().all(|x| x.is_nan() || (1.0..=5.0).contains(x)));
        }
    }
}
