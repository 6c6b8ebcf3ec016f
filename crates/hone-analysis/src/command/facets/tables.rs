//! What a many-facet model says, as tables.

use hone_stats::facets::{Facets as Fitted, Severity};

use super::Keys;
use crate::report::{TextTable, count, fixed, interval, number};

/// How many raters or persons a table for people shows; the JSON has all.
const SHOWN: usize = 60;

pub(super) fn fit(fitted: &Fitted) -> TextTable {
    let (aic, bic) = fitted.information_criteria();
    let mut table = TextTable::new("Model", &["", "value"]);
    let mut row = |name: &str, value: String| table.row([name.to_owned(), value]);
    row("deviance", fixed(fitted.deviance(), 4));
    row("parameters", count(fitted.n_parameters));
    row("AIC", fixed(aic, 2));
    row("BIC", fixed(bic, 2));
    row("standard deviation of leaders", number(fitted.sd.value));
    if let Some(sd) = fitted.rater_sd {
        row("standard deviation of raters", number(sd.value));
    }
    row("reliability of their scores", number(fitted.reliability.unwrap_or(f64::NAN)));
    row("answers", count(fitted.n_answers));
    row("steps to the optimum", count(fitted.fit.iterations));
    table
}

pub(super) fn items(keys: &Keys) -> TextTable {
    let mut table = TextTable::new("Items", &["item", "difficulty", "se"]);
    for item in &keys.items {
        let se = number(item.se.unwrap_or(f64::NAN));
        table.row([item.name.clone(), number(item.difficulty), se]);
    }
    table
}

pub(super) fn steps(fitted: &Fitted, keys: &Keys) -> TextTable {
    let mut table = TextTable::new("Steps", &["step", "place", "se"]);
    for (set, steps) in fitted.steps.iter().enumerate() {
        for (place, step) in steps.iter().enumerate() {
            let (from, to) = (fitted.values[set][place], fitted.values[set][place + 1]);
            let item = if fitted.steps.len() > 1 { keys.items[set].name.as_str() } else { "" };
            let name = format!("{item} {from} to {to}").trim().to_owned();
            table.row([name, number(step.value), number(step.se.unwrap_or(f64::NAN))]);
        }
    }
    table
}

pub(super) fn raters(fitted: &Fitted, keys: &Keys) -> TextTable {
    let title = if keys.raters.len() > SHOWN {
        format!("Raters (the first {SHOWN} of {}; --json has all)", count(keys.raters.len()))
    } else {
        "Raters".to_owned()
    };
    let mut table = TextTable::new(title, &["rater", "severity", "95 % interval", "part"]);
    for (rater, fitted) in keys.raters.iter().zip(&fitted.raters).take(SHOWN) {
        let (severity, around) = match fitted.severity {
            Severity::Known(estimate) => (number(estimate.value), interval(estimate.ci95)),
            _ => (number(f64::NAN), rater.reason.unwrap_or_default().to_owned()),
        };
        let part = rater.part.map_or_else(String::new, |part| (part + 1).to_string());
        table.row([rater.rater.clone(), severity, around, part]);
    }
    table
}

pub(super) fn persons(keys: &Keys) -> TextTable {
    let title = if keys.persons.len() > SHOWN {
        format!("Leaders (the first {SHOWN} of {}; --json has all)", count(keys.persons.len()))
    } else {
        "Leaders".to_owned()
    };
    let mut table = TextTable::new(title, &["leader", "score", "se"]);
    for person in keys.persons.iter().take(SHOWN) {
        table.row([person.person.clone(), number(person.theta), number(person.se)]);
    }
    table
}
