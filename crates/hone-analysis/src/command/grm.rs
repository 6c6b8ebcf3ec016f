//! `hone stats grm` and `hone stats gpcm`: items and scores by an item response model.

use hone_stats::Categories;
use hone_stats::response::{
    Information, ItemErrors, ItemFit, ItemResponse, Model, Options, PersonFit, Scoring,
    TraitScores, item_errors, item_fit, item_response, person_fit, trait_scores,
};
use serde::Serialize;

use super::grm_traits::Question;
use super::response::{ModelKeys, ScoreKeys};
use crate::error::Error;
use crate::report::{Report, Rows, TextTable, fixed, p_value};
use crate::table::{Choice, Data, Source};

/// Slopes beyond this are no property of an item.
const STEEP: f64 = 10.0;

/// How each item tells persons apart and where, and a score for each row; also of several traits.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Grm {
    #[command(flatten)]
    source: Source,
    /// The items: a,b,c or a..c
    #[arg(long, value_name = "ITEMS", required_unless_present = "model", conflicts_with = "model")]
    items: Option<Choice>,
    /// Two or three traits and their items, 'F1 =~ a + b + c; F2 =~ c + d + e', or a file that says so
    #[arg(
        long,
        value_name = "MODEL",
        conflicts_with_all = ["map", "se", "person_fit", "item_fit", "at"]
    )]
    model: Option<String>,
    /// Traits of a model do not correlate
    #[arg(long, requires = "model")]
    uncorrelated: bool,
    /// Give each row its score
    #[arg(long)]
    scores: bool,
    /// Scores are the most likely levels, not the mean of the possible ones
    #[arg(long)]
    map: bool,
    /// Give standard errors of items (slower), from the observed information
    #[arg(long)]
    se: bool,
    /// Give each row its score and how well its answers go together
    #[arg(long)]
    person_fit: bool,
    /// Give how well each item follows its curve (slower)
    #[arg(long)]
    item_fit: bool,
    /// Give information and error at these levels of the trait
    #[arg(long, value_name = "THETA,…", value_delimiter = ',', allow_hyphen_values = true)]
    at: Vec<f64>,
    /// How many nodes the trait has; without it, as many as it takes
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(5..=2001))]
    nodes: Option<u16>,
}

#[derive(Serialize)]
struct Keys {
    #[serde(flatten)]
    fit: ModelKeys,
    items: Vec<ItemKeys>,
    reliability: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    standard_errors: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scoring: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scores: Vec<RowKeys>,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    s_x2: Option<FitKeys>,
}

#[derive(Serialize)]
struct FitKeys {
    chi_square: f64,
    df: usize,
    p: f64,
    rmsea: f64,
}

impl From<&ItemFit> for FitKeys {
    fn from(fit: &ItemFit) -> Self {
        Self { chi_square: fit.chi_square, df: fit.df, p: fit.p, rmsea: fit.rmsea }
    }
}

#[derive(Serialize)]
struct RowKeys {
    #[serde(flatten)]
    score: ScoreKeys,
    #[serde(flatten)]
    fit: Option<PersonKeys>,
}

#[derive(Serialize)]
struct PersonKeys {
    zh: f64,
    infit: f64,
    outfit: f64,
}

/// What was found beside the model itself, as far as it was asked for.
struct Found {
    scores: TraitScores,
    errors: Option<Vec<ItemErrors>>,
    items: Option<Vec<ItemFit>>,
    persons: Option<PersonFit>,
}

#[derive(Serialize)]
struct InformationKeys {
    theta: f64,
    information: f64,
    se: f64,
}

impl Grm {
    pub(crate) fn run(&self, model: Model) -> Result<Report, Error> {
        let (command, title) = match model {
            Model::Graded => ("grm", "Graded response model"),
            Model::PartialCredit => ("gpcm", "Generalised partial credit model"),
        };
        let nodes = self.nodes.map(usize::from);
        if let Some(text) = &self.model {
            let question = Question {
                source: &self.source,
                model: text,
                is_oblique: !self.uncorrelated,
                wants_scores: self.scores,
                nodes,
            };
            return question.report(command, model);
        }
        let Some(items) = &self.items else {
            return Err(Error::usage("name the items with --items, or traits with --model"));
        };
        let data = self.source.ask()?.items(items).read()?;
        let answers = data.named(Categories::of(&data.scores()?))?;
        let options = Options { nodes, ..Options::default() };
        let fitted = data.named(item_response(&answers, model, &options))?;
        let scoring = if self.map { Scoring::Map } else { Scoring::Eap };
        let scores = data.named(trait_scores(&answers, &fitted, scoring))?;
        let errors = self
            .se
            .then(|| data.named(item_errors(&answers, &fitted, Information::Observed)))
            .transpose();
        let (errors, why_not) = match errors {
            Ok(errors) => (errors, None),
            Err(error) => (None, Some(error.message)),
        };
        let items = self.item_fit.then(|| data.named(item_fit(&answers, &fitted))).transpose()?;
        let persons =
            self.person_fit.then(|| data.named(person_fit(&answers, &fitted))).transpose()?;
        let found = Found { scores, errors, items, persons };
        let keys = self.keys(&data, &answers, &fitted, &found);
        let mut report = Report::new(command, title, &keys, finding(&keys))
            .of(Rows::from(&data))
            .table(item_table(&keys))
            .table(keys.fit.table([("reliability of scores".to_owned(), keys.reliability)]));
        if !self.at.is_empty() {
            report = report.table(information_table(&keys));
        }
        if !keys.fit.converged {
            report = report.warning("the search did not end: rely on no number here");
        }
        for item in keys.items.iter().filter(|item| item.a.abs() > STEEP) {
            report = report.warning(format!(
                "'{}' has a slope of {}: it says the same as another item, or sorts the rows \
                 without error; do not rely on it",
                item.name,
                fixed(item.a, 1)
            ));
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
        found: &Found,
    ) -> Keys {
        let scores = &found.scores;
        let item = |(place, name): (usize, String)| {
            let item = &fitted.items[place];
            let errors = found.errors.as_ref().and_then(|errors| errors.get(place));
            ItemKeys {
                name,
                a: item.slope,
                b: item.locations(fitted.model),
                d: item.intercepts.clone(),
                categories: answers.values(place).to_vec(),
                a_se: errors.map(|errors| errors.slope),
                b_se: errors.map(|errors| errors.locations.clone()),
                s_x2: found.items.as_ref().and_then(|fits| fits.get(place)).map(FitKeys::from),
            }
        };
        let person = |place: usize| {
            found.persons.as_ref().map(|fit| PersonKeys {
                zh: fit.zh[place],
                infit: fit.infit[place],
                outfit: fit.outfit[place],
            })
        };
        let score = |(place, row): (usize, &u32)| RowKeys {
            score: ScoreKeys { row: *row, theta: scores.theta[place], se: scores.se[place] },
            fit: person(place),
        };
        let wants_scores = self.scores || self.person_fit;
        let information = |theta: &f64| {
            let information = fitted.information(*theta);
            InformationKeys { theta: *theta, information, se: information.sqrt().recip() }
        };
        let each_row = || data.lines.iter().enumerate().map(score);
        Keys {
            fit: fitted.into(),
            items: data.names().into_iter().enumerate().map(item).collect(),
            reliability: scores.reliability,
            standard_errors: found.errors.as_ref().map(|_| "observed information"),
            scoring: wants_scores.then_some(if self.map { "map" } else { "eap" }),
            scores: if wants_scores { each_row().collect() } else { vec![] },
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
    if keys.items.iter().any(|item| item.s_x2.is_some()) {
        columns.extend(["S-X2", "df", "p", "RMSEA"]);
    }
    let mut table =
        TextTable::new("Items: slope a, and where on the trait categories part", &columns);
    for item in &keys.items {
        let mut row = vec![item.name.clone(), fixed(item.a, 3)];
        row.extend(item.a_se.map(|se| fixed(se, 3)));
        row.extend(item.b.iter().map(|b| fixed(*b, 3)));
        if let Some(fit) = &item.s_x2 {
            row.resize(row.len() + most - item.b.len(), String::new());
            row.extend([fixed(fit.chi_square, 2), fit.df.to_string()]);
            row.extend([p_value(fit.p), fixed(fit.rmsea, 3)]);
        }
        table.row(row);
    }
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
    if !keys.fit.converged {
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
