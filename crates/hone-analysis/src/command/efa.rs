//! `hone stats efa`: which factors lie behind items.

use hone_stats::Categories;
use hone_stats::structure::{EmptyCells, Factors, Rotation, factors, polychoric};
use serde::Serialize;

use crate::error::Error;
use crate::report::{Report, Rows, TextTable, fixed, number};
use crate::table::{Choice, Source};

/// Exploratory factors by minimum residuals, rotated.
#[derive(Debug, clap::Args)]
pub(crate) struct Efa {
    #[command(flatten)]
    source: Source,
    /// The items: a,b,c or a..c
    #[arg(long, value_name = "ITEMS")]
    items: Choice,
    /// How many factors
    #[arg(long, value_name = "K")]
    factors: usize,
    /// How they are turned: oblimin, varimax or none
    #[arg(long, default_value = "oblimin", value_parser = ["oblimin", "varimax", "none"])]
    rotation: String,
    /// Take answers as ordinal: polychoric correlations
    #[arg(long)]
    ordinal: bool,
    /// Where random starts of the rotation begin
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Serialize)]
struct Keys {
    n: usize,
    factors: usize,
    loadings: Vec<Loadings>,
    phi: Vec<Vec<f64>>,
    fit: FitKeys,
    eigenvalues: Vec<f64>,
    converged: bool,
    heywood: Vec<String>,
    agreement_of_starts: f64,
}

#[derive(Serialize)]
struct Loadings {
    name: String,
    values: Vec<f64>,
    communality: f64,
    uniqueness: f64,
}

#[derive(Serialize)]
struct FitKeys {
    objective: Option<f64>,
    chisq: Option<f64>,
    df: usize,
    pvalue: Option<f64>,
    tli: Option<f64>,
    rmsea: Option<f64>,
    rmsea_ci90: Option<[f64; 2]>,
    rms: f64,
    bic: Option<f64>,
}

impl Efa {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let data = self.source.ask()?.items(&self.items).read()?.answered()?;
        let scores = data.scores()?;
        let correlations = if self.ordinal {
            let categories = data.named(Categories::of(&scores))?;
            data.named(polychoric(&categories, EmptyCells::default()))?.correlations
        } else {
            data.named(scores.pairwise_correlation())?
        };
        let rotation = match self.rotation.as_str() {
            "varimax" => Rotation::Varimax,
            "none" => Rotation::None,
            _ => Rotation::Oblimin,
        };
        let n = scores.n_rows();
        let found = data.named(factors(&correlations, n, self.factors, rotation, self.seed))?;
        let keys = keys(&found, &data.names());
        let title = format!("{} factors behind {} items", self.factors, keys.loadings.len());
        let mut report = Report::new("efa", title, &keys, finding(&keys))
            .of(Rows::from(&data))
            .table(loadings(&keys))
            .table(between(&keys));
        if !keys.converged {
            report = report.warning("the search did not converge; do not rely on the loadings");
        }
        for name in &keys.heywood {
            report = report.warning(format!("'{name}' has no variance of its own (Heywood case)"));
        }
        if keys.agreement_of_starts < 0.5 {
            report = report.warning("other rotations are nearly as good as this one");
        }
        Ok(report)
    }
}

fn keys(found: &Factors, names: &[String]) -> Keys {
    let loadings = |(item, name): (usize, &String)| Loadings {
        name: name.clone(),
        values: found.loadings.row(item).iter().copied().collect(),
        communality: found.communalities[item],
        uniqueness: found.uniquenesses[item],
    };
    let fit = &found.fit;
    Keys {
        n: found.n,
        factors: found.phi.nrows(),
        loadings: names.iter().enumerate().map(loadings).collect(),
        phi: found.phi.row_iter().map(|row| row.iter().copied().collect()).collect(),
        fit: FitKeys {
            objective: fit.objective,
            chisq: fit.chi_square,
            df: fit.df,
            pvalue: fit.p_value,
            tli: fit.tli,
            rmsea: fit.rmsea,
            rmsea_ci90: fit.rmsea_ci90.map(|ci| [ci.low, ci.high]),
            rms: fit.rms,
            bic: fit.bic,
        },
        eigenvalues: found.eigenvalues.clone(),
        converged: found.extraction.converged && found.rotation.converged,
        heywood: found.heywood.iter().map(|item| names[*item].clone()).collect(),
        agreement_of_starts: found.agreement_of_starts,
    }
}

fn loadings(keys: &Keys) -> TextTable {
    let factors: Vec<String> = (1..=keys.factors).map(|factor| format!("F{factor}")).collect();
    let mut columns = vec!["item"];
    columns.extend(factors.iter().map(String::as_str));
    columns.push("explained");
    let mut table = TextTable::new("Loadings", &columns);
    for item in &keys.loadings {
        let values = item.values.iter().map(|value| fixed(*value, 2));
        let name = std::iter::once(item.name.clone());
        table.row(name.chain(values).chain([fixed(item.communality, 2)]));
    }
    table
}

fn between(keys: &Keys) -> TextTable {
    let mut table = TextTable::new("Fit", &["", "value"]);
    let degrees = keys.fit.df.to_string();
    table.row(["chi-square".to_owned(), number(keys.fit.chisq.unwrap_or(f64::NAN))]);
    table.row(["degrees of freedom".to_owned(), degrees]);
    let mut row = |name: &str, value: Option<f64>| {
        table.row([name.to_owned(), number(value.unwrap_or(f64::NAN))]);
    };
    row("TLI", keys.fit.tli);
    row("RMSEA", keys.fit.rmsea);
    row("root mean square of residuals", Some(keys.fit.rms));
    for a in 0..keys.factors {
        for b in a + 1..keys.factors {
            row(&format!("correlation of F{} and F{}", a + 1, b + 1), Some(keys.phi[a][b]));
        }
    }
    table
}

fn finding(keys: &Keys) -> String {
    let n_items = keys.loadings.len() as f64;
    let explained = keys.loadings.iter().map(|item| item.communality).sum::<f64>() / n_items;
    format!(
        "The factors explain {} of the variance of an item; what they leave of a correlation is {} \
         on average.",
        fixed(explained, 2),
        fixed(keys.fit.rms, 3)
    )
}
