use nalgebra::DMatrix;
use rayon::prelude::*;

use super::kernel::{self, NotPositive};
use super::tree::{Supernode, Tree};

/// Below this many multiplications a subtree is one thread's work.
pub(super) const SMALL: f64 = 2e6;
/// How many subtrees are worked on before what they leave is taken up.
const BATCH: usize = 512;

/// The Cholesky factor of `S A S + E`, where `S` scales the unknowns and `E` adds to the diagonal.
#[derive(Debug, Clone)]
pub(crate) struct Factor {
    pub(super) values: Vec<f64>,
}

/// How unknowns are scaled, and what is added to their diagonal, by position.
#[derive(Debug, Clone)]
pub(crate) struct Scaling {
    pub(crate) scales: Vec<f64>,
    pub(crate) added: Vec<f64>,
}

impl Factor {
    /// Room for a factor.
    pub(crate) fn new(tree: &Tree) -> Self {
        Self { values: vec![0.0; tree.n_values] }
    }

    /// Factors anew. Fails with the position of an unknown that depends on those before it.
    pub(crate) fn refactor(&mut self, tree: &Tree, scaling: &Scaling) -> Result<(), NotPositive> {
        let work = Work { tree, scaling };
        work.subtree(tree.nodes.len() - 1, &mut self.values).map(drop)
    }

    /// The diagonal value at a position of the last supernode.
    pub(crate) fn last_pivots(&self, tree: &Tree) -> Vec<f64> {
        let Some(root) = tree.nodes.last() else { return Vec::new() };
        let at = |k: usize| self.values[root.values + k * (root.size() + 1)];
        (0..root.n_columns).map(at).collect()
    }

    /// The inverse of the matrix of what is left of the `n` unknowns before the last one, once all
    /// before them are eliminated.
    pub(crate) fn last_inverse(&self, tree: &Tree, n: usize) -> DMatrix<f64> {
        let Some(root) = tree.nodes.last() else { return DMatrix::zeros(0, 0) };
        let size = root.size();
        let first = size - 1 - n;
        let at = |i: usize, j: usize| self.values[root.values + (first + j) * size + first + i];
        let lower = DMatrix::from_fn(n, n, |i, j| if i >= j { at(i, j) } else { 0.0 });
        let inverse = lower.solve_lower_triangular(&DMatrix::identity(n, n));
        inverse.map_or_else(|| DMatrix::zeros(n, n), |inverse| inverse.transpose() * &inverse)
    }

    /// Twice the logarithms of the pivots, over positions that `is_counted`.
    pub(crate) fn log_determinant(&self, tree: &Tree, is_counted: impl Fn(usize) -> bool) -> f64 {
        let of_node = |node: &Supernode| -> f64 {
            let pivot = |k: usize| self.values[node.values + k * (node.size() + 1)];
            let counted = (0..node.n_columns).filter(|k| is_counted(node.first + k));
            counted.map(|k| 2.0 * pivot(k).ln()).sum()
        };
        tree.nodes.iter().map(of_node).sum()
    }

    /// Solves `L x = b` in place, by position.
    pub(crate) fn forward(&self, tree: &Tree, x: &mut [f64]) {
        for node in &tree.nodes {
            let (size, n) = (node.size(), node.n_columns);
            let rows = &tree.rows[node.rows.clone()];
            for k in 0..n {
                let column = &self.values[node.values + k * size..node.values + (k + 1) * size];
                let value = x[node.first + k] / column[k];
                x[node.first + k] = value;
                if value == 0.0 {
                    continue;
                }
                for (target, factor) in
                    x[node.first + k + 1..node.first + n].iter_mut().zip(&column[k + 1..])
                {
                    *target -= factor * value;
                }
                for (row, factor) in rows.iter().zip(&column[n..]) {
                    x[*row as usize] -= factor * value;
                }
            }
        }
    }

    /// Solves `L' x = b` in place, by position, for the unknowns before the last `n_given`.
    pub(crate) fn backward(&self, tree: &Tree, x: &mut [f64], n_given: usize) {
        let unknown = x.len() - n_given;
        for node in tree.nodes.iter().rev() {
            let (size, n) = (node.size(), node.n_columns);
            let rows = &tree.rows[node.rows.clone()];
            for k in (0..n).rev().filter(|k| node.first + k < unknown) {
                let column = &self.values[node.values + k * size..node.values + (k + 1) * size];
                let mut value = x[node.first + k]
                    - kernel::dot(&column[k + 1..n], &x[node.first + k + 1..node.first + n]);
                for (row, factor) in rows.iter().zip(&column[n..]) {
                    value -= factor * x[*row as usize];
                }
                x[node.first + k] = value / column[k];
            }
        }
    }
}

struct Work<'a> {
    tree: &'a Tree,
    scaling: &'a Scaling,
}

impl Work<'_> {
    /// Factors a subtree, whose values are given, and returns what it leaves for its parent.
    fn subtree(&self, at: usize, values: &mut [f64]) -> Result<Vec<f64>, NotPositive> {
        let node = &self.tree.nodes[at];
        if node.work < SMALL {
            return self.in_sequence(at, values);
        }
        let n_rows = node.n_rows();
        let (mut below, panel) = values.split_at_mut(node.values - node.first_value);
        let mut rest = vec![0.0; n_rows * n_rows];
        panel.fill(0.0);
        self.enter(node, panel);
        for batch in node.children.chunks(BATCH) {
            let mut parts = Vec::with_capacity(batch.len());
            for child in batch {
                let child_node = &self.tree.nodes[*child];
                let length = child_node.values + child_node.n_values() - child_node.first_value;
                let (part, others) = below.split_at_mut(length);
                below = others;
                parts.push((*child, part));
            }
            let left: Vec<Result<Vec<f64>, NotPositive>> = parts
                .into_par_iter()
                .with_min_len(4)
                .map(|(child, part)| self.subtree(child, part))
                .collect();
            for (child, left) in batch.iter().zip(left) {
                self.take_up(node, &self.tree.nodes[*child], &left?, panel, &mut rest);
            }
        }
        eliminate(node, panel, &mut rest)?;
        Ok(rest)
    }

    /// Factors a subtree supernode by supernode; what waits for its parent lies on a stack.
    fn in_sequence(&self, at: usize, values: &mut [f64]) -> Result<Vec<f64>, NotPositive> {
        let first = self.tree.nodes[at].first_below;
        let mut stack: Vec<f64> = Vec::new();
        let mut values = values;
        for node in &self.tree.nodes[first..=at] {
            let (panel, others) = values.split_at_mut(node.n_values());
            values = others;
            panel.fill(0.0);
            self.enter(node, panel);
            let n_rows = node.n_rows();
            let own = stack.len();
            stack.resize(own + n_rows * n_rows, 0.0);
            let (waiting, rest) = stack.split_at_mut(own);
            let mut start = own;
            for child in node.children.iter().rev() {
                let child = &self.tree.nodes[*child];
                let end = start;
                start -= child.n_rows() * child.n_rows();
                self.take_up(node, child, &waiting[start..end], panel, rest);
            }
            eliminate(node, panel, rest)?;
            stack.copy_within(own.., start);
            stack.truncate(start + n_rows * n_rows);
        }
        Ok(stack)
    }

    /// Enters the values of the matrix itself.
    fn enter(&self, node: &Supernode, panel: &mut [f64]) {
        let size = node.size();
        for k in 0..node.n_columns {
            let at = node.first + k;
            let scale = self.scaling.scales[at];
            let column = &mut panel[k * size..(k + 1) * size];
            column[k] = scale * scale * self.tree.diagonal[at] + self.scaling.added[at];
            let range = self.tree.entry_starts[at]..self.tree.entry_starts[at + 1];
            for (row, value) in &self.tree.entries[range] {
                let row = *row as usize;
                let other = self.tree.position(node, row);
                column[row] += scale * self.scaling.scales[other] * value;
            }
        }
    }
}

fn eliminate(node: &Supernode, panel: &mut [f64], rest: &mut [f64]) -> Result<(), NotPositive> {
    kernel::factor(panel, rest, node.size(), node.n_columns).map_err(|row| node.first + row)
}

impl Work<'_> {
    /// Adds what a child leaves.
    fn take_up(
        &self,
        node: &Supernode,
        child: &Supernode,
        left: &[f64],
        panel: &mut [f64],
        rest: &mut [f64],
    ) {
        let rows = &self.tree.relative[child.rows.clone()];
        let (size, n) = (node.size(), node.n_columns);
        for (k, column) in rows.iter().enumerate() {
            let column = *column as usize;
            let values = &left[k * rows.len() + k..(k + 1) * rows.len()];
            if column < n {
                let target = &mut panel[column * size..(column + 1) * size];
                for (row, value) in rows[k..].iter().zip(values) {
                    target[*row as usize] += value;
                }
            } else {
                let start = (column - n) * (size - n);
                let target = &mut rest[start..start + size - n];
                for (row, value) in rows[k..].iter().zip(values) {
                    target[*row as usize - n] += value;
                }
            }
        }
    }
}
