//! The spread that intervals are made with, and whether they hold what they promise.

use hone_gate::{
    Category, Floor, LEADERS_NEEDED, Outcome, Past, Published, RATERS_NEEDED, Sheets, Source,
    Spread, SpreadBuilder, release,
};

use crate::organisation::{Answers, TODAY, chance, form, sheet, sheets, stamp};

/// A normal deviate as the sum of twelve uniform ones.
fn normal(chance: &mut impl FnMut() -> u64) -> f64 {
    (0..12).map(|_| (chance() >> 11) as f64 / (1_u64 << 53) as f64).sum::<f64>() - 6.0
}

/// An answer: how the leader is, how this rater sees them, and how this item came out.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 5")]
fn points(mean: f64, chance: &mut impl FnMut() -> u64) -> u8 {
    (mean + 0.6 * normal(chance)).round().clamp(1.0, 5.0) as u8
}

/// Six reports and seven peers of a leader.
fn leader(mean: f64, chance: &mut impl FnMut() -> u64) -> Sheets {
    let rater = |i: usize, chance: &mut _| {
        let view = mean + 0.7 * normal(chance);
        let answers: Answers = [(); 5].map(|()| Some(points(view, chance)));
        sheet(if i < 6 { Category::Reports } else { Category::Peers }, answers)
    };
    sheets((0..13).map(|i| rater(i, chance)).collect())
}

fn measured(leaders: &[Sheets]) -> Spread {
    let mut builder = SpreadBuilder::new(&form(), Floor::DEFAULT);
    for leader in leaders {
        builder.add(leader);
    }
    builder.finish()
}

#[test]
fn a_small_round_plans_and_a_large_one_measures() {
    let mut chance = chance(3);
    let leaders: Vec<Sheets> = (0..5).map(|_| leader(3.2, &mut chance)).collect();

    // Thirteen raters in two classes are eleven degrees of freedom.
    assert_eq!((LEADERS_NEEDED, RATERS_NEEDED), (5, 40));
    assert_eq!(measured(&leaders[..4]), Spread::assumed(&form()));
    assert_eq!(measured(&leaders).scale("trust.leading").source(), Source::Measured);
}

#[test]
fn five_leaders_with_few_raters_still_plan() {
    let small = || sheets(vec![sheet(Category::Peers, [Some(3); 5]); 8]);
    let leaders: Vec<Sheets> = (0..5).map(|_| small()).collect();

    // Five times seven degrees of freedom are fewer than forty.
    assert_eq!(measured(&leaders), Spread::assumed(&form()));
}

#[test]
fn the_spread_is_pooled_within_classes_and_rounded_up() {
    // Within each class of ten: five at 2 and five at 4, a variance of 10 / 9, sd 1.054.
    let leader = |shift: u8| {
        let rater = |i: u8| sheet(Category::Peers, [Some(2 + 2 * (i % 2) + shift); 5]);
        sheets((0..10).map(rater).collect())
    };
    let leaders: Vec<Sheets> = [0, 1, 0, 1, 0].map(leader).into();

    let spread = measured(&leaders);

    assert!((spread.item("outcome").value() - 1.10).abs() < 1e-9);
    assert!((spread.scale("trust.leading").value() - 1.10).abs() < 1e-9);
    // Every rater gave both ends the same: no spread of the difference, and the smallest step.
    assert!((spread.contrast("trust").value() - 0.05).abs() < 1e-9);
}

#[test]
fn what_is_not_released_is_not_in_the_spread() {
    let mut chance = chance(5);
    let leaders: Vec<Sheets> = (0..6).map(|_| leader(3.2, &mut chance)).collect();
    let extremes = [1, 5, 1].map(|points| sheet(Category::Peers, [Some(points); 5]));

    let mut with = leaders.clone();
    with.extend((0..50).map(|_| sheets(extremes.to_vec())));

    assert_eq!(measured(&with), measured(&leaders));
}

#[test]
fn at_least_95_in_100_intervals_hold_the_true_value() {
    let mut chance = chance(11);
    let means = [2.2, 2.7, 3.2, 3.7, 4.2];
    let mut held = 0;
    let mut n = 0;

    for mean in means {
        let leaders: Vec<Sheets> = (0..200).map(|_| leader(mean, &mut chance)).collect();
        let spread = measured(&leaders);
        // The true value is what endlessly many raters would say, the ends of the answers included.
        let truth = (0..200_000)
            .map(|_| {
                let view = mean + 0.7 * normal(&mut chance);
                f64::from(points(view, &mut chance))
            })
            .sum::<f64>()
            / 200_000.0;
        for sheets in &leaders {
            let past = Past::none(TODAY);
            let Outcome::Released(Published::Numbers(release)) =
                release(&form(), stamp(4), sheets, &spread, &past, &mut chance)
            else {
                panic!("thirteen raters are enough");
            };
            let lines = [
                release.scales()["trust.leading"].overall().shown(),
                release.scales()["trust.managing"].class("reports").unwrap().shown(),
                release.items()["outcome"].class("peers").unwrap().shown(),
            ];
            for shown in lines.into_iter().flatten() {
                n += 1;
                held += u32::from(shown.low() <= truth && truth <= shown.high());
            }
        }
    }

    let share = f64::from(held) / f64::from(n);
    assert!(share >= 0.95, "{share} of {n}");
}
