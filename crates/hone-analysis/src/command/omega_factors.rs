//! `hone stats omega --factors`: how much of the sum of the items one general factor makes.

use hone_stats::reliability::{OmegaFactors, omega_factors};
use serde::Serialize;

use crate::error::Error;
use crate::report::{Figure, Report, Rows, TextTable, count, estimate, fixed};
use crate::table::Data;

#[derive(Serialize)]
struct Keys {
    n: usize,
    factors: usize,
    /// Of all factors: omega total.
    omega: Figure,
    hierarchical: Figure,
    interval: Option<&'static str>,
    loadings: Vec<Loading>,
    identified: bool,
    converged: bool,
}

#[derive(Serialize)]
struct Loading {
    name: String,
    value: f64,
    groups: Vec<f64>,
    communality: f64,
    turned: bool,
}

/// Omega hierarchical and total, with the loadings of Schmid and Leiman.
pub(super) fn report(
    data: &Data,
    n_factors: usize,
    n_draws: usize,
    seed: u64,
) -> Result<Report, Error> {
    let found = data.named(omega_factors(&data.scores()?, n_factors, n_draws, seed))?;
    let keys = keys(data, &found);
    let title = format!("Omega of {} items with a general factor", keys.loadings.len());
    let mut report = Report::new("omega", title, &keys, finding(&found))
        .of(Rows::from(data))
        .table(whole(&found))
        .table(by_item(&keys));
    if !keys.identified {
        report = report.warning(
            "Two smaller factors do not determine the general one: both are taken to depend on it \
             alike. Ask for three or more where the items allow it.",
        );
    }
    if !keys.converged {
        report = report.warning(
            "The search did not converge, or an item is explained wholly: do not rely on omega; try \
             fewer factors.",
        );
    }
    let turned: Vec<&str> =
        keys.loadings.iter().filter(|item| item.turned).map(|item| item.name.as_str()).collect();
    if !turned.is_empty() {
        report = report.warning(format!(
            "Turned round, because they go against the others: {}.",
            turned.join(", ")
        ));
    }
    Ok(report)
}

fn keys(data: &Data, found: &OmegaFactors) -> Keys {
    let loading = |(item, name): (usize, String)| Loading {
        name,
        value: found.general[item],
        groups: found.groups.row(item).iter().copied().collect(),
        communality: found.communalities[item],
        turned: found.turned.contains(&item),
    };
    Keys {
        n: found.n,
        factors: found.groups.ncols(),
        omega: found.total.into(),
        hierarchical: found.hierarchical.into(),
        interval: found.hierarchical.ci95.map(|_| "bootstrap"),
        loadings: data.names().into_iter().enumerate().map(loading).collect(),
        identified: found.is_identified,
        converged: found.converged,
    }
}

fn whole(found: &OmegaFactors) -> TextTable {
    let mut table = TextTable::new("", &["", "value (95 % interval)"]);
    table.row([
        "by the general factor (omega hierarchical)".to_owned(),
        estimate(&found.hierarchical),
    ]);
    table.row(["by all factors (omega total)".to_owned(), estimate(&found.total)]);
    table
}

fn by_item(keys: &Keys) -> TextTable {
    let groups: Vec<String> = (1..=keys.factors).map(|factor| format!("F{factor}")).collect();
    let mut columns = vec!["item", "general"];
    columns.extend(groups.iter().map(String::as_str));
    columns.push("explained");
    let title = "Loadings: on the general factor, and on what is left of the smaller ones";
    let mut table = TextTable::new(title, &columns);
    for item in &keys.loadings {
        let mut row = vec![item.name.clone(), fixed(item.value, 3)];
        row.extend(item.groups.iter().map(|loading| fixed(*loading, 3)));
        row.push(fixed(item.communality, 3));
        table.row(row);
    }
    table
}

fn finding(found: &OmegaFactors) -> String {
    format!(
        "{} of what the sums of the items differ by is one thing that all items share, {} is that and \
         what smaller groups of items share besides (of {} rows).",
        fixed(found.hierarchical.value, 2),
        fixed(found.total.value, 2),
        count(found.n)
    )
}
