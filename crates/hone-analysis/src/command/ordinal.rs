//! `hone stats ordinal`: ordered answers with crossed and nested sources.

use clap::ValueEnum;
use hone_stats::Estimate;
use hone_stats::ordinal::{Doubt, Link, Ordinal as Fitted, ordinal};
use serde::Serialize;

use super::design::{Design, Values};
use crate::error::Error;
use crate::report::{
    Report, TextTable, count, estimate, fixed as decimals, interval, number, percent,
};
use crate::table::Source;

/// How many scores a table for people shows; the JSON has all.
const SHOWN: usize = 60;

/// The answers as ordered categories, by who was rated, who rated, and fixed columns.
#[derive(Debug, clap::Args)]
pub(crate) struct Ordinal {
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    values: Values,
    /// The sources: columns, and a:b for what is particular to a pair
    #[arg(long, value_name = "SOURCES")]
    random: String,
    /// Fixed columns; text, and 0 and 1, count as factors
    #[arg(long, value_name = "COLUMNS")]
    fixed: Option<String>,
    /// What lies behind the answers
    #[arg(long, value_enum, default_value_t = LinkChoice::Logit)]
    link: LinkChoice,
    /// Also the score of each level of each source
    #[arg(long)]
    scores: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LinkChoice {
    /// Effects are log odds of a higher answer
    Logit,
    /// Effects are in standard deviations of a normal error
    Probit,
}

#[derive(Serialize)]
struct Keys {
    link: &'static str,
    n: usize,
    thresholds: Vec<Threshold>,
    fixed: Vec<Fixed>,
    components: Vec<Component>,
    residual: f64,
    log_likelihood: f64,
    n_parameters: usize,
    aic: f64,
    converged: bool,
    iterations: usize,
    singular: bool,
    sets: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    doubts: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scores: Vec<Score>,
}

#[derive(Serialize)]
struct Threshold {
    from: f64,
    to: f64,
    est: f64,
    se: Option<f64>,
    ci95: Option<[f64; 2]>,
}

#[derive(Serialize)]
struct Fixed {
    term: String,
    est: f64,
    se: Option<f64>,
    ci95: Option<[f64; 2]>,
}

#[derive(Serialize)]
struct Component {
    term: String,
    levels: usize,
    variance: f64,
    share: f64,
    se: Option<f64>,
    ci95: Option<[f64; 2]>,
}

#[derive(Serialize)]
struct Score {
    term: String,
    level: String,
    value: f64,
    sd: f64,
}

impl Ordinal {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let (source, fixed) = (&self.source, self.fixed.as_deref());
        let design =
            Design::read(&source.file, &source.reading, &self.values, &self.random, fixed)?;
        if design.is_mean {
            return Err(Error::usage(
                "the mean of several items is no ordered answer: name 'item' in --fixed or --random, \
                 so that each answer is a row, or one column with --value",
            ));
        }
        let groups: Vec<_> = design.terms.iter().map(|term| &term.groups).collect();
        let link = match self.link {
            LinkChoice::Logit => Link::Logit,
            LinkChoice::Probit => Link::Probit,
        };
        let fitted = ordinal(&design.values, &groups, design.fixed.as_ref(), link);
        let fitted = design.named(fitted)?;
        let keys = self.keys(&design, &fitted, link);
        let title = "Ordered answers, by who and what they come from";
        let mut report = Report::new("ordinal", title, &keys, finding(&keys, &fitted))
            .of(design.rows)
            .table(components(&keys, &fitted))
            .table(effects("Fixed effects", fixed_rows(&keys, &fitted)))
            .table(effects("Thresholds", threshold_rows(&keys, &fitted)));
        if self.scores {
            report = report.table(score_table(&keys));
        }
        for warning in warnings(&keys) {
            report = report.warning(warning);
        }
        Ok(report)
    }

    fn keys(&self, design: &Design, fitted: &Fitted, link: Link) -> Keys {
        let residual = link.error_variance();
        let total = residual + fitted.components.iter().map(|c| c.value).sum::<f64>();
        let passages = fitted.values.windows(2).zip(&fitted.thresholds);
        let fixed = design.fixed_names.iter().zip(&fitted.fixed);
        let components = design.terms.iter().zip(&fitted.components);
        let mut scores = vec![];
        if self.scores {
            for (term, effects) in design.terms.iter().zip(&fitted.effects) {
                let told = term.levels.iter().zip(effects).filter_map(|(l, e)| Some((l, (*e)?)));
                scores.extend(told.map(|(level, mode)| Score {
                    term: term.name.clone(),
                    level: level.clone(),
                    value: mode.value,
                    sd: mode.sd,
                }));
            }
        }
        Keys {
            link: match self.link {
                LinkChoice::Logit => "logit",
                LinkChoice::Probit => "probit",
            },
            n: fitted.n,
            thresholds: passages
                .map(|(values, e)| Threshold {
                    from: values[0],
                    to: values[1],
                    est: e.value,
                    se: e.se,
                    ci95: ends(e),
                })
                .collect(),
            fixed: fixed
                .map(|(term, e)| Fixed {
                    term: term.clone(),
                    est: e.value,
                    se: e.se,
                    ci95: ends(e),
                })
                .collect(),
            components: components
                .map(|(term, e)| Component {
                    term: term.name.clone(),
                    levels: term.groups.n_groups(),
                    variance: e.value,
                    share: e.value / total,
                    se: e.se,
                    ci95: ends(e),
                })
                .collect(),
            residual,
            log_likelihood: fitted.log_likelihood,
            n_parameters: fitted.n_parameters,
            aic: 2.0 * (fitted.n_parameters as f64 - fitted.log_likelihood),
            converged: fitted.fit.converged,
            iterations: fitted.fit.iterations,
            singular: fitted.components.iter().any(|component| component.value == 0.0),
            sets: fitted.n_sets,
            doubts: fitted.doubts.iter().map(|doubt| said(*doubt, design)).collect(),
            scores,
        }
    }
}

fn ends(estimate: &Estimate) -> Option<[f64; 2]> {
    estimate.ci95.map(|interval| [interval.low, interval.high])
}

/// A doubt in the words of the file.
fn said(doubt: Doubt, design: &Design) -> String {
    match doubt {
        Doubt::Separated { column } => format!(
            "The effect of '{}' runs away: it separates high from low answers, so that no finite \
             number is the most likely. Leave it out, or join it with another.",
            design.fixed_names.get(column).map_or("", String::as_str)
        ),
        Doubt::Endless { term } => format!(
            "The variance of '{}' runs away: each of its levels gives nearly always the same answer, \
             so that no finite number is the most likely.",
            design.terms.get(term).map_or("", |term| term.name.as_str())
        ),
    }
}

fn components(keys: &Keys, fitted: &Fitted) -> TextTable {
    let heads = ["source", "levels", "variance", "95 % interval", "share"];
    let mut table = TextTable::new("Variances", &heads);
    for (component, found) in keys.components.iter().zip(&fitted.components) {
        table.row([
            component.term.clone(),
            count(component.levels),
            number(component.variance),
            interval(found.ci95),
            percent(component.share),
        ]);
    }
    let share = 1.0 - keys.components.iter().map(|c| c.share).sum::<f64>();
    let name = format!("residual (fixed by {})", keys.link);
    table.row([name, String::new(), number(keys.residual), String::new(), percent(share)]);
    table
}

fn fixed_rows<'a>(
    keys: &'a Keys,
    fitted: &'a Fitted,
) -> impl Iterator<Item = (String, &'a Estimate)> {
    keys.fixed.iter().map(|fixed| fixed.term.clone()).zip(&fitted.fixed)
}

fn threshold_rows<'a>(
    keys: &'a Keys,
    fitted: &'a Fitted,
) -> impl Iterator<Item = (String, &'a Estimate)> {
    let name = |threshold: &Threshold| format!("{} to {}", threshold.from, threshold.to);
    keys.thresholds.iter().map(name).zip(&fitted.thresholds)
}

fn effects<'a>(title: &str, rows: impl Iterator<Item = (String, &'a Estimate)>) -> TextTable {
    let mut table = TextTable::new(title, &["", "estimate (95 % interval)", "SE"]);
    for (name, found) in rows {
        table.row([name, estimate(found), found.se.map_or_else(String::new, number)]);
    }
    table
}

fn score_table(keys: &Keys) -> TextTable {
    let n = keys.scores.len();
    let title = if n > SHOWN {
        format!("Scores (the first {SHOWN} of {}; --json has all)", count(n))
    } else {
        "Scores".to_owned()
    };
    let mut table = TextTable::new(title, &["level", "score", "SD"]);
    for score in keys.scores.iter().take(SHOWN) {
        let name = format!("{} {}", score.term, score.level);
        table.row([name, number(score.value), number(score.sd)]);
    }
    table
}

fn warnings(keys: &Keys) -> Vec<String> {
    let mut warnings = keys.doubts.clone();
    if !keys.converged && keys.doubts.is_empty() {
        let text = "The search did not come to an end: do not rely on these numbers.";
        warnings.push(text.to_owned());
    }
    for component in keys.components.iter().filter(|component| component.variance == 0.0) {
        warnings
            .push(format!("The variance of '{}' is 0: the data show none of it.", component.term));
    }
    if keys.sets > 1 && keys.components.len() > 1 {
        warnings.push(format!(
            "The ratings fall into {} sets that share nobody: levels of different sets compare only \
             if the sets are alike.",
            count(keys.sets)
        ));
    }
    warnings
}

fn finding(keys: &Keys, fitted: &Fitted) -> String {
    if !keys.converged {
        return "The model did not come to an end, so that nothing can be said.".to_owned();
    }
    let share = |component: &Component| {
        format!("{} comes from {}", percent(component.share), component.term)
    };
    let parts: Vec<String> = keys.components.iter().map(share).collect();
    let rest = 1.0 - keys.components.iter().map(|component| component.share).sum::<f64>();
    let text = format!(
        "Of what lies behind the answers, {} and {} from all else.",
        parts.join(", "),
        percent(rest)
    );
    let told =
        keys.fixed.iter().zip(&fitted.fixed).filter(|(_, e)| {
            e.ci95.is_some_and(|interval| interval.low > 0.0 || interval.high < 0.0)
        });
    let effects: Vec<String> =
        told.map(|(fixed, e)| format!("{} ({})", fixed.term, decimals(e.value, 2))).collect();
    if !effects.is_empty() {
        return format!("{text} Answers move with {}.", effects.join(", "));
    }
    text
}
