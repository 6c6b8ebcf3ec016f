//! `hone stats precision`: how sure the mean of a few raters is.

use std::path::PathBuf;

use hone_stats::{interval_of_mean, raters_needed, spearman_brown};
use serde::Serialize;

use super::pass::pass;
use crate::error::Error;
use crate::report::{Report, Rows, TextTable, fixed};
use crate::table::{Choice, Reading};

/// What reliabilities the number of raters is given for.
const TARGETS: [f64; 3] = [0.7, 0.8, 0.9];

const ALIKE: &str = "leaders do not differ more than raters of one leader do, so no number of raters \
                     would tell them apart";

/// How sure the mean of a few raters is, from a file or from a spread that is known.
#[derive(Debug, clap::Args)]
pub(crate) struct Precision {
    /// Ratings to take the spread and the ICC from
    #[arg(value_name = "FILE", requires = "items", requires = "ratee")]
    file: Option<PathBuf>,
    /// The items of the scale: a,b,c or a..c
    #[arg(long, value_name = "ITEMS", requires = "file")]
    items: Option<Choice>,
    /// The column that says who was rated
    #[arg(long, value_name = "COLUMN", requires = "file")]
    ratee: Option<String>,
    /// How many raters a leader has
    #[arg(long, value_name = "K", default_value_t = 8)]
    raters: usize,
    /// The spread among raters of one leader, in points of the scale, where it is known
    #[arg(
        long,
        required_unless_present = "file",
        conflicts_with = "file",
        allow_negative_numbers = true
    )]
    sd: Option<f64>,
    /// The ICC of one rater, where it is known
    #[arg(long, conflicts_with = "file", allow_negative_numbers = true)]
    icc: Option<f64>,
    #[command(flatten)]
    reading: Reading,
}

/// What the precision is made from.
struct Known {
    sd: f64,
    icc: Option<f64>,
    rows: Option<Rows>,
}

#[derive(Serialize)]
struct Keys {
    raters: usize,
    sd: f64,
    icc: Option<f64>,
    half_width95: f64,
    reliability: Option<f64>,
    raters_needed: Vec<Needed>,
}

#[derive(Serialize)]
struct Needed {
    reliability: f64,
    raters: usize,
}

impl Precision {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let known = self.known()?;
        let mean = interval_of_mean(0.0, known.sd, self.raters, 0.95)?;
        let reliability = match known.icc {
            Some(icc) => Some(spearman_brown(self.raters as f64, icc)?.value),
            None => None,
        };
        let needed = known.icc.map(needed).unwrap_or_default();
        let keys = Keys {
            raters: self.raters,
            sd: known.sd,
            icc: known.icc,
            half_width95: mean.high,
            reliability,
            raters_needed: needed,
        };
        let title = format!("The mean of {} raters", self.raters);
        let report = Report::new("precision", title, &keys, finding(&keys)).table(table(&keys));
        let is_alike = known.icc.is_none() && known.rows.is_some();
        let report = if is_alike { report.warning(ALIKE) } else { report };
        Ok(match known.rows {
            Some(rows) => report.of(rows),
            None => report,
        })
    }

    fn known(&self) -> Result<Known, Error> {
        let (Some(file), Some(items), Some(ratee)) = (&self.file, &self.items, &self.ratee) else {
            let sd = self.sd.ok_or_else(|| Error::usage("name a file, or a spread with --sd"))?;
            return Ok(Known { sd, icc: self.icc, rows: None });
        };
        let passed = pass(self.reading.ask(file)?.items(items).label(ratee))?;
        let found = passed.named(passed.stream.icc())?;
        let icc = found.icc1.value;
        let sd = found.within.sqrt();
        Ok(Known { sd, icc: Some(icc).filter(|icc| *icc > 0.0), rows: Some(passed.rows) })
    }
}

fn needed(icc: f64) -> Vec<Needed> {
    let answers = |target: f64| raters_needed(target, icc, 1.0).ok();
    let found = |target: f64| {
        answers(target).map(|found| Needed { reliability: target, raters: found.answers })
    };
    TARGETS.into_iter().filter_map(found).collect()
}

fn table(keys: &Keys) -> TextTable {
    let mut table = TextTable::new("", &["", "value"]);
    let mut row = |name: String, value: String| table.row([name, value]);
    row("spread among raters of one leader".to_owned(), fixed(keys.sd, 3));
    row(
        format!("half width of the 95 % interval, {} raters", keys.raters),
        fixed(keys.half_width95, 3),
    );
    if let (Some(icc), Some(reliability)) = (keys.icc, keys.reliability) {
        row("ICC of one rater".to_owned(), fixed(icc, 3));
        row(format!("reliability of the mean of {}", keys.raters), fixed(reliability, 3));
    }
    for needed in &keys.raters_needed {
        let name = format!("raters for a reliability of {}", fixed(needed.reliability, 2));
        row(name, needed.raters.to_string());
    }
    table
}

fn finding(keys: &Keys) -> String {
    let width = format!(
        "The mean of {} raters is known to within {} points, 19 times in 20",
        keys.raters,
        fixed(keys.half_width95, 2)
    );
    match keys.reliability {
        Some(reliability) => {
            format!(
                "{width}; two such means of one leader would correlate by {}.",
                fixed(reliability, 2)
            )
        }
        None => format!("{width}."),
    }
}
