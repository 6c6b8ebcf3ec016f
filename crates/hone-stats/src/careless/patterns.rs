use crate::{Error, Scores};

/// Longest run of the same answer to items in their order, for each row (Johnson 2005,
/// doi:10.1016/j.jrp.2004.09.009). A gap ends a run; 0 for a row without answers.
///
/// Only for items in the order in which they were asked. In a short scale whose items point one way a
/// long run may be an honest answer.
///
/// Checked against R's `rle`, as `careless::longstring` uses it.
pub fn long_string(scores: &Scores) -> Vec<u32> {
    let mut longest = vec![0; scores.n_rows()];
    let mut run = vec![0; scores.n_rows()];
    let mut before = vec![f64::NAN; scores.n_rows()];
    for column in scores.items() {
        for row in 0..column.len() {
            let answer = column[row];
            run[row] = match answer {
                answer if answer.is_nan() => 0,
                answer if answer == before[row] => run[row] + 1,
                _ => 1,
            };
            longest[row] = longest[row].max(run[row]);
            before[row] = answer;
        }
    }
    longest
}

/// Standard deviation of the answers within each row (intra-individual response variability; Dunn et
/// al. 2018, doi:10.1007/s10869-016-9479-0). `None` for a row with fewer than two answers.
///
/// Low where all is answered alike, high where answers are at random; neither shows it alone.
///
/// Checked against R's `sd` by row, as `careless::irv` uses it.
pub fn variability(scores: &Scores) -> Vec<Option<f64>> {
    let means = scores.row_means();
    let mut squares = vec![0.0; scores.n_rows()];
    let mut counts = vec![0_u32; scores.n_rows()];
    for column in scores.items() {
        for row in 0..column.len() {
            let deviation = column[row] - means[row];
            if !deviation.is_nan() {
                squares[row] += deviation * deviation;
                counts[row] += 1;
            }
        }
    }
    let sd = |(square, count): (&f64, &u32)| {
        (*count > 1).then(|| (square / (f64::from(*count) - 1.0)).sqrt())
    };
    squares.iter().zip(&counts).map(sd).collect()
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
    let mut halves = Vec::with_capacity(scales.len());
    Ok((0..scores.n_rows())
        .map(|row| {
            halves.clear();
            halves.extend(scales.iter().filter_map(|scale| {
                let odd = mean_of(scores, row, scale.iter().step_by(2))?;
                let even = mean_of(scores, row, scale.iter().skip(1).step_by(2))?;
                Some((odd, even))
            }));
            consistency(&halves)
        })
        .collect())
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
    if halves.len() < 3 {
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
