use std::ops::Range;

use nalgebra::{DMatrix, DVector};

use super::ratings::Ratings;

/// Where each parameter stands, and which of them are free.
///
/// All parameters in order: items, raters, interactions (rater by rater), steps, spread of persons.
/// Raters sum to zero within each part of the design that is connected, steps within each set, and
/// interactions over items and over raters; parts that are not connected differ by a mean each, which
/// sum to zero. The last of each such family is minus the sum of the others.
pub(super) struct Layout {
    pub(super) n_items: usize,
    pub(super) n_raters: usize,
    n_cells: usize,
    n_steps: usize,
    /// For each free parameter, by how much it moves which parameters.
    free: Vec<Vec<(usize, f64)>>,
    /// Those of the free parameters by which parts that are not connected differ.
    between_parts: Range<usize>,
}

impl Layout {
    /// `parts` has the connected part of each rater.
    pub(super) fn new(ratings: &Ratings, parts: &[usize], has_cells: bool) -> Self {
        let (n_items, n_raters) = (ratings.n_items, ratings.n_raters);
        let n_cells = if has_cells { n_items * n_raters } else { 0 };
        let mut layout = Self {
            n_items,
            n_raters,
            n_cells,
            n_steps: ratings.n_steps,
            free: Vec::new(),
            between_parts: 0..0,
        };
        layout.free.extend((0..n_items).map(|item| vec![(item, 1.0)]));
        layout.free_raters(parts);
        if has_cells {
            layout.free_cells();
        }
        for item in 0..n_items {
            let first = layout.step(ratings.first_step[item]);
            if item == 0 || ratings.first_step[item] != 0 {
                let steps: Vec<usize> = (first..first + ratings.item_steps[item]).collect();
                layout.free_but_last(&steps);
            }
        }
        layout.free.push(vec![(layout.sd(), 1.0)]);
        layout
    }

    pub(super) fn rater(&self, rater: usize) -> usize {
        self.n_items + rater
    }

    /// The interaction of a rater and an item; `None` where the model has none.
    pub(super) fn cell(&self, rater: usize, item: usize) -> Option<usize> {
        (self.n_cells > 0).then_some(self.n_items + self.n_raters + rater * self.n_items + item)
    }

    /// How hard it is to get points for an item from a rater.
    pub(super) fn difficulty(&self, parameters: &[f64], rater: usize, item: usize) -> f64 {
        let interaction = self.cell(rater, item).map_or(0.0, |cell| parameters[cell]);
        parameters[item] + parameters[self.rater(rater)] + interaction
    }

    pub(super) fn step(&self, step: usize) -> usize {
        self.n_items + self.n_raters + self.n_cells + step
    }

    pub(super) fn sd(&self) -> usize {
        self.step(self.n_steps)
    }

    pub(super) fn n_all(&self) -> usize {
        self.sd() + 1
    }

    pub(super) fn n_free(&self) -> usize {
        self.free.len()
    }

    /// The gradient in the free parameters.
    pub(super) fn free_gradient(&self, all: &[f64]) -> DVector<f64> {
        let of = |moves: &Vec<(usize, f64)>| moves.iter().map(|(place, by)| by * all[*place]).sum();
        DVector::from_iterator(self.n_free(), self.free.iter().map(of))
    }

    /// A symmetric matrix, of which the upper triangle counts, in the free parameters.
    pub(super) fn free_matrix(&self, all: &DMatrix<f64>) -> DMatrix<f64> {
        let entry = |a: usize, b: usize| all[(a.min(b), a.max(b))];
        let mut half = DMatrix::<f64>::zeros(self.n_all(), self.n_free());
        for (f, moves) in self.free.iter().enumerate() {
            for (place, by) in moves {
                for row in 0..self.n_all() {
                    half[(row, f)] += by * entry(row, *place);
                }
            }
        }
        let mut matrix = DMatrix::zeros(self.n_free(), self.n_free());
        for f in 0..self.n_free() {
            for (g, moves) in self.free.iter().enumerate() {
                matrix[(g, f)] = moves.iter().map(|(place, by)| by * half[(*place, f)]).sum();
            }
        }
        matrix
    }

    /// What a step in the free parameters does to all.
    pub(super) fn all_step(&self, free: &DVector<f64>) -> Vec<f64> {
        let mut all = vec![0.0; self.n_all()];
        for (moves, by_how_much) in self.free.iter().zip(free.iter()) {
            for (place, by) in moves {
                all[*place] += by * by_how_much;
            }
        }
        all
    }

    /// The standard errors of all parameters from the covariance of the free ones; those of raters
    /// relative to their part.
    pub(super) fn standard_errors(&self, covariance: &DMatrix<f64>) -> Vec<f64> {
        let mut families = vec![Vec::new(); self.n_all()];
        let within_parts = |(f, _): &(usize, _)| !self.between_parts.contains(f);
        for (f, moves) in self.free.iter().enumerate().filter(within_parts) {
            for (place, by) in moves {
                families[*place].push((f, *by));
            }
        }
        let variance = |family: &Vec<(usize, f64)>| -> f64 {
            let of = |(f, x): &(usize, f64)| -> f64 {
                family.iter().map(|(g, y)| x * y * covariance[(*f, *g)]).sum()
            };
            family.iter().map(of).sum()
        };
        families.iter().map(|family| variance(family).max(0.0).sqrt()).collect()
    }

    fn free_raters(&mut self, parts: &[usize]) {
        let mut families: Vec<Vec<usize>> = Vec::new();
        let mut numbers: Vec<usize> = parts.to_vec();
        numbers.sort_unstable();
        numbers.dedup();
        for part in &numbers {
            let of_part = (0..self.n_raters).filter(|rater| parts[*rater] == *part);
            families.push(of_part.map(|rater| self.rater(rater)).collect());
        }
        for family in &families {
            self.free_but_last(family);
        }
        if let Some((last, others)) = families.split_last() {
            self.between_parts = self.free.len()..self.free.len() + others.len();
            for family in others {
                let moves = family.iter().map(|place| (*place, 1.0));
                self.free.push(moves.chain(last.iter().map(|place| (*place, -1.0))).collect());
            }
        }
    }

    fn free_cells(&mut self) {
        let first = self.n_items + self.n_raters;
        let (last_rater, last_item) = (self.n_raters - 1, self.n_items - 1);
        for rater in 0..last_rater {
            for item in 0..last_item {
                let place = |rater: usize, item: usize| first + rater * self.n_items + item;
                self.free.push(vec![
                    (place(rater, item), 1.0),
                    (place(last_rater, item), -1.0),
                    (place(rater, last_item), -1.0),
                    (place(last_rater, last_item), 1.0),
                ]);
            }
        }
    }

    fn free_but_last(&mut self, family: &[usize]) {
        if let Some((last, others)) = family.split_last() {
            self.free.extend(others.iter().map(|place| vec![(*place, 1.0), (*last, -1.0)]));
        }
    }
}
