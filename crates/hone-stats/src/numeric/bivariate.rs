use std::f64::consts::{PI, TAU};

use super::{normal_below, normal_density};

/// Points and weights of Gauss-Legendre rules with 6, 12 and 20 points: the negative half.
const RULE_6: [(f64, f64); 3] = [
    (0.932_469_514_203_152_2, 0.171_324_492_379_170_5),
    (0.661_209_386_466_264_7, 0.360_761_573_048_138_4),
    (0.238_619_186_083_197_0, 0.467_913_934_572_690_4),
];
const RULE_12: [(f64, f64); 6] = [
    (0.981_560_634_246_719_1, 0.047_175_336_386_511_77),
    (0.904_117_256_370_475_0, 0.106_939_325_995_318_3),
    (0.769_902_674_194_305_0, 0.160_078_328_543_346_4),
    (0.587_317_954_286_617_1, 0.203_167_426_723_065_9),
    (0.367_831_498_998_180_2, 0.233_492_536_538_354_7),
    (0.125_233_408_511_469_2, 0.249_147_045_813_402_9),
];
const RULE_20: [(f64, f64); 10] = [
    (0.993_128_599_185_094_9, 0.017_614_007_139_152_12),
    (0.963_971_927_277_913_8, 0.040_601_429_800_386_94),
    (0.912_234_428_251_325_9, 0.062_672_048_334_109_06),
    (0.839_116_971_822_218_8, 0.083_276_741_576_704_75),
    (0.746_331_906_460_150_8, 0.101_930_119_817_240_4),
    (0.636_053_680_726_515_0, 0.118_194_531_961_518_4),
    (0.510_867_001_950_827_1, 0.131_688_638_449_176_6),
    (0.373_706_088_715_419_6, 0.142_096_109_318_382_1),
    (0.227_785_851_141_645_1, 0.149_172_986_472_603_7),
    (0.076_526_521_133_497_33, 0.152_753_387_130_725_9),
];

/// The standard bivariate normal distribution with one correlation.
///
/// Its distribution function follows Genz (2004, doi:10.1023/B:STCO.0000035304.20635.31), a
/// modification of Drezner & Wesolowsky (1990): Gauss-Legendre over the correlation up to .925, an
/// expansion around the degenerate distribution beyond. Absolute error below 1e-14. What depends on
/// the correlation alone is computed once, so that a table of many points is cheap.
#[derive(Debug, Clone)]
pub struct BivariateNormal {
    rho: f64,
    /// `1 - rho^2`.
    rest: f64,
    /// Per point of the rule: `s / (1 - s^2)`, `1 / (1 - s^2)` and the weight.
    nodes: [(f64, f64, f64); 20],
    n_nodes: usize,
}

impl BivariateNormal {
    /// Takes a correlation, which is brought into -1 to 1.
    pub fn new(rho: f64) -> Self {
        let rho = rho.clamp(-1.0, 1.0);
        let mut nodes = [(0.0, 0.0, 0.0); 20];
        let mut n_nodes = 0;
        let rule = rule(rho);
        if rho.abs() < 0.925 {
            let angle = rho.asin();
            for (point, weight) in rule.iter().flat_map(|(x, w)| [(*x, *w), (-x, *w)]) {
                let sine = (0.5 * angle * (1.0 + point)).sin();
                let rest = 1.0 - sine * sine;
                nodes[n_nodes] = (sine / rest, 1.0 / rest, weight * angle / (4.0 * PI));
                n_nodes += 1;
            }
        }
        Self { rho, rest: (1.0 - rho) * (1.0 + rho), nodes, n_nodes }
    }

    /// Chance that the first value lies below `h` and the second below `k`.
    pub fn below(&self, h: f64, k: f64) -> f64 {
        self.below_given(h, k, normal_below(h), normal_below(k))
    }

    /// [`below`](Self::below) where the chances of both margins are known already.
    pub fn below_given(&self, h: f64, k: f64, below_h: f64, below_k: f64) -> f64 {
        if h == f64::INFINITY || k == f64::NEG_INFINITY {
            return below_k;
        }
        if k == f64::INFINITY || h == f64::NEG_INFINITY {
            return below_h;
        }
        if self.rho.abs() >= 0.925 {
            return self.near_one(-h, -k).clamp(0.0, 1.0);
        }
        let (product, squares) = (h * k, 0.5 * (h * h + k * k));
        let mut sum = 0.0;
        for (ratio, inverse, weight) in &self.nodes[..self.n_nodes] {
            sum += weight * (ratio * product - inverse * squares).exp();
        }
        (sum + below_h * below_k).clamp(0.0, 1.0)
    }

    /// The density at `h` and `k`, which is also how fast [`below`](Self::below) grows with the
    /// correlation. 0 for correlations of exactly -1 and 1, which have none.
    pub fn density(&self, h: f64, k: f64) -> f64 {
        if self.rest <= 0.0 || h.is_infinite() || k.is_infinite() {
            return 0.0;
        }
        let squares = h * h - 2.0 * self.rho * h * k + k * k;
        (-0.5 * squares / self.rest).exp() / (TAU * self.rest.sqrt())
    }

    /// How fast the density grows with the correlation, as a multiple of the density.
    pub fn density_slope(&self, h: f64, k: f64) -> f64 {
        let (rho, rest) = (self.rho, self.rest);
        (h * k * rest - rho * (h * h - 2.0 * rho * h * k + k * k) + rho * rest) / (rest * rest)
    }

    /// How fast [`below`](Self::below) grows with `h`: the density at `h` times the chance that the
    /// second value lies below `k` when the first is `h`.
    pub fn slope(&self, h: f64, k: f64) -> f64 {
        if h.is_infinite() {
            return 0.0;
        }
        normal_density(h) * normal_below((k - self.rho * h) / self.rest.sqrt())
    }

    /// Chance that both values lie above, for correlations near -1 and 1.
    fn near_one(&self, h: f64, k: f64) -> f64 {
        let k = if self.rho < 0.0 { -k } else { k };
        let sum = if self.rest > 0.0 {
            -(expansion(h, k, self.rest) + rest_of_expansion(h, k, self.rest)) / TAU
        } else {
            0.0
        };
        if self.rho > 0.0 {
            return sum + normal_below(-h.max(k));
        }
        if k > h { normal_below(k) - normal_below(h) - sum } else { -sum }
    }
}

fn rule(rho: f64) -> &'static [(f64, f64)] {
    match rho.abs() {
        size if size < 0.3 => &RULE_6,
        size if size < 0.75 => &RULE_12,
        _ => &RULE_20,
    }
}

/// The part of the integral towards a correlation of 1 that has a closed form.
fn expansion(h: f64, k: f64, rest: f64) -> f64 {
    let (product, a) = (h * k, rest.sqrt());
    let square = (h - k) * (h - k);
    let (c, d) = ((4.0 - product) / 8.0, (12.0 - product) / 16.0);
    let exponent = -0.5 * (square / rest + product);
    let mut sum = 0.0;
    if exponent > -100.0 {
        let series = 1.0 - c * (square - rest) * (1.0 - d * square / 5.0) / 3.0;
        sum = a * exponent.exp() * (series + c * d * rest * rest / 5.0);
    }
    if -product < 100.0 {
        let b = square.sqrt();
        let series = b * (1.0 - c * square * (1.0 - d * square / 5.0) / 3.0);
        sum -= (-0.5 * product).exp() * TAU.sqrt() * normal_below(-b / a) * series;
    }
    sum
}

/// What [`expansion`] leaves, by Gauss-Legendre.
fn rest_of_expansion(h: f64, k: f64, rest: f64) -> f64 {
    let (product, half) = (h * k, 0.5 * rest.sqrt());
    let square = (h - k) * (h - k);
    let (c, d) = ((4.0 - product) / 8.0, (12.0 - product) / 16.0);
    let mut sum = 0.0;
    for (point, weight) in RULE_20.iter().flat_map(|(x, w)| [(*x, *w), (-x, *w)]) {
        let x = half * (1.0 + point);
        let xs = x * x;
        let exponent = -0.5 * (square / xs + product);
        if exponent > -100.0 {
            let root = (1.0 - xs).sqrt();
            let spread = 1.0 + root;
            let exact = (-product * xs / (2.0 * spread * spread)).exp() / root;
            sum += half * weight * exponent.exp() * (exact - (1.0 + c * xs * (1.0 + d * xs)));
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orthants_are_known_in_closed_form() {
        for step in -20..=20 {
            let rho = f64::from(step) / 20.0;

            let quarter = BivariateNormal::new(rho).below(0.0, 0.0);

            assert!((quarter - (0.25 + rho.asin() / TAU)).abs() < 1e-15, "{rho}: {quarter}");
        }
    }

    #[test]
    fn the_chance_below_is_the_integral_of_the_density() {
        for rho in [-0.99, -0.95, -0.8, -0.5, -0.1, 0.2, 0.6, 0.9, 0.93, 0.97, 0.995] {
            let normal = BivariateNormal::new(rho);
            for (h, k) in [(0.3, -0.7), (-1.8, -2.1), (1.5, 1.4), (2.5, -0.2), (-0.4, -0.4)] {
                let integral = simpson(|x| normal.slope(x, k), -12.0, h);

                let error = normal.below(h, k) - integral;
                assert!(error.abs() < 2e-14, "{rho} {h} {k}: {error}");
            }
        }
    }

    #[test]
    fn derivatives_are_those_of_the_chance_below() {
        for rho in [-0.97, -0.4, 0.0, 0.5, 0.94] {
            let (h, k, step) = (0.4, -0.3, 1e-5);
            let change = |up: f64, down: f64| (up - down) / (2.0 * step);
            let at = |rho: f64| BivariateNormal::new(rho);

            let by_rho = change(at(rho + step).below(h, k), at(rho - step).below(h, k));
            let by_h = change(at(rho).below(h + step, k), at(rho).below(h - step, k));
            let twice = change(at(rho + step).density(h, k), at(rho - step).density(h, k));

            let density = at(rho).density(h, k);
            assert!((density - by_rho).abs() < 1e-6);
            assert!((at(rho).slope(h, k) - by_h).abs() < 1e-8);
            assert!((at(rho).density_slope(h, k) * density - twice).abs() < 1e-4);
        }
    }

    fn simpson(f: impl Fn(f64) -> f64, from: f64, to: f64) -> f64 {
        let n = 80_000;
        let step = (to - from) / f64::from(n);
        let weight = |i: i32| if i == 0 || i == n { 1.0 } else { f64::from(2 + 2 * (i % 2)) };
        (0..=n).map(|i| weight(i) * f(from + step * f64::from(i))).sum::<f64>() * step / 3.0
    }
}
