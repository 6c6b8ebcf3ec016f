use super::{Distance, distances, even_odd, long_string, variability};
use crate::{Error, Scores};

/// The fewest answers that make a straight line.
const LEAST_FOR_A_LINE: usize = 4;

/// Chance below which a distance is called far.
const FAR: f64 = 0.001;

/// Signs of one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Ballot {
    /// How many items were answered.
    pub n_answered: usize,
    /// Longest run of the same answer.
    pub long_string: u32,
    /// Standard deviation of the answers; `None` with fewer than two.
    pub variability: Option<f64>,
    /// Even-odd consistency; `None` without three scales.
    pub even_odd: Option<f64>,
    /// Distance from the usual answers.
    pub distance: Option<Distance>,
    /// Whether all answers, four or more, are the same.
    pub is_straight: bool,
    /// Whether the distance has a chance below 0.001.
    pub is_far: bool,
}

/// Signs of careless answering, row by row and counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Careless {
    /// Each row.
    pub ballots: Vec<Ballot>,
    /// How many rows are straight lines.
    pub n_straight: usize,
    /// How many rows lie far from the usual answers.
    pub n_far: usize,
    /// How many rows have an even-odd consistency below 0.
    pub n_inconsistent: usize,
    /// How many rows have an even-odd consistency.
    pub n_with_even_odd: usize,
}

/// Signs that rows were answered without looking (Meade & Craig 2012, doi:10.1037/a0028085).
///
/// [`long_string`], [`variability`], [`even_odd`] over `scales` (places of their items; may be empty)
/// and [`distances`], and how many rows show them.
///
/// No sign proves anything: a straight line can be an honest answer, and somebody who answers at
/// random looks varied. Never remove a ballot for it; look how results change without.
///
/// Checked as its parts are.
pub fn careless(scores: &Scores, scales: &[Vec<usize>]) -> Result<Careless, Error> {
    let runs = long_string(scores);
    let spreads = variability(scores);
    let consistencies = even_odd(scores, scales)?;
    let distances = distances(scores).unwrap_or_else(|_| vec![None; scores.n_rows()]);
    let mut counts = vec![0; scores.n_rows()];
    for column in scores.items() {
        for (count, value) in counts.iter_mut().zip(column) {
            *count += usize::from(!value.is_nan());
        }
    }
    let ballots: Vec<Ballot> = (0..scores.n_rows())
        .map(|row| Ballot {
            n_answered: counts[row],
            long_string: runs[row],
            variability: spreads[row],
            even_odd: consistencies[row],
            distance: distances[row],
            is_straight: counts[row] >= LEAST_FOR_A_LINE && spreads[row] == Some(0.0),
            is_far: distances[row].is_some_and(|distance| distance.p < FAR),
        })
        .collect();
    let count = |sign: fn(&Ballot) -> bool| ballots.iter().filter(|ballot| sign(ballot)).count();
    Ok(Careless {
        n_straight: count(|ballot| ballot.is_straight),
        n_far: count(|ballot| ballot.is_far),
        n_inconsistent: count(|ballot| ballot.even_odd.is_some_and(|r| r < 0.0)),
        n_with_even_odd: count(|ballot| ballot.even_odd.is_some()),
        ballots,
    })
}
