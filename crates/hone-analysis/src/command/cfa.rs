//! `hone stats cfa`: whether items hang together as a model says.

mod keys;
mod words;

use std::path::PathBuf;

use clap::ValueEnum;
use hone_stats::structure::cfa::{Estimator, Options, Sampled, Step, cfa, invariance};
use hone_stats::structure::model_syntax::{Operator, parse_model};
use hone_stats::structure::parameters::Equality;

use crate::error::{Error, Kind};
use crate::report::{Report, Rows};
use crate::table::{Choice, Data, Labels, Source};
use keys::Keys;

/// Whether items hang together as a model says: confirmatory factor analysis.
#[derive(Debug, clap::Args)]
pub(crate) struct Cfa {
    #[command(flatten)]
    source: Source,
    /// The model: 'F1 =~ a + b + c; F2 =~ d + e + f', as in lavaan
    #[arg(long, value_name = "MODEL", required_unless_present = "model_file")]
    model: Option<String>,
    /// A file with the model
    #[arg(long, value_name = "FILE", conflicts_with = "model")]
    model_file: Option<PathBuf>,
    /// How it is estimated
    #[arg(long, value_enum, default_value_t = Way::Ml)]
    estimator: Way,
    /// Rows that belong together, such as the raters of one leader; makes ml mlr
    #[arg(long, value_name = "COLUMN")]
    cluster: Option<String>,
    /// Fit the model to each of these groups, side by side
    #[arg(long, value_name = "COLUMN")]
    group: Option<String>,
    /// What is the same in all groups
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        requires = "group",
        conflicts_with = "invariance"
    )]
    equal: Vec<Equal>,
    /// Make more and more equal in all groups, and test each step
    #[arg(long, requires = "group")]
    invariance: bool,
    /// Give factors variance 1, instead of a first loading of 1
    #[arg(long)]
    std_lv: bool,
}

/// How a model is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Way {
    /// Maximum likelihood
    Ml,
    /// Maximum likelihood, with errors and tests that need no normal distribution
    Mlr,
    /// Weighted least squares, for ordinal answers
    Wlsmv,
}

/// What can be the same in all groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Equal {
    Thresholds,
    Loadings,
    Intercepts,
    Residuals,
}

impl Cfa {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let model = self.model()?;
        let data = self.read(&model)?;
        let scores = data.scores()?;
        let names = data.names();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (group, cluster) = self.labels(&data);
        let groups = group.map(Labels::groups).transpose()?;
        let clusters = cluster.map(Labels::groups).transpose()?;
        let sampled = Sampled {
            names: &names,
            scores: &scores,
            groups: groups.as_ref(),
            clusters: clusters.as_ref(),
        };
        let options = self.options();
        let group_names = group.map(|group| group.names().to_vec()).unwrap_or_default();
        if self.invariance {
            let steps = told(&data, invariance(&model, &sampled, &options))?;
            return Ok(self.report_steps(&data, options, &steps, &group_names));
        }
        let found = told(&data, cfa(&model, &sampled, &options))?;
        let keys = Keys::of(&found, options.estimator, &group_names, None);
        let report = Report::new("cfa", "The model and the answers", &keys, words::finding(&found));
        let report = report.of(Rows::from(&data)).table(words::fit(&found));
        Ok(words::warned(words::parameters(report, &keys), &found, &group_names))
    }

    fn report_steps(
        &self,
        data: &Data,
        options: Options,
        steps: &[Step],
        group_names: &[String],
    ) -> Report {
        let Some(first) = steps.first().map(|step| &step.fitted) else {
            return Report::new("cfa", "", &(), "");
        };
        let keys = Keys::of(first, options.estimator, group_names, Some(steps));
        let title = format!("What groups by {} share", self.group.as_deref().unwrap_or_default());
        let report = Report::new("cfa", title, &keys, words::finding_of_steps(steps));
        let report = report.of(Rows::from(data)).table(words::steps(steps));
        words::warned(words::parameters(report, &keys), first, group_names)
    }

    fn model(&self) -> Result<String, Error> {
        match (&self.model, &self.model_file) {
            (Some(model), _) => Ok(model.clone()),
            (None, Some(path)) => std::fs::read_to_string(path).map_err(|error| {
                Error::new(Kind::File, format!("{}: cannot be read: {error}", path.display()))
            }),
            (None, None) => Err(Error::usage("name a model with --model")),
        }
    }

    /// Reads what the model measures, and the groups first, in the order in which they come: lavaan
    /// has it so, and entries of `c(…)` and the group whose factors have mean 0 hang on it.
    fn read(&self, model: &str) -> Result<Data, Error> {
        let items = measured(model)?;
        let mut ask = self.source.ask()?.items(&items);
        for name in [&self.group, &self.cluster].into_iter().flatten() {
            ask = ask.label(name);
        }
        let data = ask.read()?;
        let mut order = match (&self.group, data.labels.first()) {
            (Some(_), Some(group)) => group.as_they_come(),
            _ => return data.complete(),
        };
        let mut data = data.complete()?;
        order.retain(|name| data.labels[0].names().contains(name));
        data.labels[0] = data.labels[0].ordered(&order);
        Ok(data)
    }

    /// Groups and clusters, where they were named.
    fn labels<'d>(&self, data: &'d Data) -> (Option<&'d Labels>, Option<&'d Labels>) {
        let mut labels = data.labels.iter();
        let group = self.group.as_ref().and_then(|_| labels.next());
        (group, labels.next())
    }

    fn options(&self) -> Options {
        let estimator = match self.estimator {
            Way::Ml if self.cluster.is_none() => Estimator::MaximumLikelihood,
            Way::Ml | Way::Mlr => Estimator::RobustMaximumLikelihood,
            Way::Wlsmv => Estimator::WeightedLeastSquares,
        };
        let equal = Equality {
            thresholds: self.equal.contains(&Equal::Thresholds),
            loadings: self.equal.contains(&Equal::Loadings),
            intercepts: self.equal.contains(&Equal::Intercepts),
            residuals: self.equal.contains(&Equal::Residuals),
        };
        Options { estimator, has_unit_factors: self.std_lv, equal }
    }
}

/// The columns that a model names: all that are not factors.
fn measured(model: &str) -> Result<Choice, Error> {
    let terms = parse_model(model).map_err(in_model)?;
    let is_factor = |name: &str| {
        terms.iter().any(|term| term.operator == Operator::Loading && term.lhs == name)
    };
    let mut names: Vec<&str> = Vec::new();
    for term in &terms {
        let rhs = if term.operator == Operator::Threshold { "" } else { term.rhs.as_str() };
        for name in [term.lhs.as_str(), rhs] {
            if !name.is_empty() && !is_factor(name) && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    if names.is_empty() {
        return Err(Error::usage("--model names no column of the file"));
    }
    let quoted = names.iter().map(|name| format!("\"{}\"", name.replace('"', "\"\"")));
    quoted.collect::<Vec<_>>().join(",").parse().map_err(Error::usage)
}

fn in_model(error: hone_stats::Error) -> Error {
    Error::usage(format!("--model: {error}"))
}

/// A result whose error is about the model, or names the group and the item.
fn told<T>(data: &Data, result: Result<T, hone_stats::Error>) -> Result<T, Error> {
    match result {
        Err(error @ hone_stats::Error::Model { .. }) => Err(in_model(error)),
        Err(hone_stats::Error::CategoryLeftOut { item, group }) => {
            let groups = data.labels.first().map(Labels::names).unwrap_or_default();
            Err(Error::data(format!(
                "this cannot be told: group '{}' never chose one of the answers to '{}' that others \
                 chose; merge it with its neighbour, or leave the item out",
                groups.get(group).map_or("", String::as_str),
                data.items[item].name
            )))
        }
        other => data.named(other),
    }
}
