use crate::numeric::{normal_below, normal_density};

/// How the chance of an answer follows from the place of a row on the scale behind the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Link {
    /// Logistic: effects are log odds (proportional odds).
    #[default]
    Logit,
    /// Normal: effects are in standard deviations of a normal error.
    Probit,
}

/// The logarithm of the chance to lie between two thresholds, and its derivatives by the upper (`a`)
/// and the lower (`b`) distance of them from the place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Between {
    pub(super) log: f64,
    pub(super) a: f64,
    pub(super) b: f64,
    pub(super) aa: f64,
    pub(super) ab: f64,
    pub(super) bb: f64,
    pub(super) aaa: f64,
    pub(super) aab: f64,
    pub(super) abb: f64,
    pub(super) bbb: f64,
}

/// The same by the place alone: the derivatives by both distances, with the opposite sign.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Slopes {
    pub(crate) log: f64,
    pub(crate) first: f64,
    pub(crate) second: f64,
    pub(crate) third: f64,
}

impl Link {
    /// The standard deviation of the error behind the answers.
    pub(super) fn error_sd(self) -> f64 {
        match self {
            Self::Logit => std::f64::consts::PI / 3.0_f64.sqrt(),
            Self::Probit => 1.0,
        }
    }

    /// The variance of the error behind the answers.
    pub fn error_variance(self) -> f64 {
        self.error_sd() * self.error_sd()
    }

    pub(super) fn slopes(self, a: f64, b: f64) -> Slopes {
        match self {
            Self::Logit => {
                let (upper, above_upper) = logistic(a);
                let (lower, above_lower) = logistic(b);
                // `F(a) - F(b)` in a form that does not cancel.
                let chance = upper * above_lower * -(b - a).exp_m1();
                let (spread_a, spread_b) = (upper * above_upper, lower * above_lower);
                Slopes {
                    log: chance.ln(),
                    first: lower - above_upper,
                    second: -(spread_a + spread_b),
                    third: spread_a * (above_upper - upper) + spread_b * (above_lower - lower),
                }
            }
            Self::Probit => {
                let s = self.between(a, b);
                Slopes {
                    log: s.log,
                    first: -(s.a + s.b),
                    second: (s.aa + 2.0 * s.ab + s.bb).min(0.0),
                    third: -(s.aaa + 3.0 * (s.aab + s.abb) + s.bbb),
                }
            }
        }
    }

    pub(super) fn between(self, a: f64, b: f64) -> Between {
        match self {
            Self::Logit => between_logistic(a, b),
            Self::Probit => between_normal(a, b),
        }
    }
}

fn between_logistic(a: f64, b: f64) -> Between {
    let (upper, above_upper) = logistic(a);
    let (lower, above_lower) = logistic(b);
    let gap = -(b - a).exp_m1();
    let (spread_a, spread_b) = (upper * above_upper, lower * above_lower);
    // Derivatives of `ln(1 - exp(-(a - b)))`.
    let first = (1.0 - gap) / gap;
    let second = first / gap;
    let third = second * (1.0 + 2.0 * first);
    Between {
        log: (upper * above_lower * gap).ln(),
        a: above_upper + first,
        b: -lower - first,
        aa: -spread_a - second,
        ab: second,
        bb: -spread_b - second,
        aaa: third - spread_a * (above_upper - upper),
        aab: -third,
        abb: third,
        bbb: -third - spread_b * (above_lower - lower),
    }
}

fn between_normal(a: f64, b: f64) -> Between {
    let chance = if a + b > 0.0 {
        normal_below(-b) - normal_below(-a)
    } else {
        normal_below(a) - normal_below(b)
    };
    // An infinite distance has no density, and no weight below.
    let finite = |x: f64| if x.is_finite() { (normal_density(x) / chance, x) } else { (0.0, 0.0) };
    let ((up, a), (low, b)) = (finite(a), finite(b));
    let (up_a, low_b) = (-up * (a + up), low * (low - b));
    Between {
        log: chance.ln(),
        a: up,
        b: -low,
        aa: up_a,
        ab: up * low,
        bb: -low_b,
        aaa: -up - up_a * (a + 2.0 * up),
        aab: low * (up_a - up * up),
        abb: up * (low * low + low_b),
        bbb: low + low_b * (b - 2.0 * low),
    }
}

/// `F(x)` and `1 - F(x)`.
fn logistic(x: f64) -> (f64, f64) {
    let small = (-x.abs()).exp();
    let (large, rest) = (1.0 / (1.0 + small), small / (1.0 + small));
    if x >= 0.0 { (large, rest) } else { (rest, large) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Central differences of a function of two distances.
    fn differences(f: impl Fn(f64, f64) -> f64, a: f64, b: f64) -> (f64, f64) {
        let h = 1e-5;
        let by_a = (f(a + h, b) - f(a - h, b)) / (2.0 * h);
        let by_b = if b.is_finite() { (f(a, b + h) - f(a, b - h)) / (2.0 * h) } else { 0.0 };
        (if a.is_finite() { by_a } else { 0.0 }, by_b)
    }

    #[test]
    fn derivatives_are_those_of_the_function_below_them() {
        let places = [
            (0.4, -0.9),
            (3.5, 2.9),
            (-2.0, -4.5),
            (f64::INFINITY, 1.2),
            (-0.3, f64::NEG_INFINITY),
        ];
        for link in [Link::Logit, Link::Probit] {
            for (a, b) in places {
                let of = |f: fn(&Between) -> f64| differences(|a, b| f(&link.between(a, b)), a, b);
                let s = link.between(a, b);
                let pairs = [
                    ((s.a, s.b), of(|s| s.log)),
                    ((s.aa, s.ab), of(|s| s.a)),
                    ((s.ab, s.bb), of(|s| s.b)),
                    ((s.aaa, s.aab), of(|s| s.aa)),
                    ((s.aab, s.abb), of(|s| s.ab)),
                    ((s.abb, s.bbb), of(|s| s.bb)),
                ];
                for (ours, near) in pairs {
                    let size = 1.0 + ours.0.abs() + ours.1.abs();
                    assert!(
                        (ours.0 - near.0).abs() < 1e-6 * size,
                        "{link:?} {a} {b}: {ours:?} {near:?}"
                    );
                    assert!(
                        (ours.1 - near.1).abs() < 1e-6 * size,
                        "{link:?} {a} {b}: {ours:?} {near:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn slopes_by_the_place_are_those_by_both_distances() {
        for link in [Link::Logit, Link::Probit] {
            let (s, t) = (link.between(1.1, 0.2), link.slopes(1.1, 0.2));

            assert!((t.log - s.log).abs() < 1e-14);
            assert!((t.first + s.a + s.b).abs() < 1e-13);
            assert!((t.second - s.aa - 2.0 * s.ab - s.bb).abs() < 1e-12);
            assert!((t.third + s.aaa + 3.0 * s.aab + 3.0 * s.abb + s.bbb).abs() < 1e-11);
        }
    }

    #[test]
    fn a_chance_far_out_keeps_its_figures() {
        let near = Link::Logit.slopes(41.0, 40.0).log;
        let far = (-40.0_f64).exp().ln() + (-(-1.0_f64).exp_m1()).ln();

        assert!((near - far).abs() < 1e-12);
        assert!(
            (Link::Probit.slopes(f64::INFINITY, 10.0).log - normal_below(-10.0).ln()).abs() < 1e-12
        );
    }
}
