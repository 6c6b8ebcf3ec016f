//! `hone stats dstudy`: how well leaders are told apart, and how many raters that takes.

use hone_stats::Estimate;
use hone_stats::variance::{Dependability, dependability};
use serde::Serialize;

use super::design::{Design, Values};
use super::dstudy_items;
use crate::error::Error;
use crate::report::{Chart, Figure, Report, TextTable, count, estimate, fixed, interval, number};
use crate::table::Source;

/// What reliabilities the number of raters is given for.
pub(super) const TARGETS: [f64; 3] = [0.7, 0.8, 0.9];
/// What numbers of raters the reliability is given for.
pub(super) const RATERS: [usize; 10] = [1, 2, 3, 4, 5, 6, 8, 10, 15, 20];

/// How well leaders are told apart by whoever rated them, and how many raters are needed.
#[derive(Debug, clap::Args)]
pub(crate) struct DStudy {
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    values: Values,
    /// The column that says who was rated
    #[arg(long, value_name = "COLUMN")]
    ratee: String,
    /// The column that says who rated
    #[arg(long, value_name = "COLUMN")]
    rater: String,
    /// Items are a source of their own: what other numbers of raters and items would give
    #[arg(long, requires = "items")]
    by_item: bool,
    /// Components by mean squares, as in textbooks: every rater rated every leader on every item
    #[arg(long, requires = "by_item")]
    mean_squares: bool,
}

#[derive(Serialize)]
struct Keys {
    n: usize,
    g: Figure,
    q: f64,
    raters_per_leader: f64,
    components: Vec<Component>,
    residual: f64,
    phi: Vec<Phi>,
    raters_needed: Vec<Needed>,
    converged: bool,
    sets: usize,
}

#[derive(Serialize)]
struct Component {
    term: String,
    variance: f64,
}

#[derive(Serialize)]
struct Phi {
    raters: usize,
    #[serde(flatten)]
    value: Figure,
}

#[derive(Serialize)]
struct Needed {
    reliability: f64,
    raters: f64,
    ci95: Option<[f64; 2]>,
}

impl DStudy {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let source = &self.source;
        let read =
            |random: &str| Design::read(&source.file, &source.reading, &self.values, random, None);
        if self.by_item {
            let design = read(&dstudy_items::sources(&self.ratee, &self.rater))?;
            return dstudy_items::report(design, self.mean_squares);
        }
        let design = read(&format!("\"{}\",\"{}\"", self.ratee, self.rater))?;
        let [leaders, raters] = design.terms.as_slice() else {
            return Err(Error::usage("name one column with --ratee and one with --rater"));
        };
        let found = design.named(dependability(&design.values, &leaders.groups, &raters.groups))?;
        let keys = self.keys(&found)?;
        let mut report = Report::new(
            "dstudy",
            "How well leaders are told apart, and how many raters that takes",
            &keys,
            finding(&keys),
        )
        .of(design.rows)
        .table(actual(&found, &keys))
        .table(curve(&found)?)
        .table(needed_table(&found))
        .chart(Chart::of_reliability(
            "dstudy",
            "raters of their own",
            keys.phi.iter().map(|phi| (phi.raters, phi.value)),
        ));
        if !keys.converged {
            report =
                report.warning("The search did not come to an end: do not rely on these numbers.");
        }
        if keys.sets > 1 {
            report = report.warning(format!(
                "The ratings fall into {} sets that share no rater: leaders of different sets compare \
                 only if the sets are alike.",
                count(keys.sets)
            ));
        }
        Ok(report)
    }

    fn keys(&self, found: &Dependability) -> Result<Keys, Error> {
        let mut phi = vec![];
        for raters in RATERS {
            phi.push(Phi { raters, value: found.phi(raters as f64)?.into() });
        }
        let names = [&self.ratee, &self.rater];
        let component = |(name, found): (&&String, &Estimate)| Component {
            term: (*name).clone(),
            variance: found.value,
        };
        let needed = |target: f64| {
            let needed = found.raters_needed(target).ok()?;
            let ci95 = needed.ci95.map(|interval| [interval.low, interval.high]);
            Some(Needed { reliability: target, raters: needed.value, ci95 })
        };
        Ok(Keys {
            n: found.model.n,
            g: found.g.into(),
            q: found.q,
            raters_per_leader: found.n_raters,
            components: names.iter().zip(&found.model.components).map(component).collect(),
            residual: found.model.residual.value,
            phi,
            raters_needed: TARGETS.into_iter().filter_map(needed).collect(),
            converged: found.model.fit.converged,
            sets: found.model.n_sets,
        })
    }
}

fn actual(found: &Dependability, keys: &Keys) -> TextTable {
    let mut table = TextTable::new("The ratings as they are", &["", "value"]);
    let mut row = |name: &str, value: String| table.row([name.to_owned(), value]);
    row("reliability of leaders' means, G(q,k)", estimate(&found.g));
    row("ratings per leader", number(keys.raters_per_leader));
    row("share of the raters' severity that blurs the order, q", number(keys.q));
    for component in &keys.components {
        row(&format!("variance of {}", component.term), number(component.variance));
    }
    row("variance of the rest", number(keys.residual));
    table
}

fn curve(found: &Dependability) -> Result<TextTable, Error> {
    let title = "Reliability of a mean of raters of its own (95 % band)";
    let mut table = TextTable::new(title, &["raters", "reliability"]);
    for raters in RATERS {
        table.row([raters.to_string(), estimate(&found.phi(raters as f64)?)]);
    }
    Ok(table)
}

fn needed_table(found: &Dependability) -> TextTable {
    let mut table = TextTable::new("Raters needed", &["reliability", "raters", "95 % band"]);
    for target in TARGETS {
        if let Ok(needed) = found.raters_needed(target) {
            table.row([fixed(target, 2), fixed(needed.value, 1), interval(needed.ci95)]);
        }
    }
    table
}

fn finding(keys: &Keys) -> String {
    let now = format!(
        "As they are, the ratings tell leaders apart with a reliability of {}",
        fixed(keys.g.value, 2)
    );
    match keys.raters_needed.iter().find(|needed| needed.reliability == 0.8) {
        Some(needed) if needed.raters < 1e6 => {
            format!("{now}; for 0.80 each leader needs {} raters.", needed.raters.ceil())
        }
        _ => format!("{now}; no number of raters would be enough for 0.80."),
    }
}
