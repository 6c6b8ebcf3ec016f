//! `hone stats icc`: how alike several raters rate the same targets.

use hone_stats::reliability::{Generalised, Icc as Found, icc};
use hone_stats::{Estimate, Interval};
use serde::Serialize;

use crate::error::Error;
use crate::report::{Figure, Report, Rows, TextTable, count, fixed, interval, number};
use crate::table::{Choice, Source};

/// Draws of the generalised interval, and where they begin.
const DRAWS: usize = 10_000;
const SEED: u64 = 1;

/// The six intraclass correlations of Shrout and Fleiss: a row per target, a column per rater.
#[derive(Debug, clap::Args)]
pub(crate) struct Icc {
    #[command(flatten)]
    source: Source,
    /// The columns of the raters: a,b,c or a..c
    #[arg(long, value_name = "RATERS")]
    items: Choice,
}

#[derive(Serialize)]
struct Keys {
    n: usize,
    n_left_out: usize,
    n_raters: usize,
    icc1: Figure,
    icc2: Figure,
    icc3: Figure,
    icc1k: Figure,
    icc2k: Figure,
    icc3k: Figure,
    /// Absent where judges agree to the last.
    icc2_generalised: Option<[f64; 2]>,
    icc2k_generalised: Option<[f64; 2]>,
    mean_squares: Squares,
}

#[derive(Serialize)]
struct Squares {
    targets: f64,
    raters: f64,
    error: f64,
    within: f64,
}

impl Icc {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let data = self.source.ask()?.items(&self.items).read()?;
        let found = data.named(icc(&data.scores()?))?;
        let squares = found.mean_squares;
        let generalised = found.generalised(DRAWS, SEED);
        let ends = |around: Interval| [around.low, around.high];
        let keys = Keys {
            n: found.n,
            n_left_out: found.n_left_out,
            n_raters: found.n_raters,
            icc1: found.icc1.into(),
            icc2: found.icc2.into(),
            icc3: found.icc3.into(),
            icc1k: found.icc1k.into(),
            icc2k: found.icc2k.into(),
            icc3k: found.icc3k.into(),
            icc2_generalised: generalised.map(|both| ends(both.icc2)),
            icc2k_generalised: generalised.map(|both| ends(both.icc2k)),
            mean_squares: Squares {
                targets: squares.targets,
                raters: squares.raters,
                error: squares.error,
                within: squares.within,
            },
        };
        let title = format!("{} raters of {} targets", found.n_raters, count(found.n));
        let data = data.complete()?;
        Ok(Report::new("icc", title, &keys, finding(&found))
            .of(Rows::from(&data))
            .table(table(&found, generalised)))
    }
}

fn table(found: &Found, generalised: Option<Generalised>) -> TextTable {
    let mut table =
        TextTable::new("", &["", "one rater", "95 % interval", "mean of all", "95 % interval"]);
    let mut row = |name: &str, one: &Estimate, mean: &Estimate| {
        table.row([
            name.to_owned(),
            number(one.value),
            interval(one.ci95),
            number(mean.value),
            interval(mean.ci95),
        ]);
    };
    row("other raters for each target (ICC1)", &found.icc1, &found.icc1k);
    row("the same raters, drawn from many (ICC2)", &found.icc2, &found.icc2k);
    if let Some(Generalised { icc2, icc2k }) = generalised {
        let around = |estimate: Estimate, ci95| Estimate { ci95: Some(ci95), ..estimate };
        let name = "the same, with the generalised interval";
        row(name, &around(found.icc2, icc2), &around(found.icc2k, icc2k));
    }
    row("these very raters (ICC3)", &found.icc3, &found.icc3k);
    table
}

fn finding(found: &Found) -> String {
    format!(
        "One rater's numbers agree with another's by {}, and the mean of {} raters with that of {} \
         others by {}.",
        fixed(found.icc2.value, 2),
        found.n_raters,
        found.n_raters,
        fixed(found.icc2k.value, 2)
    )
}
