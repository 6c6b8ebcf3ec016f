use super::ratings::Ratings;
use crate::MAX_CATEGORIES;
use crate::ordinal::{Local, Response, Slopes};

/// Answers whose log odds over the category below are place less threshold, with thresholds for each
/// item: its difficulty and a step.
///
/// Parameters: the items, then the steps of each set but the last, which is minus the sum of the
/// others.
pub(super) struct Adjacent {
    /// Per answer.
    items: Vec<u32>,
    codes: Vec<u8>,
    /// Where the thresholds of each item begin, and where the last ones end.
    starts: Vec<usize>,
    /// How each threshold is made of parameters.
    made_of: Vec<Vec<(usize, f64)>>,
    n_parameters: usize,
}

impl Adjacent {
    pub(super) fn new(ratings: &Ratings, items: Vec<u32>, codes: Vec<u8>) -> Self {
        let mut n_parameters = ratings.n_items;
        let mut starts = vec![0];
        let mut made_of: Vec<Vec<(usize, f64)>> = Vec::new();
        for item in 0..ratings.n_items {
            let n = ratings.item_steps[item];
            // Items that share their steps follow the first of them.
            let has_own = item == 0 || ratings.step_sets() > 1;
            let first_free = if has_own { n_parameters } else { ratings.n_items };
            let free = first_free..first_free + n - 1;
            if has_own {
                n_parameters = free.end;
            }
            let one = |place: usize| vec![(item, 1.0), (place, 1.0)];
            made_of.extend(free.clone().map(one));
            let last = std::iter::once((item, 1.0)).chain(free.map(|place| (place, -1.0)));
            made_of.push(last.collect());
            starts.push(made_of.len());
        }
        Self { items, codes, starts, made_of, n_parameters }
    }

    /// What each step of an item is made of.
    pub(super) fn steps(&self, item: usize) -> impl Iterator<Item = &[(usize, f64)]> {
        self.made_of[self.starts[item]..self.starts[item + 1]].iter().map(|parts| &parts[1..])
    }

    fn of<'a>(&self, row: usize, thresholds: &'a [f64]) -> (usize, &'a [f64]) {
        let item = self.items[row] as usize;
        (self.starts[item], &thresholds[self.starts[item]..self.starts[item + 1]])
    }
}

/// The largest exponent of the categories at a place, of which the lowest has 0.
fn largest(place: f64, thresholds: &[f64]) -> f64 {
    let mut exponent = 0.0;
    thresholds.iter().fold(0.0_f64, |largest, threshold| {
        exponent += place - threshold;
        largest.max(exponent)
    })
}

impl Response for Adjacent {
    fn n_parameters(&self) -> usize {
        self.n_parameters
    }

    fn thresholds(&self, parameters: &[f64]) -> Option<Vec<f64>> {
        let sum = |parts: &Vec<(usize, f64)>| parts.iter().map(|(k, by)| by * parameters[*k]).sum();
        Some(self.made_of.iter().map(sum).collect())
    }

    fn pull(&self, by_threshold: &[f64]) -> Vec<f64> {
        let mut by_parameter = vec![0.0; self.n_parameters];
        for (parts, slope) in self.made_of.iter().zip(by_threshold) {
            for (k, by) in parts {
                by_parameter[*k] += by * slope;
            }
        }
        by_parameter
    }

    fn slopes(&self, row: usize, place: f64, thresholds: &[f64]) -> Slopes {
        let (_, thresholds) = self.of(row, thresholds);
        let code = usize::from(self.codes[row]);
        let largest = largest(place, thresholds);
        let own: f64 = thresholds[..code].iter().map(|threshold| place - threshold).sum();
        // Moments about the answer that was given.
        let mut away = -(code as f64);
        let mut exponent = -largest;
        let mut chance = exponent.exp();
        let mut sums = [chance, away * chance, away * away * chance, away * away * away * chance];
        for threshold in thresholds {
            exponent += place - threshold;
            away += 1.0;
            chance = exponent.exp();
            let square = away * away * chance;
            sums[0] += chance;
            sums[1] += away * chance;
            sums[2] += square;
            sums[3] += away * square;
        }
        let [total, first, second, third] = sums;
        let (mean, square, cube) = (first / total, second / total, third / total);
        let variance = (square - mean * mean).max(0.0);
        Slopes {
            log: own - largest - total.ln(),
            first: -mean,
            second: -variance,
            third: -(cube - 3.0 * mean * square + 2.0 * mean * mean * mean),
        }
    }

    fn local(&self, row: usize, place: f64, thresholds: &[f64], local: &mut Local) {
        let (first, thresholds) = self.of(row, thresholds);
        let n = thresholds.len();
        let code = usize::from(self.codes[row]);
        let mut chances = [0.0; MAX_CATEGORIES];
        let chances = &mut chances[..=n];
        let mut exponent = -largest(place, thresholds);
        chances[0] = exponent.exp();
        for (chance, threshold) in chances[1..].iter_mut().zip(thresholds) {
            exponent += place - threshold;
            *chance = exponent.exp();
        }
        let total: f64 = chances.iter().sum();
        let mut mean = 0.0;
        for (k, chance) in chances.iter_mut().enumerate() {
            *chance /= total;
            mean += k as f64 * *chance;
        }
        let variance: f64 =
            chances.iter().enumerate().map(|(k, chance)| (k as f64 - mean).powi(2) * chance).sum();
        local.clear(first);
        // From the highest category down: how likely it is to reach it, and the first moments there.
        let (mut reach, mut above, mut far) = (0.0, 0.0, 0.0);
        for step in (1..=n).rev() {
            let (chance, away) = (chances[step], step as f64 - mean);
            reach += chance;
            above += away * chance;
            far += (away * away - variance) * chance;
            local.slope.push(reach - f64::from(u8::from(code >= step)));
            local.cross.push(above);
            local.cross_twice.push(far);
        }
        local.slope.reverse();
        local.cross.reverse();
        local.cross_twice.reverse();
        let reaches = |step: usize| local.slope[step] + f64::from(u8::from(code > step));
        for a in 0..n {
            local.between.extend((0..n).map(|b| reaches(a) * reaches(b) - reaches(a.max(b))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facets::Steps;
    use crate::{Groups, Scores};

    fn three_items() -> (Ratings, Adjacent) {
        let columns =
            vec![vec![0.0, 1.0, 2.0, 3.0], vec![3.0, 1.0, 0.0, 2.0], vec![1.0, 2.0, 1.0, 3.0]];
        let groups = Groups::new(vec![0, 0, 1, 1]).unwrap();
        let raters = Groups::new(vec![0, 1, 0, 1]).unwrap();
        let scores = Scores::new(columns).unwrap();
        let ratings = Ratings::all(&scores, &groups, &raters, Steps::PerItem).unwrap();
        let adjacent = Adjacent::new(&ratings, vec![0, 1, 2, 0], vec![0, 3, 1, 2]);
        (ratings, adjacent)
    }

    #[test]
    fn derivatives_are_those_of_the_log_likelihood() {
        let (_, adjacent) = three_items();
        let parameters: Vec<f64> =
            (0..adjacent.n_parameters()).map(|k| 0.3 * ((k * 7 % 5) as f64) - 0.5).collect();
        let thresholds = adjacent.thresholds(&parameters).unwrap();
        let (place, h) = (0.37, 1e-5);
        let mut local = Local::default();
        for row in 0..4 {
            let at = |place: f64, thresholds: &[f64]| adjacent.slopes(row, place, thresholds);
            let s = at(place, &thresholds);
            let (up, down) = (at(place + h, &thresholds), at(place - h, &thresholds));
            assert!((s.first - (up.log - down.log) / (2.0 * h)).abs() < 1e-8);
            assert!((s.second - (up.first - down.first) / (2.0 * h)).abs() < 1e-8);
            assert!((s.third - (up.second - down.second) / (2.0 * h)).abs() < 1e-8);
            adjacent.local(row, place, &thresholds, &mut local);
            let (slope, between, n) =
                (local.slope.clone(), local.between.clone(), local.slope.len());
            let (cross, twice) = (local.cross.clone(), local.cross_twice.clone());
            for k in 0..n {
                let moved = |by: f64| {
                    let mut moved = thresholds.clone();
                    moved[local.first + k] += by;
                    moved
                };
                let (up, down) = (at(place, &moved(h)), at(place, &moved(-h)));
                assert!((slope[k] - (up.log - down.log) / (2.0 * h)).abs() < 1e-8);
                assert!((cross[k] - (up.first - down.first) / (2.0 * h)).abs() < 1e-8);
                assert!((twice[k] - (up.second - down.second) / (2.0 * h)).abs() < 1e-8);
                let mut far = Local::default();
                adjacent.local(row, place, &moved(h), &mut far);
                for other in 0..n {
                    let near = (far.slope[other] - slope[other]) / h;
                    assert!((between[k * n + other] - near).abs() < 1e-4);
                }
            }
        }
    }

    #[test]
    fn the_steps_of_an_item_sum_to_zero() {
        let (ratings, adjacent) = three_items();

        assert_eq!(adjacent.n_parameters(), 3 + 2 + 2 + 1);
        for item in 0..ratings.n_items {
            let mut sums = vec![0.0; adjacent.n_parameters()];
            for (place, by) in adjacent.steps(item).flatten() {
                sums[*place] += by;
            }
            assert!(sums.iter().all(|sum| *sum == 0.0));
        }
    }
}
