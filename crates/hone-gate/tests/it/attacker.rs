//! One item, one class, every set of answers there can be: what does the figure give away?

use std::collections::{BTreeMap, BTreeSet};

use hone_gate::Category;

use crate::organisation::{BLANK, one_item, released, sheet, sheets};

/// How many raters gave each answer; the last place counts those who could not see it.
type Counts = [usize; 6];

/// Answers from 1 to 5 as a plausible leader gets them, for chances.
const PRIOR: [f64; 5] = [0.01, 0.05, 0.16, 0.44, 0.34];

/// Every way in which `n` raters can answer, `n_kinds` kinds of answer being possible.
fn all_counts(n: usize, n_kinds: usize) -> Vec<Counts> {
    fn fill(at: usize, left: usize, n_kinds: usize, counts: &mut Counts, all: &mut Vec<Counts>) {
        if at + 1 == n_kinds {
            counts[at] = left;
            all.push(*counts);
            return;
        }
        for here in 0..=left {
            counts[at] = here;
            fill(at + 1, left - here, n_kinds, counts, all);
        }
    }
    let mut all = Vec::new();
    fill(0, n, n_kinds, &mut [0; 6], &mut all);
    all
}

/// Everything that the release of such a class says.
fn said(counts: &Counts, k: usize) -> String {
    let raters = counts
        .iter()
        .zip([Some(1), Some(2), Some(3), Some(4), Some(5), None])
        .flat_map(|(n, answer)| (0..*n).map(move |_| answer))
        .map(|answer| {
            let mut answers = BLANK;
            answers[4] = answer;
            sheet(Category::Peers, answers)
        })
        .collect();
    released(&one_item(), k, &sheets(raters)).unwrap().to_json()
}

fn by_what_is_said(n: usize, n_kinds: usize, k: usize) -> BTreeMap<String, Vec<Counts>> {
    let mut groups: BTreeMap<String, Vec<Counts>> = BTreeMap::new();
    for counts in all_counts(n, n_kinds) {
        groups.entry(said(&counts, k)).or_default().push(counts);
    }
    groups
}

/// The answers that a rater may have given, in any of these cases.
fn feasible(cases: &[Counts]) -> BTreeSet<usize> {
    (0..5).filter(|answer| cases.iter().any(|counts| counts[*answer] > 0)).collect()
}

/// Whether everybody's answer is known: one case is left, and all in it answered alike.
fn is_disclosed(cases: &BTreeSet<Counts>) -> bool {
    cases.len() == 1 && cases.iter().all(|counts| counts.iter().filter(|n| **n > 0).count() == 1)
}

fn chance_of(counts: &Counts) -> f64 {
    let factorial = |n: usize| (1..=n).map(|i| i as f64).product::<f64>();
    let n: usize = counts.iter().sum();
    (0..5).fold(factorial(n), |product, i| {
        product * PRIOR[i].powi(i32::try_from(counts[i]).unwrap()) / factorial(counts[i])
    })
}

/// The chance that a rater who knows their own answer learns everybody else's.
fn chance_for_an_insider(n: usize, k: usize) -> f64 {
    let groups = by_what_is_said(n, 5, k);
    let without = |counts: &Counts, own: usize| {
        let mut others = *counts;
        others[own] -= 1;
        others
    };
    let mut chance = 0.0;
    for cases in groups.values() {
        for own in 0..5 {
            let holding: Vec<&Counts> = cases.iter().filter(|counts| counts[own] > 0).collect();
            let others = holding.iter().map(|counts| without(counts, own)).collect();
            if is_disclosed(&others) {
                chance += holding
                    .iter()
                    .map(|counts| chance_of(counts) * counts[own] as f64 / n as f64)
                    .sum::<f64>();
            }
        }
    }
    chance
}

#[test]
fn every_rater_may_have_given_three_answers_or_more() {
    for k in 3..=10 {
        for n in k..=10 {
            for (said, cases) in by_what_is_said(n, 5, k) {
                assert!(feasible(&cases).len() >= 3, "k {k}, n {n}: {cases:?} by {said}");
            }
        }
    }
}

#[test]
fn that_holds_as_well_where_some_could_not_see_it() {
    for n in 4..=10 {
        for (said, cases) in by_what_is_said(n, 6, 4) {
            assert!(feasible(&cases).len() >= 3, "n {n}: {cases:?} by {said}");
        }
    }
}

#[test]
fn no_figure_discloses_everybody() {
    for k in 3..=10 {
        for n in k..=10 {
            for (said, cases) in by_what_is_said(n, 5, k) {
                assert!(!is_disclosed(&cases.into_iter().collect()), "k {k}, n {n}: {said}");
            }
        }
    }
}

#[test]
fn an_insider_learns_everybody_elses_answer_in_few_cases() {
    for (n, most) in [(4, 0.009), (5, 0.003), (6, 0.001), (8, 0.000_2)] {
        let chance = chance_for_an_insider(n, 4);
        assert!(chance <= most, "n {n}: {chance}");
        assert!(chance > 0.0, "n {n}: an attacker that never succeeds proves nothing");
    }
}

#[test]
fn the_attacker_succeeds_against_exact_means() {
    let exact = |counts: &Counts| (0..5).map(|i| (i + 1) * counts[i]).sum::<usize>();

    let mut groups: BTreeMap<usize, BTreeSet<Counts>> = BTreeMap::new();
    for counts in all_counts(4, 5) {
        groups.entry(exact(&counts)).or_default().insert(counts);
    }

    assert_eq!(groups.values().filter(|cases| is_disclosed(cases)).count(), 2);
}
