use nalgebra::DMatrix;

use super::layout::Layout;
use super::ratings::Ratings;
use super::tables::Tables;

/// The information in the expected ratings: the covariance of how many steps are reached.
pub(super) fn complete_information(
    ratings: &Ratings,
    layout: &Layout,
    tables: &Tables,
    points: &[f64],
    counts: &[f64],
) -> DMatrix<f64> {
    let n = layout.n_all();
    let n_nodes = points.len();
    let mut information = DMatrix::zeros(n, n);
    for (cell, counts) in counts.chunks(n_nodes).enumerate() {
        let (rater, item) = (cell / ratings.n_items, cell % ratings.n_items);
        let mut moments = CellMoments::new(ratings.item_steps[item]);
        for (node, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0.0) {
            let reach = |step: usize| tables.reach(rater, item, step)[node];
            moments.add(*count, points[node], reach);
        }
        add_cell(ratings, layout, (rater, item), &moments, &mut information);
    }
    information
}

/// Adds what one rater's ratings of one item tell.
fn add_cell(
    ratings: &Ratings,
    layout: &Layout,
    (rater, item): (usize, usize),
    moments: &CellMoments,
    information: &mut DMatrix<f64>,
) {
    let n_steps = moments.n_steps;
    let places = [Some(item), Some(layout.rater(rater)), layout.cell(rater, item)];
    let sd = layout.sd();
    for (n, place) in places.iter().flatten().enumerate() {
        for other in places.iter().flatten().skip(n) {
            information[(*place, *other)] += moments.variance;
        }
        information[(*place, sd)] -= moments.variance_by_point;
    }
    information[(sd, sd)] += moments.variance_by_square;
    for step in 0..ratings.free_steps(item) {
        let row = layout.step(ratings.first_step[item] + step);
        for place in places.iter().flatten() {
            information[(*place, row)] += moments.with_sum[step];
        }
        information[(row, sd)] -= moments.with_sum_by_point[step];
        for other in step..n_steps {
            let column = layout.step(ratings.first_step[item] + other);
            information[(row, column)] += moments.between[step * n_steps + other];
        }
    }
}

/// Covariances of the steps reached in one cell, and of their sum, weighted by counts.
struct CellMoments {
    n_steps: usize,
    variance: f64,
    variance_by_point: f64,
    variance_by_square: f64,
    with_sum: Vec<f64>,
    with_sum_by_point: Vec<f64>,
    between: Vec<f64>,
}

impl CellMoments {
    fn new(n_steps: usize) -> Self {
        Self {
            n_steps,
            variance: 0.0,
            variance_by_point: 0.0,
            variance_by_square: 0.0,
            with_sum: vec![0.0; n_steps],
            with_sum_by_point: vec![0.0; n_steps],
            between: vec![0.0; n_steps * n_steps],
        }
    }

    fn add(&mut self, count: f64, point: f64, reach: impl Fn(usize) -> f64) {
        let mut variance = 0.0;
        for step in 0..self.n_steps {
            let mut with_sum = 0.0;
            for other in 0..self.n_steps {
                let covariance = reach(step.max(other)) - reach(step) * reach(other);
                with_sum += covariance;
                self.between[step * self.n_steps + other] += count * covariance;
            }
            self.with_sum[step] += count * with_sum;
            self.with_sum_by_point[step] += count * with_sum * point;
            variance += with_sum;
        }
        self.variance += count * variance;
        self.variance_by_point += count * variance * point;
        self.variance_by_square += count * variance * point * point;
    }
}
