//! The loop over patterns and nodes: what each pattern says of the traits (E-step).

use rayon::prelude::*;

use super::patterns::Patterns;

/// Likelihood and expected counts at given parameters.
pub(super) struct Expected {
    pub(super) log_likelihood: f64,
    /// Expected rows by entry of the tables, then by node.
    pub(super) counts: Vec<f64>,
}

/// A pattern's chances by node, without a common factor.
pub(super) struct Posterior<'a> {
    pub(super) weights: &'a mut [f64],
    pub(super) total: f64,
    /// Log of the pattern's chance.
    pub(super) log_likelihood: f64,
}

/// How many blocks are multiplied before a look at whether the product gets too small.
const BEFORE_LOOK: usize = 6;

/// Multiplies the chances of a pattern's answers into `weights`, from the prior on.
pub(super) fn posterior<'a>(
    entries: &[u32],
    tables: &[f64],
    prior: &[f64],
    weights: &'a mut [f64],
) -> Posterior<'a> {
    let n = prior.len();
    let mut log_scale = 0.0;
    weights.copy_from_slice(prior);
    for (step, entry) in entries.iter().enumerate() {
        let chances = &tables[*entry as usize * n..][..n];
        for (weight, chance) in weights.iter_mut().zip(chances) {
            *weight *= chance;
        }
        if step % BEFORE_LOOK == BEFORE_LOOK - 1 {
            let highest = weights.iter().copied().fold(0.0, f64::max);
            if highest > 0.0 && highest < 1e-100 {
                for weight in weights.iter_mut() {
                    *weight /= highest;
                }
                log_scale += highest.ln();
            }
        }
    }
    let total = sum(weights);
    Posterior { log_likelihood: total.ln() + log_scale, weights, total }
}

fn sum(values: &[f64]) -> f64 {
    let (chunks, rest) = values.as_chunks::<4>();
    let mut lanes = [0.0; 4];
    for chunk in chunks {
        for lane in 0..4 {
            lanes[lane] += chunk[lane];
        }
    }
    lanes.iter().sum::<f64>() + rest.iter().sum::<f64>()
}

/// Log-likelihood and expected counts; patterns in parallel, in pieces that depend on the data only.
pub(super) fn expect(patterns: &Patterns, tables: &[f64], prior: &[f64]) -> Expected {
    let pieces: Vec<Expected> = pieces(patterns, tables.len())
        .into_par_iter()
        .map(|range| expect_piece(patterns, range, tables, prior))
        .collect();
    let mut pieces = pieces.into_iter();
    let Some(mut whole) = pieces.next() else {
        return Expected { log_likelihood: 0.0, counts: vec![0.0; tables.len()] };
    };
    for piece in pieces {
        whole.log_likelihood += piece.log_likelihood;
        for (total, count) in whole.counts.iter_mut().zip(&piece.counts) {
            *total += count;
        }
    }
    whole
}

/// Ranges of patterns: up to 16, fewer where counts take much memory.
fn pieces(patterns: &Patterns, table_size: usize) -> Vec<std::ops::Range<usize>> {
    const FLOATS: usize = 4_000_000;
    let n = patterns.n_patterns();
    let most = (FLOATS / table_size.max(1)).clamp(2, 16);
    let size = n.div_ceil(most).max(128);
    (0..n).step_by(size).map(|start| start..(start + size).min(n)).collect()
}

fn expect_piece(
    patterns: &Patterns,
    range: std::ops::Range<usize>,
    tables: &[f64],
    prior: &[f64],
) -> Expected {
    let n = prior.len();
    let mut found = Expected { log_likelihood: 0.0, counts: vec![0.0; tables.len()] };
    let mut weights = vec![0.0; n];
    for pattern in range {
        let entries = patterns.entries(pattern);
        let rows = patterns.weights[pattern];
        let posterior = posterior(entries, tables, prior, &mut weights);
        found.log_likelihood += rows * posterior.log_likelihood;
        let factor = rows / posterior.total;
        for weight in posterior.weights.iter_mut() {
            *weight *= factor;
        }
        for entry in entries {
            let counts = &mut found.counts[*entry as usize * n..][..n];
            for (count, weight) in counts.iter_mut().zip(&*posterior.weights) {
                *count += weight;
            }
        }
    }
    found
}
