//! `hone stats omega-levels`: the reliability of a scale that several raters fill in.

use hone_stats::Interval;
use hone_stats::reliability::{TwoLevelOmega, two_level_omega};
use hone_stats::structure::twolevel::{Level, Place};
use serde::Serialize;

use super::cfa_levels::{FitKeys, fit_keys};
use crate::error::Error;
use crate::report::{
    Chart, Figure, Report, Rows, TextTable, count, fixed, interval, with_interval,
};
use crate::table::{Choice, Source};

/// For how many raters the reliability of a mean is given.
const MOST_RATERS: u8 = 20;

/// What reliabilities the number of raters is given for.
const TARGETS: [f64; 3] = [0.7, 0.8, 0.9];

/// Reliability of a scale that several raters fill in about each leader.
#[derive(Debug, clap::Args)]
pub(crate) struct OmegaLevels {
    #[command(flatten)]
    source: Source,
    /// The column that says who was rated
    #[arg(long, value_name = "COLUMN", visible_alias = "group")]
    ratee: String,
    /// The items of the scale: a,b,c or a..c
    #[arg(long, value_name = "ITEMS")]
    items: Choice,
}

#[derive(Serialize)]
struct Keys {
    n: usize,
    leaders: usize,
    typical_raters: f64,
    omega_b: Figure,
    omega_2l: Figure,
    omega_w: Figure,
    alpha_b: f64,
    alpha_2l: f64,
    alpha_w: f64,
    geldhof_between: f64,
    raters: Vec<OfRaters>,
    raters_needed: Vec<Needed>,
    loadings: Vec<Loading>,
    heywood: Vec<String>,
    fit: Option<FitKeys>,
    log_likelihood: f64,
    converged: bool,
}

#[derive(Serialize)]
struct OfRaters {
    raters: u8,
    omega: Figure,
    icc: Figure,
}

#[derive(Serialize)]
struct Needed {
    reliability: f64,
    raters: Option<f64>,
}

#[derive(Serialize)]
struct Loading {
    name: String,
    value: f64,
}

impl OmegaLevels {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let data = self.source.ask()?.items(&self.items).label(&self.ratee).read()?.complete()?;
        let found = data.named(two_level_omega(&data.scores()?, &data.labels[0].groups()?))?;
        let names = data.names();
        let keys = keys(&found, &names);
        let mut report =
            Report::new("omega-levels", "A scale that raters fill in", &keys, finding(&keys))
                .of(Rows::from(&data))
                .table(summary(&keys))
                .table(by_raters(&keys))
                .chart(chart(&keys));
        for warning in warnings(&keys) {
            report = report.warning(warning);
        }
        Ok(report)
    }
}

fn keys(found: &TwoLevelOmega, names: &[String]) -> Keys {
    let loading = |cell: &hone_stats::structure::twolevel::CellEstimate| match cell.cell.place {
        Place::Loading { item, .. } if cell.cell.level == Level::Between => {
            Some(Loading { name: names[item].clone(), value: cell.estimate.value })
        }
        _ => None,
    };
    let of_raters = |raters: u8| {
        let of = found.of_raters(f64::from(raters));
        OfRaters { raters, omega: of.omega.into(), icc: of.icc.into() }
    };
    let needed = |reliability: f64| Needed { reliability, raters: found.raters_for(reliability) };
    let between = found.fit.heywood.iter().filter(|(level, _)| *level == Level::Between);
    Keys {
        n: found.fit.n_rows,
        leaders: found.fit.n_clusters,
        typical_raters: found.typical_raters,
        omega_b: found.omega_b.into(),
        omega_2l: found.omega_2l.into(),
        omega_w: found.omega_w.into(),
        alpha_b: found.alpha_b,
        alpha_2l: found.alpha_2l,
        alpha_w: found.alpha_w,
        geldhof_between: found.geldhof_between,
        raters: (1..=MOST_RATERS).map(of_raters).collect(),
        raters_needed: TARGETS.into_iter().map(needed).collect(),
        loadings: found.fit.cells.iter().filter_map(loading).collect(),
        heywood: between.map(|(_, item)| names[*item].clone()).collect(),
        fit: found.fit.indices.as_ref().map(fit_keys),
        log_likelihood: found.fit.log_likelihood,
        converged: found.fit.fit.converged,
    }
}

fn range(figure: &Figure) -> Option<Interval> {
    figure.ci95.map(|[low, high]| Interval { low, high })
}

fn summary(keys: &Keys) -> TextTable {
    let mut table = TextTable::new("", &["", "omega", "95 %", "alpha"]);
    let rows = [
        ("a leader's mean over raters", &keys.omega_b, keys.alpha_b),
        ("one rater's score", &keys.omega_2l, keys.alpha_2l),
        ("one rater's view beyond the others", &keys.omega_w, keys.alpha_w),
    ];
    for (name, omega, alpha) in rows {
        table.row([
            name.to_owned(),
            fixed(omega.value, 3),
            interval(range(omega)),
            fixed(alpha, 3),
        ]);
    }
    let geldhof = "true means of leaders (Geldhof), not those observed";
    table.row([geldhof.to_owned(), fixed(keys.geldhof_between, 3)]);
    table
}

fn by_raters(keys: &Keys) -> TextTable {
    let title = "Reliability of a leader's mean by number of raters";
    let mut table = TextTable::new(title, &["raters", "omega", "by the scale's score"]);
    for of in &keys.raters {
        table.row([
            of.raters.to_string(),
            with_interval(of.omega.value, range(&of.omega)),
            with_interval(of.icc.value, range(&of.icc)),
        ]);
    }
    table
}

fn chart(keys: &Keys) -> Chart {
    let points = keys.raters.iter().map(|of| (usize::from(of.raters), of.omega));
    Chart::of_reliability("omega-levels", "raters", points)
}

fn warnings(keys: &Keys) -> Vec<String> {
    let mut warnings = vec![];
    if !keys.converged {
        warnings.push("The model did not converge; nothing here is to be relied on.".to_owned());
    }
    if keys.leaders < 100 {
        warnings.push(format!(
            "{} leaders are few: the interval of the reliability of their means is too narrow.",
            count(keys.leaders)
        ));
    }
    if !keys.heywood.is_empty() {
        warnings.push(format!(
            "Between leaders the factor explains more than all of {}; a small excess is chance.",
            keys.heywood.join(", ")
        ));
    }
    warnings
}

fn finding(keys: &Keys) -> String {
    let needed = keys.raters_needed.first().and_then(|needed| needed.raters);
    let mean = format!(
        "The mean of {} raters tells leaders apart with a reliability of {}",
        fixed(keys.typical_raters, 1),
        fixed(keys.omega_b.value, 2)
    );
    match needed {
        Some(raters) => format!("{mean}; 0.7 takes {} raters.", fixed(raters.ceil(), 0)),
        None => format!("{mean}; no number of raters reaches 0.7."),
    }
}
