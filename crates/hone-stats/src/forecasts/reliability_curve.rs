use rand::{Rng, RngExt};
use rayon::prelude::*;

use super::Record;
use super::record::Bin;
use crate::Interval;
use crate::numeric::{normal, percentiles, stream};

/// How often outcomes are drawn from the odds for the band.
const DRAWS: u64 = 1_000;

/// Beyond as many different odds, those that are alike to a thousandth share a point.
const MOST_POINTS: usize = 1_001;

/// From this variance on, a binomial count is drawn as a normal one.
const LARGE_VARIANCE: f64 = 1_000.0;

/// What came at one value of the odds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// The odds that were given.
    pub odds: f64,
    /// How many forecasts had them.
    pub n: usize,
    /// The share of 'yes' at these odds, on the curve that never falls.
    pub share: f64,
    /// Where the curve would lie in 95 of 100 cases at this point, if the odds were right.
    pub band: Interval,
}

/// The reliability diagram of Dimitriadis, Gneiting & Jordan.
#[derive(Debug, Clone, PartialEq)]
pub struct ReliabilityCurve {
    /// One point for each value of the odds, ascending.
    pub points: Vec<CurvePoint>,
    /// What recalibrated odds would have gained: the score less that of the curve; 0 is best.
    pub miscalibration: f64,
    /// What the curve gains over always saying the base rate.
    pub discrimination: f64,
    /// The score of always saying the base rate.
    pub uncertainty: f64,
    /// How many points lie outside their band.
    pub n_outside: usize,
    /// How many forecasts.
    pub n: usize,
}

/// CORP reliability curve: consistent, optimally binned, reproducible, by pooling adjacent violators
/// (Dimitriadis, Gneiting & Jordan 2021, doi:10.1073/pnas.2016191118).
///
/// The shares of 'yes' by odds are made non-decreasing by least squares (isotonic regression), so no
/// bins have to be chosen. `BS = MCB - DSC + UNC`, where the curve takes the place of the odds. The
/// consistency band draws outcomes from the odds 1,000 times with a fixed seed.
///
/// The band holds at each point by itself; of 20 points, one outside is to be expected. With few
/// forecasts it is wide, and a curve inside it proves nothing.
///
/// Checked against R's `isoreg` (`reference/scripts/60_change_forecasts.R`), to 1e-12; that the three
/// parts sum to the score is a property test.
pub fn reliability_curve(record: &Record, seed: u64) -> ReliabilityCurve {
    let bins = coarse(record.bins());
    let shares = isotonic(&bins);
    let bands = consistency(&bins, seed);
    let points: Vec<CurvePoint> = bins
        .iter()
        .zip(&shares)
        .zip(bands)
        .map(|((bin, share), band)| CurvePoint {
            odds: bin.odds,
            n: count(bin),
            share: *share,
            band,
        })
        .collect();

    let n = record.n() as f64;
    let uncertainty = record.base_rate() * (1.0 - record.base_rate());
    let score = mean_loss(&bins, bins.iter().map(|bin| bin.odds), n);
    let of_curve = mean_loss(&bins, shares.into_iter(), n);
    ReliabilityCurve {
        n_outside: points.iter().filter(|point| is_outside(point)).count(),
        points,
        miscalibration: score - of_curve,
        discrimination: uncertainty - of_curve,
        uncertainty,
        n: record.n(),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count, which was whole and not negative before"
)]
fn count(bin: &Bin) -> usize {
    bin.n as usize
}

/// Rounding of shares must not push a point over the edge of its band.
fn is_outside(point: &CurvePoint) -> bool {
    point.share < point.band.low - 1e-9 || point.share > point.band.high + 1e-9
}

/// Brier score of `forecasts`, one for each bin.
fn mean_loss(bins: &[Bin], forecasts: impl Iterator<Item = f64>, n: f64) -> f64 {
    bins.iter()
        .zip(forecasts)
        .map(|(bin, f)| bin.yes * (1.0 - f).powi(2) + (bin.n - bin.yes) * f.powi(2))
        .sum::<f64>()
        / n
}

/// Least-squares fit that never falls (Ayer et al. 1955): neighbours that fall are pooled.
fn isotonic(bins: &[Bin]) -> Vec<f64> {
    let mut blocks: Vec<(Bin, usize)> = Vec::with_capacity(bins.len());
    for bin in bins {
        let mut block = (*bin, 1);
        while let Some((lower, width)) = blocks.pop_if(|(lower, _)| lower.rate() >= block.0.rate())
        {
            block = (lower.join(&block.0), width + block.1);
        }
        blocks.push(block);
    }
    blocks.iter().flat_map(|(bin, width)| std::iter::repeat_n(bin.rate(), *width)).collect()
}

/// Joins odds that are alike to a thousandth, where there are very many different ones.
fn coarse(bins: Vec<Bin>) -> Vec<Bin> {
    if bins.len() <= MOST_POINTS {
        return bins;
    }
    let step = |bin: &Bin| (bin.odds * 1_000.0).round();
    let mut joined: Vec<Bin> = Vec::new();
    for bin in bins {
        match joined.last_mut() {
            Some(last) if step(last) == step(&bin) => *last = last.join(&bin),
            _ => joined.push(bin),
        }
    }
    joined
}

fn consistency(bins: &[Bin], seed: u64) -> Vec<Interval> {
    let draws: Vec<Vec<f64>> = (0..DRAWS).into_par_iter().map(|i| draw(bins, seed, i)).collect();
    (0..bins.len())
        .map(|place| {
            let mut shares: Vec<f64> = draws.iter().map(|draw| draw[place]).collect();
            let (low, high) = percentiles(&mut shares);
            Interval { low, high }
        })
        .collect()
}

/// The curve of outcomes that were drawn from the odds.
fn draw(bins: &[Bin], seed: u64, number: u64) -> Vec<f64> {
    let mut rng = stream(seed, number);
    let drawn: Vec<Bin> =
        bins.iter().map(|bin| Bin { yes: draw_yes(bin, &mut rng), ..*bin }).collect();
    isotonic(&drawn)
}

/// A binomial draw; by its normal approximation where the count is large.
fn draw_yes(bin: &Bin, rng: &mut impl Rng) -> f64 {
    let variance = bin.n * bin.odds * (1.0 - bin.odds);
    if variance > LARGE_VARIANCE {
        let drawn = (bin.n * bin.odds + variance.sqrt() * normal(rng)).round();
        return drawn.clamp(0.0, bin.n);
    }
    (0..count(bin)).filter(|_| rng.random::<f64>() < bin.odds).count() as f64
}
