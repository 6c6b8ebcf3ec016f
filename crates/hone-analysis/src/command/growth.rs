//! `hone stats growth`: how people change over several rounds.

use hone_stats::Scores;
use hone_stats::variance::{Growth as Found, event_columns, growth};
use serde::Serialize;

use super::design::{Estimation, Values};
use super::fixed_effects::{Fixed, INTERCEPT, ends, fixed_effects, table};
use crate::error::Error;
use crate::report::{Report, Rows, TextTable, fixed, number};
use crate::table::{Labels, Source};

/// Change over several rounds, on average and from person to person.
#[derive(Debug, clap::Args)]
pub(crate) struct Growth {
    #[command(flatten)]
    source: Source,
    /// The column that says who it is
    #[arg(long, value_name = "COLUMN")]
    person: String,
    /// The column with the time, as a number
    #[arg(long, value_name = "COLUMN")]
    time: String,
    #[command(flatten)]
    values: Values,
    /// The time of an event: a jump at it, and another slope after it
    #[arg(long, value_name = "TIME", allow_negative_numbers = true)]
    event: Option<f64>,
    #[command(flatten)]
    estimation: Estimation,
    /// Only the starting points differ between persons, not the slopes
    #[arg(long)]
    same_slope: bool,
}

#[derive(Serialize)]
struct Keys {
    criterion: &'static str,
    n: usize,
    persons: usize,
    fixed: Vec<Fixed>,
    components: Vec<Component>,
    residual: f64,
    log_likelihood: f64,
    converged: bool,
    singular: bool,
    noise_floor: Option<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scores: Vec<Score>,
}

/// A variance, or with two terms a covariance.
#[derive(Serialize)]
struct Component {
    term: String,
    with: Option<String>,
    variance: f64,
}

#[derive(Serialize)]
struct Score {
    person: String,
    term: String,
    value: f64,
    ci95: Option<[f64; 2]>,
}

impl Growth {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        if self.event.is_some_and(|event| !event.is_finite()) {
            return Err(Error::usage("the time of the event has to be a number"));
        }
        let ask = self.source.ask()?.number(&self.time).label(&self.person);
        let data = self.values.read(ask)?;
        let (times, values) = (&data.numbers[0].values, self.values.of(&data)?);
        let columns = match self.event {
            Some(event) => event_columns(times, event),
            None => vec![times.clone()],
        };
        let mut names = vec![INTERCEPT.to_owned(), self.time.clone()];
        if self.event.is_some() {
            names.extend(["transition".to_owned(), "recovery".to_owned()]);
        }
        let random: &[usize] = if self.same_slope { &[0] } else { &[0, 1] };
        let criterion = self.estimation.criterion();
        let persons = &data.labels[0];
        let found = growth(&values, &persons.groups()?, &Scores::new(columns)?, random, criterion);
        let found = found.map_err(|error| match error {
            hone_stats::Error::DependentFixed { column } => Error::data(format!(
                "this cannot be told: '{}' is constant or follows from the others",
                names.get(column + 1).map_or("", String::as_str)
            )),
            other => other.into(),
        })?;
        let keys = self.keys(&found, &names, persons);
        let mut report =
            Report::new("growth", "Change over the rounds", &keys, finding(&keys, &self.time))
                .of(Rows::from(&data))
                .table(table("On average", &keys.fixed))
                .table(component_table(&keys));
        if !keys.converged {
            report =
                report.warning("The search did not come to an end: do not rely on these numbers.");
        }
        if keys.singular {
            report = report.warning(
                "Persons do not differ in their start or their slope beyond chance: what varies is at \
                 its bound.",
            );
        }
        Ok(report)
    }

    fn keys(&self, found: &Found, names: &[String], persons: &Labels) -> Keys {
        let mut components = vec![];
        for (a, row) in found.covariance.iter().enumerate() {
            for (b, variance) in row.iter().enumerate().take(a + 1) {
                let with = (a != b).then(|| names[b].clone());
                components.push(Component { term: names[a].clone(), with, variance: *variance });
            }
        }
        let mut scores = vec![];
        for (person, effects) in
            persons.names().iter().zip(&found.persons).filter(|_| self.estimation.scores)
        {
            for (name, effect) in names.iter().zip(effects.iter().flatten()) {
                scores.push(Score {
                    person: person.clone(),
                    term: name.clone(),
                    value: effect.value,
                    ci95: ends(effect),
                });
            }
        }
        Keys {
            criterion: self.estimation.criterion_name(),
            n: found.n,
            persons: found.n_persons,
            fixed: fixed_effects(names.iter().map(String::as_str), &found.fixed),
            components,
            residual: found.residual,
            log_likelihood: found.log_likelihood,
            converged: found.fit.converged,
            singular: found.is_singular,
            noise_floor: found.noise_floor.get(1).copied().flatten(),
            scores,
        }
    }
}

fn component_table(keys: &Keys) -> TextTable {
    let mut table = TextTable::new("From person to person", &["", "variance or covariance"]);
    for component in &keys.components {
        let name = match &component.with {
            Some(with) => format!("{} with {with}", component.term),
            None => component.term.clone(),
        };
        table.row([name, number(component.variance)]);
    }
    table.row(["residual".to_owned(), number(keys.residual)]);
    table
}

fn finding(keys: &Keys, time: &str) -> String {
    let Some(slope) = keys.fixed.get(1) else { return String::new() };
    let sure = slope.ci95.is_some_and(|[low, high]| low > 0.0 || high < 0.0);
    let average = if sure {
        format!("On average the values change by {} per unit of {time}", fixed(slope.est, 3))
    } else {
        format!("On average no change with {time} can be told from none")
    };
    match keys.noise_floor {
        Some(floor) => format!(
            "{average}; one person's own slope says something only beyond {} either way.",
            fixed(floor, 3)
        ),
        None => format!("{average}."),
    }
}
