//! `hone stats spearman-brown`: the reliability of a mean of more, or fewer, raters or items.

use hone_stats::spearman_brown;
use serde::Serialize;

use crate::error::Error;
use crate::report::{Report, TextTable, fixed};

/// What reliabilities the length is given for.
const TARGETS: [f64; 3] = [0.7, 0.8, 0.9];
/// How many times as long.
const TIMES: [f64; 7] = [0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0];

/// The reliability of a scale, or of a panel of raters, that is made longer or shorter.
#[derive(Debug, clap::Args)]
pub(crate) struct SpearmanBrown {
    /// The reliability that is known
    #[arg(long, value_name = "R", allow_negative_numbers = true)]
    reliability: f64,
    /// How many items, or raters, it was of
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    of: u32,
    /// How many items, or raters, there are to be
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    to: Option<u32>,
}

#[derive(Serialize)]
struct Keys {
    reliability: f64,
    of: u32,
    of_one: f64,
    to: Option<u32>,
    value: Option<f64>,
    lengths: Vec<Length>,
    needed: Vec<Needed>,
}

#[derive(Serialize)]
struct Length {
    n: f64,
    reliability: f64,
}

#[derive(Serialize)]
struct Needed {
    reliability: f64,
    n: f64,
}

impl SpearmanBrown {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let (known, of) = (self.reliability, f64::from(self.of));
        if !(known > 0.0 && known < 1.0) {
            return Err(Error::usage("--reliability lies between 0 and 1, both excluded"));
        }
        let of_one = spearman_brown(1.0 / of, known)?.value;
        let at = |n: f64| spearman_brown(n, of_one).map(|found| found.value);
        let mut lengths: Vec<f64> = TIMES.iter().map(|times| times * of).collect();
        lengths.extend(self.to.map(f64::from));
        lengths.sort_by(f64::total_cmp);
        lengths.dedup();
        let lengths = lengths.into_iter().filter(|n| *n >= 1.0);
        let lengths: Result<Vec<Length>, Error> =
            lengths.map(|n| Ok(Length { n, reliability: at(n)? })).collect();
        // The formula solved for the length; a fraction, so that it can be compared.
        let needed = |target: f64| Needed {
            reliability: target,
            n: target * (1.0 - of_one) / (of_one * (1.0 - target)),
        };
        let keys = Keys {
            reliability: known,
            of: self.of,
            of_one,
            to: self.to,
            value: self.to.map(|n| at(f64::from(n))).transpose()?,
            lengths: lengths?,
            needed: TARGETS.into_iter().map(needed).collect(),
        };
        let title = "Reliability by length (Spearman and Brown)";
        Ok(Report::new("spearman-brown", title, &keys, finding(&keys))
            .table(lengths_table(&keys))
            .table(needed_table(&keys)))
    }
}

fn lengths_table(keys: &Keys) -> TextTable {
    let mut table = TextTable::new("Items, or raters", &["how many", "reliability"]);
    for length in &keys.lengths {
        table.row([
            fixed(length.n, usize::from(length.n.fract() != 0.0)),
            fixed(length.reliability, 3),
        ]);
    }
    table
}

fn needed_table(keys: &Keys) -> TextTable {
    let mut table = TextTable::new("Needed", &["reliability", "how many"]);
    for needed in &keys.needed {
        table.row([fixed(needed.reliability, 2), fixed(needed.n.ceil(), 0)]);
    }
    table
}

fn finding(keys: &Keys) -> String {
    if let (Some(n), Some(value)) = (keys.to, keys.value) {
        let known = fixed(keys.reliability, 2);
        return format!(
            "A reliability of {known} with {} becomes {} with {n}, if all are alike.",
            keys.of,
            fixed(value, 2)
        );
    }
    let needed = keys.needed.iter().find(|needed| needed.reliability == 0.8);
    needed.map_or_else(String::new, |needed| {
        format!("A reliability of 0.80 takes {}, if all are alike.", fixed(needed.n.ceil(), 0))
    })
}
