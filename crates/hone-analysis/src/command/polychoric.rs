//! `hone stats polychoric`: correlations of what lies behind ordinal answers.

use hone_stats::Categories;
use hone_stats::structure::{EmptyCells, Polychoric as Found, polychoric};
use serde::Serialize;

use crate::error::Error;
use crate::report::{Report, Rows, TextTable, fixed, number};
use crate::table::{Choice, Source};

/// Polychoric correlations of ordinal items with their thresholds.
#[derive(Debug, clap::Args)]
pub(crate) struct Polychoric {
    #[command(flatten)]
    source: Source,
    /// The items: a,b,c or a..c
    #[arg(long, value_name = "ITEMS")]
    items: Choice,
    /// Leave out every row with a gap, instead of taking each pair of items from the rows with both
    #[arg(long)]
    listwise: bool,
    /// Add half an answer to each pair of categories that nobody chose
    #[arg(long)]
    correct: bool,
}

#[derive(Serialize)]
struct Keys {
    n: usize,
    items: Vec<String>,
    matrix: Vec<Vec<f64>>,
    se: Vec<Vec<Option<f64>>>,
    thresholds: Vec<Thresholds>,
    converged: bool,
    positive_definite: bool,
}

#[derive(Serialize)]
struct Thresholds {
    name: String,
    values: Vec<f64>,
}

impl Polychoric {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let data = self.source.ask()?.items(&self.items).read()?.answered()?;
        let data = if self.listwise { data.complete()? } else { data };
        let categories = data.named(Categories::of(&data.scores()?))?;
        let empty = if self.correct { EmptyCells::AddHalf } else { EmptyCells::default() };
        let found = data.named(polychoric(&categories, empty))?;
        let keys = keys(&found, data.names());
        let title = format!("Polychoric correlations of {} items", keys.items.len());
        let mut report = Report::new("polychoric", title, &keys, finding(&keys))
            .of(Rows::from(&data))
            .table(correlations(&keys))
            .table(thresholds(&keys));
        for pair in found.pairs.iter().filter(|pair| pair.is_at_bound || !pair.fit.converged) {
            let (a, b) = (&keys.items[pair.first], &keys.items[pair.second]);
            report = report.warning(format!(
                "'{a}' and '{b}': the correlation is at its bound, or was not found"
            ));
        }
        if !keys.positive_definite {
            report = report.warning("the matrix is not positive definite");
        }
        Ok(report)
    }
}

fn keys(found: &Found, items: Vec<String>) -> Keys {
    let k = items.len();
    let mut se = vec![vec![None; k]; k];
    for pair in &found.pairs {
        se[pair.first][pair.second] = pair.correlation.se;
        se[pair.second][pair.first] = pair.correlation.se;
    }
    let row = |a: usize| (0..k).map(|b| found.correlations[(a, b)]).collect();
    let values = items.iter().cloned().zip(found.thresholds.iter().cloned());
    Keys {
        n: found.n,
        matrix: (0..k).map(row).collect(),
        se,
        thresholds: values.map(|(name, values)| Thresholds { name, values }).collect(),
        converged: found.pairs.iter().all(|pair| pair.fit.converged),
        positive_definite: found.correlations.clone().cholesky().is_some(),
        items,
    }
}

fn correlations(keys: &Keys) -> TextTable {
    let names = std::iter::once("").chain(keys.items.iter().map(String::as_str));
    let mut table = TextTable::new("", &names.collect::<Vec<_>>());
    for (name, row) in keys.items.iter().zip(&keys.matrix) {
        table.row(std::iter::once(name.clone()).chain(row.iter().map(|r| fixed(*r, 2))));
    }
    table
}

fn thresholds(keys: &Keys) -> TextTable {
    let mut table = TextTable::new("Where the variable behind each item is cut", &["item", "at"]);
    for item in &keys.thresholds {
        let values: Vec<String> = item.values.iter().map(|value| number(*value)).collect();
        table.row([item.name.clone(), values.join("  ")]);
    }
    table
}

fn finding(keys: &Keys) -> String {
    let k = keys.items.len();
    let pairs = (0..k).flat_map(|a| (a + 1..k).map(move |b| (a, b)));
    let values: Vec<f64> = pairs.map(|(a, b)| keys.matrix[a][b]).collect();
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    format!("What lies behind two items correlates by {} to {}.", fixed(low, 2), fixed(high, 2))
}
