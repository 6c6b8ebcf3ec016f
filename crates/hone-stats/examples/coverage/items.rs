//! Items that share factors, and their answers in categories.

use hone_stats::numeric::{normal, stream};

/// Thresholds of answers that are mostly 4.
const THRESHOLDS: [f64; 4] = [-1.8, -1.0, -0.2, 1.0];

/// Answers from 1 to 5 that lie on the thresholds of a standard normal variable.
pub(crate) fn answers(latent: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let answer = |x: &f64| 1.0 + THRESHOLDS.iter().filter(|limit| x > *limit).count() as f64;
    latent.iter().map(|column| column.iter().map(answer).collect()).collect()
}

/// Items of variance 1 that load on one factor.
pub(crate) fn one_factor(n: usize, loadings: &[f64], seed: u64) -> Vec<Vec<f64>> {
    let mut rng = stream(seed, 0);
    let factor: Vec<f64> = (0..n).map(|_| normal(&mut rng)).collect();
    loadings
        .iter()
        .map(|loading| {
            let rest = (1.0 - loading * loading).sqrt();
            factor.iter().map(|f| loading * f + rest * normal(&mut rng)).collect()
        })
        .collect()
}

/// Items of variance 1, `per_factor` on each of some factors that correlate by `phi`.
pub(crate) fn factors(
    n: usize,
    (n_factors, per_factor): (usize, usize),
    (loading, phi): (f64, f64),
    seed: u64,
) -> Vec<Vec<f64>> {
    bifactor(n, n_factors, per_factor, (loading * phi.sqrt(), loading * (1.0 - phi).sqrt()), seed)
}

/// Items of variance 1 that load on a general factor, and each on one of a group.
pub(crate) fn bifactor(
    n: usize,
    n_groups: usize,
    per_group: usize,
    (general, group): (f64, f64),
    seed: u64,
) -> Vec<Vec<f64>> {
    let mut rng = stream(seed, 0);
    let rest = (1.0 - general * general - group * group).sqrt();
    let common: Vec<f64> = (0..n).map(|_| normal(&mut rng)).collect();
    let mut columns = Vec::with_capacity(n_groups * per_group);
    for _ in 0..n_groups {
        let own: Vec<f64> = (0..n).map(|_| normal(&mut rng)).collect();
        for _ in 0..per_group {
            let item = |(c, o): (&f64, &f64)| general * c + group * o + rest * normal(&mut rng);
            columns.push(common.iter().zip(&own).map(item).collect());
        }
    }
    columns
}

/// Items of variance 1 of raters in leaders: a share of the factor, and of what is special to an item,
/// is the leader's. Rows of a leader stand together.
pub(crate) fn in_leaders(
    (n_leaders, n_raters): (usize, usize),
    loadings: &[f64],
    share: f64,
    seed: u64,
) -> (Vec<Vec<f64>>, Vec<u32>) {
    let mut rng = stream(seed, 0);
    let n = n_leaders * n_raters;
    let mut shared = |n_items: usize| -> Vec<Vec<f64>> {
        (0..n_items)
            .map(|_| {
                let of_leader: Vec<f64> = (0..n_leaders).map(|_| normal(&mut rng)).collect();
                let of_row = |row: usize| {
                    share.sqrt() * of_leader[row / n_raters]
                        + (1.0 - share).sqrt() * normal(&mut rng)
                };
                (0..n).map(of_row).collect()
            })
            .collect()
    };
    let factor = shared(1).remove(0);
    let rest = shared(loadings.len());
    let column = |(loading, rest): (&f64, &Vec<f64>)| {
        let unique = (1.0 - loading * loading).sqrt();
        factor.iter().zip(rest).map(|(f, e)| loading * f + unique * e).collect()
    };
    let columns = loadings.iter().zip(&rest).map(column).collect();
    let leaders = (0..).take(n_leaders).flat_map(|l| std::iter::repeat_n(l, n_raters)).collect();
    (columns, leaders)
}
