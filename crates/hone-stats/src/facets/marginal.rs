use std::ops::Range;

use nalgebra::DMatrix;
use rayon::prelude::*;

use super::complete::complete_information;
use super::features::Features;
use super::layout::Layout;
use super::ratings::{Rating, Ratings};
use super::tables::{Tables, add, cumulative_steps};
use crate::MISSING;
use crate::numeric::Nodes;

/// Nodes whose weight for a person is less than `exp` of this are passed over.
const NEGLIGIBLE: f64 = -37.0;

/// The persons are worked off in pieces that depend on the data alone, so that the number of threads
/// changes no result; their sums may take this many numbers in all.
const PIECE_BUDGET: usize = 4_000_000;

/// Where a person stands, in standard deviations of the persons.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    pub(super) mean: f64,
    pub(super) sd: f64,
}

/// The log-likelihood, persons integrated out, and its derivatives in all parameters.
pub(super) struct Marginal {
    pub(super) log_likelihood: f64,
    pub(super) gradient: Vec<f64>,
    /// Information if the persons were known (what EM's M-step uses); upper triangle.
    pub(super) complete: DMatrix<f64>,
    /// What of it is lost because they are not (Louis 1982); upper triangle.
    pub(super) lost: DMatrix<f64>,
    pub(super) places: Vec<Place>,
}

struct Work<'a> {
    ratings: &'a Ratings,
    layout: &'a Layout,
    parameters: &'a [f64],
    nodes: &'a Nodes,
    log_priors: Vec<f64>,
    tables: Tables,
    cumulative: Vec<Vec<f64>>,
}

struct Piece {
    log_likelihood: f64,
    gradient: Vec<f64>,
    lost: DMatrix<f64>,
    /// Expected number of ratings at each rater, item and node.
    counts: Vec<f64>,
    places: Vec<Place>,
}

pub(super) fn marginal(
    ratings: &Ratings,
    layout: &Layout,
    parameters: &[f64],
    nodes: &Nodes,
) -> Marginal {
    let tables = Tables::new(ratings, layout, parameters, &nodes.points);
    let cumulative = cumulative_steps(ratings, layout, parameters);
    let log_priors = nodes.weights.iter().map(|weight| weight.ln()).collect();
    let work = Work { ratings, layout, parameters, nodes, log_priors, tables, cumulative };
    let n_counts = ratings.n_raters * ratings.n_items * nodes.points.len();
    let piece_size = layout.n_all().pow(2) + n_counts;
    let n_pieces = (PIECE_BUDGET / piece_size).clamp(2, 16).min(ratings.n_persons);
    let pieces: Vec<Piece> = (0..n_pieces)
        .into_par_iter()
        .map(|piece| {
            let at = |piece: usize| ratings.n_persons * piece / n_pieces;
            work.piece(at(piece)..at(piece + 1))
        })
        .collect();
    work.sum(pieces)
}

impl Work<'_> {
    fn piece(&self, persons: Range<usize>) -> Piece {
        let n = self.layout.n_all();
        let n_counts = self.ratings.n_raters * self.ratings.n_items * self.nodes.points.len();
        let mut piece = Piece {
            log_likelihood: 0.0,
            gradient: vec![0.0; n],
            lost: DMatrix::zeros(n, n),
            counts: vec![0.0; n_counts],
            places: Vec::with_capacity(persons.len()),
        };
        let mut scratch = Scratch::default();
        for person in persons {
            self.person(person, &mut piece, &mut scratch);
        }
        piece
    }

    fn person(&self, person: usize, piece: &mut Piece, scratch: &mut Scratch) {
        self.log_weights(person, &mut scratch.weights);
        let window = normalise(&mut scratch.weights, &mut piece.log_likelihood);
        let weights = &scratch.weights[window.clone()];
        let points = &self.nodes.points[window.clone()];
        let mean: f64 = weights.iter().zip(points).map(|(w, z)| w * z).sum();
        let square: f64 = weights.iter().zip(points).map(|(w, z)| w * (z - mean).powi(2)).sum();
        piece.places.push(Place { mean, sd: square.sqrt() });
        scratch.features.start(self.layout.n_all(), window.len());
        for rating in self.ratings.of(person) {
            self.rating(rating, &window, &mut scratch.features);
            self.count(rating, &window, weights, &mut piece.counts);
        }
        self.spread_feature(points, scratch);
        scratch.features.finish(&scratch.weights[window], &mut piece.gradient, &mut piece.lost);
    }

    /// The log of each node's weight for a person.
    fn log_weights(&self, person: usize, weights: &mut Vec<f64>) {
        weights.clear();
        weights.resize(self.nodes.points.len(), 0.0);
        let (mut constant, mut total) = (0.0, 0.0);
        for rating in self.ratings.of(person) {
            let is_complete = !rating.codes.contains(&MISSING);
            if is_complete {
                subtract(weights, self.tables.row_log_sum(rating.rater));
            }
            for (item, code) in answers(rating) {
                if !is_complete {
                    subtract(weights, self.tables.log_sum(rating.rater, item));
                }
                if code > 0 {
                    let points = code as f64;
                    total += points;
                    constant -=
                        points * self.layout.difficulty(self.parameters, rating.rater, item);
                    constant -= self.cumulative[item][code - 1];
                }
            }
        }
        let slope = total * self.parameters[self.layout.sd()];
        let nodes = self.nodes.points.iter().zip(&self.log_priors);
        for (weight, (point, prior)) in weights.iter_mut().zip(nodes) {
            *weight += slope * point + constant + prior;
        }
    }

    /// Adds what is expected of a rating at each node, less what it is.
    fn rating(&self, rating: Rating<'_>, window: &Range<usize>, features: &mut Features) {
        for (item, code) in answers(rating) {
            let mean = &self.tables.mean(rating.rater, item)[window.clone()];
            features.add(item, mean, code as f64);
            if let Some(cell) = self.layout.cell(rating.rater, item) {
                features.add(cell, mean, code as f64);
            }
        }
        if rating.codes.contains(&MISSING) {
            self.rater_and_steps(rating, window, features);
        } else {
            self.rater_and_steps_of_complete(rating, window, features);
        }
    }

    fn rater_and_steps(&self, rating: Rating<'_>, window: &Range<usize>, features: &mut Features) {
        for (item, code) in answers(rating) {
            let mean = &self.tables.mean(rating.rater, item)[window.clone()];
            features.add(self.layout.rater(rating.rater), mean, code as f64);
            for step in 0..self.ratings.free_steps(item) {
                let reach = &self.tables.reach(rating.rater, item, step)[window.clone()];
                let place = self.layout.step(self.ratings.first_step[item] + step);
                features.add(place, reach, if code > step { 1.0 } else { 0.0 });
            }
        }
    }

    /// The same with the sums over all items that the tables have.
    fn rater_and_steps_of_complete(
        &self,
        rating: Rating<'_>,
        window: &Range<usize>,
        features: &mut Features,
    ) {
        let total: f64 = rating.codes.iter().map(|code| f64::from(*code)).sum();
        let mean = &self.tables.row_mean(rating.rater)[window.clone()];
        features.add(self.layout.rater(rating.rater), mean, total);
        for item in 0..self.ratings.step_sets() {
            for step in 0..self.ratings.free_steps(item) {
                let place = self.ratings.first_step[item] + step;
                let reaches = |code: &&u8| usize::from(**code) > step;
                let reached = self.ratings.with_steps_of(item, rating.codes).iter().filter(reaches);
                let reach = &self.tables.row_reach(rating.rater, place)[window.clone()];
                features.add(self.layout.step(place), reach, reached.count() as f64);
            }
        }
    }

    /// Adds how often each rating is to be expected at each node.
    fn count(
        &self,
        rating: Rating<'_>,
        window: &Range<usize>,
        weights: &[f64],
        counts: &mut [f64],
    ) {
        let n_nodes = self.nodes.points.len();
        for (item, _) in answers(rating) {
            let first = (rating.rater * self.ratings.n_items + item) * n_nodes;
            add(&mut counts[first + window.start..first + window.end], weights);
        }
    }

    /// The derivative in the spread: where the node is, times how far the total is above what is
    /// expected there.
    fn spread_feature(&self, points: &[f64], scratch: &mut Scratch) {
        let excess = &mut scratch.excess;
        excess.clear();
        excess.resize(points.len(), 0.0);
        for item in 0..self.ratings.n_items {
            if let Some(values) = scratch.features.values(item) {
                subtract(excess, values);
            }
        }
        for (excess, point) in excess.iter_mut().zip(points) {
            *excess *= point;
        }
        scratch.features.add(self.layout.sd(), excess, 0.0);
    }

    fn sum(&self, pieces: Vec<Piece>) -> Marginal {
        let mut pieces = pieces.into_iter();
        let Some(mut sum) = pieces.next() else {
            return Marginal {
                log_likelihood: 0.0,
                gradient: Vec::new(),
                complete: DMatrix::zeros(0, 0),
                lost: DMatrix::zeros(0, 0),
                places: Vec::new(),
            };
        };
        for piece in pieces {
            sum.log_likelihood += piece.log_likelihood;
            add(&mut sum.gradient, &piece.gradient);
            add(&mut sum.counts, &piece.counts);
            sum.lost += piece.lost;
            sum.places.extend(piece.places);
        }
        Marginal {
            log_likelihood: sum.log_likelihood,
            gradient: sum.gradient,
            complete: complete_information(
                self.ratings,
                self.layout,
                &self.tables,
                &self.nodes.points,
                &sum.counts,
            ),
            lost: sum.lost,
            places: sum.places,
        }
    }
}

#[derive(Default)]
struct Scratch {
    weights: Vec<f64>,
    excess: Vec<f64>,
    features: Features,
}

/// Turns logs of weights into weights that sum to 1 and returns which nodes matter.
fn normalise(weights: &mut [f64], log_likelihood: &mut f64) -> Range<usize> {
    let highest = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let matters = |weight: &f64| *weight - highest > NEGLIGIBLE;
    let start = weights.iter().position(matters).unwrap_or(0);
    let end = weights.iter().rposition(matters).map_or(weights.len(), |last| last + 1);
    let window = &mut weights[start..end];
    for weight in &mut *window {
        *weight = (*weight - highest).exp();
    }
    let total: f64 = window.iter().sum();
    for weight in window {
        *weight /= total;
    }
    *log_likelihood += highest + total.ln();
    start..end
}

/// The items that were answered, with their codes.
fn answers(rating: Rating<'_>) -> impl Iterator<Item = (usize, usize)> {
    let answered = rating.codes.iter().enumerate().filter(|(_, code)| **code != MISSING);
    answered.map(|(item, code)| (item, usize::from(*code)))
}

fn subtract(sums: &mut [f64], values: &[f64]) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum -= value;
    }
}
