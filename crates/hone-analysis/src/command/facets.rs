//! `hone stats facets`: leaders, items and raters on one scale.

mod tables;

use clap::ValueEnum;
use hone_stats::facets::{
    Facets as Fitted, MAX_FACET_PARAMETERS, Rater, Severity, Steps, facets, random_facets,
};
use hone_stats::{Error as Refusal, Estimate};
use serde::Serialize;

use crate::error::Error;
use crate::report::{Report, Rows, fixed};
use crate::table::{Choice, Data, Source};

/// Raters who are more or less severe, taken out of the leaders' scores.
#[derive(Debug, clap::Args)]
pub(crate) struct Facets {
    #[command(flatten)]
    source: Source,
    /// The column that says who was rated
    #[arg(long, value_name = "COLUMN", visible_alias = "ratee")]
    person: String,
    /// The column that says who rated
    #[arg(long, value_name = "COLUMN")]
    rater: String,
    /// The items: a,b,c or a..c
    #[arg(long, value_name = "ITEMS")]
    items: Choice,
    /// Whether all items share their steps or each has its own
    #[arg(long, value_enum, default_value_t = StepChoice::Common)]
    steps: StepChoice,
    /// Estimate too how much harder each item is with each rater
    #[arg(long)]
    interaction: bool,
    /// Take raters as drawn from a normal distribution: for thousands of them, and for few ratings each
    #[arg(long, conflicts_with = "interaction")]
    random_raters: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum StepChoice {
    /// One set of steps for all items (rating scale)
    Common,
    /// Steps of its own for each item (partial credit)
    PerItem,
}

#[derive(Serialize)]
struct Keys {
    items: Vec<Item>,
    raters: Vec<OneRater>,
    steps: StepList,
    step_errors: StepList,
    values: Vec<Vec<f64>>,
    interactions: Vec<Interaction>,
    variance: f64,
    sd: f64,
    sd_se: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rater_variance: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rater_sd: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rater_sd_se: Option<f64>,
    deviance: f64,
    log_likelihood: f64,
    n_parameters: usize,
    n_answers: usize,
    aic: f64,
    bic: f64,
    reliability: Option<f64>,
    parts: usize,
    converged: bool,
    iterations: usize,
    persons: Vec<OnePerson>,
}

/// The numbers of the common steps, or of each item's.
#[derive(Serialize)]
#[serde(untagged)]
enum StepList {
    Common(Vec<f64>),
    PerItem(Vec<Vec<f64>>),
}

#[derive(Serialize)]
struct Item {
    name: String,
    difficulty: f64,
    se: Option<f64>,
}

#[derive(Serialize)]
struct OneRater {
    rater: String,
    severity: Option<f64>,
    se: Option<f64>,
    part: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

#[derive(Serialize)]
struct Interaction {
    item: String,
    rater: String,
    value: f64,
    se: Option<f64>,
}

#[derive(Serialize)]
struct OnePerson {
    person: String,
    theta: f64,
    se: f64,
    part: Option<usize>,
}

impl Facets {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let ask = self.source.ask()?.items(&self.items);
        let data = ask.label(&self.person).label(&self.rater).read()?.answered()?;
        let steps = match self.steps {
            StepChoice::Common => Steps::Common,
            StepChoice::PerItem => Steps::PerItem,
        };
        let (persons, raters) = (data.labels[0].groups()?, data.labels[1].groups()?);
        let scores = data.scores()?;
        let fitted = if self.random_raters {
            random_facets(&scores, &persons, &raters, steps)
        } else {
            facets(&scores, &persons, &raters, steps, self.interaction)
        };
        let fitted = named(&data, fitted)?;
        let keys = keys(&fitted, &data);
        let mut report =
            Report::new("facets", "Leaders, items and raters", &keys, finding(&fitted))
                .of(Rows::from(&data))
                .table(tables::fit(&fitted))
                .table(tables::items(&keys))
                .table(tables::steps(&fitted, &keys))
                .table(tables::raters(&fitted, &keys))
                .table(tables::persons(&keys));
        for warning in warnings(&fitted) {
            report = report.warning(warning);
        }
        Ok(report)
    }
}

/// A refusal that names items and raters as the file does.
fn named(data: &Data, fitted: Result<Fitted, Refusal>) -> Result<Fitted, Error> {
    match fitted {
        Err(Refusal::ExtremeCell { item, rater }) => Err(Error::data(format!(
            "rater '{}' gave '{}' only answers at one end, or none, so that their interaction \
             cannot be estimated; leave out --interaction",
            data.labels[1].names()[rater],
            data.items[item].name
        ))),
        Err(Refusal::Apart { parts }) => Err(Error::data(format!(
            "the ratings fall into {parts} parts that share no {} and no {}; severity cannot be \
             told from what is rated, unless raters are taken as alike on average: --random-raters",
            data.labels[0].name, data.labels[1].name
        ))),
        Err(Refusal::TooManyParameters { found, .. }) => Err(Error::data(format!(
            "{found} parameters are too many: at most {MAX_FACET_PARAMETERS} can be estimated with \
             each rater of '{}' on their own; take raters as random with --random-raters",
            data.labels[1].name
        ))),
        Err(Refusal::OneLevel { term }) => {
            Err(Error::data(format!("'{}' has one level only", data.labels[term].name)))
        }
        Err(Refusal::LevelPerRow { term }) => Err(Error::data(format!(
            "each answer has another '{}', so that nothing can be told of them",
            data.labels[term].name
        ))),
        Err(Refusal::AlikeTerms { .. }) => Err(Error::data(format!(
            "each '{}' has one '{}' and the other way round, so that they cannot be told apart",
            data.labels[0].name, data.labels[1].name
        ))),
        other => data.named(other),
    }
}

fn keys(fitted: &Fitted, data: &Data) -> Keys {
    let (aic, bic) = fitted.information_criteria();
    let items = data.items.iter().zip(&fitted.items);
    let raters = data.labels[1].names().iter().zip(&fitted.raters);
    let persons = data.labels[0].names().iter().zip(&fitted.persons);
    Keys {
        items: items
            .map(|(item, e)| Item { name: item.name.clone(), difficulty: e.value, se: e.se })
            .collect(),
        raters: raters.map(|(name, rater)| one_rater(name, rater)).collect(),
        steps: step_list(fitted, |step| step.value),
        step_errors: step_list(fitted, |step| step.se.unwrap_or(f64::NAN)),
        values: fitted.values.clone(),
        interactions: interactions(fitted, data),
        variance: fitted.sd.value.powi(2),
        sd: fitted.sd.value,
        sd_se: fitted.sd.se,
        rater_variance: fitted.rater_sd.map(|sd| sd.value.powi(2)),
        rater_sd: fitted.rater_sd.map(|sd| sd.value),
        rater_sd_se: fitted.rater_sd.and_then(|sd| sd.se),
        deviance: fitted.deviance(),
        log_likelihood: fitted.log_likelihood,
        n_parameters: fitted.n_parameters,
        n_answers: fitted.n_answers,
        aic,
        bic,
        reliability: fitted.reliability,
        parts: fitted.n_parts,
        converged: fitted.fit.converged,
        iterations: fitted.fit.iterations,
        persons: persons
            .map(|(name, person)| OnePerson {
                person: name.clone(),
                theta: person.theta,
                se: person.se,
                part: person.part,
            })
            .collect(),
    }
}

fn one_rater(name: &str, rater: &Rater) -> OneRater {
    let (severity, se, reason) = match rater.severity {
        Severity::Known(estimate) => (Some(estimate.value), estimate.se, None),
        Severity::Lowest => (None, None, Some("only highest answers: no finite severity")),
        Severity::Highest => (None, None, Some("only lowest answers: no finite severity")),
        Severity::Unknown => (None, None, Some("no answers")),
    };
    OneRater { rater: name.to_owned(), severity, se, part: rater.part, reason }
}

fn step_list(fitted: &Fitted, of: impl Fn(&Estimate) -> f64) -> StepList {
    let mut lists: Vec<Vec<f64>> =
        fitted.steps.iter().map(|steps| steps.iter().map(&of).collect()).collect();
    if lists.len() == 1 { StepList::Common(lists.remove(0)) } else { StepList::PerItem(lists) }
}

fn interactions(fitted: &Fitted, data: &Data) -> Vec<Interaction> {
    let raters = data.labels[1].names().iter().zip(&fitted.interactions);
    let of_rater = |(rater, estimates): (&String, &Vec<Estimate>)| -> Vec<Interaction> {
        let items = data.items.iter().zip(estimates);
        let one = |(item, estimate): (&crate::table::Column, &Estimate)| Interaction {
            item: item.name.clone(),
            rater: rater.clone(),
            value: estimate.value,
            se: estimate.se,
        };
        items.map(one).collect()
    };
    raters.flat_map(of_rater).collect()
}

fn warnings(fitted: &Fitted) -> Vec<String> {
    let mut warnings = Vec::new();
    if !fitted.fit.converged {
        warnings.push(format!(
            "not converged after {} steps: do not rely on the numbers",
            fitted.fit.iterations
        ));
    }
    if fitted.n_parts > 1 {
        let condition = if fitted.rater_sd.is_some() {
            "across parts only if these are alike on average"
        } else {
            "within a part only"
        };
        warnings.push(format!(
            "the ratings fall into {} parts that share nobody: severities and scores can be compared \
             {condition}",
            fitted.n_parts
        ));
    }
    for (sd, who) in [(Some(fitted.sd), "leaders"), (fitted.rater_sd, "raters")] {
        if sd.is_some_and(|sd| sd.value == 0.0) {
            warnings.push(format!("the variance of {who} is 0: the data show none of it"));
        }
    }
    let at_one_end =
        |rater: &&Rater| matches!(rater.severity, Severity::Lowest | Severity::Highest);
    let n_left_out = fitted.raters.iter().filter(at_one_end).count();
    if n_left_out > 0 {
        warnings.push(format!(
            "{n_left_out} raters gave only highest or only lowest answers, which say nothing about \
             anybody: they were left out"
        ));
    }
    warnings
}

fn finding(fitted: &Fitted) -> String {
    let severities: Vec<f64> = fitted
        .raters
        .iter()
        .filter_map(|rater| match rater.severity {
            Severity::Known(estimate) => Some(estimate.value),
            _ => None,
        })
        .collect();
    let range = severities.iter().copied().fold(f64::NEG_INFINITY, f64::max)
        - severities.iter().copied().fold(f64::INFINITY, f64::min);
    let spread = fitted.sd.value;
    if !fitted.fit.converged {
        return "The model did not converge, so that nothing can be said.".to_owned();
    }
    if severities.len() < 2 || spread <= 0.0 {
        return "There are no two raters, or no two leaders, whose difference can be told."
            .to_owned();
    }
    if let Some(raters) = fitted.rater_sd {
        return format!(
            "Raters differ by a standard deviation of {} logits, leaders by {}; with severity taken \
             out, leaders' scores have a reliability of {}.",
            fixed(raters.value, 2),
            fixed(spread, 2),
            fixed(fitted.reliability.unwrap_or(f64::NAN), 2)
        );
    }
    let part = if fitted.n_parts > 1 { " (each against their own part)" } else { "" };
    format!(
        "The most severe and the most lenient rater{part} are {} logits apart, {} times the standard \
         deviation of leaders; with severity taken out, leaders' scores have a reliability of {}.",
        fixed(range, 2),
        fixed(range / spread, 1),
        fixed(fitted.reliability.unwrap_or(f64::NAN), 2)
    )
}
