//! What is said to have changed: ten direct reports, so the noise of a scale is 1.0 and that of
//! leading less managing 1.2.

use hone_core::testing::made::{N, Seen, released_on, sheet};
use hone_gate::{Category, Release};
use hone_model::Model;
use jiff::civil::date;

use crate::reports::since::{Since, Verdict};

fn seen(month: i8, seen: &[Seen]) -> Release {
    let sheets = (0..N).map(|place| sheet(Category::Reports, seen, place));
    released_on(date(2026, month, 12), sheets.collect())
}

fn headline(then: &[Seen], now: &[Seen]) -> String {
    let (then, now) = (seen(1, then), seen(6, now));
    let model = Model::builtin();
    Since::read((model, &then), (model, &now)).headline("12 January 2026")
}

/// The verdicts on leading, on managing and on their difference in trust.
fn verdicts(then: Seen, now: Seen) -> [Verdict; 3] {
    let (then, now) = (seen(1, &[then]), seen(6, &[now]));
    let model = Model::builtin();
    let since = Since::read((model, &then), (model, &now));
    let trust = since.contrasts.iter().find(|pair| pair.contrast.id == "trust").unwrap();
    [trust.leading, trust.managing, trust.both].map(|grown| grown.verdict())
}

#[test]
fn more_and_less_need_a_change_beyond_the_noise() {
    use Verdict::{CannotTell, Incomparable, Less, More};

    let to = |now: Seen| verdicts(("trust", 30, 30), now);
    assert_eq!(to(("trust", 30, 40)), [CannotTell; 3]);
    assert_eq!(to(("trust", 30, 41)), [More, CannotTell, CannotTell]);
    assert_eq!(to(("trust", 30, 43)), [More, CannotTell, More]);
    assert_eq!(to(("trust", 20, 30)), [CannotTell; 3]);
    assert_eq!(to(("trust", 19, 30)), [CannotTell, Less, CannotTell]);
    assert_eq!(to(("trust", 0, 30)), [CannotTell, Incomparable, Incomparable]);
}

#[test]
fn the_headline_names_what_has_changed_and_claims_no_more() {
    let start = [("trust", 30, 30), ("vision", 30, 30), ("risk", 30, 30)];
    let to = |now: [Seen; 3]| headline(&start, &now);

    assert_eq!(
        to([("trust", 30, 42), ("vision", 30, 41), ("risk", 30, 40)]),
        "Since your report of 12 January 2026, colleagues see more leading in trust and vision."
    );
    assert_eq!(
        to([("trust", 18, 42), ("vision", 30, 30), ("risk", 42, 18)]),
        "Since your report of 12 January 2026, colleagues see more leading in trust, less leading \
         in risk, more managing in risk and less managing in trust."
    );
    assert_eq!(
        to([("trust", 30, 40), ("vision", 20, 30), ("risk", 30, 30)]),
        "Since your report of 12 January 2026, no change stands out from chance."
    );
    assert_eq!(
        to([("trust", 0, 0), ("vision", 0, 0), ("risk", 0, 0)]),
        "This report cannot be compared with the one of 12 January 2026."
    );
}
