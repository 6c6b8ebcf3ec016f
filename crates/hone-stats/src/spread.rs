//! How much people who rate the same person differ.

use crate::Error;

/// The spread within groups, over many groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pooled {
    /// The variance within groups.
    pub variance: f64,
    /// Its degrees of freedom: values, less one for each group.
    pub degrees_of_freedom: usize,
    /// How many groups had two values or more.
    pub n_groups: usize,
}

impl Pooled {
    /// The standard deviation within groups.
    pub fn sd(&self) -> f64 {
        self.variance.sqrt()
    }
}

/// Pooled within-group variance: the within-group mean square of a one-way analysis of variance
/// (Fisher 1925; Shrout and Fleiss 1979, `WMS`).
///
/// `sum over groups of sum (x - group mean)^2 / sum over groups of (n - 1)`.
///
/// Takes the spread to be alike in all groups; where it differs, the result is an average in which
/// larger groups weigh more. Groups of one say nothing about spread and are passed over.
///
/// Checked against Shrout and Fleiss (1979), table 4: `WMS` = 6.26 with 18 degrees of freedom.
pub fn pooled(groups: &[&[f64]]) -> Result<Pooled, Error> {
    let mut pooling = Pooling::default();
    for group in groups {
        pooling.add(group);
    }
    pooling.finish()
}

/// The sums behind [`pooled`], for data that is seen one group at a time and not kept.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Pooling {
    sum_of_squares: f64,
    degrees_of_freedom: usize,
    n_groups: usize,
}

impl Pooling {
    /// Adds one group.
    pub fn add(&mut self, group: &[f64]) {
        if group.len() < 2 {
            return;
        }
        let mean = group.iter().sum::<f64>() / group.len() as f64;
        self.sum_of_squares += group.iter().map(|x| (x - mean).powi(2)).sum::<f64>();
        self.degrees_of_freedom += group.len() - 1;
        self.n_groups += 1;
    }

    /// The variance within all groups added so far.
    pub fn finish(&self) -> Result<Pooled, Error> {
        if self.degrees_of_freedom == 0 {
            return Err(Error::NoDegreesOfFreedom);
        }
        Ok(Pooled {
            variance: self.sum_of_squares / self.degrees_of_freedom as f64,
            degrees_of_freedom: self.degrees_of_freedom,
            n_groups: self.n_groups,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shrout and Fleiss (1979), table 2: six targets, four judges.
    const SHROUT_FLEISS: [[f64; 4]; 6] = [
        [9.0, 2.0, 5.0, 8.0],
        [6.0, 1.0, 3.0, 2.0],
        [8.0, 4.0, 6.0, 8.0],
        [7.0, 1.0, 2.0, 6.0],
        [10.0, 5.0, 6.0, 9.0],
        [6.0, 2.0, 4.0, 7.0],
    ];

    #[test]
    fn the_within_mean_square_is_that_of_shrout_and_fleiss() {
        let groups: Vec<&[f64]> = SHROUT_FLEISS.iter().map(<[f64; 4]>::as_slice).collect();

        let found = pooled(&groups).unwrap();

        assert!((found.variance - 6.26).abs() < 0.005, "{}", found.variance);
        assert_eq!((found.degrees_of_freedom, found.n_groups), (18, 6));
    }

    #[test]
    fn a_group_of_one_changes_nothing() {
        let with: [&[f64]; 2] = [&[1.0, 3.0], &[5.0]];

        assert_eq!(pooled(&with), pooled(&with[..1]));
    }

    #[test]
    fn where_groups_stand_does_not_matter_only_how_they_spread() {
        let near = pooled(&[&[1.0, 2.0, 3.0], &[1.0, 3.0]]).unwrap();
        let far = pooled(&[&[1.0, 2.0, 3.0], &[101.0, 103.0]]).unwrap();

        assert!((near.variance - far.variance).abs() < 1e-12);
    }

    #[test]
    fn single_raters_tell_no_spread() {
        assert_eq!(pooled(&[&[1.0], &[2.0]]), Err(Error::NoDegreesOfFreedom));
    }
}
