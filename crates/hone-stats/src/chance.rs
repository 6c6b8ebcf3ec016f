//! Whether enough people will answer.

use crate::{EXPECTED_RESPONSE, Error};

/// The probability that at least `k` of `n` answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AtLeast {
    /// Between 0 and 1.
    pub probability: f64,
    /// The number that has to be reached.
    pub k: usize,
    /// The number asked.
    pub n: usize,
}

/// Whether a group will get a line of its own, if three in four answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineChance {
    /// At least 90 in 100.
    Safe,
    /// At least 70 in 100.
    Likely,
    /// At least 50 in 100.
    Open,
    /// Less.
    Unlikely,
    /// Fewer are invited than a line needs, so they are counted with others whatever happens.
    Joins,
}

/// Exact upper tail of the binomial distribution (Bernoulli 1713).
///
/// `sum for i = k to n of choose(n, i) * p^i * (1 - p)^(n - i)`.
///
/// Takes people to answer independently; a reminder that reaches a whole team makes the true
/// chances lie further apart.
///
/// Checked against exact fractions: `P(X >= 4 | 8, 3/4) = 63747 / 65536`.
pub fn at_least(k: usize, n: usize, p: f64) -> Result<AtLeast, Error> {
    if !(0.0..=1.0).contains(&p) {
        return Err(Error::NotAShare);
    }
    Ok(AtLeast { probability: upper_tail(k, n, p), k, n })
}

/// The chance of a line, in a word ([`at_least`] with `p` = [`EXPECTED_RESPONSE`]).
///
/// Safe from 0.9, likely from 0.7, open from 0.5, else unlikely; joins where `n_invited < k`.
///
/// A word for a page that plans, not a promise.
///
/// Checked for `k` = 4: 7 are safe, 6 likely, 5 open, 4 unlikely, and 3 join.
pub fn line_chance(n_invited: usize, k: usize) -> LineChance {
    if n_invited < k {
        return LineChance::Joins;
    }
    match upper_tail(k, n_invited, EXPECTED_RESPONSE) {
        p if p >= 0.9 => LineChance::Safe,
        p if p >= 0.7 => LineChance::Likely,
        p if p >= 0.5 => LineChance::Open,
        _ => LineChance::Unlikely,
    }
}

/// Sums in logarithms, so that thousands of people do not underflow.
fn upper_tail(k: usize, n: usize, p: f64) -> f64 {
    if k == 0 {
        return 1.0;
    }
    if k > n || p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return 1.0;
    }
    let mut ln_choose = 0.0;
    let mut sum = 0.0;
    for i in 0..=n {
        if i >= k {
            sum += (ln_choose + i as f64 * p.ln() + (n - i) as f64 * (1.0 - p).ln()).exp();
        }
        ln_choose += ((n - i) as f64).ln() - (i as f64 + 1.0).ln();
    }
    sum.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_are_the_exact_fractions() {
        let exact = [
            (4, 8, 63_747.0 / 65_536.0),
            (4, 6, 3_402.0 / 4_096.0),
            (4, 4, 81.0 / 256.0),
            (0, 3, 1.0),
            (4, 3, 0.0),
        ];

        for (k, n, p) in exact {
            let found = at_least(k, n, 0.75).unwrap().probability;
            assert!((found - p).abs() < 1e-12, "{k} of {n}: {found}, not {p}");
        }
    }

    #[test]
    fn thousands_of_people_do_not_underflow() {
        let half = at_least(5_000, 9_999, 0.5).unwrap().probability;

        assert!((half - 0.5).abs() < 1e-8, "{half}");
    }

    #[test]
    fn a_group_gets_the_word_that_its_chance_deserves() {
        use LineChance::{Joins, Likely, Open, Safe, Unlikely};
        let words = [
            (12, Safe),
            (10, Safe),
            (8, Safe),
            (7, Safe),
            (6, Likely),
            (5, Open),
            (4, Unlikely),
            (3, Joins),
            (0, Joins),
        ];

        for (n_invited, word) in words {
            assert_eq!(line_chance(n_invited, 4), word, "{n_invited} invited");
        }
    }

    #[test]
    fn a_share_beyond_one_is_refused() {
        assert_eq!(at_least(4, 8, 1.2), Err(Error::NotAShare));
    }
}
