use rayon::prelude::*;

use super::factor::{Factor, SMALL};
use super::kernel;
use super::tree::{Supernode, Tree};

impl Factor {
    /// The diagonal of the inverse, by position, of the matrix without its last `n_left_out`
    /// unknowns, for which it is 0; and the inverse among the last supernode's unknowns, by columns.
    ///
    /// Only what has the places of the factor is computed (Takahashi, Fagan and Chen 1973).
    pub(crate) fn inverse_diagonal(&self, tree: &Tree, n_left_out: usize) -> (Vec<f64>, Vec<f64>) {
        let mut diagonal = vec![0.0; tree.unknowns.len()];
        let Some(root) = tree.nodes.last() else { return (diagonal, Vec::new()) };
        let size = root.n_columns;
        let mut inverse = vec![0.0; size * size];
        let panel = &self.values[root.values..];
        kernel::complete_inverse(&mut inverse, panel, size, size - n_left_out.min(size));
        let descent = Descent { tree, values: &self.values };
        let (below, own) = diagonal.split_at_mut(root.first);
        (0..size).for_each(|k| own[k] = inverse[k * (size + 1)]);
        descent.children(root, &inverse, below);
        (diagonal, inverse)
    }
}

struct Descent<'a> {
    tree: &'a Tree,
    values: &'a [f64],
}

impl Descent<'_> {
    /// Goes through the children of a supernode whose inverse is known; `diagonal` is what lies
    /// below it.
    fn children(&self, node: &Supernode, inverse: &[f64], mut diagonal: &mut [f64]) {
        let mut parts = Vec::with_capacity(node.children.len());
        for child in &node.children {
            let child = &self.tree.nodes[*child];
            let length = child.first + child.n_columns - child.first_position;
            let (part, others) = diagonal.split_at_mut(length);
            diagonal = others;
            parts.push((child, part));
        }
        let visit = |(child, part)| self.subtree(child, inverse, node.size(), part);
        if node.work < SMALL {
            parts.into_iter().for_each(visit);
        } else {
            parts.into_par_iter().with_min_len(4).for_each(visit);
        }
    }

    fn subtree(&self, node: &Supernode, above: &[f64], size_above: usize, diagonal: &mut [f64]) {
        let rows = &self.tree.relative[node.rows.clone()];
        let size = node.size();
        let panel = &self.values[node.values..node.values + node.n_values()];
        let (below, own) = diagonal.split_at_mut(node.first - node.first_position);
        if node.n_columns == 1 && node.children.is_empty() {
            own[0] =
                (1.0 + quadratic(rows, &panel[1..], above, size_above)) / (panel[0] * panel[0]);
            return;
        }
        let n = node.n_columns;
        let mut inverse = vec![0.0; size * size];
        for (k, column) in rows.iter().enumerate() {
            let from = &above[*column as usize * size_above..][..size_above];
            let to = &mut inverse[(n + k) * size + n..(n + k + 1) * size];
            to.iter_mut().zip(rows).for_each(|(value, row)| *value = from[*row as usize]);
        }
        kernel::complete_inverse(&mut inverse, panel, size, n);
        (0..n).for_each(|k| own[k] = inverse[k * (size + 1)]);
        self.children(node, &inverse, below);
    }
}

/// `l' Z l`, with the rows and columns of the symmetric `Z` that are picked.
fn quadratic(rows: &[u32], l: &[f64], z: &[f64], size: usize) -> f64 {
    let mut sum = 0.0;
    for (k, (column, factor)) in rows.iter().zip(l).enumerate() {
        let column = *column as usize;
        let z = &z[column * size..(column + 1) * size];
        let mut far = 0.0;
        for (row, factor) in rows[..k].iter().zip(l) {
            far += z[*row as usize] * factor;
        }
        sum += factor * (2.0 * far + z[column] * factor);
    }
    sum
}
