use libm::lgamma;

/// Both tails of the beta distribution, and how steep it is there.
pub(super) struct Tails {
    /// `I_x(a, b)`.
    pub(super) below: f64,
    /// `1 - I_x(a, b)`.
    pub(super) above: f64,
    /// Derivative of `below` by the logit of `x`.
    pub(super) slope: f64,
}

/// Regularised incomplete beta function by its continued fraction (Press et al. 2007, 6.4), with as
/// many terms as it takes: their number grows with the root of the larger parameter.
///
/// `y` is `1 - x`, which the caller knows without cancellation.
pub(super) fn tails(a: f64, b: f64, x: f64, y: f64) -> Tails {
    let log_beta = lgamma(a) + lgamma(b) - lgamma(a + b);
    let slope = (a * x.ln() + b * y.ln() - log_beta).exp();
    if x < (a + 1.0) / (a + b + 2.0) {
        let below = (slope / a * fraction(a, b, x)).clamp(0.0, 1.0);
        Tails { below, above: 1.0 - below, slope }
    } else {
        let above = (slope / b * fraction(b, a, y)).clamp(0.0, 1.0);
        Tails { below: 1.0 - above, above, slope }
    }
}

/// The continued fraction after Lentz.
fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const LEAST: f64 = 1e-300;
    const TERMS: u32 = 100_000;
    let away = |value: f64| if value.abs() < LEAST { LEAST } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for term in 1..TERMS {
        let m = f64::from(term);
        let even = m * (b - m) * x / ((a - 1.0 + 2.0 * m) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 1.0 + 2.0 * m));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        h *= d * c;
        if (d * c - 1.0).abs() <= f64::EPSILON {
            break;
        }
    }
    h
}
