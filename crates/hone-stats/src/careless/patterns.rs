use std::ops::Range;

use rayon::prelude::*;

use crate::{Error, Scores};

/// The fewest scales that have a correlation.
const LEAST_SCALES: usize = 3;

/// Longest run of the same answer to items in their order, for each row (Johnson 2005,
/// doi:10.1016/j.jrp.2004.09.009). A gap ends a run; 0 for a row without answers.
///
/// Only for items in the order in which they were asked. In a short scale whose items point one way a
/// long run may be an honest answer.
///
/// Checked against R's `rle`, as `careless::longstring` uses it.
pub fn long_string(scores: &Scores) -> Vec<u32> {
    by_rows(scores.n_rows(), |rows| {
        // Lengths as floats, so that they are compared and counted beside the answers.
        let mut longest = vec![0.0_f64; rows.len()];
        let mut run = vec![0.0; rows.len()];
        let mut before = vec![f64::NAN; rows.len()];
        for column in scores.items() {
            let so_far = longest.iter_mut().zip(&mut run).zip(&mut before);
            for (((longest, run), before), answer) in so_far.zip(&column[rows.clone()]) {
                let first = if answer.is_nan() { 0.0 } else { 1.0 };
                *run = if *answer == *before { *run + 1.0 } else { first };
                *longest = longest.max(*run);
                *before = *answer;
            }
        }
        longest.into_iter().map(whole).collect()
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of items is exact in a float"
)]
fn whole(count: f64) -> u32 {
    count as u32
}

/// Something for each row, computed for some rows at a time so that their answers stay in the cache.
pub(super) fn by_rows<T: Send>(
    n_rows: usize,
    of: impl Fn(Range<usize>) -> Vec<T> + Sync,
) -> Vec<T> {
    const ROWS: usize = 256;
    let starts: Vec<usize> = (0..n_rows).step_by(ROWS).collect();
    let parts = starts.into_par_iter().map(|start| of(start..(start + ROWS).min(n_rows)));
    parts.collect::<Vec<Vec<T>>>().into_iter().flatten().collect()
}

/// Standard deviation of the answers within each row (intra-individual response variability; Dunn et
/// al. 2018, doi:10.1007/s10869-016-9479-0). `None` for a row with fewer than two answers.
///
/// Low where all is answered alike, high where answers are at random; neither shows it alone.
///
/// Checked against R's `sd` by row, as `careless::irv` uses it.
pub fn variability(scores: &Scores) -> Vec<Option<f64>> {
    by_rows(scores.n_rows(), |rows| {
        let answers = || scores.items().map(|column| &column[rows.clone()]);
        let mut counts = vec![0.0_f64; rows.len()];
        let mut means = vec![0.0; rows.len()];
        for column in answers() {
            for ((count, sum), value) in counts.iter_mut().zip(&mut means).zip(column) {
                *count += if value.is_nan() { 0.0 } else { 1.0 };
                *sum += if value.is_nan() { 0.0 } else { *value };
            }
        }
        for (mean, count) in means.iter_mut().zip(&counts) {
            *mean /= *count;
        }
        let mut squares = vec![0.0; rows.len()];
        for column in answers() {
            for ((square, mean), value) in squares.iter_mut().zip(&means).zip(column) {
                let deviation = value - mean;
                *square += if deviation.is_nan() { 0.0 } else { deviation * deviation };
            }
        }
        let sd =
            |(square, count): (&f64, &f64)| (*count > 1.0).then(|| (square / (count - 1.0)).sqrt());
        squares.iter().zip(&counts).map(sd).collect()
    })
}

/// Even-odd consistency of each row (Jackson 1976, in Johnson 2005): over scales, the correlation of
/// the mean of the odd items with that of the even ones, stepped up to full length by Spearman and
/// Brown, and not below -1.
///
/// `scales` holds the items of each scale, by place. `None` for a row with fewer than three scales
/// that have both halves, or where a half does not vary over scales.
///
/// With few scales it is a rough sign; somebody who is alike in everything has none. Higher is more
/// consistent; R's `careless::evenodd` turns the sign round.
///
/// Checked against the formula, written in R.
pub fn even_odd(scores: &Scores, scales: &[Vec<usize>]) -> Result<Vec<Option<f64>>, Error> {
    if let Some(item) = scales.iter().flatten().find(|item| **item >= scores.n_items()) {
        return Err(Error::NoSuchItem { item: *item });
    }
    if scales.len() < LEAST_SCALES {
        return Ok(vec![None; scores.n_rows()]);
    }
    let halves = |row: usize, halves: &mut Vec<(f64, f64)>| {
        halves.clear();
        halves.extend(scales.iter().filter_map(|scale| {
            let odd = mean_of(scores, row, scale.iter().step_by(2))?;
            let even = mean_of(scores, row, scale.iter().skip(1).step_by(2))?;
            Some((odd, even))
        }));
    };
    Ok(by_rows(scores.n_rows(), |rows| {
        let mut both = Vec::with_capacity(scales.len());
        rows.map(|row| {
            halves(row, &mut both);
            consistency(&both)
        })
        .collect()
    }))
}

fn mean_of<'a>(scores: &Scores, row: usize, items: impl Iterator<Item = &'a usize>) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0_u32);
    for value in items.map(|item| scores.item(*item)[row]).filter(|value| !value.is_nan()) {
        sum += value;
        count += 1;
    }
    (count > 0).then(|| sum / f64::from(count))
}

fn consistency(halves: &[(f64, f64)]) -> Option<f64> {
    let n = halves.len() as f64;
    if halves.len() < LEAST_SCALES {
        return None;
    }
    let (odd, even) = halves.iter().fold((0.0, 0.0), |sum, half| (sum.0 + half.0, sum.1 + half.1));
    let (mut of_odd, mut of_even, mut of_both) = (0.0, 0.0, 0.0);
    for half in halves {
        let (x, y) = (half.0 - odd / n, half.1 - even / n);
        of_odd += x * x;
        of_even += y * y;
        of_both += x * y;
    }
    let r = of_both / (of_odd * of_even).sqrt();
    // Halves that are constant up to rounding have no correlation.
    let varies = of_odd.min(of_even) > 1e-20 && r.is_finite();
    varies.then(|| (2.0 * r / (1.0 + r)).max(-1.0))
}
