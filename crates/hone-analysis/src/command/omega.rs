//! `hone stats omega`: how well items that measure one thing go together.

use hone_stats::Estimate;
use hone_stats::reliability::{omega, omega_ordinal};
use serde::Serialize;

use super::omega_factors;
use crate::error::Error;
use crate::report::{Figure, Report, Rows, TextTable, count, estimate, fixed, number};
use crate::table::{Choice, Source};

/// Omega: how much of the sum of the items is what they share.
#[derive(Debug, clap::Args)]
pub(crate) struct Omega {
    #[command(flatten)]
    source: Source,
    /// The items of the scale: a,b,c or a..c
    #[arg(long, value_name = "ITEMS")]
    items: Choice,
    /// Take answers as ordinal (Green and Yang)
    #[arg(long)]
    ordinal: bool,
    /// Take the items to share a general factor and so many smaller ones: omega hierarchical and
    /// total (Schmid and Leiman)
    #[arg(
        long,
        value_name = "K",
        value_parser = clap::value_parser!(u16).range(2..),
        conflicts_with_all = ["ordinal", "group"]
    )]
    factors: Option<u16>,
    /// Rows that belong together, such as the raters of one leader
    #[arg(long, value_name = "COLUMN")]
    group: Option<String>,
    /// How many bootstrap samples the interval of omega rests on, with --ordinal or --factors; 0 for
    /// none (with --ordinal the delta method)
    #[arg(long, value_name = "N", default_value_t = 200)]
    draws: usize,
    /// Where chance begins
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Serialize)]
struct Keys {
    n: usize,
    omega: Figure,
    over_observed: Option<f64>,
    latent: Option<f64>,
    interval: &'static str,
    loadings: Vec<Loading>,
    converged: bool,
}

#[derive(Serialize)]
struct Loading {
    name: String,
    value: f64,
    se: Option<f64>,
}

impl Omega {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let mut ask = self.source.ask()?.items(&self.items);
        if let Some(group) = &self.group {
            ask = ask.label(group);
        }
        if let Some(n_factors) = self.factors {
            let data = ask.read()?.answered()?;
            return omega_factors::report(&data, n_factors.into(), self.draws, self.seed);
        }
        let data = ask.read()?.complete()?;
        let scores = data.scores()?;
        let clusters = match data.labels.first() {
            Some(labels) => Some(labels.groups()?),
            None => None,
        };
        let clusters = clusters.as_ref();
        let name = |item: usize| data.items[item].name.clone();
        let (keys, estimate, improper) = if self.ordinal {
            let found = data.named(omega_ordinal(&scores, clusters, self.draws, self.seed))?;
            let keys = Keys {
                n: found.n,
                omega: found.omega.into(),
                over_observed: None,
                latent: Some(found.latent),
                interval: if self.draws >= 40 { "bootstrap" } else { "delta method" },
                loadings: named(data.names(), &found.loadings),
                converged: found.fit.converged,
            };
            let improper: Vec<String> = found.heywood.iter().map(|item| name(*item)).collect();
            (keys, found.omega, improper)
        } else {
            let found = data.named(omega(&scores, clusters))?;
            let keys = Keys {
                n: found.n,
                omega: found.omega.into(),
                over_observed: Some(found.over_observed),
                latent: None,
                interval: "delta method",
                loadings: named(data.names(), &found.loadings),
                converged: found.fit.converged,
            };
            let negative = found.residuals.iter().enumerate().filter(|(_, left)| **left < 0.0);
            let improper: Vec<String> = negative.map(|(item, _)| name(item)).collect();
            (keys, found.omega, improper)
        };
        let title = format!("Omega of {} items", keys.loadings.len());
        let mut report = Report::new("omega", title, &keys, finding(&keys, &estimate))
            .of(Rows::from(&data))
            .table(whole(&keys, &estimate))
            .table(by_item(&keys));
        for item in improper {
            report = report.warning(format!(
                "'{item}' has no variance of its own (Heywood case), which cannot be: one factor does \
                 not fit, or the rows are too few; do not rely on omega"
            ));
        }
        Ok(if keys.converged {
            report
        } else {
            report.warning("the search did not converge; do not rely on omega")
        })
    }
}

fn named(names: Vec<String>, loadings: &[Estimate]) -> Vec<Loading> {
    let named = names.into_iter().zip(loadings);
    named.map(|(name, found)| Loading { name, value: found.value, se: found.se }).collect()
}

fn whole(keys: &Keys, omega: &Estimate) -> TextTable {
    let mut table = TextTable::new("", &["", "value"]);
    table.row(["omega (95 % interval)".to_owned(), estimate(omega)]);
    if let Some(value) = keys.over_observed {
        table.row(["over the observed variance".to_owned(), number(value)]);
    }
    if let Some(value) = keys.latent {
        table.row(["of the variables behind the answers".to_owned(), number(value)]);
    }
    table
}

fn by_item(keys: &Keys) -> TextTable {
    let mut table = TextTable::new("Loadings", &["item", "loading", "error"]);
    for item in &keys.loadings {
        let se = number(item.se.unwrap_or(f64::NAN));
        table.row([item.name.clone(), number(item.value), se]);
    }
    table
}

fn finding(keys: &Keys, omega: &Estimate) -> String {
    format!(
        "{} of what the sums of the items differ by is what the items share, if they share one thing \
         (of {} rows).",
        fixed(omega.value, 2),
        count(keys.n)
    )
}
