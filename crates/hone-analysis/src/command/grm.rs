//! `hone stats grm` and `hone stats gpcm`: items and scores by an item response model.

use std::path::PathBuf;

use hone_stats::Categories;
use hone_stats::response::{
    Information, ItemErrors, ItemResponse, Model, Options, Scoring, TraitScores, item_errors,
    item_response, trait_scores,
};
use serde::Serialize;

use crate::error::Error;
use crate::report::{Report, Rows, TextTable, fixed};
use crate::table::{Choice, Data, Reading};

/// How each item tells persons apart and where, and a score for each row.
#[derive(Debug, clap::Args)]
pub(crate) struct Grm {
    /// The answers, a row per person or rating
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The items: a,b,c or a..c
    #[arg(long, value_name = "ITEMS")]
    items: Choice,
    /// Give each row its score
    #[arg(long)]
    scores: bool,
    /// Scores are the most likely levels, not the mean of the possible ones
    #[arg(long)]
    map: bool,
    /// Give standard errors of items (slower), from the observed information
    #[arg(long)]
    se: bool,
    /// Give information and error at these levels of the trait
    #[arg(long, value_name = "THETA,…", value_delimiter = ',', allow_hyphen_values = true)]
    at: Vec<f64>,
    /// How many nodes the trait has; without it, as many as it takes
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(5..=2001))]
    nodes: Option<u16>,
    #[command(flatten)]
    reading: Reading,
}

#[derive(Serialize)]
struct Keys {
    n: usize,
    items: Vec<ItemKeys>,
    log_likelihood: f64,
    aic: f64,
    bic: f64,
    n_parameters: usize,
    converged: bool,
    iterations: usize,
    nodes: usize,
    reliability: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    standard_errors: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scoring: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scores: Vec<ScoreKeys>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    information: Vec<InformationKeys>,
}

#[derive(Serialize)]
struct ItemKeys {
    name: String,
    a: f64,
    b: Vec<f64>,
    d: Vec<f64>,
    categories: Vec<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    a_se: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    b_se: Option<Vec<f64>>,
}

#[derive(Serialize)]
struct ScoreKeys {
    row: u32,
    theta: f64,
    se: f64,
}

#[derive(Serialize)]
struct InformationKeys {
    theta: f64,
    information: f64,
    se: f64,
}

impl Grm {
    pub(crate) fn run(&self, model: Model) -> Result<Report, Error> {
        let data = self.reading.ask(&self.file)?.items(&self.items).read()?;
        let answers = data.named(Categories::of(&data.scores()?))?;
        let options = Options { nodes: self.nodes.map(usize::from), ..Options::default() };
        let fitted = data.named(item_response(&answers, model, &options))?;
        let scoring = if self.map { Scoring::Map } else { Scoring::Eap };
        let scores = data.named(trait_scores(&answers, &fitted, scoring))?;
        let (errors, why_not) = match self
            .se
            .then(|| data.named(item_errors(&answers, &fitted, Information::Observed)))
        {
            Some(Ok(errors)) => (Some(errors), None),
            Some(Err(error)) => (None, Some(error.message)),
            None => (None, None),
        };
        let keys = self.keys(&data, &answers, &fitted, &scores, errors.as_deref());
        let (command, title) = match model {
            Model::Graded => ("grm", "Graded response model"),
            Model::PartialCredit => ("gpcm", "Generalised partial credit model"),
        };
        let mut report = Report::new(command, title, &keys, finding(&keys))
            .of(Rows::from(&data))
            .table(item_table(&keys))
            .table(fit_table(&keys));
        if !self.at.is_empty() {
            report = report.table(information_table(&keys));
        }
        if !keys.converged {
            report = report.warning("the search did not end: rely on no number here");
        }
        if let Some(reason) = why_not {
            report = report.warning(format!("there are no standard errors: {reason}"));
        }
        Ok(report)
    }

    fn keys(
        &self,
        data: &Data,
        answers: &Categories,
        fitted: &ItemResponse,
        scores: &TraitScores,
        errors: Option<&[ItemErrors]>,
    ) -> Keys {
        let item = |(place, name): (usize, String)| {
            let item = &fitted.items[place];
            let errors = errors.and_then(|errors| errors.get(place));
            ItemKeys {
                name,
                a: item.slope,
                b: item.locations(fitted.model),
                d: item.intercepts.clone(),
                categories: answers.values(place).to_vec(),
                a_se: errors.map(|errors| errors.slope),
                b_se: errors.map(|errors| errors.locations.clone()),
            }
        };
        let score = |(row, (theta, se)): (&u32, (&f64, &f64))| ScoreKeys {
            row: *row,
            theta: *theta,
            se: *se,
        };
        let information = |theta: &f64| {
            let information = fitted.information(*theta);
            InformationKeys { theta: *theta, information, se: information.sqrt().recip() }
        };
        let each_row = || data.lines.iter().zip(scores.theta.iter().zip(&scores.se)).map(score);
        Keys {
            n: fitted.n,
            items: data.names().into_iter().enumerate().map(item).collect(),
            log_likelihood: fitted.log_likelihood,
            aic: fitted.aic,
            bic: fitted.bic,
            n_parameters: fitted.n_parameters,
            converged: fitted.fit.converged,
            iterations: fitted.fit.iterations,
            nodes: fitted.nodes,
            reliability: scores.reliability,
            standard_errors: errors.map(|_| "observed information"),
            scoring: self.scores.then_some(if self.map { "map" } else { "eap" }),
            scores: if self.scores { each_row().collect() } else { vec![] },
            information: self.at.iter().map(information).collect(),
        }
    }
}

fn item_table(keys: &Keys) -> TextTable {
    let most = keys.items.iter().map(|item| item.b.len()).max().unwrap_or(0);
    let locations: Vec<String> = (1..=most).map(|k| format!("b{k}")).collect();
    let mut columns = vec!["item", "a"];
    if keys.standard_errors.is_some() {
        columns.push("se of a");
    }
    columns.extend(locations.iter().map(String::as_str));
    let mut table =
        TextTable::new("Items: slope a, and where on the trait categories part", &columns);
    for item in &keys.items {
        let mut row = vec![item.name.clone(), fixed(item.a, 3)];
        row.extend(item.a_se.map(|se| fixed(se, 3)));
        row.extend(item.b.iter().map(|b| fixed(*b, 3)));
        table.row(row);
    }
    table
}

fn fit_table(keys: &Keys) -> TextTable {
    let mut table = TextTable::new("The model", &["", "value"]);
    let mut row = |name: &str, value: String| table.row([name.to_owned(), value]);
    row("rows with an answer", keys.n.to_string());
    row("log-likelihood", fixed(keys.log_likelihood, 4));
    row("AIC", fixed(keys.aic, 2));
    row("BIC", fixed(keys.bic, 2));
    row("parameters", keys.n_parameters.to_string());
    row("steps", keys.iterations.to_string());
    row("reliability of scores", fixed(keys.reliability, 3));
    table
}

fn information_table(keys: &Keys) -> TextTable {
    let mut table = TextTable::new("Information", &["theta", "information", "error"]);
    for at in &keys.information {
        table.row([fixed(at.theta, 2), fixed(at.information, 3), fixed(at.se, 3)]);
    }
    table
}

fn finding(keys: &Keys) -> String {
    if !keys.converged {
        return "The model could not be fitted, so it tells nothing.".to_owned();
    }
    let by_slope = |a: &&ItemKeys, b: &&ItemKeys| a.a.abs().total_cmp(&b.a.abs());
    let most = keys.items.iter().max_by(by_slope).map_or("", |item| item.name.as_str());
    let least = keys.items.iter().min_by(by_slope).map_or("", |item| item.name.as_str());
    format!(
        "Scores have a reliability of {}; {most} tells most and {least} least.",
        fixed(keys.reliability, 2)
    )
}
