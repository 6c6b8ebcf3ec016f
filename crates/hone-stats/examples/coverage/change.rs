//! Changes of leaders and of persons between two rounds.

use hone_stats::Groups;
use hone_stats::change::{ChangeOfLeaders, Verdict, leader_change, reliable_change, two_waves};
use hone_stats::numeric::{normal, stream};
use hone_stats::simulate::{Plan, Round, SecondWave, simulate};

use crate::rounds::plan;
use crate::study::{Study, Told};

const BY_NOISE: &str = "The interval takes the spread and the reliability as known; with few persons the \
     spread is not, and one width is right on average only.";

pub(crate) fn studies() -> Vec<Study> {
    [of_leaders(), of_leaders_without(), of_persons()].into_iter().flatten().collect()
}

/// The change of each leader's mean, with the same, partly other and other raters.
fn of_leaders() -> Vec<Study> {
    let sizes =
        [(20, 3, 0.5), (50, 4, 0.0), (50, 4, 0.5), (50, 4, 1.0), (200, 8, 0.3), (2_000, 5, 0.3)];
    sizes
        .map(|(n_leaders, n_raters, turnover)| {
            let what =
                ("change of a leader's mean", size(n_leaders, n_raters, turnover), runs(n_leaders));
            Study::interval(what, move |seed| {
                let Some((told, round)) = two_rounds((n_leaders, n_raters), turnover, 0.3, seed)
                else {
                    return Vec::new();
                };
                let told = told.leaders.iter().map(|leader| {
                    let expected = &round.truth.leaders[leader.leader].expected;
                    let truth = expected[1][0] - expected[0][0];
                    Told { value: leader.change, interval: leader.ci95, truth }
                });
                told.collect()
            })
        })
        .into()
}

/// How often a leader who did not change is said to have changed.
fn of_leaders_without() -> Vec<Study> {
    [(20, 3, 0.5), (50, 4, 0.5), (200, 8, 0.3)]
        .map(|(n_leaders, n_raters, turnover)| {
            let size = size(n_leaders, n_raters, turnover);
            let what = ("'rose' or 'fell' of leaders who did not change", size, runs(n_leaders));
            Study::level(what, move |seed| {
                let found = two_rounds((n_leaders, n_raters), turnover, 0.0, seed);
                let verdict = |verdict: Verdict| match verdict {
                    Verdict::CannotTell => Told::chance(1.0),
                    Verdict::Rose | Verdict::Fell => Told::chance(0.0),
                };
                found
                    .map(|(told, _)| told.leaders.iter().map(|l| verdict(l.verdict)).collect())
                    .unwrap_or_default()
            })
        })
        .into()
}

fn size(n_leaders: usize, n_raters: usize, turnover: f64) -> String {
    let new = 100.0 * turnover;
    format!("{n_leaders} leaders, {n_raters} raters, {new:.0} % of them new, answers 1 to 5")
}

fn runs(n_leaders: usize) -> u64 {
    (40_000 / n_leaders).max(40) as u64
}

fn two_rounds(
    (n_leaders, n_raters): (usize, usize),
    turnover: f64,
    change_sd: f64,
    seed: u64,
) -> Option<(ChangeOfLeaders, Round)> {
    let change = if change_sd > 0.0 { 0.2 } else { 0.0 };
    let plan = Plan {
        thresholds: Plan::typical(n_leaders).thresholds,
        n_scales: 1,
        second_wave: Some(SecondWave { change, change_sd, turnover }),
        ..plan(n_leaders, n_raters)
    };
    let round = simulate(&plan, seed).ok()?;
    let is_after: Vec<bool> = round.waves.iter().map(|wave| *wave == 1).collect();
    let (leaders, _) = Groups::by_label(&round.leaders).ok()?;
    let (raters, _) = Groups::by_label(&round.raters).ok()?;
    let waves = two_waves(&round.scores.row_means(), &leaders, Some(&raters), &is_after).ok()?;
    Some((leader_change(&waves).ok()?, round))
}

/// The change of a person between two measurements of reliability .8.
fn of_persons() -> Vec<Study> {
    const RELIABILITY: f64 = 0.8;
    let draw = |n: usize, change_sd: f64, seed: u64| {
        let mut rng = stream(seed, 9);
        let error = (1.0 / RELIABILITY - 1.0f64).sqrt();
        let mut persons = Vec::with_capacity(n);
        for _ in 0..n {
            let (level, change) = (normal(&mut rng), change_sd * normal(&mut rng));
            let before = level + error * normal(&mut rng);
            persons.push((change, before, level + change + error * normal(&mut rng)));
        }
        let before: Vec<f64> = persons.iter().map(|person| person.1).collect();
        let after: Vec<f64> = persons.iter().map(|person| person.2).collect();
        let found = reliable_change(&before, &after, RELIABILITY).ok()?;
        Some((found.people, persons))
    };
    let mut studies = Vec::new();
    for n in [30, 400] {
        let what =
            ("reliable change, interval of a person", format!("{n} persons"), 40_000 / n as u64);
        studies.push(
            Study::interval(what, move |seed| {
                let Some((people, truths)) = draw(n, 0.5, seed) else { return Vec::new() };
                let told = people.iter().zip(&truths).map(|(person, (truth, _, _))| Told {
                    value: person.change,
                    interval: Some(person.ci95),
                    truth: *truth,
                });
                told.collect()
            })
            .except(BY_NOISE),
        );
        let what = (
            "reliable change of persons who did not change",
            format!("{n} persons"),
            40_000 / n as u64,
        );
        studies.push(
            Study::level(what, move |seed| {
                let Some((people, _)) = draw(n, 0.0, seed) else { return Vec::new() };
                let verdict = |verdict| if verdict == Verdict::CannotTell { 1.0 } else { 0.0 };
                people.iter().map(|person| Told::chance(verdict(person.verdict))).collect()
            })
            .except(BY_NOISE),
        );
    }
    studies
}
