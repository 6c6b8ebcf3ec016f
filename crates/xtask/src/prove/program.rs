//! Integer programs: whole numbers within bounds, and sums of them within bounds.
//!
//! A solution is what microlp, a solver by branch and bound, finds; it counts only if it fits in
//! whole numbers too. So a fault of the solver can make an attacker look stronger, and never weaker.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use anyhow::bail;
use microlp::{ComparisonOp, OptimizationDirection, Problem, SolveOutcome, Variable};

/// Longer than this for one solution is a failure.
const PATIENCE: Duration = Duration::from_secs(20);

/// A sum of variables with whole weights that lies between two numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Row {
    pub(super) terms: Vec<(usize, i64)>,
    pub(super) least: i64,
    pub(super) most: i64,
}

/// Variables of whole numbers from 0 to a largest one each, and what is known of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Program {
    pub(super) largest: Vec<i64>,
    pub(super) rows: Vec<Row>,
}

impl Row {
    fn holds(&self, values: &[i64]) -> bool {
        let sum: i64 = self.terms.iter().map(|(variable, weight)| weight * values[*variable]).sum();
        (self.least..=self.most).contains(&sum)
    }
}

impl Program {
    /// Whether these values fit everything that is known.
    pub(super) fn fits(&self, values: &[i64]) -> bool {
        values.len() == self.largest.len()
            && values.iter().zip(&self.largest).all(|(value, most)| (0..=*most).contains(value))
            && self.rows.iter().all(|row| row.holds(values))
    }

    /// Values that fit, if there are any.
    pub(super) fn solution(&self) -> anyhow::Result<Option<Vec<i64>>> {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        problem.set_time_limit(PATIENCE);
        let mut variables: Vec<Variable> = Vec::new();
        for most in &self.largest {
            variables.push(problem.add_integer_var(0.0, (0, i32::try_from(*most)?)));
        }
        for row in &self.rows {
            let weighed =
                |(variable, weight): &(usize, i64)| (variables[*variable], *weight as f64);
            let terms: Vec<_> = row.terms.iter().map(weighed).collect();
            let reach = |is_wanted: fn(i64) -> bool| -> i64 {
                let terms = row.terms.iter().filter(|(_, weight)| is_wanted(*weight));
                terms.map(|(variable, weight)| weight * self.largest[*variable]).sum()
            };
            if row.least > reach(|weight| weight < 0) {
                problem.add_constraint(&terms, ComparisonOp::Ge, row.least as f64);
            }
            if row.most < reach(|weight| weight > 0) {
                problem.add_constraint(&terms, ComparisonOp::Le, row.most as f64);
            }
        }
        let solution = match problem.solve() {
            Ok(SolveOutcome::Solution(solution)) => solution,
            Ok(SolveOutcome::Interrupted(_)) => bail!("no solution and no proof in {PATIENCE:?}"),
            Err(microlp::Error::Infeasible) => return Ok(None),
            Err(error) => bail!("the solver failed: {error}"),
        };
        let values = variables.iter().map(|variable| whole(solution.var_value(*variable)));
        Ok(Some(values.collect()).filter(|values: &Vec<i64>| self.fits(values)))
    }

    /// The parts that have no variable in common, each with its variables in their order.
    pub(super) fn parts(&self) -> Vec<(Vec<usize>, Program)> {
        let mut leader: Vec<usize> = (0..self.largest.len()).collect();
        for row in &self.rows {
            for pair in row.terms.windows(2) {
                let (a, b) = (root(&leader, pair[0].0), root(&leader, pair[1].0));
                leader[a.max(b)] = a.min(b);
            }
        }
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for variable in 0..self.largest.len() {
            members.entry(root(&leader, variable)).or_default().push(variable);
        }
        let mut places = HashMap::new();
        let mut parts: BTreeMap<usize, (Vec<usize>, Program)> = BTreeMap::new();
        for (first, variables) in members {
            places.extend(variables.iter().enumerate().map(|(place, which)| (*which, place)));
            let largest = variables.iter().map(|which| self.largest[*which]).collect();
            let part = Program { largest, rows: Vec::new() };
            parts.insert(first, (variables, part));
        }
        for row in &self.rows {
            let Some((any, _)) = row.terms.first() else { continue };
            let terms = row.terms.iter().map(|(which, weight)| (places[which], *weight)).collect();
            let (_, part) = parts.get_mut(&root(&leader, *any)).expect("the part of its variables");
            part.rows.push(Row { terms, ..*row });
        }
        parts.into_values().collect()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "no variable is larger than a group")]
fn whole(value: f64) -> i64 {
    value.round() as i64
}

/// The first variable of the part to which one belongs.
fn root(leader: &[usize], mut variable: usize) -> usize {
    while leader[variable] != variable {
        variable = leader[variable];
    }
    variable
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(terms: &[(usize, i64)], least: i64, most: i64) -> Row {
        Row { terms: terms.to_vec(), least, most }
    }

    #[test]
    fn a_solution_is_found_where_there_is_one_and_only_there() {
        let of = |rows: &[Row]| Program { largest: vec![1, 2, 1], rows: rows.to_vec() };
        let eleven = row(&[(0, 3), (1, 4), (2, 7)], 11, 11);

        let any = of(std::slice::from_ref(&eleven)).solution().unwrap().unwrap();
        assert!([vec![0, 1, 1], vec![1, 2, 0]].contains(&any), "{any:?}");
        let twice = [eleven.clone(), row(&[(1, 1)], 2, 2)];
        assert_eq!(of(&twice).solution().unwrap(), Some(vec![1, 2, 0]));
        let neither = [eleven, row(&[(1, 1)], 0, 0)];
        assert_eq!(of(&neither).solution().unwrap(), None, "3 and 7 are 10");
    }

    #[test]
    fn a_program_falls_into_parts_that_share_nothing() {
        let program = Program {
            largest: vec![1; 5],
            rows: vec![row(&[(0, 1), (3, 1)], 1, 2), row(&[(1, 2), (4, 2)], 0, 2)],
        };

        let parts = program.parts();

        let members: Vec<_> = parts.iter().map(|(variables, _)| variables.clone()).collect();
        assert_eq!(members, [vec![0, 3], vec![1, 4], vec![2]]);
        assert_eq!(parts[1].1.rows, [row(&[(0, 2), (1, 2)], 0, 2)]);
    }
}
