//! `hone stats rwg`: whether the raters in a group agree.

use hone_stats::agreement::{ByGroup, Cutoff, Rwg as Found, awg, rwg};
use serde::Serialize;

use super::scale::{Known, NullName};
use super::within::{Grouped, Within, shown};
use crate::error::Error;
use crate::report::{Report, Rows, TextTable, count, fixed, number};

/// Agreement within groups against random answers: `r_wg` of one item, `r_wg(j)` of several.
#[derive(Debug, clap::Args)]
pub(crate) struct Rwg {
    #[command(flatten)]
    within: Within,
}

#[derive(Serialize)]
struct Keys<'a> {
    null: String,
    null_variance: f64,
    scale: String,
    n_items: usize,
    mean: Option<f64>,
    median: Option<f64>,
    n_groups: usize,
    n_truncated: usize,
    mean_awg: Option<f64>,
    mean_lindell: Option<f64>,
    groups: Vec<OneGroup<'a>>,
}

#[derive(Serialize)]
struct OneGroup<'a> {
    group: &'a str,
    n: usize,
    rwg: Option<f64>,
    lindell: Option<f64>,
    awg: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cutoff: Option<f64>,
}

impl Rwg {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let asked = self.within.read()?;
        let Grouped { scores, groups, known, .. } = &asked;
        let null = self.within.null;
        let found = rwg(scores, groups, known.scale, null.null())?;
        if found.rwg.n_groups == 0 {
            return Err(Error::data("no group has two rows in which every item was answered"));
        }
        let most = awg(scores, groups, known.scale)?;
        let limits = self.within.limits(&found.rwg.sizes, &asked)?;
        let keys = Keys {
            null: null.name(),
            null_variance: found.null_variance,
            scale: known.text(),
            n_items: scores.n_items(),
            mean: found.rwg.mean,
            median: found.rwg.median,
            n_groups: found.rwg.n_groups,
            n_truncated: found.n_truncated,
            mean_awg: most.mean,
            mean_lindell: found.lindell.mean,
            groups: by_group(asked.data.labels[0].names(), &found, &most, &limits),
        };
        let title = format!("Agreement in {} groups", count(found.rwg.n_groups));
        let mut report = Report::new("rwg", title, &keys, finding(&keys))
            .table(whole(&keys))
            .table(table(&keys.groups));
        if known.is_guessed {
            report = report.warning(format!(
                "the scale {} was read off the answers; if it is longer, agreement is higher",
                keys.scale
            ));
        }
        if null == NullName::Uniform && scores_lean(scores, known) {
            report = report.warning(
                "answers lean to one end, so a uniform null flatters; look at --null slight-skew too",
            );
        }
        Ok(report.of(Rows::from(&asked.data.complete()?)))
    }
}

/// Whether the mean answer is further from the middle than a sixth of the scale.
fn scores_lean(scores: &hone_stats::Scores, known: &Known) -> bool {
    let means = scores.means();
    let mean = means.iter().sum::<f64>() / means.len() as f64;
    let (low, high) = (known.scale.low(), known.scale.high());
    (mean - f64::midpoint(low, high)).abs() > (high - low) / 6.0
}

fn by_group<'a>(
    names: &'a [String],
    found: &Found,
    most: &ByGroup,
    limits: &[Cutoff],
) -> Vec<OneGroup<'a>> {
    let limit = |size: usize| limits.iter().find(|limit| limit.size == size)?.rwg;
    names
        .iter()
        .enumerate()
        .map(|(place, group)| OneGroup {
            group,
            n: found.rwg.sizes[place],
            rwg: found.rwg.values[place],
            lindell: found.lindell.values[place],
            awg: most.values[place],
            cutoff: limit(found.rwg.sizes[place]),
        })
        .collect()
}

fn whole(keys: &Keys) -> TextTable {
    let mut table = TextTable::new("", &["", "value"]);
    let mut row = |name: String, value: String| table.row([name, value]);
    let name = if keys.n_items == 1 { "r_wg" } else { "r_wg(j)" };
    row(format!("{name}, mean of the groups"), number(keys.mean.unwrap_or(f64::NAN)));
    row(format!("{name}, median of the groups"), number(keys.median.unwrap_or(f64::NAN)));
    row("a_wg, mean of the groups".to_owned(), number(keys.mean_awg.unwrap_or(f64::NAN)));
    row(format!("variance of random answers ({})", keys.null), number(keys.null_variance));
    row("groups that differ more than at random".to_owned(), count(keys.n_truncated));
    table
}

fn table(groups: &[OneGroup]) -> TextTable {
    let has_cutoffs = groups.iter().any(|group| group.cutoff.is_some());
    let mut columns = vec!["group", "n", "r_wg", "a_wg"];
    if has_cutoffs {
        columns.push("at random");
    }
    let (title, groups) = shown(groups);
    let mut table = TextTable::new(title, &columns);
    for group in groups {
        let mut cells = vec![
            group.group.to_owned(),
            count(group.n),
            number(group.rwg.unwrap_or(f64::NAN)),
            number(group.awg.unwrap_or(f64::NAN)),
        ];
        if has_cutoffs {
            cells.push(number(group.cutoff.unwrap_or(f64::NAN)));
        }
        table.row(cells);
    }
    table
}

fn finding(keys: &Keys) -> String {
    format!(
        "In the middle group people agree by {}, where 0 is as at random ({}) and 1 is fully.",
        fixed(keys.median.unwrap_or(f64::NAN), 2),
        keys.null
    )
}
