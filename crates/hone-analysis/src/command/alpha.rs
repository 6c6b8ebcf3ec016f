//! `hone stats alpha`: how well the items of a scale go together.

use hone_stats::reliability::Alpha as Found;
use serde::Serialize;

use super::pass::pass;
use crate::error::Error;
use crate::report::{Figure, Report, TextTable, count, estimate, fixed, number};
use crate::table::{Choice, Source};

/// Cronbach's alpha with its interval, and each item beside the others.
#[derive(Debug, clap::Args)]
pub(crate) struct Alpha {
    #[command(flatten)]
    source: Source,
    /// The items of the scale: a,b,c or a..c
    #[arg(long, value_name = "ITEMS")]
    items: Choice,
}

#[derive(Serialize)]
struct Keys<'a> {
    n: usize,
    n_complete: usize,
    alpha: Figure,
    standardised: f64,
    mean_correlation: f64,
    mean: f64,
    sd: f64,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    name: &'a str,
    n: usize,
    mean: f64,
    sd: f64,
    r_drop: Option<f64>,
    alpha_dropped: Option<f64>,
}

impl Alpha {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let passed = pass(self.source.ask()?.items(&self.items))?;
        let found = passed.named(passed.stream.alpha())?;
        let names = &passed.names;
        let items = names.iter().zip(&found.items).map(|(name, item)| Item {
            name,
            n: item.n,
            mean: item.mean,
            sd: item.sd,
            r_drop: item.r_drop,
            alpha_dropped: item.alpha_dropped,
        });
        let keys = Keys {
            n: found.n,
            n_complete: found.n_complete,
            alpha: found.raw.into(),
            standardised: found.standardised,
            mean_correlation: found.mean_correlation,
            mean: found.mean,
            sd: found.sd,
            items: items.collect(),
        };
        let title = format!("Alpha of {} items", names.len());
        let report = Report::new("alpha", title, &keys, finding(&found))
            .of(passed.rows.clone())
            .table(whole(&found))
            .table(by_item(&keys.items));
        Ok(warned(report, &found, names))
    }
}

fn whole(found: &Found) -> TextTable {
    let mut table = TextTable::new("", &["", "value"]);
    let mut row = |name: &str, value: String| table.row([name.to_owned(), value]);
    row("alpha (95 % interval)", estimate(&found.raw));
    row("standardised alpha", number(found.standardised));
    row("mean correlation of two items", number(found.mean_correlation));
    row("rows that answered every item", count(found.n_complete));
    table
}

fn by_item(items: &[Item]) -> TextTable {
    let columns = ["item", "n", "mean", "sd", "r with the others", "alpha without"];
    let mut table = TextTable::new("Each item beside the others", &columns);
    for item in items {
        table.row([
            item.name.to_owned(),
            count(item.n),
            number(item.mean),
            number(item.sd),
            number(item.r_drop.unwrap_or(f64::NAN)),
            number(item.alpha_dropped.unwrap_or(f64::NAN)),
        ]);
    }
    table
}

fn warned(mut report: Report, found: &Found, names: &[String]) -> Report {
    for (name, item) in names.iter().zip(&found.items) {
        match item.r_drop {
            None => {
                report =
                    report.warning(format!("'{name}' does not vary, and is left out of alpha"));
            }
            Some(r) if r < 0.0 => {
                let text = format!("'{name}' goes against the others; is it worded the other way?");
                report = report.warning(text);
            }
            Some(_) => {}
        }
    }
    if found.n_complete < found.n {
        let gaps = found.n - found.n_complete;
        let text = format!("{gaps} rows have gaps; each pair of items is of the rows with both");
        report = report.warning(text);
    }
    report
}

fn finding(found: &Found) -> String {
    let alpha = found.raw.value;
    let size = match alpha {
        _ if alpha < 0.5 => "hardly go together",
        _ if alpha < 0.7 => "go together a little",
        _ if alpha < 0.9 => "go together well",
        _ => "go together very well",
    };
    format!(
        "The items {size} (alpha {}, of {} rows); this says nothing about whether raters agree.",
        fixed(alpha, 2),
        count(found.n)
    )
}
