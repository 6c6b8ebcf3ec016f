//! How far a range would reach with other numbers of raters.

use hone_stats::{error_of_mean, error_of_weighted_mean, interval};

use crate::{Class, Floor, LEVEL};

/// How far the range of all colleagues reaches to either side of its number where no bound goes into
/// it, before it is rounded outwards, in points.
///
/// For classes of these sizes whose raters differ by `sd`, by the rule of the release. It is made of
/// counts and of the spread of the whole round, so it tells nothing about any answer. 0 without a class.
pub fn reach(sd: f64, sizes: &[usize], k: Floor) -> f64 {
    let parts = sizes.iter().map(|n| {
        let class = Class::new(Vec::new(), *n);
        (*n as f64, error_of_mean(sd, class.answers_needed(k)))
    });
    let error = error_of_weighted_mean(parts);
    interval(0.0, error, LEVEL).map_or(error, |around| around.high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_that_of_the_fewest_answers_that_can_be_behind_a_number() {
        let reach = |sizes: &[usize]| reach(0.8, sizes, Floor::DEFAULT);

        // z * 0.8 / sqrt(4), and the same to 8 raters, of whom half may have seen nothing.
        assert!((reach(&[4]) - 0.784).abs() < 0.001);
        assert!((reach(&[8]) - reach(&[4])).abs() < 1e-12);
        assert!((reach(&[16]) - 0.554).abs() < 0.001);
        // z * sqrt(2 * (1/2)^2 * 0.4^2)
        assert!((reach(&[4, 4]) - 0.554).abs() < 0.001);
    }

    #[test]
    fn without_a_class_there_is_nothing_to_reach() {
        assert!(reach(0.8, &[], Floor::DEFAULT).abs() < 1e-12);
    }
}
