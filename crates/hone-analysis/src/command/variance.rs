//! `hone stats variance`: how much leaders, raters and chance make of what ratings differ by.

use hone_stats::Estimate;
use hone_stats::variance::{Mixed, Scored, mixed, scores};
use serde::Serialize;

use super::design::{Design, Estimation, Values};
use super::fixed_effects::{Fixed, INTERCEPT, ends, fixed_effects, table};
use crate::error::Error;
use crate::report::{Report, TextTable, count, interval, number, percent};
use crate::table::Source;

/// How much of the variance each source makes, with scores of its levels.
#[derive(Debug, clap::Args)]
pub(crate) struct Variance {
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
    #[command(flatten)]
    estimation: Estimation,
}

#[derive(Serialize)]
struct Keys {
    criterion: &'static str,
    n: usize,
    components: Vec<Component>,
    residual: f64,
    residual_ci95: Option<[f64; 2]>,
    fixed: Vec<Fixed>,
    log_likelihood: f64,
    converged: bool,
    iterations: usize,
    singular: bool,
    sets: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scores: Vec<Score>,
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
    se: Option<f64>,
    ci95: Option<[f64; 2]>,
    reliability: f64,
}

impl Variance {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let (source, fixed) = (&self.source, self.fixed.as_deref());
        let design =
            Design::read(&source.file, &source.reading, &self.values, &self.random, fixed)?;
        let found = self.found(&design)?;
        let keys = keys(&design, &found, self.estimation.criterion_name());
        let title = "How much each source makes of what ratings differ by";
        let mut report = Report::new("variance", title, &keys, finding(&keys))
            .of(design.rows.clone())
            .table(components(&keys, &found.model))
            .table(table("Fixed effects", &keys.fixed));
        if self.estimation.scores {
            report = report.table(score_table(&keys));
        }
        for warning in design.doubts.iter().cloned().chain(warnings(&keys)) {
            report = report.warning(warning);
        }
        Ok(report)
    }

    fn found(&self, design: &Design) -> Result<Scored, Error> {
        let criterion = self.estimation.criterion();
        let groups: Vec<_> = design.terms.iter().map(|term| &term.groups).collect();
        let (values, fixed) = (&design.values, design.fixed.as_ref());
        if self.estimation.scores {
            return design.named(scores(values, &groups, fixed, criterion));
        }
        let model = design.named(mixed(values, &groups, fixed, criterion))?;
        Ok(Scored { model, effects: vec![] })
    }
}

fn keys(design: &Design, found: &Scored, criterion: &'static str) -> Keys {
    let model = &found.model;
    let total = model.residual.value + model.components.iter().map(|c| c.value).sum::<f64>();
    let component = |(term, found): (&super::design::Term, &Estimate)| Component {
        term: term.name.clone(),
        levels: term.groups.n_groups(),
        variance: found.value,
        share: found.value / total,
        se: found.se,
        ci95: ends(found),
    };
    let names = [INTERCEPT].into_iter().chain(design.fixed_names.iter().map(String::as_str));
    let mut scores = vec![];
    for (term, effects) in design.terms.iter().zip(&found.effects) {
        let told = term.levels.iter().zip(effects).filter_map(|(l, e)| Some((l, (*e)?)));
        scores.extend(told.map(|(level, effect)| Score {
            term: term.name.clone(),
            level: level.clone(),
            value: effect.estimate.value,
            se: effect.estimate.se,
            ci95: ends(&effect.estimate),
            reliability: effect.reliability,
        }));
    }
    Keys {
        criterion,
        n: model.n,
        components: design.terms.iter().zip(&model.components).map(component).collect(),
        residual: model.residual.value,
        residual_ci95: ends(&model.residual),
        fixed: fixed_effects(names, &model.fixed),
        log_likelihood: model.log_likelihood,
        converged: model.fit.converged,
        iterations: model.fit.iterations,
        singular: model.is_singular,
        sets: model.n_sets,
        scores,
    }
}

fn components(keys: &Keys, model: &Mixed) -> TextTable {
    let heads = ["source", "levels", "variance", "95 % interval", "share"];
    let mut table = TextTable::new("Variances", &heads);
    for (component, found) in keys.components.iter().zip(&model.components) {
        table.row([
            component.term.clone(),
            count(component.levels),
            number(component.variance),
            interval(found.ci95),
            percent(component.share),
        ]);
    }
    let share = 1.0 - keys.components.iter().map(|c| c.share).sum::<f64>();
    let last = [
        "residual".to_owned(),
        String::new(),
        number(keys.residual),
        interval(model.residual.ci95),
        percent(share),
    ];
    table.row(last);
    table
}

fn score_table(keys: &Keys) -> TextTable {
    let mut table = TextTable::new(
        "Scores, as distances from the average",
        &["level", "score", "SE", "reliability"],
    );
    for score in &keys.scores {
        table.row([
            format!("{} {}", score.term, score.level),
            number(score.value),
            score.se.map_or_else(String::new, number),
            number(score.reliability),
        ]);
    }
    table
}

fn warnings(keys: &Keys) -> Vec<String> {
    let mut warnings = vec![];
    if !keys.converged {
        let text = "The search did not come to an end: do not rely on these numbers.";
        warnings.push(text.to_owned());
    }
    for component in keys.components.iter().filter(|component| component.variance == 0.0) {
        warnings.push(format!(
            "The variance of '{}' would be negative and was set to 0: the data show none of it.",
            component.term
        ));
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

fn finding(keys: &Keys) -> String {
    let share = |component: &Component| {
        format!("{} comes from {}", percent(component.share), component.term)
    };
    let parts: Vec<String> = keys.components.iter().map(share).collect();
    let rest = 1.0 - keys.components.iter().map(|component| component.share).sum::<f64>();
    format!(
        "Of what the values differ by, {} and {} from all else.",
        parts.join(", "),
        percent(rest)
    )
}
