//! `hone stats dif`: whether items ask the same of all groups.

use hone_stats::Categories;
use hone_stats::dif::{Comparison, ItemDif, Purification, logistic_dif, purified_dif, rest_scores};
use serde::Serialize;

use super::dif_lr::{self, Asked};
use crate::error::Error;
use crate::report::{Report, Rows, TextTable, count, number, p_value};
use crate::table::{Choice, Data, Source};

/// Differential item functioning by ordinal logistic regression on the rest score or on a trait, or
/// by likelihood ratio of graded response models.
#[derive(Debug, clap::Args)]
pub(crate) struct Dif {
    #[command(flatten)]
    source: Source,
    /// The items of one scale: a,b,c or a..c
    #[arg(long, value_name = "ITEMS")]
    items: Choice,
    /// The column that says which group a row belongs to
    #[arg(long, value_name = "COLUMN")]
    group: String,
    /// How items are compared
    #[arg(long, value_enum, default_value_t = Way::Logistic, conflicts_with = "purify")]
    method: Way,
    /// Items that are known to ask the same of all groups (with --method lr)
    #[arg(long, value_name = "ITEM,…", value_delimiter = ',')]
    anchors: Vec<String>,
    /// Test these items only (with --method lr)
    #[arg(long, value_name = "ITEM,…", value_delimiter = ',')]
    test: Vec<String>,
    /// The chance below which an item is flagged
    #[arg(long, default_value_t = 0.01)]
    alpha: f64,
    /// The gain in Nagelkerke's R2 below which a difference is called negligible
    #[arg(long, default_value_t = 0.035)]
    negligible: f64,
    /// Take a trait for the level, and estimate it anew without what flagged items say of groups
    #[arg(long)]
    purify: bool,
    /// With --purify, how often each answer is given in each group at least; rarer ones are merged
    #[arg(long, value_name = "N", default_value_t = 5)]
    min_cell: usize,
}

/// What was found of each item, and whether the level settled.
struct Tested {
    items: Vec<Result<ItemDif, hone_stats::Error>>,
    level: &'static str,
    rounds: usize,
    is_settled: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Way {
    /// Ordinal logistic regression on the rest score
    Logistic,
    /// Likelihood ratio of graded response models
    Lr,
}

#[derive(Serialize)]
struct Keys {
    n: usize,
    groups: Vec<String>,
    level: &'static str,
    rounds: usize,
    converged: bool,
    alpha: f64,
    negligible: f64,
    flagged: Vec<String>,
    notable: Vec<String>,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    name: String,
    #[serde(flatten)]
    found: Option<Numbers>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

#[derive(Serialize)]
struct Numbers {
    n: usize,
    n_categories: usize,
    uniform: Compared,
    non_uniform: Compared,
    total: Compared,
    group_effects: Vec<f64>,
    coefficient_change: f64,
    log_likelihoods: [f64; 4],
    converged: bool,
}

#[derive(Serialize)]
struct Compared {
    r2_mcfadden: f64,
    r2_nagelkerke: f64,
    chi_square: f64,
    df: usize,
    p: f64,
}

impl From<Comparison> for Compared {
    fn from(found: Comparison) -> Self {
        Self {
            r2_mcfadden: found.r2_mcfadden,
            r2_nagelkerke: found.r2_nagelkerke,
            chi_square: found.chi_square,
            df: found.df,
            p: found.p,
        }
    }
}

impl Dif {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let data = self.source.ask()?.items(&self.items).label(&self.group).read()?;
        if self.method == Way::Lr {
            let asked = Asked { anchors: &self.anchors, tested: &self.test, alpha: self.alpha };
            return dif_lr::run(&data.answered()?, &asked);
        }
        let data = if self.purify { data.answered()? } else { data.complete()? };
        if data.items.len() < 2 {
            return Err(Error::usage("name the other items of the scale too: they are the level"));
        }
        let found = self.tested(&data)?;
        let names = data.names();
        let pick = |is_it: &dyn Fn(&ItemDif) -> bool| -> Vec<String> {
            let all = names.iter().zip(&found.items);
            all.filter(|(_, item)| item.as_ref().is_ok_and(is_it)).map(|(n, _)| n.clone()).collect()
        };
        let is_flagged = |item: &ItemDif| {
            [item.uniform, item.non_uniform, item.total].iter().any(|part| part.p < self.alpha)
        };
        let flagged = pick(&is_flagged);
        let notable = pick(&|item| is_flagged(item) && item.total.r2_nagelkerke >= self.negligible);
        let keys = Keys {
            n: data.n(),
            groups: data.labels[0].names().to_vec(),
            level: found.level,
            rounds: found.rounds,
            converged: found.is_settled,
            alpha: self.alpha,
            negligible: self.negligible,
            items: names.iter().zip(&found.items).map(|(name, found)| item(name, found)).collect(),
            flagged,
            notable,
        };
        let title = format!("{} items in {} groups", names.len(), count(keys.groups.len()));
        let mut report = Report::new("dif", title, &keys, finding(&keys))
            .of(Rows::from(&data))
            .table(table(&keys.items));
        for item in &keys.items {
            if let Some(reason) = &item.reason {
                report = report.warning(format!("'{}': {reason}", item.name));
            } else if item.found.as_ref().is_some_and(|found| !found.converged) {
                report = report.warning(format!(
                    "'{}': the regression did not converge; a group or level separates the answers",
                    item.name
                ));
            }
        }
        if !found.is_settled {
            report = report.warning("the flagged items still change from round to round");
        }
        Ok(report)
    }

    fn tested(&self, data: &Data) -> Result<Tested, Error> {
        let scores = data.scores()?;
        let groups = data.labels[0].groups()?;
        if self.purify {
            let options = Purification {
                alpha: self.alpha,
                least_per_cell: self.min_cell,
                ..Purification::default()
            };
            let found = data.named(purified_dif(&scores, &groups, &options))?;
            let (rounds, is_settled) = (found.fit.iterations, found.fit.converged);
            return Ok(Tested { items: found.items, level: "trait", rounds, is_settled });
        }
        let codes = data.named(Categories::of(&scores))?;
        let found = logistic_dif(&codes, &groups, &rest_scores(&scores)?)?;
        Ok(Tested { items: found.items, level: "rest score", rounds: 1, is_settled: true })
    }
}

fn item(name: &str, found: &Result<ItemDif, hone_stats::Error>) -> Item {
    let name = name.to_owned();
    match found {
        Ok(found) => Item {
            name,
            reason: None,
            found: Some(Numbers {
                n: found.n,
                n_categories: found.n_categories,
                uniform: found.uniform.into(),
                non_uniform: found.non_uniform.into(),
                total: found.total.into(),
                group_effects: found.group_effects.clone(),
                coefficient_change: found.coefficient_change,
                log_likelihoods: found.log_likelihoods,
                converged: found.converged,
            }),
        },
        Err(error) => Item { name, found: None, reason: Some(error.to_string()) },
    }
}

fn table(items: &[Item]) -> TextTable {
    let columns = ["item", "R2 gained", "uniform", "p", "non-uniform", "p", "both", "p"];
    let mut table = TextTable::new("Chi-squares, after the size of the difference", &columns);
    for item in items {
        let mut cells = vec![item.name.clone()];
        if let Some(found) = &item.found {
            cells.push(number(found.total.r2_nagelkerke));
            for part in [&found.uniform, &found.non_uniform, &found.total] {
                cells.push(number(part.chi_square));
                cells.push(p_value(part.p));
            }
        }
        table.row(cells);
    }
    table
}

fn finding(keys: &Keys) -> String {
    let tested = keys.items.iter().filter(|item| item.found.is_some()).count();
    let by_chance = keys.alpha * tested as f64;
    match (keys.flagged.as_slice(), keys.notable.as_slice()) {
        _ if tested == 0 => "No item bears the comparison, so nothing can be said.".to_owned(),
        ([], _) => "No item asks noticeably other things of the groups.".to_owned(),
        (flagged, []) => format!(
            "{} of {tested} items are answered differently at the same level ({}), but none by enough \
             to matter; about {by_chance:.1} would be flagged by chance.",
            flagged.len(),
            flagged.join(", ")
        ),
        (flagged, notable) => format!(
            "{} of {tested} items are answered differently at the same level, and by enough to matter: \
             {}.",
            flagged.len(),
            notable.join(", ")
        ),
    }
}
