use super::criterion::Model;
use super::held::Held;
use super::mixed::{Fitted, NORMAL_95};
use super::search::search_from;
use crate::Interval;

/// What an interval is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Figure {
    /// The variance of a term.
    Component(usize),
    /// The residual variance.
    Residual,
    /// The first variance over a weighted sum of the second and the residual.
    Odds([f64; 2]),
}

impl Figure {
    fn value(self, ratios: &[f64], residual: f64) -> f64 {
        match self {
            Self::Component(term) => ratios[term] * residual,
            Self::Residual => residual,
            Self::Odds([second, rest]) => ratios[0] / second.mul_add(ratios[1], rest),
        }
    }

    /// What is held for a value.
    fn held(self, value: f64) -> Held {
        match self {
            Self::Component(term) if value > 0.0 => Held::Variance { term, value },
            Self::Component(term) => Held::Without(term),
            Self::Residual => Held::Residual(value),
            Self::Odds(weights) if value > 0.0 => Held::Odds { value, weights },
            Self::Odds(_) => Held::Without(0),
        }
    }
}

impl Fitted {
    /// The values at which the deviance, lowest over all else, is higher than at its lowest by the 95 %
    /// quantile of chi-square with one degree of freedom (Venzon and Moolgavkar 1988,
    /// doi:10.2307/2347496). The lower end is 0 where it is not that high at 0. `None` where no upper end
    /// was found, or a search did not end.
    ///
    /// `log_error` is the standard error on the logarithmic scale, where the search begins.
    pub(super) fn profile(&mut self, figure: Figure, log_error: Option<f64>) -> Option<Interval> {
        let (ratios, residual) = (self.ratios.clone(), self.point.residual);
        let estimate = figure.value(&ratios, residual);
        let near = (ratios.clone(), residual);
        let lowest = self.point.deviance;
        let mut profile = Profile { model: &mut self.model, figure, lowest, near };
        let spread = log_error.filter(|error| error.is_finite()).unwrap_or(MOST_ERROR);
        let factor = (NORMAL_95 * spread.min(MOST_ERROR)).exp();
        let low = profile.low(estimate, factor);
        profile.near = (ratios, residual);
        let high = profile.high(estimate, factor);
        self.model.held = Held::Nothing;
        // Later questions are about the optimum.
        self.model.point(&self.ratios).ok()?;
        Some(Interval { low: low?, high: high? })
    }
}

/// No first guess lies further away, in standard errors of the logarithm.
const MOST_ERROR: f64 = 1.2;
/// How near the root of the rise has to come to that of the quantile.
const NEAR: f64 = 1e-5;
const MOST_GUESSES: usize = 60;

struct Profile<'a> {
    model: &'a mut Model,
    figure: Figure,
    lowest: f64,
    /// Ratios and residual variance that were found last.
    near: (Vec<f64>, f64),
}

/// A cube root of a value, in which the root of the rise is nearly straight, and how far that root is
/// beyond the quantile.
#[derive(Clone, Copy)]
struct Guess {
    root: f64,
    beyond: f64,
}

impl Profile<'_> {
    fn low(&mut self, estimate: f64, factor: f64) -> Option<f64> {
        let inside = Guess { root: estimate.cbrt(), beyond: -NORMAL_95 };
        if estimate <= 0.0 {
            return Some(0.0);
        }
        let first = (estimate / factor).cbrt();
        if self.figure == Figure::Residual {
            return self.cross(inside, None, first);
        }
        let outside = self.guess(0.0)?;
        if outside.beyond <= 0.0 { Some(0.0) } else { self.cross(inside, Some(outside), first) }
    }

    fn high(&mut self, estimate: f64, factor: f64) -> Option<f64> {
        let inside = Guess { root: estimate.max(0.0).cbrt(), beyond: -NORMAL_95 };
        let first = if estimate > 0.0 { estimate * factor } else { self.small() };
        self.cross(inside, None, first.cbrt())
    }

    /// A value that a figure of 0 may easily have.
    fn small(&self) -> f64 {
        let products = &self.model.products;
        let ratio = |term: usize| {
            let n_levels = products.n_levels[term] as f64;
            2.0 * (2.0 / n_levels).sqrt() / products.rows_per_level(term)
        };
        match self.figure {
            Figure::Component(term) => ratio(term) * self.near.1,
            Figure::Residual => self.near.1,
            Figure::Odds([second, rest]) => ratio(0) / second.mul_add(self.near.0[1], rest),
        }
    }

    /// Goes from a first guess to where the rise is that of the quantile, within a bracket.
    fn cross(&mut self, inside: Guess, outside: Option<Guess>, first: f64) -> Option<f64> {
        let (mut inside, mut outside) = (inside, outside);
        let is_up = first > inside.root;
        let mut last = inside;
        let mut root = first;
        for _ in 0..MOST_GUESSES {
            let guess = self.guess(root)?;
            if guess.beyond.abs() < NEAR {
                return Some(guess.root.powi(3));
            }
            if guess.beyond < 0.0 {
                inside = guess;
            } else {
                outside = Some(guess);
            }
            let slope = (guess.beyond - last.beyond) / (guess.root - last.root);
            let straight = guess.root - guess.beyond / slope;
            last = guess;
            root = match outside {
                Some(outside) => {
                    let (low, high) =
                        (inside.root.min(outside.root), inside.root.max(outside.root));
                    if high - low <= 1e-10 * high {
                        return Some(guess.root.powi(3));
                    }
                    if straight > low && straight < high {
                        straight
                    } else {
                        f64::midpoint(low, high)
                    }
                }
                // Nothing is known beyond: not further than thrice as far.
                None if is_up && straight > root => straight.min(3.0 * root),
                None if is_up => 2.0 * root,
                None if straight < root => straight.max(root / 3.0),
                None => root / 2.0,
            };
        }
        None
    }

    fn guess(&mut self, root: f64) -> Option<Guess> {
        let value = root.powi(3);
        self.model.held = self.figure.held(value);
        let (mut ratios, residual) = self.near.clone();
        match self.figure {
            Figure::Component(term) => ratios[term] = value / residual,
            Figure::Residual => ratios.iter_mut().for_each(|ratio| *ratio *= residual / value),
            Figure::Odds(_) => {}
        }
        let found = search_from(self.model, ratios).ok().filter(|found| found.fit.converged)?;
        let rise = found.point.deviance - self.lowest;
        self.near = (found.ratios, found.point.residual);
        Some(Guess { root, beyond: rise.max(0.0).sqrt() - NORMAL_95 })
    }
}
