//! `hone stats ad`: how many points raters in a group lie from each other's middle.

use clap::ValueEnum;
use hone_stats::agreement::{Centre, ad};
use serde::Serialize;

use super::within::{Within, shown};
use crate::error::Error;
use crate::report::{Report, Rows, TextTable, count, fixed, number};

/// The average deviation within groups, in points of the scale.
#[derive(Debug, clap::Args)]
pub(crate) struct Ad {
    #[command(flatten)]
    within: Within,
    /// What answers deviate from
    #[arg(long, value_enum, default_value = "mean", conflicts_with = "cutoffs")]
    centre: CentreName,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CentreName {
    /// The mean of the group
    Mean,
    /// The median of the group
    Median,
}

#[derive(Serialize)]
struct Keys<'a> {
    centre: &'static str,
    scale: String,
    n_items: usize,
    practical_limit: f64,
    mean: Option<f64>,
    median: Option<f64>,
    n_groups: usize,
    groups: Vec<OneGroup<'a>>,
}

#[derive(Serialize)]
struct OneGroup<'a> {
    group: &'a str,
    n: usize,
    ad: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cutoff: Option<f64>,
}

impl Ad {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let asked = self.within.read()?;
        let (centre, name) = match self.centre {
            CentreName::Mean => (Centre::Mean, "mean"),
            CentreName::Median => (Centre::Median, "median"),
        };
        let found = ad(&asked.scores, &asked.groups, centre)?;
        if found.n_groups == 0 {
            return Err(Error::data("no group has two rows in which every item was answered"));
        }
        let limits = self.within.limits(&found.sizes, &asked)?;
        let limit = |size: usize| limits.iter().find(|limit| limit.size == size)?.ad;
        let keys = Keys {
            centre: name,
            scale: asked.known.text(),
            n_items: asked.scores.n_items(),
            practical_limit: asked.known.scale.n_answers() as f64 / 6.0,
            mean: found.mean,
            median: found.median,
            n_groups: found.n_groups,
            groups: asked.data.labels[0]
                .names()
                .iter()
                .enumerate()
                .map(|(place, group)| OneGroup {
                    group,
                    n: found.sizes[place],
                    ad: found.values[place],
                    cutoff: limit(found.sizes[place]),
                })
                .collect(),
        };
        let title = format!("Deviation within {} groups", count(found.n_groups));
        let report = Report::new("ad", title, &keys, finding(&keys))
            .table(whole(&keys))
            .table(table(&keys.groups));
        Ok(report.of(Rows::from(&asked.data.complete()?)))
    }
}

fn whole(keys: &Keys) -> TextTable {
    let mut table = TextTable::new("", &["", "points"]);
    let mut row = |name: &str, value: f64| table.row([name.to_owned(), number(value)]);
    row("mean of the groups", keys.mean.unwrap_or(f64::NAN));
    row("median of the groups", keys.median.unwrap_or(f64::NAN));
    row("up to this it counts as agreement", keys.practical_limit);
    table
}

fn table(groups: &[OneGroup]) -> TextTable {
    let has_cutoffs = groups.iter().any(|group| group.cutoff.is_some());
    let columns: &[&str] = if has_cutoffs {
        &["group", "n", "deviation", "at random"]
    } else {
        &["group", "n", "deviation"]
    };
    let (title, groups) = shown(groups);
    let mut table = TextTable::new(title, columns);
    for group in groups {
        let mut cells =
            vec![group.group.to_owned(), count(group.n), number(group.ad.unwrap_or(f64::NAN))];
        if has_cutoffs {
            cells.push(number(group.cutoff.unwrap_or(f64::NAN)));
        }
        table.row(cells);
    }
    table
}

fn finding(keys: &Keys) -> String {
    format!(
        "In the middle group an answer lies {} points from the {} of the group; up to {} counts as \
         agreement on this scale.",
        fixed(keys.median.unwrap_or(f64::NAN), 2),
        keys.centre,
        fixed(keys.practical_limit, 2)
    )
}
