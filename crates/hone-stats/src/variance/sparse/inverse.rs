use std::borrow::Cow;

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
        let last = self.inverse_at(tree, n_left_out, &mut diagonal, None);
        (diagonal, last)
    }

    /// The diagonal of the inverse, by position, and what the inverse has at each entry of the tree.
    pub(crate) fn inverse_entries(&self, tree: &Tree) -> (Vec<f64>, Vec<f64>) {
        let mut diagonal = vec![0.0; tree.unknowns.len()];
        let mut entries = vec![0.0; tree.entries.len()];
        self.inverse_at(tree, 0, &mut diagonal, Some(&mut entries));
        (diagonal, entries)
    }

    fn inverse_at(
        &self,
        tree: &Tree,
        n_left_out: usize,
        diagonal: &mut [f64],
        entries: Option<&mut [f64]>,
    ) -> Vec<f64> {
        let Some(root) = tree.nodes.last() else { return Vec::new() };
        let size = root.n_columns;
        let mut inverse = vec![0.0; size * size];
        let panel = &self.values[root.values..];
        kernel::complete_inverse(&mut inverse, panel, size, size - n_left_out.min(size));
        let descent = Descent { tree, values: &self.values };
        let sink = Sink { diagonal, entries };
        let below = descent.keep(root, &inverse, sink);
        descent.children(root, Cow::Borrowed(&inverse), below);
        inverse
    }
}

struct Descent<'a> {
    tree: &'a Tree,
    values: &'a [f64],
}

/// Where the inverse of a subtree is kept: its diagonal and, if wanted, its entries.
struct Sink<'a> {
    diagonal: &'a mut [f64],
    entries: Option<&'a mut [f64]>,
}

impl Sink<'_> {
    /// Takes off what belongs to the first positions.
    fn split(self, n_positions: usize, n_entries: usize) -> (Self, Self) {
        let (diagonal, others) = self.diagonal.split_at_mut(n_positions);
        let (entries, other_entries) = match self.entries {
            Some(entries) => {
                let (first, others) = entries.split_at_mut(n_entries);
                (Some(first), Some(others))
            }
            None => (None, None),
        };
        (Self { diagonal, entries }, Self { diagonal: others, entries: other_entries })
    }
}

impl Descent<'_> {
    /// Goes through the children of a supernode whose inverse is known; `sink` is for what lies
    /// below it.
    ///
    /// A child that is most of the work comes last and takes the inverse over, so that no more than
    /// two are held along a chain of large supernodes.
    fn children(&self, node: &Supernode, inverse: Cow<'_, [f64]>, mut sink: Sink<'_>) {
        let mut parts = Vec::with_capacity(node.children.len());
        for child in &node.children {
            let child = &self.tree.nodes[*child];
            let (first, end) = (child.first_position, child.first + child.n_columns);
            let starts = &self.tree.entry_starts;
            let (part, others) = sink.split(end - first, starts[end] - starts[first]);
            sink = others;
            parts.push((child, part));
        }
        let is_most = |(child, _): &(&Supernode, _)| child.work > 0.5 * node.work;
        let last = parts.iter().position(is_most).map(|place| parts.remove(place));
        let size = node.size();
        let visit = |(child, part)| self.subtree(child, Cow::Borrowed(&inverse), size, part);
        if node.work < SMALL {
            parts.into_iter().for_each(visit);
        } else {
            parts.into_par_iter().with_min_len(4).for_each(visit);
        }
        if let Some((child, part)) = last {
            self.subtree(child, inverse, size, part);
        }
    }

    /// Keeps what a supernode's inverse has; returns the rest of the sink.
    fn keep<'s>(&self, node: &Supernode, inverse: &[f64], sink: Sink<'s>) -> Sink<'s> {
        let size = node.size();
        let (below, own) = self.own(node, sink);
        (0..node.n_columns).for_each(|k| own.diagonal[k] = inverse[k * (size + 1)]);
        if let Some(kept) = own.entries {
            let starts = &self.tree.entry_starts[node.first..=node.first + node.n_columns];
            for (k, pair) in starts.windows(2).enumerate() {
                for at in pair[0]..pair[1] {
                    kept[at - starts[0]] = inverse[k * size + self.tree.entries[at].0 as usize];
                }
            }
        }
        below
    }

    fn own<'s>(&self, node: &Supernode, sink: Sink<'s>) -> (Sink<'s>, Sink<'s>) {
        let starts = &self.tree.entry_starts;
        sink.split(
            node.first - node.first_position,
            starts[node.first] - starts[node.first_position],
        )
    }

    fn subtree(&self, node: &Supernode, above: Cow<'_, [f64]>, size_above: usize, sink: Sink<'_>) {
        let rows = &self.tree.relative[node.rows.clone()];
        let size = node.size();
        let panel = &self.values[node.values..node.values + node.n_values()];
        if node.n_columns == 1 && node.children.is_empty() {
            let (_, own) = self.own(node, sink);
            own.diagonal[0] =
                (1.0 + quadratic(rows, &panel[1..], &above, size_above)) / (panel[0] * panel[0]);
            if let Some(kept) = own.entries {
                let start = self.tree.entry_starts[node.first];
                for (value, (row, _)) in kept.iter_mut().zip(&self.tree.entries[start..]) {
                    let column = &above[rows[*row as usize - 1] as usize * size_above..];
                    let along = rows.iter().zip(&panel[1..]).map(|(r, l)| column[*r as usize] * l);
                    *value = -along.sum::<f64>() / panel[0];
                }
            }
            return;
        }
        let n = node.n_columns;
        let mut inverse = vec![0.0; size * size];
        for (k, column) in rows.iter().enumerate() {
            let from = &above[*column as usize * size_above..][..size_above];
            let to = &mut inverse[(n + k) * size + n..(n + k + 1) * size];
            to.iter_mut().zip(rows).for_each(|(value, row)| *value = from[*row as usize]);
        }
        drop(above);
        kernel::complete_inverse(&mut inverse, panel, size, n);
        let below = self.keep(node, &inverse, sink);
        self.children(node, Cow::Owned(inverse), below);
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
