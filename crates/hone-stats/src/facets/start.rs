use super::layout::Layout;
use super::ratings::Ratings;
use crate::MISSING;

/// Parameters to start from: logits of the shares of points, persons of spread 1.
pub(super) fn parameters(ratings: &Ratings, layout: &Layout, parts: &[usize]) -> Vec<f64> {
    let mut items = vec![Points::default(); ratings.n_items];
    let mut raters = vec![Points::default(); ratings.n_raters];
    for rating in (0..ratings.n_persons).flat_map(|person| ratings.of(person)) {
        for (item, code) in rating.codes.iter().enumerate().filter(|(_, code)| **code != MISSING) {
            let most = ratings.item_steps[item] as f64;
            items[item].add(f64::from(*code), most);
            raters[rating.rater].add(f64::from(*code), most);
        }
    }
    let mut parameters = vec![0.0; layout.n_all()];
    for (item, points) in items.iter().enumerate() {
        parameters[item] = points.difficulty();
    }
    let severities: Vec<f64> = raters.iter().map(Points::difficulty).collect();
    let means = part_means(&severities, parts);
    for (rater, severity) in severities.iter().enumerate() {
        parameters[layout.rater(rater)] = severity - means[parts[rater]];
    }
    parameters[layout.sd()] = 1.0;
    parameters
}

#[derive(Clone, Copy, Default)]
pub(super) struct Points {
    got: f64,
    most: f64,
}

impl Points {
    pub(super) fn add(&mut self, got: f64, most: f64) {
        self.got += got;
        self.most += most;
    }

    /// The logit of the points missed, over those got; half a point is added to both.
    pub(super) fn difficulty(&self) -> f64 {
        ((self.most - self.got + 0.5) / (self.got + 0.5)).ln()
    }
}

/// The mean of the severities of each part.
pub(super) fn part_means(severities: &[f64], parts: &[usize]) -> Vec<f64> {
    let n_parts = parts.iter().max().map_or(0, |last| last + 1);
    let mut sums = vec![(0.0, 0.0); n_parts];
    for (severity, part) in severities.iter().zip(parts) {
        sums[*part].0 += severity;
        sums[*part].1 += 1.0;
    }
    sums.iter().map(|(sum, n)| sum / n).collect()
}
