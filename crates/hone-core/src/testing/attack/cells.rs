//! What an administrator reads of a round as a whole.

use super::reader::{Number, number, table};

/// Leaders who are counted together.
#[derive(Clone, Debug)]
pub struct Cell {
    /// How many there are.
    pub n_leaders: usize,
    /// What is shown of managing and of leading, contrast by contrast.
    pub numbers: Vec<Number>,
}

const WORDS: [&str; 12] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
];

/// The cells of a page, if it is one of a round as a whole.
pub fn read_whole(html: &str) -> Vec<Cell> {
    html.split("<h2>").skip(1).filter_map(cell).collect()
}

fn cell(part: &str) -> Option<Cell> {
    let (name, rest) = part.split_once("</h2><p>Reports of ")?;
    let (n, _) = rest.split_once(" leaders.</p>")?;
    let n_leaders = match WORDS.iter().position(|word| *word == n) {
        Some(place) => place + 1,
        None => n.parse().ok()?,
    };
    let rows = table(part, name)?;
    let numbers = rows.iter().flat_map(|row| row.iter().skip(1).take(2));
    Some(Cell { n_leaders, numbers: numbers.filter_map(|cell| number(cell)).collect() })
}

impl Number {
    /// Whether a mean can be shown so. What a bound went into is rounded away from its end.
    pub fn is_about(self, mean: f64) -> bool {
        const STEP: f64 = 0.1001;
        match self {
            Self::Mean(value, ..) => (mean - value).abs() <= STEP,
            Self::AtLeast(value) => mean >= value - STEP,
            Self::AtMost(value) => mean <= value + STEP,
        }
    }
}
