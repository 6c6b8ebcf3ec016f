use super::EmptyCells;
use super::margin::Margin;
use crate::Fit;
use crate::numeric::BivariateNormal;

/// Correlations beyond this are not sought.
const BOUND: f64 = 0.999;
/// The smallest chance of a cell, the root of the machine's precision.
pub(super) const LEAST_CHANCE: f64 = 1.490_116_119_384_765_6e-8;
/// Newton's method squares the error, so the correlation is right to the last bits after this step.
const STEP: f64 = 1e-7;
/// How much the likelihood may fall by rounding, relative to its size.
const SLACK: f64 = 1e-13;
const MOST_ITERATIONS: usize = 50;

/// Where the likelihood of a table is highest.
pub(super) struct Found {
    pub(super) rho: f64,
    pub(super) fit: Fit,
    pub(super) is_at_bound: bool,
}

/// Newton's method, of which each step has to raise the likelihood; one that does not is halved.
///
/// The slope alone would not do: far from the maximum chances of cells vanish, and it with them.
pub(super) fn fit(a: &Margin, b: &Margin, counts: &[f64]) -> Found {
    let mut cells = Cells::new(a, b);
    let mut rho = pearson(counts, b.n_categories()).clamp(-0.95, 0.95);
    let mut at = cells.likelihood(rho, counts);
    let mut step = 0.0;
    for iterations in 1..=MOST_ITERATIONS {
        step = at.step(rho);
        if step.abs() < STEP {
            let fit = Fit { converged: true, iterations, residual: step.abs() };
            return Found { rho: rho + step, fit, is_at_bound: rho.abs() >= BOUND };
        }
        let mut next = cells.likelihood(rho + step, counts);
        while next.log < at.log - SLACK * at.log.abs() && step.abs() >= STEP {
            step *= 0.5;
            next = cells.likelihood(rho + step, counts);
        }
        rho += step;
        at = next;
    }
    // Where the likelihood rises towards a bound ever more slowly, Newton's steps shrink before it.
    let bound = BOUND.copysign(step);
    let is_at_bound = cells.likelihood(bound, counts).log >= at.log;
    let rho = if is_at_bound { bound } else { rho };
    let fit = Fit { converged: is_at_bound, iterations: MOST_ITERATIONS, residual: step.abs() };
    Found { rho, fit, is_at_bound }
}

/// The log-likelihood with its first and second derivative.
struct Likelihood {
    log: f64,
    slope: f64,
    curvature: f64,
}

impl Likelihood {
    /// Newton's step where the likelihood bends down, otherwise one uphill; none beyond the bounds.
    fn step(&self, rho: f64) -> f64 {
        let newton = -self.slope / self.curvature;
        let uphill = (0.5 * (1.0 - rho.abs())).copysign(self.slope);
        let bends_down = self.curvature < 0.0 && newton.is_finite();
        let step = if bends_down { newton } else { uphill };
        (rho + step).clamp(-BOUND, BOUND) - rho
    }
}

/// Counts in which the empty cells are treated as asked.
pub(super) fn without_empty(counts: &[f64], width: usize, empty: EmptyCells) -> Vec<f64> {
    let mut counts = counts.to_vec();
    let is_two_by_two = counts.len() == 4 && width == 2;
    match empty {
        EmptyCells::AddHalf => {
            for count in counts.iter_mut().filter(|count| **count == 0.0) {
                *count = 0.5;
            }
        }
        EmptyCells::KeepMargins if is_two_by_two => {
            let mut places = (0..4).filter(|place| counts[*place] == 0.0);
            if let (Some(place), None) = (places.next(), places.next()) {
                let diagonal = if place == 0 || place == 3 { 0.5 } else { -0.5 };
                for (place, count) in counts.iter_mut().enumerate() {
                    *count += if place == 0 || place == 3 { diagonal } else { -diagonal };
                }
            }
        }
        EmptyCells::Keep | EmptyCells::KeepMargins => {}
    }
    counts
}

/// Pearson's correlation of the codes; 0 where one of them does not vary.
fn pearson(counts: &[f64], width: usize) -> f64 {
    let (mut n, mut x, mut y, mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    for (place, count) in counts.iter().enumerate() {
        let (a, b) = ((place / width) as f64, (place % width) as f64);
        n += count;
        x += count * a;
        y += count * b;
        xx += count * a * a;
        xy += count * a * b;
        yy += count * b * b;
    }
    let r = (n * xy - x * y) / ((n * xx - x * x) * (n * yy - y * y)).sqrt();
    if r.is_finite() { r } else { 0.0 }
}

/// The chances of all cells of a table at one correlation, and their first and second derivative
/// with respect to it.
pub(super) struct Cells<'a> {
    a: &'a Margin,
    b: &'a Margin,
    pub(super) chance: Vec<f64>,
    pub(super) slope: Vec<f64>,
    curvature: Vec<f64>,
}

impl<'a> Cells<'a> {
    pub(super) fn new(a: &'a Margin, b: &'a Margin) -> Self {
        let empty = vec![0.0; a.n_categories() * b.n_categories()];
        Self { a, b, chance: empty.clone(), slope: empty.clone(), curvature: empty }
    }

    fn likelihood(&mut self, rho: f64, counts: &[f64]) -> Likelihood {
        self.evaluate(rho);
        let mut at = Likelihood { log: 0.0, slope: 0.0, curvature: 0.0 };
        for place in 0..counts.len() {
            let (count, chance) = (counts[place], self.chance[place]);
            if count == 0.0 {
                continue;
            }
            at.log += count * chance.max(LEAST_CHANCE).ln();
            if chance > LEAST_CHANCE {
                let relative = self.slope[place] / chance;
                at.slope += count * relative;
                at.curvature += count * (self.curvature[place] / chance - relative * relative);
            }
        }
        at
    }

    /// Each corner of the grid of thresholds belongs to the four cells around it.
    pub(super) fn evaluate(&mut self, rho: f64) {
        let normal = BivariateNormal::new(rho);
        let width = self.b.n_categories();
        self.margins_only();
        self.slope.fill(0.0);
        self.curvature.fill(0.0);
        for (i, h) in self.a.thresholds.iter().enumerate() {
            for (j, k) in self.b.thresholds.iter().enumerate() {
                let below = normal.below_given(*h, *k, self.a.below[i], self.b.below[j]);
                let density = normal.density(*h, *k);
                let bend = density * normal.density_slope(*h, *k);
                let corner = i * width + j;
                let around = [(0, 1.0), (1, -1.0), (width, -1.0), (width + 1, 1.0)];
                for (offset, sign) in around {
                    self.chance[corner + offset] += sign * below;
                    self.slope[corner + offset] += sign * density;
                    self.curvature[corner + offset] += sign * bend;
                }
            }
        }
    }

    /// What the outer corners, where one variable is not cut, add to the chances.
    fn margins_only(&mut self) {
        let (height, width) = (self.a.n_categories(), self.b.n_categories());
        self.chance.fill(0.0);
        for (i, below) in self.a.below.iter().enumerate() {
            self.chance[i * width + width - 1] += below;
            self.chance[(i + 1) * width + width - 1] -= below;
        }
        for (j, below) in self.b.below.iter().enumerate() {
            self.chance[(height - 1) * width + j] += below;
            self.chance[(height - 1) * width + j + 1] -= below;
        }
        self.chance[height * width - 1] += 1.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cells_of_a_table_share_out_the_whole() {
        let (a, b) = (Margin::new(&[3, 5, 2]), Margin::new(&[1, 4, 4, 1]));
        let mut cells = Cells::new(&a, &b);

        cells.evaluate(0.6);

        let row = |i: usize| cells.chance[4 * i..4 * i + 4].iter().sum::<f64>();
        assert!((row(0) - 0.3).abs() < 1e-14 && (row(1) - 0.5).abs() < 1e-14);
        assert!(cells.chance.iter().all(|chance| *chance > 0.0));
        assert!(cells.slope.iter().sum::<f64>().abs() < 1e-15);
    }

    #[test]
    fn half_an_answer_moves_so_that_the_margins_stay() {
        let moved = without_empty(&[0.0, 5.0, 7.0, 9.0], 2, EmptyCells::KeepMargins);

        assert_eq!(moved, [0.5, 4.5, 6.5, 9.5]);
        assert_eq!(
            without_empty(&[0.0, 5.0, 7.0, 9.0], 2, EmptyCells::AddHalf),
            [0.5, 5.0, 7.0, 9.0]
        );
    }
}
