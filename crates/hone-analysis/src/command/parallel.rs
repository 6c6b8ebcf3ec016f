//! `hone stats parallel`: how many factors there seem to be.

use hone_chart::{Axis, Curve, CurvePoint, Span, curve};
use hone_stats::structure::{Parallel as Found, parallel, parallel_ordinal};
use serde::Serialize;

use crate::error::Error;
use crate::report::{Chart, Report, Rows, TextTable, count, fixed};
use crate::table::{Choice, Source};

/// Eigenvalues beside those that chance gives: how many factors there seem to be.
#[derive(Debug, clap::Args)]
pub(crate) struct Parallel {
    #[command(flatten)]
    source: Source,
    /// The items: a,b,c or a..c
    #[arg(long, value_name = "ITEMS")]
    items: Choice,
    /// Take answers as ordinal: polychoric correlations
    #[arg(long)]
    ordinal: bool,
    /// How many data sets without any factor are drawn
    #[arg(
        long, value_name = "N", default_value_t = 100,
        value_parser = clap::value_parser!(u16).range(20..=10_000)
    )]
    draws: u16,
    /// Where chance begins
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Serialize)]
struct Keys {
    n: usize,
    draws: usize,
    ordinal: bool,
    factors: Values,
    components: Values,
}

#[derive(Serialize)]
struct Values {
    suggested: usize,
    observed: Vec<f64>,
    chance_mean: Vec<f64>,
    chance_95: Vec<f64>,
}

impl Parallel {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let mut data = self.source.ask()?.items(&self.items).read()?.answered()?;
        let scores = data.take_scores()?;
        if scores.n_items() < 3 {
            return Err(Error::data("name three items or more: fewer have no factors to count"));
        }
        let search = if self.ordinal { parallel_ordinal } else { parallel };
        let found = data.named(search(&scores, usize::from(self.draws), self.seed))?;
        let keys = keys(found, self.ordinal);
        let n_items = keys.components.observed.len();
        let title = format!("How many factors there seem to be behind {n_items} items");
        Ok(Report::new("parallel", title, &keys, finding(&keys))
            .of(Rows::from(&data))
            .table(table("Components", &keys.components))
            .table(table("Factors", &keys.factors))
            .chart(chart(&keys)))
    }
}

fn keys(found: Found, ordinal: bool) -> Keys {
    let chance = found.resampled;
    Keys {
        n: found.n,
        draws: found.n_draws,
        ordinal,
        factors: Values {
            suggested: found.n_factors,
            observed: found.factors,
            chance_mean: chance.factors_mean,
            chance_95: chance.factors_95,
        },
        components: Values {
            suggested: found.n_components,
            observed: found.components,
            chance_mean: chance.components_mean,
            chance_95: chance.components_95,
        },
    }
}

impl Values {
    fn by_place(&self) -> impl Iterator<Item = (usize, f64, f64, f64)> {
        let chance = self.chance_mean.iter().zip(&self.chance_95);
        let places = (1..).zip(self.observed.iter().zip(chance));
        places.map(|(place, (observed, (mean, high)))| (place, *observed, *mean, *high))
    }
}

fn table(title: &str, values: &Values) -> TextTable {
    let mut table = TextTable::new(title, &["", "observed", "chance", "95 % of chance below"]);
    for (place, observed, mean, high) in values.by_place() {
        table.row([place.to_string(), fixed(observed, 3), fixed(mean, 3), fixed(high, 3)]);
    }
    table
}

fn chart(keys: &Keys) -> Chart {
    let places = || keys.components.by_place();
    let title = "Eigenvalues; the band is chance, from its mean to its 95th percentile";
    let svg = curve(&Curve {
        id_prefix: "parallel".to_owned(),
        title: title.to_owned(),
        x: Axis::around("component", [0.0, keys.components.observed.len() as f64]),
        y: Axis::around("eigenvalue", places().flat_map(|(_, value, _, high)| [0.0, value, high])),
        points: places()
            .map(|(place, value, mean, high)| CurvePoint {
                x: place as f64,
                span: Span::new(value, mean, high),
            })
            .collect(),
        line: None,
        has_diagonal: false,
    });
    let description = "The line is the eigenvalues of the answers, the band those of answers that \
                       share nothing: components before they meet say more than chance.";
    Chart { description: description.to_owned(), svg }
}

fn finding(keys: &Keys) -> String {
    let (components, factors) = (keys.components.suggested, keys.factors.suggested);
    let verb = if components == 1 { "component says" } else { "components say" };
    format!(
        "{components} {verb} more than chance would, and {factors} by the eigenvalues of factors, \
         which count small ones too (of {} rows).",
        count(keys.n)
    )
}
