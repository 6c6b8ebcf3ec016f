//! `hone stats cfa-levels`: factors among raters, and among leaders.

use hone_stats::Scores;
use hone_stats::structure::twolevel::{
    CellEstimate, ClusterStatistics, Level, NamedModel, Place, TwoLevelFit, TwoLevelIndices, Unit,
    Value, parse_levels, saturated_as_lavaan, two_level_cfa,
};
use serde::Serialize;

use crate::error::Error;
use crate::report::{Report, Rows, TextTable, count, fixed, number, p_value};
use crate::table::{Choice, Data, Source};

/// A factor model within leaders and another between them.
#[derive(Debug, clap::Args)]
pub(crate) struct CfaLevels {
    #[command(flatten)]
    source: Source,
    /// The column that says who was rated
    #[arg(long, value_name = "COLUMN", visible_alias = "cluster")]
    ratee: String,
    /// The model: 'level: 1; FW =~ a + b + c; level: 2; FB =~ a + b + c', or one for both levels
    #[arg(long, value_name = "MODEL")]
    model: String,
    /// Give factors a variance of 1, instead of a first loading of 1
    #[arg(long)]
    std_lv: bool,
    /// Also hold the model against the saturated one where lavaan stops looking for it
    #[arg(long)]
    as_lavaan: bool,
}

#[derive(Serialize)]
struct Keys {
    n: usize,
    leaders: usize,
    parameters: Vec<Parameter>,
    fit: Option<FitKeys>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fit_as_lavaan: Option<FitKeys>,
    log_likelihood: f64,
    log_likelihood_saturated: Option<f64>,
    n_parameters: usize,
    heywood: Vec<Heywood>,
    converged: bool,
    iterations: usize,
}

#[derive(Serialize)]
struct Parameter {
    level: u8,
    lhs: String,
    op: &'static str,
    rhs: String,
    est: f64,
    se: Option<f64>,
    ci95: Option<[f64; 2]>,
    std: f64,
    free: bool,
}

#[derive(Serialize)]
struct Heywood {
    level: u8,
    item: String,
}

#[derive(Serialize)]
pub(super) struct FitKeys {
    chisq: f64,
    df: usize,
    pvalue: f64,
    cfi: f64,
    tli: f64,
    rmsea: f64,
    srmr_within: f64,
    srmr_between: f64,
    baseline_chisq: f64,
    baseline_df: usize,
    aic: f64,
    bic: f64,
}

pub(super) fn fit_keys(of: &TwoLevelIndices) -> FitKeys {
    FitKeys {
        chisq: of.chi_square,
        df: of.df,
        pvalue: of.p_value,
        cfi: of.cfi,
        tli: of.tli,
        rmsea: of.rmsea,
        srmr_within: of.srmr_within,
        srmr_between: of.srmr_between,
        baseline_chisq: of.baseline_chi_square,
        baseline_df: of.baseline_df,
        aic: of.aic,
        bic: of.bic,
    }
}

impl CfaLevels {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let unit = if self.std_lv { Unit::Variance } else { Unit::FirstLoading };
        let columns = self.source.ask()?.columns().to_vec();
        let names: Vec<&str> =
            columns.iter().map(String::as_str).filter(|name| *name != self.ratee).collect();
        let named = parse_levels(&self.model, &names, unit)?;
        let choice: Choice = quoted(&named.items).parse().map_err(Error::usage)?;
        let data = self.source.ask()?.items(&choice).label(&self.ratee).read()?.complete()?;
        let (sums, found) = fitted(&data, &data.scores()?, &named)?;
        let lavaan = self.as_lavaan.then(|| saturated_as_lavaan(&sums)).flatten();
        let lavaan = lavaan.and_then(|saturated| found.against(&sums, &saturated));
        let keys = keys(&found, &named, lavaan.as_ref());
        let mut report =
            Report::new("cfa-levels", "Factors within and between", &keys, finding(&keys))
                .of(Rows::from(&data))
                .table(fit_table(&keys))
                .table(parameter_table(&keys, 1))
                .table(parameter_table(&keys, 2));
        for warning in warnings(&keys) {
            report = report.warning(warning);
        }
        Ok(report)
    }
}

fn fitted(
    data: &Data,
    scores: &Scores,
    named: &NamedModel,
) -> Result<(ClusterStatistics, TwoLevelFit), Error> {
    let sums = data.named(ClusterStatistics::of(scores, &data.labels[0].groups()?))?;
    let found = data.named(two_level_cfa(&sums, &named.model))?;
    Ok((sums, found))
}

/// Names as a choice of columns.
fn quoted(items: &[String]) -> String {
    let names: Vec<String> =
        items.iter().map(|item| format!("\"{}\"", item.replace('"', "\"\""))).collect();
    names.join(",")
}

fn number_of(level: Level) -> u8 {
    match level {
        Level::Within => 1,
        Level::Between => 2,
    }
}

fn keys(found: &TwoLevelFit, named: &NamedModel, lavaan: Option<&TwoLevelIndices>) -> Keys {
    let mut parameters: Vec<Parameter> =
        found.cells.iter().map(|cell| parameter(cell, named)).collect();
    for (item, mean) in named.items.iter().zip(&found.means) {
        parameters.push(Parameter {
            level: 2,
            lhs: item.clone(),
            op: "~1",
            rhs: String::new(),
            est: mean.value,
            se: mean.se,
            ci95: mean.ci95.map(|ci| [ci.low, ci.high]),
            std: f64::NAN,
            free: true,
        });
    }
    parameters.sort_by_key(|parameter| parameter.level);
    let heywood = |(level, item): &(Level, usize)| Heywood {
        level: number_of(*level),
        item: named.items[*item].clone(),
    };
    Keys {
        n: found.n_rows,
        leaders: found.n_clusters,
        parameters,
        fit: found.indices.as_ref().map(fit_keys),
        fit_as_lavaan: lavaan.map(fit_keys),
        log_likelihood: found.log_likelihood,
        log_likelihood_saturated: found.saturated.as_ref().map(|s| s.log_likelihood),
        n_parameters: found.n_parameters,
        heywood: found.heywood.iter().map(heywood).collect(),
        converged: found.fit.converged,
        iterations: found.fit.iterations,
    }
}

fn parameter(of: &CellEstimate, named: &NamedModel) -> Parameter {
    let level = of.cell.level;
    let factors = &named.factors[usize::from(level == Level::Between)];
    let (lhs, op, rhs) = match of.cell.place {
        Place::Loading { item, factor } => (&factors[factor], "=~", &named.items[item]),
        Place::Factors(a, b) => (&factors[a], "~~", &factors[b]),
        Place::Residuals(a, b) => (&named.items[a], "~~", &named.items[b]),
    };
    Parameter {
        level: number_of(level),
        lhs: lhs.clone(),
        op,
        rhs: rhs.clone(),
        est: of.estimate.value,
        se: of.estimate.se,
        ci95: of.estimate.ci95.map(|ci| [ci.low, ci.high]),
        std: of.standardised,
        free: matches!(of.cell.value, Value::Free(_)),
    }
}

fn fit_table(keys: &Keys) -> TextTable {
    let all = [(&keys.fit, "value"), (&keys.fit_as_lavaan, "as lavaan stops")];
    let there = all.into_iter().filter_map(|(fit, name)| Some((fit.as_ref()?, name)));
    let (fits, names): (Vec<&FitKeys>, Vec<&str>) = there.unzip();
    let mut table = TextTable::new("Fit", &[&[""], &names[..]].concat());
    let mut row = |name: &str, of: fn(&FitKeys) -> String| {
        table.row(std::iter::once(name.to_owned()).chain(fits.iter().map(|fit| of(fit))));
    };
    row("chi-square", |fit| number(fit.chisq));
    row("degrees of freedom", |fit| count(fit.df));
    row("chance of a larger one", |fit| p_value(fit.pvalue));
    row("CFI", |fit| fixed(fit.cfi, 3));
    row("TLI", |fit| fixed(fit.tli, 3));
    row("RMSEA", |fit| fixed(fit.rmsea, 3));
    row("SRMR within", |fit| fixed(fit.srmr_within, 3));
    row("SRMR between", |fit| fixed(fit.srmr_between, 3));
    table
}

fn parameter_table(keys: &Keys, level: u8) -> TextTable {
    let title = if level == 1 { "Within leaders: raters" } else { "Between leaders" };
    let mut table = TextTable::new(title, &["", "estimate", "error", "standardised"]);
    for of in keys.parameters.iter().filter(|of| of.level == level) {
        table.row([
            format!("{} {} {}", of.lhs, of.op, of.rhs).trim_end().to_owned(),
            number(of.est),
            of.se.map(number).unwrap_or_default(),
            if of.op == "~1" { String::new() } else { fixed(of.std, 3) },
        ]);
    }
    table
}

fn warnings(keys: &Keys) -> Vec<String> {
    let mut warnings = vec![];
    if !keys.converged {
        warnings.push("The model did not converge; nothing here is to be relied on.".to_owned());
    } else if keys.parameters.iter().any(|of| of.free && of.se.is_none()) {
        warnings.push(
            "There are no standard errors: the data do not determine all parameters.".to_owned(),
        );
    }
    if keys.leaders < 100 {
        let leaders = count(keys.leaders);
        warnings.push(format!("{leaders} leaders are few: what is between them is a description."));
    }
    for (level, name) in [(1, "within"), (2, "between")] {
        let items: Vec<&str> =
            keys.heywood.iter().filter(|of| of.level == level).map(|of| of.item.as_str()).collect();
        if !items.is_empty() {
            warnings.push(format!(
                "Negative residual variances {name} leaders: {}. Close to zero that is chance; \
                 otherwise the model is wrong.",
                items.join(", ")
            ));
        }
    }
    warnings
}

fn finding(keys: &Keys) -> String {
    let Some(fit) = &keys.fit else {
        return "There is nothing to hold this model against.".to_owned();
    };
    let word = |srmr: f64| if srmr <= 0.08 { "near the data" } else { "far from the data" };
    format!(
        "Within leaders the model is {} (SRMR {}), between them {} (SRMR {}).",
        word(fit.srmr_within),
        fixed(fit.srmr_within, 3),
        word(fit.srmr_between),
        fixed(fit.srmr_between, 3)
    )
}
