use crate::numeric::t_quantile;
use crate::reliability::{GroupIcc, OneWay, of_table};
use crate::{Error, Estimate, Interval};

/// Per leader how many complete ballots there are and the sum of their means, from a value near them
/// all, so that no figures are lost.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct GroupSums {
    origin: Option<f64>,
    sizes: Vec<f64>,
    sums: Vec<f64>,
    squares: f64,
}

impl GroupSums {
    pub(super) fn push(&mut self, columns: &[&[f64]], groups: &[u32]) {
        let k = columns.len() as f64;
        // Along columns, which is how the answers lie in memory.
        let mut sums = vec![0.0; groups.len()];
        for column in columns {
            for (sum, value) in sums.iter_mut().zip(*column) {
                *sum += value;
            }
        }
        for (sum, group) in sums.iter().zip(groups).filter(|(sum, _)| !sum.is_nan()) {
            let mean = sum / k;
            let distance = mean - *self.origin.get_or_insert(mean);
            let group = *group as usize;
            self.make_room(group + 1);
            self.sizes[group] += 1.0;
            self.sums[group] += distance;
            self.squares += distance * distance;
        }
    }

    fn make_room(&mut self, n_groups: usize) {
        if self.sizes.len() < n_groups {
            self.sizes.resize(n_groups, 0.0);
            self.sums.resize(n_groups, 0.0);
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        let Some(theirs) = other.origin else { return };
        let shift = theirs - *self.origin.get_or_insert(theirs);
        self.make_room(other.sizes.len());
        for (group, (size, sum)) in other.sizes.iter().zip(&other.sums).enumerate() {
            self.sizes[group] += size;
            self.sums[group] += sum + size * shift;
            self.squares += 2.0 * shift * sum + size * shift * shift;
        }
        self.squares += other.squares;
    }

    pub(super) fn icc(&self) -> Result<GroupIcc, Error> {
        of_table(&OneWay::from_sums(&self.sizes, &self.sums, self.squares))
    }

    pub(super) fn mean(&self) -> Result<Estimate, Error> {
        let n: f64 = self.sizes.iter().sum();
        let n_groups = self.sizes.iter().filter(|size| **size > 0.0).count();
        if n_groups < 2 {
            return Err(Error::TooFewGroups { found: n_groups, needed: 2 });
        }
        let distance = self.sums.iter().sum::<f64>() / n;
        let value = distance + self.origin.unwrap_or_default();
        let residual = |(sum, size): (&f64, &f64)| (sum - size * distance).powi(2);
        let squares: f64 = self.sums.iter().zip(&self.sizes).map(residual).sum();
        let df = (n_groups - 1) as f64;
        let se = (squares * n_groups as f64 / df).sqrt() / n;
        let half = t_quantile(0.975, df) * se;
        let ci95 = Some(Interval { low: value - half, high: value + half });
        Ok(Estimate { value, se: Some(se), ci95 })
    }
}
