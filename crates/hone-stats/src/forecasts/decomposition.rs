use super::Record;
use super::record::Bin;

/// Three parts of a Brier score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parts {
    /// How far the odds are from what comes at these odds; 0 is best.
    pub reliability: f64,
    /// How much what comes differs between the odds; more is better.
    pub resolution: f64,
    /// How uncertain the matters were; nobody's merit or fault.
    pub uncertainty: f64,
}

/// A Brier score taken apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decomposition {
    /// With the bias of small numbers taken out; single parts may fall a little below 0.
    pub corrected: Parts,
    /// As Murphy wrote it: reliability and resolution come out too large.
    pub raw: Parts,
    /// What pooling of neighbouring odds leaves: the score less `REL - RES + UNC`; 0 without pooling.
    pub within_bins: f64,
    /// How many bins, after pooling.
    pub n_bins: usize,
    /// How many forecasts.
    pub n: usize,
}

/// Decomposition of the Brier score (Murphy 1973) with bias correction (Ferro & Fricker 2012,
/// doi:10.1002/qj.1924).
///
/// Over the values `k` of the odds: `REL = sum n_k (p_k - o_k)^2 / n`,
/// `RES = sum n_k (o_k - o)^2 / n`, `UNC = o (1 - o)`, and `BS = REL - RES + UNC`. With
/// `c = sum n_k o_k (1 - o_k) / (n_k - 1) / n` and `u = o (1 - o) / (n - 1)` the corrected parts are
/// `REL - c`, `RES - c + u`, `UNC + u`, which sum to the same. Neighbouring odds are pooled until
/// each bin has two forecasts.
///
/// Meant for odds on a fixed grid. With odds that hardly repeat the bins are pairs and the parts are
/// mostly noise: use the reliability curve then. Undefined (`None`) for fewer than two forecasts.
///
/// Checked against R (`reference/scripts/60_change_forecasts.R`) to 1e-12; that the parts sum to the
/// score is a property test.
pub fn decomposition(record: &Record) -> Option<Decomposition> {
    let n = record.n() as f64;
    if record.n() < 2 {
        return None;
    }
    let bins = pooled(record.bins());
    let base = record.base_rate();
    let raw = Parts {
        reliability: bins.iter().map(|b| b.n * (b.odds - b.rate()).powi(2)).sum::<f64>() / n,
        resolution: bins.iter().map(|b| b.n * (b.rate() - base).powi(2)).sum::<f64>() / n,
        uncertainty: base * (1.0 - base),
    };
    let noise = |b: &Bin| b.n * b.rate() * (1.0 - b.rate()) / (b.n - 1.0);
    let c = bins.iter().map(noise).sum::<f64>() / n;
    let u = raw.uncertainty / (n - 1.0);
    let score = record.pairs().map(|(p, o)| (p - o).powi(2)).sum::<f64>() / n;
    Some(Decomposition {
        corrected: Parts {
            reliability: raw.reliability - c,
            resolution: raw.resolution - c + u,
            uncertainty: raw.uncertainty + u,
        },
        raw,
        within_bins: score - (raw.reliability - raw.resolution + raw.uncertainty),
        n_bins: bins.len(),
        n: record.n(),
    })
}

/// Joins each bin of one with the next above, and a last one with the one below.
fn pooled(bins: Vec<Bin>) -> Vec<Bin> {
    let mut pooled: Vec<Bin> = Vec::with_capacity(bins.len());
    let mut waiting: Option<Bin> = None;
    for bin in bins {
        let bin = waiting.take().map_or(bin, |lower| lower.join(&bin));
        if bin.n < 2.0 {
            waiting = Some(bin);
        } else {
            pooled.push(bin);
        }
    }
    match (waiting, pooled.last_mut()) {
        (Some(rest), Some(last)) => *last = last.join(&rest),
        (Some(rest), None) => pooled.push(rest),
        _ => {}
    }
    pooled
}
