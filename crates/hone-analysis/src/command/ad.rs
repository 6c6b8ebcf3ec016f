//! `hone stats ad`: how many points raters in a group lie from each other's middle.

use clap::ValueEnum;
use hone_stats::agreement::{ByGroup, Centre, Cutoff, Questions, ad, cutoffs};
use serde::Serialize;

use super::scale::{Known, NullName, Written, known};
use crate::error::Error;
use crate::report::{Report, Rows, TextTable, count, fixed, number};
use crate::table::{Choice, Source};

/// How many random groups each cut-off is of.
const DRAWS: usize = 10_000;

/// Groups beyond this are in the JSON only.
const MOST_SHOWN: usize = 30;

/// The average deviation within groups, in points of the scale.
#[derive(Debug, clap::Args)]
pub(crate) struct Ad {
    #[command(flatten)]
    source: Source,
    /// The column that says which group a row belongs to, such as the leader who was rated
    #[arg(long, value_name = "COLUMN")]
    group: String,
    /// The items: a,b,c or a..c
    #[arg(long, value_name = "ITEMS")]
    items: Choice,
    /// What answers deviate from
    #[arg(long, value_enum, default_value = "mean")]
    centre: CentreName,
    /// How people answer at random, for the cut-offs
    #[arg(long, value_enum, default_value = "uniform")]
    null: NullName,
    /// The lowest and the highest answer; without, those that occur
    #[arg(long, value_name = "MIN..MAX", allow_hyphen_values = true)]
    scale: Option<Written>,
    /// Simulate what random answers reach in one case of twenty, for groups of each size
    #[arg(long, conflicts_with = "centre")]
    cutoffs: bool,
    /// Where the simulation starts
    #[arg(long, default_value_t = 1)]
    seed: u64,
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
        let data = self.source.ask()?.items(&self.items).label(&self.group).read()?;
        let scores = data.scores()?;
        let groups = data.labels[0].groups()?;
        let known = known(self.scale, &scores)?;
        let (centre, name) = match self.centre {
            CentreName::Mean => (Centre::Mean, "mean"),
            CentreName::Median => (Centre::Median, "median"),
        };
        let found = ad(&scores, &groups, centre)?;
        if found.n_groups == 0 {
            return Err(Error::data("no group has two rows in which every item was answered"));
        }
        let limits = self.limits(&found, scores.n_items(), &known)?;
        let limit = |size: usize| limits.iter().find(|limit| limit.size == size)?.ad;
        let keys = Keys {
            centre: name,
            scale: known.text(),
            n_items: scores.n_items(),
            practical_limit: known.scale.n_answers() as f64 / 6.0,
            mean: found.mean,
            median: found.median,
            n_groups: found.n_groups,
            groups: data.labels[0]
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
        Ok(report.of(Rows::from(&data.complete()?)))
    }

    /// By size of group; empty where none were asked for.
    fn limits(&self, found: &ByGroup, n_items: usize, known: &Known) -> Result<Vec<Cutoff>, Error> {
        if !self.cutoffs {
            return Ok(vec![]);
        }
        let mut sizes = found.sizes.clone();
        sizes.sort_unstable();
        sizes.dedup();
        let questions = Questions { n_items, scale: known.scale, null: self.null.null() };
        Ok(cutoffs(&sizes, questions, DRAWS, self.seed)?)
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
    let title = if groups.len() > MOST_SHOWN {
        format!("The first {MOST_SHOWN} groups; --json has all")
    } else {
        String::new()
    };
    let mut table = TextTable::new(title, &["group", "n", "deviation", "at random"]);
    for group in groups.iter().take(MOST_SHOWN) {
        table.row([
            group.group.to_owned(),
            count(group.n),
            number(group.ad.unwrap_or(f64::NAN)),
            number(group.cutoff.unwrap_or(f64::NAN)),
        ]);
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
