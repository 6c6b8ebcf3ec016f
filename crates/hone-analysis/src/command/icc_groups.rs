//! `hone stats icc-groups`: how alike the raters of one leader are.

use hone_stats::Interval;
use hone_stats::reliability::{GroupIcc, icc_groups};
use serde::Serialize;

use crate::error::Error;
use crate::report::{Chart, Report, Rows, TextTable, count, fixed, interval, number};
use crate::table::{Choice, Source, name_items};

/// ICC(1) and ICC(2) of raters in groups, for each item and for the mean of the items.
#[derive(Debug, clap::Args)]
pub(crate) struct IccGroups {
    #[command(flatten)]
    source: Source,
    /// The column that says which group a row belongs to, such as the leader who was rated
    #[arg(long, value_name = "COLUMN")]
    group: String,
    /// The items: a,b,c or a..c
    #[arg(long, value_name = "ITEMS")]
    items: Choice,
}

#[derive(Serialize)]
struct Keys {
    n: usize,
    n_groups: usize,
    items: Vec<Item>,
    scale: Item,
}

/// One variable; without numbers where it bears none, and then with the reason.
#[derive(Serialize, Default)]
struct Item {
    name: String,
    n: usize,
    n_groups: usize,
    mean_size: Option<f64>,
    icc1: Option<f64>,
    icc1_ci95: Option<[f64; 2]>,
    icc2: Option<f64>,
    icc2_ci95: Option<[f64; 2]>,
    icc1_n0: Option<f64>,
    icc1_reml: Option<f64>,
    icc2_reml: Option<f64>,
    reason: Option<String>,
}

impl IccGroups {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let data = self.source.ask()?.items(&self.items).label(&self.group).read()?.answered()?;
        let groups = data.labels[0].groups()?;
        let found = icc_groups(&data.scores()?, &groups)?;
        let names = data.names();
        if let (Err(error), [_]) = (&found.scale, names.as_slice()) {
            return name_items(&names, Err(*error));
        }
        let table = table(&names, &found.items, &found.scale);
        let finding = finding(&found.scale);
        let items = names.iter().zip(found.items).map(|(name, icc)| item(name, icc)).collect();
        let scale = item("mean of the items", found.scale);
        let keys = Keys { n: data.n(), n_groups: groups.n_groups(), items, scale };
        let title = format!("Raters in {} groups", count(groups.n_groups()));
        let mut report = Report::new("icc-groups", title, &keys, finding)
            .of(Rows::from(&data))
            .table(table)
            .chart(chart(&keys));
        for item in keys.items.iter().chain([&keys.scale]) {
            if let Some(reason) = &item.reason {
                report = report.warning(format!("{}: {reason}", item.name));
            }
        }
        Ok(report)
    }
}

fn item(name: &str, icc: Result<GroupIcc, hone_stats::Error>) -> Item {
    let name = name.to_owned();
    match icc {
        Ok(icc) => Item {
            name,
            n: icc.n,
            n_groups: icc.n_groups,
            mean_size: Some(icc.mean_size),
            icc1: Some(icc.icc1.value),
            icc1_ci95: icc.icc1.ci95.map(|interval| [interval.low, interval.high]),
            icc2: Some(icc.icc2.value),
            icc2_ci95: icc.icc2.ci95.map(|interval| [interval.low, interval.high]),
            icc1_n0: Some(icc.icc1_n0),
            icc1_reml: Some(icc.reml.icc1),
            icc2_reml: Some(icc.reml.icc2),
            reason: None,
        },
        Err(error) => Item { name, reason: Some(error.to_string()), ..Item::default() },
    }
}

fn table(
    names: &[String],
    items: &[Result<GroupIcc, hone_stats::Error>],
    scale: &Result<GroupIcc, hone_stats::Error>,
) -> TextTable {
    let columns =
        ["", "ICC(1)", "95 % interval", "by REML", "ICC(2)", "95 % interval", "groups", "rows"];
    let mut table = TextTable::new("", &columns);
    let all = names.iter().map(String::as_str).zip(items).chain([("mean of the items", scale)]);
    for (name, icc) in all {
        match icc {
            Ok(icc) => table.row([
                name.to_owned(),
                number(icc.icc1.value),
                interval(icc.icc1.ci95),
                number(icc.reml.icc1),
                number(icc.icc2.value),
                interval(icc.icc2.ci95),
                count(icc.n_groups),
                count(icc.n),
            ]),
            Err(_) => table.row([name.to_owned()]),
        }
    }
    table
}

fn chart(keys: &Keys) -> Chart {
    let told = |item: &Item| {
        let [low, high] = item.icc1_ci95?;
        Some((item.icc1_reml?, Interval { low, high }))
    };
    let items = keys.items.iter().chain([&keys.scale]);
    Chart::of_items(
        "icc-groups",
        "How alike two raters of one group are (by REML)",
        "ICC(1)",
        items.map(|item| (item.name.clone(), told(item))),
    )
}

fn finding(scale: &Result<GroupIcc, hone_stats::Error>) -> String {
    match scale {
        Ok(icc) => format!(
            "Two raters of one group are alike by {}, and the mean of a group (of {} on average) is \
             reliable by {}.",
            fixed(icc.icc1.value, 2),
            fixed(icc.mean_size, 1),
            fixed(icc.icc2.value, 2)
        ),
        Err(error) => format!("For the mean of the items nothing can be told: {error}."),
    }
}
