//! `hone stats adaptive`: which few questions tell most, by a graded model of all answers.

use hone_stats::Categories;
use hone_stats::response::{
    ItemResponse, Model, Options, Replay, StoppingRule, item_response, next_item, replay,
};
use serde::Serialize;

use crate::error::Error;
use crate::report::{Report, Rows, TextTable, count, fixed, percent};
use crate::table::{Choice, Data, Source};

/// How many rows are asked again.
const REPLAYED: usize = 500;

/// Which few questions of a questionnaire tell most: the same for everybody, or chosen by answers.
#[derive(Debug, clap::Args)]
pub(crate) struct Adaptive {
    #[command(flatten)]
    source: Source,
    /// The items: a,b,c or a..c
    #[arg(long, value_name = "ITEMS")]
    items: Choice,
    /// How many questions may be asked
    #[arg(long, value_name = "K", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    most: u16,
    /// Enough is known when the standard error is this small, in standard deviations of the trait
    #[arg(long, value_name = "SE", default_value_t = 0.0)]
    enough: f64,
    /// What one person has answered so far, to be told what to ask next: a=4,b=2
    #[arg(long, value_name = "ANSWERS")]
    answers: Option<String>,
}

#[derive(Serialize)]
struct Keys {
    n: usize,
    converged: bool,
    most: usize,
    replayed: usize,
    items: Vec<ItemKeys>,
    short_form: Vec<String>,
    steps: Vec<StepKeys>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<NextKeys>,
}

#[derive(Serialize)]
struct ItemKeys {
    name: String,
    information: f64,
    asked: f64,
}

#[derive(Serialize)]
struct StepKeys {
    asked: usize,
    se: f64,
    correlation: Option<f64>,
    short_form_se: f64,
    short_form_correlation: Option<f64>,
}

#[derive(Serialize)]
struct NextKeys {
    theta: f64,
    se: f64,
    /// Nothing where enough is known, or nothing is left.
    item: Option<String>,
}

impl Adaptive {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        if !(self.enough >= 0.0 && self.enough.is_finite()) {
            return Err(Error::usage("--enough is a standard error: a number from 0 up"));
        }
        let data = self.source.ask()?.items(&self.items).read()?;
        let answers = data.named(Categories::of(&data.scores()?))?;
        let given = self.answers.as_deref().map(|text| given(text, &data, &answers)).transpose()?;
        let fitted = data.named(item_response(&answers, Model::Graded, &Options::default()))?;
        let most = usize::from(self.most);
        let found = data.named(replay(&answers, &fitted, most, REPLAYED))?;
        let next = given.map(|given| self.next(&fitted, &given, &data)).transpose()?;
        let keys = keys(&data, &fitted, &found, next);
        let title = format!("Which {} of {} questions to ask", keys.steps.len(), keys.items.len());
        let mut report = Report::new("adaptive", title, &keys, finding(&keys))
            .of(Rows::from(&data))
            .table(by_item(&keys))
            .table(by_step(&keys));
        if let Some(next) = &keys.next {
            report = report.table(next_table(next));
        }
        if !keys.converged {
            report = report.warning("the search did not end: rely on no number here");
        }
        Ok(report.warning(
            "Who is asked what depends on the answers before: the questions that a person was asked \
             have to be kept as secret as the answers.",
        ))
    }

    fn next(
        &self,
        fitted: &ItemResponse,
        given: &[(usize, usize)],
        data: &Data,
    ) -> Result<NextKeys, Error> {
        let rule = StoppingRule { se: self.enough, most: self.most.into() };
        let step = next_item(fitted, given, &rule)?;
        let item = step.next.map(|item| data.items[item].name.clone());
        Ok(NextKeys { theta: step.theta, se: step.se, item })
    }
}

/// Answers as somebody wrote them: places of items with places of their categories.
fn given(text: &str, data: &Data, answers: &Categories) -> Result<Vec<(usize, usize)>, Error> {
    let mut found: Vec<(usize, usize)> = vec![];
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let pair = part.split_once('=').map(|(name, value)| (name.trim(), value.trim()));
        let Some((name, value)) = pair else {
            return Err(Error::usage(format!(
                "'{part}' is no answer; write ITEM=ANSWER, as in a=4"
            )));
        };
        let item = data.items.iter().position(|item| item.name == name);
        let item = item.ok_or_else(|| Error::usage(format!("'{name}' is not among the items")))?;
        if found.iter().any(|(other, _)| *other == item) {
            return Err(Error::usage(format!("'{name}' is answered twice")));
        }
        let known = answers.values(item);
        let category = value
            .parse::<f64>()
            .ok()
            .and_then(|value| known.iter().position(|answer| *answer == value));
        let category = category.ok_or_else(|| {
            let known: Vec<String> = known.iter().map(ToString::to_string).collect();
            Error::usage(format!(
                "nobody in the file answered '{value}' to '{name}', so nothing is known of it; there \
                 are {}",
                known.join(", ")
            ))
        })?;
        found.push((item, category));
    }
    Ok(found)
}

fn keys(data: &Data, fitted: &ItemResponse, found: &Replay, next: Option<NextKeys>) -> Keys {
    let item = |(place, name): (usize, String)| ItemKeys {
        name,
        information: found.information[place],
        asked: found.asked[place],
    };
    let step = |(place, step): (usize, &hone_stats::response::ReplayStep)| StepKeys {
        asked: place + 1,
        se: step.se,
        correlation: step.correlation,
        short_form_se: step.fixed_se,
        short_form_correlation: step.fixed_correlation,
    };
    Keys {
        n: fitted.n,
        converged: fitted.fit.converged,
        most: found.steps.len(),
        replayed: found.n,
        items: data.names().into_iter().enumerate().map(item).collect(),
        short_form: found.fixed.iter().map(|item| data.items[*item].name.clone()).collect(),
        steps: found.steps.iter().enumerate().map(step).collect(),
        next,
    }
}

fn by_item(keys: &Keys) -> TextTable {
    let title = "Items: what each tells on average, and of how many it would be asked";
    let mut table = TextTable::new(title, &["item", "information", "asked by answers", "for all"]);
    let mut items: Vec<&ItemKeys> = keys.items.iter().collect();
    items.sort_by(|a, b| b.information.total_cmp(&a.information));
    for item in items {
        let is_for_all = keys.short_form.contains(&item.name);
        table.row([
            item.name.clone(),
            fixed(item.information, 3),
            percent(item.asked),
            if is_for_all { "asked" } else { "" }.to_owned(),
        ]);
    }
    table
}

fn by_step(keys: &Keys) -> TextTable {
    let title = format!(
        "What is known after so many questions: {} rows asked again, against the score of all {} \
         questions",
        count(keys.replayed),
        keys.items.len()
    );
    let columns = ["questions", "SE, by answers", "r", "SE, same for all", "r"];
    let mut table = TextTable::new(title, &columns);
    let known = |value: Option<f64>| fixed(value.unwrap_or(f64::NAN), 3);
    for step in &keys.steps {
        table.row([
            step.asked.to_string(),
            fixed(step.se, 3),
            known(step.correlation),
            fixed(step.short_form_se, 3),
            known(step.short_form_correlation),
        ]);
    }
    table
}

fn next_table(next: &NextKeys) -> TextTable {
    let mut table = TextTable::new("One person", &["", "value"]);
    table.row(["level so far".to_owned(), fixed(next.theta, 3)]);
    table.row(["its standard error".to_owned(), fixed(next.se, 3)]);
    let item = next.item.clone().unwrap_or_else(|| "nothing: enough is known".to_owned());
    table.row(["ask next".to_owned(), item]);
    table
}

fn finding(keys: &Keys) -> String {
    if !keys.converged {
        return "The model could not be fitted, so it tells nothing.".to_owned();
    }
    if let Some(next) = &keys.next {
        return match &next.item {
            Some(item) => format!(
                "Ask {item} next; so far the level is known to within {} either way, 19 times in 20.",
                fixed(1.96 * next.se, 2)
            ),
            None => {
                "Ask nothing more: as much is known as was wanted, or all was asked.".to_owned()
            }
        };
    }
    let Some(last) = keys.steps.last() else { return String::new() };
    format!(
        "The same {} questions for everybody ({}) leave a standard error of {}; chosen by the answers \
         before, {}.",
        last.asked,
        keys.short_form.join(", "),
        fixed(last.short_form_se, 2),
        fixed(last.se, 2)
    )
}
