//! How sure a report says that it is, and why it says what it says, on small releases made by hand.

mod since;

use hone_core::result::reading::Reading;
use hone_core::result::whom::Whom;
use hone_core::testing::made::{Seen, beside, released, released_wishing, seen, sheet, wish};
use hone_gate::{Category, Release, Sheet};
use hone_model::{Model, Sentences};

use super::sure::Sure;
use super::verdicts;

/// A release of random groups who answer at random, some of them hardly anything.
pub(super) fn random_release(seed: u64) -> Release {
    let mut state = seed;
    let mut below = |n: u64| {
        // Knuth's generator (MMIX); its high bits are random enough here.
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        i64::try_from((state >> 33) % n).unwrap()
    };
    let contrasts = ["trust", "vision", "self", "change", "risk"];
    let voices = [
        (Category::Own, below(2)),
        (Category::Manager, below(3)),
        (Category::Reports, 4 + below(6)),
        (Category::Peers, below(8)),
        (Category::Others, below(8)),
    ];
    let mut sheets = Vec::new();
    for (category, n) in voices {
        for _ in 0..n {
            let seen = contrasts.map(|contrast| (contrast, 10 * below(6), 10 * below(6)));
            let mut sheet = sheet(category, &seen, 0);
            for contrast in contrasts {
                wish(&mut sheet, contrast, 10 * below(6), 0);
            }
            sheets.push(sheet);
        }
    }
    released_wishing(sheets)
}

#[test]
fn who_answered_is_said_in_words_and_a_merged_group_plainly() {
    let all: [Seen; 1] = [("trust", 30, 30)];
    let some = |category, n: i64| (0..n).map(move |place| sheet(category, &all, place));
    let separate: Vec<Sheet> = some(Category::Reports, 6)
        .chain(some(Category::Peers, 5))
        .chain(some(Category::Others, 4))
        .chain(some(Category::Manager, 1))
        .chain(some(Category::Own, 1))
        .collect();
    let merged: Vec<Sheet> = some(Category::Reports, 6)
        .chain(some(Category::Peers, 3))
        .chain(some(Category::Others, 2))
        .collect();
    let who = |sheets| Sure::of(&released(sheets), Model::builtin(), &Whom::Leader).who;

    assert_eq!(
        who(separate),
        "Fifteen colleagues answered: six direct reports, five peers and four others; besides \
         them your manager and you."
    );
    assert_eq!(
        who(merged),
        "Eleven colleagues answered: six direct reports, and five peers and others together. Peers \
         and others are counted together, because fewer than four of one of these groups answered."
    );
}

#[test]
fn the_reliability_is_that_of_the_number_who_answered() {
    let sure = Sure::of(&seen(&[("trust", 30, 30)]), Model::builtin(), &Whom::Leader);

    // 10 * 0.20 / (1 + 9 * 0.20), and the same with 0.10 and 0.30.
    assert_eq!(
        (sure.reliability.as_str(), sure.reliability_range.as_str()),
        ("0.71", "0.53 to 0.81")
    );
    assert!(sure.spread.contains("planning value of 0.8"), "{}", sure.spread);
}

fn read(release: &Release) -> Reading<'_> {
    Reading::read(Model::builtin(), release, Sentences::builtin().thresholds())
}

#[test]
fn why_says_on_which_side_of_its_threshold_leading_lies() {
    let kept = |managing, leading| {
        let release = seen(&[("trust", managing, leading)]);
        let reading = read(&release);
        verdicts::keep(&reading, &reading.views[0]).verdict
    };
    let managed = "Not named: managing is clearly above leading. It could be named if the range of \
                   their difference held zero.";

    assert_eq!(
        kept(38, 38),
        "Not named: the lower end of the range is 3.0. It would have to be above 3.0."
    );
    assert_eq!(
        kept(39, 39),
        "Named. With a lower end of 3.0 or below, where 3.1 is, it would not be."
    );
    assert_eq!(kept(48, 39), managed);
    assert_eq!(kept(38, 0), "Cannot tell yet.");
}

#[test]
fn why_says_what_would_make_a_contrast_the_one_to_hone() {
    let honed = |managing, leading| {
        let release = seen(&[("trust", managing, leading)]);
        let reading = read(&release);
        verdicts::hone(&reading, &reading.views[0], &release).verdict
    };

    assert_eq!(
        honed(38, 30),
        "Not named: the range of the difference holds zero. If the difference stayed as it is, about \
         three more answers like these would tell it from noise. Leading is not clearly below 3.0 \
         either: its upper end is 3.8."
    );
    assert_eq!(honed(39, 30), "Named. If the range of the difference held zero, it would not be.");
    assert!(
        honed(22, 22).ends_with("below 3.0 either: its upper end is 3.0."),
        "{}",
        honed(22, 22)
    );
    assert_eq!(
        honed(21, 21),
        "Named. With an upper end of 3.0 or above, where 2.9 is, it would not be."
    );
}

#[test]
fn why_says_within_which_numbers_the_own_view_would_be_no_blind_spot() {
    let leading = |own, all| {
        let release = beside(&[("trust", 30, own)], &[("trust", 30, all)]);
        let reading = read(&release);
        verdicts::apart(&reading, &reading.views[0], &Whom::Leader).remove(0).verdict
    };

    assert_eq!(
        leading(30, 22),
        "Neither: your own number lies within 1.4 to 3.0. Outside, the two would differ."
    );
    assert_eq!(
        leading(30, 21),
        "A blind spot: your own number lies outside their range. Within 1.3 to 2.9 it would be none."
    );
    assert_eq!(
        leading(20, 38),
        "Colleagues see more of it. It would be a hidden strength if the lower end of their range, \
         3.0, were above 3.0."
    );
    assert_eq!(
        leading(20, 39),
        "A hidden strength: their range lies above your own number. Within 3.1 to 4.7 it would be \
         none."
    );
}
