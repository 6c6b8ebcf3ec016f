//! What a round as a whole tells a leader of another one, by linear and by whole programs: the audit of
//! its cells (`docs/adr/0010-organisation-cells.md`).
//!
//! The leader who looks knows the own numbers, the rule, who is in which cell, and even who has a
//! number at all. microlp finds the least and the most that another leader's number can be.

use std::collections::BTreeSet;

use hone_gate::{Bound, Category, Cell, Figure, Release, overview};
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome, Variable};

use crate::organisation::{Answers, chance, form, released, to_sheets};

/// The numbers of a leader and of a cell, in the order of the variables.
const LINES: [&str; 3] = ["trust.leading", "trust.managing", "trust"];

/// The ends of each, in tenths.
const ENDS: [(f64, f64); 3] = [(10.0, 50.0), (10.0, 50.0), (-40.0, 40.0)];

/// A leader as the round has them.
struct Leader {
    unit: String,
    n_raters: usize,
    release: Release,
}

/// An organisation at the limits: units of three to seven leaders, nearly all with as few raters as
/// there can be, some with as many as dominance lets them have; in some, everybody is praised.
fn organisation(seed: u64) -> Vec<Leader> {
    let mut next = chance(seed);
    let mut die = |sides: usize| usize::try_from(next() % sides as u64).unwrap();
    let is_praised = die(4) == 0;
    let mut leaders = Vec::new();
    for unit in 0..=die(2) {
        for _ in 0..3 + die(5) {
            let n_raters = if die(6) == 0 { 10 } else { 4 + die(2) };
            let level = if is_praised { 5 } else { 1 + die(5) };
            let mut answer = || Some(u8::try_from((level + die(2)).clamp(1, 5)).unwrap());
            let answers: Vec<(Category, Answers)> = (0..n_raters)
                .map(|_| (Category::Peers, [answer(), answer(), answer(), answer(), None]))
                .collect();
            let release = released(&form(), 4, &to_sheets(&answers)).unwrap();
            leaders.push(Leader { unit: format!("unit {unit}"), n_raters, release });
        }
    }
    leaders
}

fn figure<'a>(release: &'a Release, line: &str) -> &'a Figure {
    let of = release.scales().get(line).or_else(|| release.contrasts().get(line));
    of.unwrap().overall()
}

/// What is shown, in tenths, as the least and the most that a mean of whole tenths can be.
fn ends(figure: &Figure) -> Option<(f64, f64)> {
    let shown = figure.shown()?;
    let value = (10.0 * shown.value()).round();
    Some(match shown.bound() {
        Bound::None => (value - 0.5, value + 0.5),
        Bound::AtLeast => (value, value + 1.0),
        Bound::AtMost => (value - 1.0, value),
    })
}

/// What a cell tells, with all numbers of one of its leaders known.
struct Attack<'a> {
    cell: &'a Cell,
    leaders: Vec<&'a Release>,
    insider: usize,
}

impl Attack<'_> {
    /// How far apart the least and the most are, in tenths, that a line of a leader can be.
    fn room(&self, line: usize, leader: usize) -> i64 {
        let end = |direction| {
            let (problem, variables) = self.problem(direction, line, leader);
            match problem.solve() {
                Ok(SolveOutcome::Solution(solution)) => solution.var_value(variables[leader][line]),
                other => panic!("what was released is a solution: {other:?}"),
            }
        };
        // A number is in whole tenths.
        let (least, most) =
            (end(OptimizationDirection::Minimize), end(OptimizationDirection::Maximize));
        let real = 10.0 * figure(self.leaders[leader], LINES[line]).shown().unwrap().value();
        assert!(least <= real + 1e-6 && real <= most + 1e-6, "{least} to {most} without {real}");
        whole((most + 1e-6).floor() - (least - 1e-6).ceil())
    }

    fn problem(
        &self,
        direction: OptimizationDirection,
        line: usize,
        leader: usize,
    ) -> (Problem, Vec<[Variable; 3]>) {
        let mut problem = Problem::new(direction);
        let mut variables: Vec<[Variable; 3]> = Vec::new();
        for (place, release) in self.leaders.iter().enumerate() {
            let mut variable = |of: usize| {
                let known = figure(release, LINES[of]).shown().filter(|_| place == self.insider);
                let known = known.map(|shown| (10.0 * shown.value(), 10.0 * shown.value()));
                let weight = if (place, of) == (leader, line) { 1.0 } else { 0.0 };
                problem.add_var(weight, known.unwrap_or(ENDS[of]))
            };
            let own = [variable(0), variable(1), variable(2)];
            let difference = [(own[0], 1.0), (own[1], -1.0), (own[2], -1.0)];
            problem.add_constraint(difference, ComparisonOp::Eq, 0.0);
            variables.push(own);
        }
        for (of, name) in LINES.iter().enumerate() {
            let told = self.cell.scales().get(*name).or_else(|| self.cell.contrasts().get(*name));
            let Some((least, most)) = told.and_then(ends) else { continue };
            let has_one = |place: &usize| figure(self.leaders[*place], name).shown().is_some();
            let members: Vec<usize> = (0..self.leaders.len()).filter(has_one).collect();
            let n = members.len() as f64;
            let sum: Vec<_> = members.iter().map(|place| (variables[*place][of], 1.0)).collect();
            problem.add_constraint(&sum, ComparisonOp::Ge, n * least);
            problem.add_constraint(&sum, ComparisonOp::Le, n * most);
        }
        (problem, variables)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "tenths of answers")]
fn whole(number: f64) -> i64 {
    number as i64
}

#[test]
fn a_leader_who_knows_the_own_numbers_cannot_tell_another_ones_to_a_point() {
    let (mut n_rooms, mut narrowest) = (0, i64::MAX);
    for seed in 0..60 {
        let leaders = organisation(seed);
        let releases: Vec<(String, Release)> =
            leaders.iter().map(|one| (one.unit.clone(), one.release.clone())).collect();
        let Some(found) = overview(&releases) else { continue };
        for cell in found.cells().iter().chain(found.total()) {
            let members = leaders.iter().filter(|one| cell.units().contains(&one.unit));
            let members: Vec<&Release> = members.map(|one| &one.release).collect();
            let mut next = chance(seed);
            let insider = usize::try_from(next() % members.len() as u64).unwrap();
            let attack = Attack { cell, leaders: members, insider };
            for leader in (0..attack.leaders.len()).filter(|leader| *leader != insider) {
                for line in 0..LINES.len() {
                    if figure(attack.leaders[leader], LINES[line]).shown().is_some() {
                        n_rooms += 1;
                        narrowest = narrowest.min(attack.room(line, leader));
                    }
                }
            }
        }
    }
    assert!(n_rooms > 300, "{n_rooms} numbers are too few");
    assert!(narrowest >= 10, "{narrowest} tenths");
}

/// How many raters a unit can have that has enough leaders and was not shown alone, if each leader can
/// have up to `most`; `known` are the raters of a leader who looks.
fn n_raters_of_unit(
    k: usize,
    n_leaders: usize,
    most: usize,
    known: Option<usize>,
) -> BTreeSet<usize> {
    let totals = k * n_leaders..=most * n_leaders;
    let is_possible = |total: &usize| {
        // Too few raters together, or one of them with too many: each is a program of its own.
        let too_few = (*total < 20).then_some(None);
        let dominant = (0..n_leaders).map(Some);
        too_few.into_iter().chain(dominant).any(|dominant| {
            let mut problem = Problem::new(OptimizationDirection::Minimize);
            let mut sum = Vec::new();
            for leader in 0..n_leaders {
                let (mut least, mut largest) = (k, most);
                if dominant == Some(leader) {
                    least = least.max(4 * total / 10 + 1);
                }
                if let Some(known) = known.filter(|_| leader == 0) {
                    (least, largest) = (least.max(known), largest.min(known));
                }
                if least > largest {
                    return false;
                }
                let ends = (i32::try_from(least).unwrap(), i32::try_from(largest).unwrap());
                sum.push((problem.add_integer_var(0.0, ends), 1.0));
            }
            problem.add_constraint(&sum, ComparisonOp::Eq, *total as f64);
            problem.solve().is_ok()
        })
    };
    totals.filter(is_possible).collect()
}

#[test]
fn a_unit_that_was_not_shown_alone_can_have_many_numbers_of_raters() {
    for k in 3..=5 {
        for n_leaders in 5..=7 {
            let found = n_raters_of_unit(k, n_leaders, 20, None);
            let Some((first, last)) = found.first().zip(found.last()) else {
                assert_eq!((k, n_leaders), (5, 7), "such a unit is always shown alone");
                continue;
            };
            assert!(last - first >= 4, "{k}, {n_leaders} leaders: {found:?}");
        }
    }
    let known = n_raters_of_unit(3, 5, 20, Some(3));
    assert!(known.last().unwrap() - known.first().unwrap() >= 4, "{known:?}");
    // What the record says that it costs.
    assert_eq!(n_raters_of_unit(4, 5, 12, None), (27..=29).collect());
}

/// The rule by which the programs above are written is that of the gate.
#[test]
fn a_unit_is_counted_with_others_exactly_where_the_program_says() {
    for seed in 0..40 {
        let leaders = organisation(seed);
        let releases: Vec<(String, Release)> =
            leaders.iter().map(|one| (one.unit.clone(), one.release.clone())).collect();
        let Some(found) = overview(&releases) else { continue };
        for cell in found.cells().iter().filter(|cell| cell.units().len() == 1) {
            let of_unit = leaders.iter().filter(|one| cell.units().contains(&one.unit));
            let sizes: Vec<usize> = of_unit.map(|one| one.n_raters).collect();
            let n: usize = sizes.iter().sum();
            assert!(sizes.len() >= 5 && n >= 20, "{sizes:?}");
            assert!(sizes.iter().all(|own| *own < 4 * n / 10 + 1), "{sizes:?}");
        }
    }
}
