use super::margin::Margin;
use super::pair::{Cells, LEAST_CHANCE};
use super::tables::Table;
use crate::numeric::BivariateNormal;

/// How much a row moves the correlation of a pair, by the codes of both items.
///
/// The code after the last category is a missing answer: it still moves the correlation through the
/// threshold of the other item.
#[derive(Debug, Clone)]
pub(super) struct Influence {
    pub(super) of_codes: Vec<f64>,
    /// Codes of the second item, with that of a missing answer.
    pub(super) width: usize,
}

impl Influence {
    /// The influence function of the second step (Muthén 1984): the score of the correlation, less
    /// what the thresholds explain of it, over the information. Information and cross-information
    /// are sums over the rows, as in lavaan, not expectations.
    pub(super) fn new(table: &Table, a: &Margin, b: &Margin, rho: f64, n: usize) -> Self {
        let (height, width) = (a.n_categories(), b.n_categories());
        let counts = table.joint();
        let mut cells = Cells::new(a, b);
        cells.evaluate(rho);
        let mut score = vec![0.0; counts.len()];
        let mut weight = vec![0.0; counts.len()];
        let mut information = 0.0;
        for place in 0..counts.len() {
            if cells.chance[place] > LEAST_CHANCE {
                score[place] = cells.slope[place] / cells.chance[place];
                weight[place] = counts[place] * score[place] / cells.chance[place];
                information += counts[place] * score[place] * score[place];
            }
        }
        let by_a = through_thresholds(a, &Slopes::of_rows(a, b, rho).cross(&weight), n);
        let by_b = through_thresholds(b, &Slopes::of_columns(a, b, rho).cross(&weight), n);
        let mut of_codes = vec![0.0; (height + 1) * (width + 1)];
        for i in 0..=height {
            for j in 0..=width {
                let own = if i < height && j < width { score[i * width + j] } else { 0.0 };
                let whole = n as f64 * own - by_a[i] - by_b[j];
                of_codes[i * (width + 1) + j] = whole / information;
            }
        }
        Self { of_codes, width: width + 1 }
    }

    /// Variance of the correlation; none where no cell says anything about it.
    pub(super) fn variance(&self, table: &Table, n: usize) -> Option<f64> {
        let squares = self.of_codes.iter().zip(&table.counts);
        let sum: f64 = squares.map(|(x, count)| x * x * f64::from(*count)).sum();
        let variance = sum / (n as f64 * n as f64);
        variance.is_finite().then_some(variance)
    }
}

/// What the thresholds of one item explain, by its code.
fn through_thresholds(margin: &Margin, cross: &[f64], n: usize) -> Vec<f64> {
    let mut sum = vec![0.0; margin.n_categories() + 1];
    for (influence, cross) in margin.influence(n).iter().zip(cross) {
        for (sum, influence) in sum.iter_mut().zip(influence) {
            *sum += cross * influence;
        }
    }
    sum
}

/// How the chances of the cells change with each threshold of one item: what is gained between two
/// thresholds of the other, in the category below; the category above loses it.
struct Slopes {
    /// By threshold, then category of the other item.
    gain: Vec<Vec<f64>>,
    /// How far apart the cells of neighbouring categories of this item and of the other are.
    stride: usize,
    stride_other: usize,
}

impl Slopes {
    fn of_rows(a: &Margin, b: &Margin, rho: f64) -> Self {
        Self { gain: gain(a, b, rho), stride: b.n_categories(), stride_other: 1 }
    }

    fn of_columns(a: &Margin, b: &Margin, rho: f64) -> Self {
        Self { gain: gain(b, a, rho), stride: 1, stride_other: b.n_categories() }
    }

    /// Sum over the rows of the score of the correlation times that of each threshold.
    fn cross(&self, weight: &[f64]) -> Vec<f64> {
        let of_threshold = |(threshold, gain): (usize, &Vec<f64>)| {
            let cell = |other: usize| threshold * self.stride + other * self.stride_other;
            let change = |other: usize| weight[cell(other)] - weight[cell(other) + self.stride];
            gain.iter().enumerate().map(|(other, gain)| gain * change(other)).sum()
        };
        self.gain.iter().enumerate().map(of_threshold).collect()
    }
}

fn gain(own: &Margin, other: &Margin, rho: f64) -> Vec<Vec<f64>> {
    let normal = BivariateNormal::new(rho);
    let of_threshold = |(threshold, density): (&f64, &f64)| {
        let mut former = 0.0;
        let ends = other.thresholds.iter().map(|end| normal.slope(*threshold, *end));
        let step = |end: f64| {
            let step = end - former;
            former = end;
            step
        };
        ends.chain([*density]).map(step).collect()
    };
    own.thresholds.iter().zip(&own.density).map(of_threshold).collect()
}
