use hone_stats::raters::{BallotSums, Leniency, Parts, halo, leniency};
use hone_stats::simulate::{Plan, Pool, Round, Source, Variances, simulate};
use hone_stats::{AnswerScale, Error, Estimate, Groups, Scores};
use proptest::prelude::*;

use crate::reference::{absolute, all_absolute, number, result, table};

fn of(scores: &Scores, leaders: &Groups) -> Leniency {
    leniency(&BallotSums::of(scores, leaders).unwrap()).unwrap()
}

fn five_items_of_200_leaders() -> (Scores, Groups) {
    let table = table("sim360");
    let rows: Vec<usize> = (0..1600).collect();
    let scores = table.scores_in("i01", "i05").rows(&rows).unwrap();
    (scores, table.groups("ratee").0.rows(&rows).unwrap().0)
}

fn values(estimates: &[Estimate]) -> Vec<f64> {
    estimates.iter().map(|estimate| estimate.value).collect()
}

/// A round in which raters see what they see, and the leader has as many raters as are given.
fn drawn(n_leaders: usize, raters: usize, change: impl Fn(&mut Plan)) -> Round {
    let mut plan = Plan {
        sources: vec![Source { name: "peer".to_owned(), raters_per_leader: raters }],
        pool: Pool::Own,
        ..Plan::typical(n_leaders)
    };
    change(&mut plan);
    simulate(&plan, 17).unwrap()
}

#[test]
fn level_and_profile_are_those_of_a_mixed_model_on_balanced_data() {
    let exact = result("leniency_sim360_200_anova");
    let reml = result("leniency_sim360_200");
    let (scores, leaders) = five_items_of_200_leaders();

    let parts = of(&scores, &leaders).parts;

    let ours = [parts.leader_level, parts.leader_profile, parts.rater_level, parts.rater_profile];
    for (ours, name) in ours.iter().zip(["/leader", "/leader:item", "/ballot", "/Residual"]) {
        absolute(ours.value, number(&exact, name), 1e-12);
        // As near as lmer's optimiser comes to its own optimum.
        absolute(ours.value, number(&reml, name), 5e-5);
    }
}

#[test]
fn a_kinder_ballot_moves_levels_and_no_profile() {
    let (scores, leaders) = five_items_of_200_leaders();
    let kinder = |item: &[f64]| {
        item.iter().enumerate().map(|(row, x)| x + ((row * 7) % 11) as f64 / 4.0).collect()
    };
    let kinder = Scores::new(scores.items().map(kinder).collect()).unwrap();

    let (before, after) = (of(&scores, &leaders), of(&kinder, &leaders));

    assert!(after.parts.rater_level.value > before.parts.rater_level.value + 0.3);
    absolute(after.parts.rater_profile.value, before.parts.rater_profile.value, 1e-10);
    let profiles = before.leaders.iter().flatten().zip(after.leaders.iter().flatten());
    for (before, after) in profiles {
        all_absolute(&values(&after.profile), &values(&before.profile), 1e-10);
        absolute(after.profile[2].se.unwrap(), before.profile[2].se.unwrap(), 1e-10);
        assert!(after.raw[2].se > after.profile[2].se);
    }
}

#[test]
fn urns_that_are_merged_say_what_one_urn_says() {
    let (scores, leaders) = five_items_of_200_leaders();
    let (even, odd): (Vec<usize>, Vec<usize>) = (0..1600).partition(|row| row % 2 == 0);
    let half = |rows: &[usize]| {
        BallotSums::of(&scores.rows(rows).unwrap(), &leaders.rows(rows).unwrap().0).unwrap()
    };

    let mut merged = half(&even);
    for (urn, other) in merged.iter_mut().zip(half(&odd)) {
        urn.merge(&other).unwrap();
    }

    assert_eq!(merged, BallotSums::of(&scores, &leaders).unwrap());
    assert_eq!(merged[0].merge(&BallotSums::new(4)), Err(Error::LengthsDiffer));
}

#[test]
fn intervals_of_profiles_hold_the_truth_19_times_in_20() {
    let round = drawn(400, 5, |plan| plan.thresholds.clear());
    let leaders = Groups::new(round.leaders.clone()).unwrap();

    let ours = of(&round.scores, &leaders);

    let (mut held, mut all) = (0, 0);
    for (ours, truth) in ours.leaders.iter().flatten().zip(&round.truth.leaders) {
        let at = |item: usize| truth.levels[item / 5] - round.truth.difficulties[item];
        let level = (0..30).map(at).sum::<f64>() / 30.0;
        for (item, profile) in ours.profile.iter().enumerate() {
            let interval = profile.ci95.unwrap();
            held += i32::from((interval.low..=interval.high).contains(&(at(item) - level)));
            all += 1;
        }
    }
    absolute(f64::from(held) / f64::from(all), 0.95, 0.01);
}

#[test]
fn parts_hold_the_variances_of_the_plan() {
    const ROUNDS: u64 = 8;
    let plan = Plan {
        sources: vec![Source { name: "peer".to_owned(), raters_per_leader: 6 }],
        pool: Pool::Own,
        thresholds: Vec::new(),
        ..Plan::typical(300)
    };
    let parts = |seed: u64| {
        let round = simulate(&plan, seed).unwrap();
        of(&round.scores, &Groups::new(round.leaders).unwrap()).parts
    };

    let parts: Vec<Parts> = (0..ROUNDS).map(parts).collect();

    let covers = |of: fn(&Parts) -> Estimate, truth: f64| {
        let errors = parts.iter().map(|parts| (of(parts).value - truth) / of(parts).se.unwrap());
        let mean = errors.sum::<f64>() / (ROUNDS as f64).sqrt();
        assert!(mean.abs() < 3.0, "{mean} standard errors from {truth}");
    };
    let v = plan.variances;
    // Items of the same scale share the specific variance: 4 of 29 other items are of it.
    let same_scale = 4.0 / 29.0;
    covers(|parts| parts.leader_level, v.general + v.source + same_scale * v.specific);
    covers(|parts| parts.leader_profile, (1.0 - same_scale) * v.specific);
    covers(|parts| parts.rater_level, v.leniency + v.halo + same_scale * v.halo_specific);
    covers(|parts| parts.rater_profile, (1.0 - same_scale) * v.halo_specific + v.noise);
}

#[test]
fn halo_is_what_ballots_share_beyond_their_leaders() {
    let scale = AnswerScale::new(1, 5).unwrap();
    let excess = |halo_variance: f64, specific: f64| {
        let round = drawn(300, 6, |plan| {
            let noise = 0.3;
            let leniency = 0.0;
            plan.variances =
                Variances { halo: halo_variance, specific, noise, leniency, ..plan.variances };
        });
        let leaders = Groups::new(round.leaders.clone()).unwrap();
        halo(&round.scores, &leaders, None, scale).unwrap().excess.unwrap()
    };

    let (with, without) = (excess(1.5, 0.6), excess(0.0, 0.6));

    assert!(with.ci95.unwrap().low > 0.0, "{with:?}");
    assert!(without.ci95.unwrap().high < 0.0, "{without:?}");
}

#[test]
fn straight_lining_and_habits_are_found_as_often_as_they_are_there() {
    let scale = AnswerScale::new(1, 5).unwrap();
    let careless = |plan: &mut Plan| {
        plan.careless = 0.15;
        plan.pool = Pool::Shared { leaders_per_unit: 20, raters_per_unit: 25 };
    };
    let round = drawn(300, 6, careless);
    let leaders = Groups::new(round.leaders.clone()).unwrap();
    let raters = Groups::by_label(&round.raters).unwrap().0;

    let ours = halo(&round.scores, &leaders, Some(&raters), scale).unwrap();

    let is_careless = |rater: &&u32| round.truth.careless[**rater as usize];
    let share = round.raters.iter().filter(is_careless).count() as f64 / 1800.0;
    absolute(ours.straight.value, share, 0.01);
    let habits = ours.habits.unwrap();
    let spread = habits.spread.unwrap();
    assert!(spread.one_ballot.ci95.unwrap().low > 0.3);
    assert!(spread.ballots_needed.unwrap() <= 5);
    assert!(habits.level.unwrap().one_ballot.value > 0.1);
}

#[test]
fn raters_of_one_leader_each_have_no_habits_to_speak_of() {
    let round = drawn(50, 5, |_| ());
    let leaders = Groups::new(round.leaders.clone()).unwrap();
    let raters = Groups::new(round.raters.clone()).unwrap();

    let ours = halo(&round.scores, &leaders, Some(&raters), AnswerScale::new(1, 5).unwrap());

    let habits = ours.unwrap().habits.unwrap();
    assert_eq!((habits.level, habits.spread, habits.ends), (None, None, None));
}

#[test]
fn the_middle_of_a_scale_without_a_middle_is_both_answers_beside_it() {
    let scores = Scores::new(vec![
        vec![1.0, 3.0, 6.0, 4.0],
        vec![2.0, 3.0, 6.0, 5.0],
        vec![6.0, 4.0, 6.0, f64::NAN],
    ])
    .unwrap();
    let leaders = Groups::new(vec![0, 0, 1, 1]).unwrap();

    let ours = halo(&scores, &leaders, None, AnswerScale::new(1, 6).unwrap()).unwrap();

    absolute(ours.middle.value, 4.0 / 11.0, 1e-12);
    absolute(ours.ends.value, 5.0 / 11.0, 1e-12);
    absolute(ours.straight.value, 0.25, 1e-12);
    assert_eq!(ours.n_ballots, 4);
}

#[test]
fn what_cannot_be_told_is_refused() {
    let refused = |columns: Vec<Vec<f64>>, leaders: Vec<u32>| {
        let scores = Scores::new(columns).unwrap();
        let sums = BallotSums::of(&scores, &Groups::new(leaders).unwrap()).unwrap();
        leniency(&sums).unwrap_err()
    };
    let nan = f64::NAN;

    assert_eq!(
        refused(vec![vec![1.0, 2.0]], vec![0, 1]),
        Error::TooFewItems { found: 1, needed: 2 }
    );
    let two = vec![vec![1.0, 2.0, 3.0], vec![2.0, 2.0, 5.0]];
    assert_eq!(refused(two.clone(), vec![0, 1, 2]), Error::NoDegreesOfFreedom);
    assert_eq!(refused(two, vec![0, 0, 0]), Error::TooFewGroups { found: 1, needed: 2 });
    assert_eq!(refused(vec![vec![nan, nan], vec![1.0, 2.0]], vec![0, 1]), Error::NoRows);
    assert_eq!(leniency(&[]).unwrap_err(), Error::TooFewItems { found: 0, needed: 2 });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_ballots_give_a_result_or_a_reason(
        rows in prop::collection::vec((0..6_u32, 0..4_u32, prop::array::uniform3(0..7_u8)), 1..40),
    ) {
        let answer = |code: u8| if code == 6 { f64::NAN } else { f64::from(code) };
        let column = |item: usize| rows.iter().map(|row| answer(row.2[item])).collect();
        let scores = Scores::new((0..3).map(column).collect()).unwrap();
        let label = |of: fn(&(u32, u32, [u8; 3])) -> u32| {
            Groups::by_label(&rows.iter().map(of).collect::<Vec<_>>()).unwrap().0
        };
        let (leaders, raters) = (label(|row| row.0), label(|row| row.1));

        let levels = leniency(&BallotSums::of(&scores, &leaders).unwrap());
        let style = halo(&scores, &leaders, Some(&raters), AnswerScale::new(0, 5).unwrap());

        if let Ok(levels) = levels {
            prop_assert!(levels.parts.rater_profile.value.is_finite());
            for profile in levels.leaders.iter().flatten() {
                prop_assert!(values(&profile.profile).iter().sum::<f64>().abs() < 1e-9);
            }
        }
        if let Ok(style) = style {
            prop_assert!((0.0..=1.0).contains(&style.straight.value));
        }
    }
}
