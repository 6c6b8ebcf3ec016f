use std::ops::Range;

use crate::variance::sparse::{Factor, Graph, Last, Scaling, Tree};
use crate::{Error, Groups};

/// Which levels of which terms each row has, and the factor of the matrix that ties the levels.
///
/// Levels of all terms are numbered through. Effects are in units of the standard deviation of their
/// term, so that a term of variance 0 is no exception.
#[derive(Clone)]
pub(crate) struct Crossing {
    /// The levels of each term among those of all.
    pub(crate) ranges: Vec<Range<usize>>,
    /// How many sets of levels there are between which no row ties any two.
    pub(crate) n_sets: usize,
    /// Per term, the level of each row.
    of_rows: Vec<Vec<u32>>,
    /// Pairs of levels of two terms that rows have.
    pairs: Vec<Pairs>,
    n_pairs: usize,
    tree: Tree,
    factor: Factor,
    /// The pair that each entry of the tree stands for.
    pair_of_entry: Vec<u32>,
    /// Per position of the tree: the term.
    terms: Vec<u32>,
}

#[derive(Clone)]
struct Pairs {
    terms: (usize, usize),
    /// The pair of each row, numbered through over all pairs of terms.
    of: Vec<u32>,
}

impl Crossing {
    /// Refuses terms that the rows cannot tell from chance or from each other.
    pub(crate) fn new(random: &[Groups]) -> Result<Self, Error> {
        let Some(first) = random.first() else { return Err(Error::TooFewTerms) };
        let n_rows = first.n_rows();
        for (term, groups) in random.iter().enumerate() {
            if groups.n_rows() != n_rows {
                return Err(Error::Ragged { item: term });
            }
            if groups.n_groups() < 2 {
                return Err(Error::OneLevel { term });
            }
            if groups.n_groups() == n_rows {
                return Err(Error::LevelPerRow { term });
            }
        }
        let mut ranges: Vec<Range<usize>> = Vec::with_capacity(random.len());
        for groups in random {
            let start = ranges.last().map_or(0, |range| range.end);
            ranges.push(start..start + groups.n_groups());
        }
        let n_nodes = ranges.last().map_or(0, |range| range.end);
        let n_most = n_nodes.max(n_rows.saturating_mul(random.len()));
        if u32::try_from(n_most).is_err() {
            return Err(Error::TooManyRows);
        }
        let of_rows: Vec<Vec<u32>> = random
            .iter()
            .zip(&ranges)
            .map(|(groups, range)| groups.of().iter().map(|g| g + range.start as u32).collect())
            .collect();
        let (pairs, ends) = pairs(&of_rows, &ranges)?;
        let graph = graph(n_nodes, &ends);
        let counts: Vec<f64> =
            random.iter().flat_map(|g| g.sizes().iter().map(|size| f64::from(*size))).collect();
        let largest = ranges.iter().max_by_key(|range| range.len()).cloned().unwrap_or_default();
        let last = Last { n: 0, with_nodes: Vec::new(), among: Vec::new() };
        let tree = Tree::new(&graph, &counts, &last, |node| largest.contains(&node));
        let pair_of_entry = tree.entries.iter().map(|(_, number)| *number as u32 - 1).collect();
        let term_of = |node: &u32| ranges.partition_point(|r| r.end <= *node as usize) as u32;
        let terms = tree.unknowns.iter().map(term_of).collect();
        let factor = Factor::new(&tree);
        let n_pairs = ends.len();
        let n_sets = graph.n_sets();
        Ok(Self { ranges, n_sets, of_rows, pairs, n_pairs, tree, factor, pair_of_entry, terms })
    }

    pub(crate) fn n_rows(&self) -> usize {
        self.of_rows.first().map_or(0, Vec::len)
    }

    pub(crate) fn n_nodes(&self) -> usize {
        self.terms.len()
    }

    /// The levels of a row.
    pub(crate) fn levels(&self, row: usize) -> impl Iterator<Item = usize> {
        self.of_rows.iter().map(move |levels| levels[row] as usize)
    }

    /// Adds to the place of each row what its levels make of it.
    pub(crate) fn add_effects(&self, sds: &[f64], effects: &[f64], places: &mut [f64]) {
        for (levels, sd) in self.of_rows.iter().zip(sds).filter(|(_, sd)| **sd != 0.0) {
            for (place, level) in places.iter_mut().zip(levels) {
                *place += sd * effects[*level as usize];
            }
        }
    }

    /// Sums of the values of the rows of each level.
    pub(crate) fn sums(&self, values: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.n_nodes()];
        for levels in &self.of_rows {
            for (level, value) in levels.iter().zip(values) {
                sums[*level as usize] += value;
            }
        }
        sums
    }

    /// [`Self::sums`] in the unit of the effects.
    pub(crate) fn scaled_sums(&self, sds: &[f64], values: &[f64]) -> Vec<f64> {
        let mut sums = self.sums(values);
        for (range, sd) in self.ranges.iter().zip(sds) {
            sums[range.clone()].iter_mut().for_each(|sum| *sum *= sd);
        }
        sums
    }

    /// Sums of the effects of the levels times the values of their rows, per term.
    pub(crate) fn products(&self, effects: &[f64], values: &[f64]) -> Vec<f64> {
        let product = |levels: &Vec<u32>| {
            levels.iter().zip(values).map(|(level, value)| effects[*level as usize] * value).sum()
        };
        self.of_rows.iter().map(product).collect()
    }

    /// Factors `1 + S Z' W Z S` with the weights `W` of the rows; `false` where it is not positive.
    pub(crate) fn refactor(&mut self, sds: &[f64], weights: &[f64]) -> bool {
        let of_levels = self.sums(weights);
        let mut of_pairs = vec![0.0; self.n_pairs];
        for pairs in &self.pairs {
            for (pair, weight) in pairs.of.iter().zip(weights) {
                of_pairs[*pair as usize] += weight;
            }
        }
        for (value, node) in self.tree.diagonal.iter_mut().zip(&self.tree.unknowns) {
            *value = of_levels[*node as usize];
        }
        for ((_, value), pair) in self.tree.entries.iter_mut().zip(&self.pair_of_entry) {
            *value = of_pairs[*pair as usize];
        }
        let scales = self.terms.iter().map(|term| sds[*term as usize]).collect();
        let scaling = Scaling { scales, added: vec![1.0; self.terms.len()] };
        self.factor.refactor(&self.tree, &scaling).is_ok()
    }

    pub(crate) fn log_determinant(&self) -> f64 {
        self.factor.log_determinant(&self.tree, |_| true)
    }

    /// Solves with the matrix that was factored last, in place.
    pub(crate) fn solve(&self, values: &mut [f64]) {
        let mut x: Vec<f64> =
            self.tree.unknowns.iter().map(|node| values[*node as usize]).collect();
        self.factor.forward(&self.tree, &mut x);
        self.factor.backward(&self.tree, &mut x, 0);
        for (node, value) in self.tree.unknowns.iter().zip(x) {
            values[*node as usize] = value;
        }
    }

    /// The diagonal of the inverse of the matrix that was factored last, by level, and the variance of
    /// the place of each row that follows from it.
    pub(crate) fn variances(&self, sds: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let (by_position, by_entry) = self.factor.inverse_entries(&self.tree);
        let mut of_levels = vec![0.0; self.n_nodes()];
        for (node, value) in self.tree.unknowns.iter().zip(by_position) {
            of_levels[*node as usize] = value;
        }
        let mut of_pairs = vec![0.0; self.n_pairs];
        for (pair, value) in self.pair_of_entry.iter().zip(by_entry) {
            of_pairs[*pair as usize] = value;
        }
        let mut of_rows = vec![0.0; self.n_rows()];
        for (levels, sd) in self.of_rows.iter().zip(sds) {
            for (sum, level) in of_rows.iter_mut().zip(levels) {
                *sum += sd * sd * of_levels[*level as usize];
            }
        }
        for pairs in &self.pairs {
            let scale = 2.0 * sds[pairs.terms.0] * sds[pairs.terms.1];
            for (sum, pair) in of_rows.iter_mut().zip(&pairs.of) {
                *sum += scale * of_pairs[*pair as usize];
            }
        }
        (of_levels, of_rows)
    }
}

/// The two levels of each pair.
type Ends = Vec<(u32, u32)>;

/// The pairs of levels that each row has, and the ends of each pair.
fn pairs(levels: &[Vec<u32>], ranges: &[Range<usize>]) -> Result<(Vec<Pairs>, Ends), Error> {
    let (mut pairs, mut ends) = (Vec::new(), Vec::new());
    for first in 0..levels.len() {
        for second in first + 1..levels.len() {
            let of_rows: Vec<(u32, u32)> =
                levels[first].iter().copied().zip(levels[second].iter().copied()).collect();
            let (groups, names) = Groups::by_label(&of_rows)?;
            let n = names.len();
            if n == ranges[first].len() && n == ranges[second].len() {
                return Err(Error::AlikeTerms { first, second });
            }
            let before = ends.len() as u32;
            ends.extend(names);
            let of = groups.of().iter().map(|pair| pair + before).collect();
            pairs.push(Pairs { terms: (first, second), of });
        }
    }
    Ok((pairs, ends))
}

/// A graph whose edges weigh as much as the number of their pair, counted from 1, by which the
/// entries of a tree are known again.
fn graph(n_nodes: usize, ends: &[(u32, u32)]) -> Graph {
    let mut lengths = vec![0; n_nodes];
    for (a, b) in ends {
        lengths[*a as usize] += 1;
        lengths[*b as usize] += 1;
    }
    let mut next: Vec<usize> = Vec::with_capacity(n_nodes);
    let mut start = 0;
    for length in &lengths {
        next.push(start);
        start += length;
    }
    let (mut others, mut numbers) = (vec![0; start], vec![0.0; start]);
    for (pair, (a, b)) in ends.iter().enumerate() {
        for (from, to) in [(*a, *b), (*b, *a)] {
            let at = &mut next[from as usize];
            others[*at] = to;
            numbers[*at] = (pair + 1) as f64;
            *at += 1;
        }
    }
    Graph::of_parts(vec![(lengths, others, numbers)])
}
