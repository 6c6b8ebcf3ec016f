//! What a round shows of the questionnaire: how much it takes, what goes in, and how fine it is told.

use std::collections::{BTreeMap, BTreeSet};

use hone_gate::{Category, Coefficient, Error, Floor, Quality, QualityBuilder, Sheets};
use hone_stats::reliability::{alpha, group_icc};
use hone_stats::{Groups, Scores};
use proptest::prelude::*;

use crate::organisation::{Answers, TODAY, chance, form, released, stamp, to_sheets};

/// Leaders whose raters differ in how high they answer, so that items of a scale go together.
fn leaders(sizes: &[usize], seed: u64) -> Vec<Vec<(Category, Answers)>> {
    let mut next = chance(seed);
    let mut die = |sides: u64| u8::try_from(next() % sides).unwrap();
    let mut rater = |level: u8| -> (Category, Answers) {
        let mut answer = |own: u8| Some((1 + (level + own + die(2)) / 2).clamp(1, 5));
        let own = 1 + (answer(0).unwrap() * 3) % 4;
        (Category::Peers, [answer(own), answer(own), answer(4 - own), answer(4 - own), None])
    };
    let levels = (0_u8..4).cycle();
    sizes.iter().zip(levels).map(|(n, level)| (0..*n).map(|_| rater(level)).collect()).collect()
}

fn builder(leaders: &[Vec<(Category, Answers)>]) -> QualityBuilder {
    let mut builder = QualityBuilder::new(&form(), Floor::new(4).unwrap());
    for raters in leaders {
        builder.add(&to_sheets(raters));
    }
    builder
}

fn quality(leaders: &[Vec<(Category, Answers)>]) -> Option<Quality> {
    builder(leaders).finish(stamp(4), TODAY)
}

#[test]
fn it_takes_five_leaders_forty_raters_and_nobody_with_more_than_four_in_ten() {
    let is_told = |sizes: &[usize]| quality(&leaders(sizes, 1)).is_some();

    assert!(is_told(&[8, 8, 8, 8, 8]));
    assert!(!is_told(&[8, 8, 8, 8, 7]));
    assert!(!is_told(&[10, 10, 10, 10]));
    assert!(is_told(&[8, 7, 7, 7, 19]));
    assert!(!is_told(&[7, 7, 7, 6, 19]));
    // Three raters are below the floor: their leader is in nothing.
    assert!(!is_told(&[10, 10, 10, 10, 3]));
    assert!(quality(&[]).is_none());
}

#[test]
fn the_coefficients_are_those_of_the_statistics_to_a_twentieth() {
    let all = leaders(&[9, 8, 12, 7, 10, 11], 7);
    let found = quality(&all).unwrap();
    assert_eq!((found.n_leaders(), found.n_raters()), (6, 50));

    let rows: Vec<(u32, &Answers)> = (0..)
        .zip(&all)
        .flat_map(|(leader, raters)| raters.iter().map(move |(_, answers)| (leader, answers)))
        .collect();
    let column = |item: usize| rows.iter().map(|(_, a)| f64::from(a[item].unwrap())).collect();
    let scores = Scores::new(vec![column(0), column(1)]).unwrap();
    let (groups, _) =
        Groups::by_label(&rows.iter().map(|(of, _)| *of).collect::<Vec<_>>()).unwrap();
    let expected_alpha = alpha(&scores).unwrap();
    let expected_icc = group_icc(&scores.row_means(), &groups).unwrap();
    let near = |told: Coefficient, exact: f64| {
        assert!((told.value() - exact).abs() <= 0.025 + 1e-12, "{told:?} for {exact}");
        assert!(told.low() <= exact && exact <= told.high(), "{told:?} for {exact}");
    };
    let scale = &found.scales()["trust.leading"];
    near(scale.alpha().unwrap(), expected_alpha.raw.value);
    near(scale.one_rater().unwrap(), expected_icc.icc1_n0);
    near(scale.items()["lead-1"], expected_alpha.items[0].r_drop.unwrap());
    // Raters of one leader are alike, so the range is wider than that of as many strangers.
    let feldt = expected_alpha.raw.ci95.unwrap();
    let told = scale.alpha().unwrap();
    assert!(told.high() - told.low() > feldt.high - feldt.low);
    let [mean, low, high] = scale.of_raters(8).unwrap();
    let one = scale.one_rater().unwrap().value();
    assert!((mean - 8.0 * one / (1.0 + 7.0 * one)).abs() < 1e-12);
    assert!(low <= mean && mean <= high);
}

#[test]
fn what_tells_nothing_is_left_out() {
    let same = vec![vec![(Category::Peers, [Some(4), Some(4), Some(2), Some(2), None]); 8]; 5];

    let found = quality(&same).unwrap();

    let scale = &found.scales()["trust.leading"];
    assert!(scale.alpha().is_none() && scale.one_rater().is_none() && scale.items().is_empty());
    assert_eq!(scale.of_raters(8), None);
}

#[test]
fn a_document_that_says_more_than_it_may_is_refused() {
    let json = quality(&leaders(&[9, 9, 9, 9, 9], 3)).unwrap().to_json();
    let changed = |from: &str, to: &str| {
        assert!(json.contains(from), "{json}");
        Quality::parse(&json.replacen(from, to, 1))
    };
    let alpha = json.split("\"alpha\":").nth(1).unwrap().split(',').next().unwrap();

    assert_eq!(Quality::parse(&json).unwrap().to_json(), json);
    let finer = changed(&format!("\"alpha\":{alpha}"), "\"alpha\":71");
    assert!(matches!(finer, Err(Error::BrokenRule(_))), "{finer:?}");
    for (from, to) in [
        ("\"leaders\":5", "\"leaders\":4"),
        ("\"raters\":40", "\"raters\":45"),
        ("\"raters\":40", "\"raters\":30"),
        ("PART-2", "PART-0"),
        ("\"quality\"", "\"overview\""),
    ] {
        assert!(matches!(changed(from, to), Err(Error::BrokenRule(_))), "{from} to {to}");
    }
    assert!(matches!(changed("\"k\":4", "\"k\":2"), Err(Error::Floor(2))));
    assert!(matches!(changed("\"day\"", "\"date\""), Err(Error::Unreadable(_))));
}

proptest! {
    /// Neither the order of leaders nor that of raters is in it.
    #[test]
    fn order_does_not_matter(seed in 0_u64..1000, by in 1_usize..5) {
        let mut all = leaders(&[8, 9, 10, 8, 8], seed);
        let before = quality(&all).unwrap().to_json();
        all.rotate_left(by);
        for raters in &mut all {
            raters.reverse();
        }
        prop_assert_eq!(quality(&all).unwrap().to_json(), before);
    }
}

/// The leader's own sheet and a manager's are in no coefficient.
#[test]
fn identified_sheets_are_not_in_it() {
    let all = leaders(&[8, 9, 10, 8, 8], 5);
    let plain = quality(&all).unwrap().to_json();
    let with = |category| {
        let mut more = all.clone();
        more[0].push((category, [Some(1), Some(5), Some(1), Some(5), None]));
        let mut builder = QualityBuilder::new(&form(), Floor::new(4).unwrap());
        for raters in &more {
            let invited = [Category::Own, Category::Manager, Category::Peers].into();
            let sheets =
                raters.iter().map(|(of, answers)| crate::organisation::sheet(*of, *answers));
            builder.add(&Sheets::new(invited, sheets.collect()).unwrap());
        }
        builder.finish(stamp(4), TODAY).unwrap().to_json()
    };

    assert_eq!(with(Category::Own), plain);
    assert_eq!(with(Category::Manager), plain);
}

/// What is published of a leader.
fn release(raters: &[(Category, Answers)]) -> String {
    released(&form(), 4, &to_sheets(raters)).unwrap().to_json()
}

/// Takes a point from one answer to an item and gives it to another one, if both stay answers.
fn exchange(raters: &mut [(Category, Answers)], item: usize, to: usize, from: usize) -> bool {
    let [Some(more), Some(less)] = [raters[to].1[item], raters[from].1[item]] else { return false };
    let is_possible = to != from && more < 5 && less > 1;
    if is_possible {
        raters[to].1[item] = Some(more + 1);
        raters[from].1[item] = Some(less - 1);
    }
    is_possible
}

/// Somebody who holds the document and every release of its round does not know the answers: there are
/// rounds in which most of them are others, and of which all of that would have been published. They
/// are looked for by a walk of small steps, each of a few points that come, go or change hands; a step
/// that alters anything that was published is taken back. An answer that the walk never changed need not
/// be known: record 12 says what this leaves open.
#[test]
fn with_all_releases_it_leaves_most_answers_open() {
    const STEPS: usize = 10_000;
    let all = leaders(&[8, 9, 8, 10, 8, 9], 11);
    let document = quality(&all).unwrap().to_json();
    let releases: Vec<String> = all.iter().map(|raters| release(raters)).collect();
    let mut next = chance(2);
    let mut die = |sides: usize| usize::try_from(next() % sides as u64).unwrap();
    let mut seen: BTreeMap<(usize, usize, usize), BTreeSet<u8>> = BTreeMap::new();
    let mut round = all;
    for _ in 0..STEPS {
        let mut other = round.clone();
        let touched: Vec<usize> = (0..=die(4))
            .map(|_| {
                let (leader, item) = (die(other.len()), die(4));
                let raters = &mut other[leader];
                let (to, from) = (die(raters.len()), die(raters.len()));
                if die(3) == 0 {
                    raters[to].1[item] = Some(u8::try_from(1 + die(5)).unwrap());
                } else {
                    exchange(raters, item, to, from);
                }
                leader
            })
            .collect();
        let is_same = touched.iter().all(|&leader| release(&other[leader]) == releases[leader])
            && quality(&other).unwrap().to_json() == document;
        if is_same {
            round = other;
        }
        for leader in touched {
            for (rater, (_, answers)) in round[leader].iter().enumerate() {
                for (item, answer) in answers.iter().enumerate().take(4) {
                    seen.entry((leader, rater, item)).or_default().insert(answer.unwrap());
                }
            }
        }
    }

    let n_open = seen.values().filter(|answers| answers.len() > 1).count();
    assert!(2 * n_open > seen.len(), "{n_open} of {}", seen.len());
}
