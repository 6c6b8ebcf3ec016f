use rayon::prelude::*;

use super::layout::Layout;
use super::ratings::Ratings;
use crate::MAX_CATEGORIES;

/// What the model says of each item by each rater at each node.
pub(super) struct Tables {
    n_items: usize,
    n_nodes: usize,
    most_steps: usize,
    /// Per rater, item and node: log of the sum of the weights of all categories.
    log_sums: Vec<f64>,
    /// Per rater and node: the sum of those over the items.
    row_log_sums: Vec<f64>,
    /// Per rater, item, step and node: the chance to reach the step.
    reach: Vec<f64>,
    /// Per rater, item and node: the expected code.
    means: Vec<f64>,
    /// Per rater and node: the sum of those over the items.
    row_means: Vec<f64>,
    /// Per rater, step of the layout and node: the chances to reach it, over the items that have it.
    row_reach: Vec<f64>,
    n_steps: usize,
}

impl Tables {
    /// `points` are in standard deviations of the persons.
    pub(super) fn new(
        ratings: &Ratings,
        layout: &Layout,
        parameters: &[f64],
        points: &[f64],
    ) -> Self {
        let (n_items, n_nodes) = (ratings.n_items, points.len());
        let most_steps = ratings.item_steps.iter().copied().max().unwrap_or(0);
        let per_rater = |width: usize| vec![0.0; ratings.n_raters * n_items * n_nodes * width];
        let mut tables = Self {
            n_items,
            n_nodes,
            most_steps,
            log_sums: per_rater(1),
            row_log_sums: vec![0.0; ratings.n_raters * n_nodes],
            reach: per_rater(most_steps),
            means: per_rater(1),
            row_means: vec![0.0; ratings.n_raters * n_nodes],
            row_reach: vec![0.0; ratings.n_raters * ratings.n_steps * n_nodes],
            n_steps: ratings.n_steps,
        };
        let cumulative = cumulative_steps(ratings, layout, parameters);
        let cells = tables
            .log_sums
            .par_chunks_mut(n_nodes)
            .zip(tables.reach.par_chunks_mut(n_nodes * most_steps))
            .zip(tables.means.par_chunks_mut(n_nodes));
        cells.with_min_len(n_items).enumerate().for_each(|(cell, ((log_sums, reach), means))| {
            let (rater, item) = (cell / n_items, cell % n_items);
            let difficulty = layout.difficulty(parameters, rater, item);
            let steps = &cumulative[item];
            let mut chances = [0.0; MAX_CATEGORIES];
            let chances = &mut chances[..steps.len()];
            for (node, point) in points.iter().enumerate() {
                let x = parameters[layout.sd()] * point - difficulty;
                log_sums[node] = categories(x, steps, chances);
                means[node] = chances.iter().sum();
                for (step, chance) in chances.iter().enumerate() {
                    reach[step * n_nodes + node] = *chance;
                }
            }
        });
        sum_items(&mut tables.row_log_sums, &tables.log_sums, n_items, n_nodes);
        sum_items(&mut tables.row_means, &tables.means, n_items, n_nodes);
        tables.sum_steps(ratings);
        tables
    }

    /// The expected code at each node.
    pub(super) fn mean(&self, rater: usize, item: usize) -> &[f64] {
        let first = (rater * self.n_items + item) * self.n_nodes;
        &self.means[first..first + self.n_nodes]
    }

    /// The expected sum of all items at each node.
    pub(super) fn row_mean(&self, rater: usize) -> &[f64] {
        &self.row_means[rater * self.n_nodes..(rater + 1) * self.n_nodes]
    }

    pub(super) fn row_log_sum(&self, rater: usize) -> &[f64] {
        &self.row_log_sums[rater * self.n_nodes..(rater + 1) * self.n_nodes]
    }

    pub(super) fn log_sum(&self, rater: usize, item: usize) -> &[f64] {
        let first = (rater * self.n_items + item) * self.n_nodes;
        &self.log_sums[first..first + self.n_nodes]
    }

    /// How many items of a rater's are expected to reach a step, at each node.
    pub(super) fn row_reach(&self, rater: usize, step: usize) -> &[f64] {
        let first = (rater * self.n_steps + step) * self.n_nodes;
        &self.row_reach[first..first + self.n_nodes]
    }

    fn sum_steps(&mut self, ratings: &Ratings) {
        let mut sums = std::mem::take(&mut self.row_reach);
        for (rater, sums) in sums.chunks_mut(self.n_steps * self.n_nodes).enumerate() {
            for item in 0..self.n_items {
                for step in 0..ratings.item_steps[item] {
                    let first = (ratings.first_step[item] + step) * self.n_nodes;
                    add(&mut sums[first..first + self.n_nodes], self.reach(rater, item, step));
                }
            }
        }
        self.row_reach = sums;
    }

    /// The chance to reach a step, at each node.
    pub(super) fn reach(&self, rater: usize, item: usize, step: usize) -> &[f64] {
        let cell = rater * self.n_items + item;
        let first = (cell * self.most_steps + step) * self.n_nodes;
        &self.reach[first..first + self.n_nodes]
    }
}

pub(super) fn add(sums: &mut [f64], values: &[f64]) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += value;
    }
}

fn sum_items(rows: &mut [f64], cells: &[f64], n_items: usize, n_nodes: usize) {
    for (row, cells) in rows.chunks_mut(n_nodes).zip(cells.chunks(n_nodes * n_items)) {
        for cell in cells.chunks(n_nodes) {
            add(row, cell);
        }
    }
}

/// Per item the sums of its steps up to each category above the lowest.
pub(super) fn cumulative_steps(
    ratings: &Ratings,
    layout: &Layout,
    parameters: &[f64],
) -> Vec<Vec<f64>> {
    let of_item = |item: usize| {
        let mut sum = 0.0;
        let steps = ratings.first_step[item]..ratings.first_step[item] + ratings.item_steps[item];
        let cumulative = steps.map(|step| {
            sum += parameters[layout.step(step)];
            sum
        });
        cumulative.collect()
    };
    (0..ratings.n_items).map(of_item).collect()
}

/// Writes the chance to reach each step and returns the log of the sum of all weights, of which that
/// of the lowest category is 1 and that of category `k` is `exp(k x - sum of k steps)`.
fn categories(x: f64, cumulative: &[f64], reach: &mut [f64]) -> f64 {
    let weight = |step: usize| (step + 1) as f64 * x - cumulative[step];
    let highest = (0..cumulative.len()).map(weight).fold(0.0, f64::max);
    let mut above = 0.0;
    for step in (0..cumulative.len()).rev() {
        above += (weight(step) - highest).exp();
        reach[step] = above;
    }
    above += (-highest).exp();
    for chance in reach {
        *chance /= above;
    }
    highest + above.ln()
}
