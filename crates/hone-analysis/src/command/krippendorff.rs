//! `hone stats krippendorff`: how far any number of raters agree, with gaps.

use clap::ValueEnum;
use hone_stats::agreement::{Level, krippendorff};
use serde::Serialize;

use crate::error::Error;
use crate::report::{Figure, Report, Rows, TextTable, count, estimate, fixed};
use crate::table::{Choice, Source};

/// Beyond as many values the interval takes too long, and is not made unless draws are asked for.
const MANY_VALUES: usize = 2_000_000;

/// Krippendorff's alpha: a row per unit, a column per rater, gaps allowed.
#[derive(Debug, clap::Args)]
pub(crate) struct Krippendorff {
    #[command(flatten)]
    source: Source,
    /// The columns of the raters: a,b,c or a..c
    #[arg(long, value_name = "RATERS")]
    items: Choice,
    /// How far two values are apart
    #[arg(long, value_enum)]
    level: LevelName,
    /// How many samples of units the interval is from; 0 for none
    #[arg(long, value_name = "N")]
    draws: Option<usize>,
    /// Where chance starts
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LevelName {
    /// The same or not
    Nominal,
    /// How many values lie between
    Ordinal,
    /// Their difference
    Interval,
    /// Their difference as a share of their sum
    Ratio,
}

#[derive(Serialize)]
struct Keys {
    alpha: Figure,
    level: String,
    n_units: usize,
    n_values: usize,
    n_raters: usize,
    n_draws: usize,
}

impl Krippendorff {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let data = self.source.ask()?.items(&self.items).read()?;
        let scores = data.scores()?;
        let level = match self.level {
            LevelName::Nominal => Level::Nominal,
            LevelName::Ordinal => Level::Ordinal,
            LevelName::Interval => Level::Interval,
            LevelName::Ratio => Level::Ratio,
        };
        let is_large = scores.n_rows() * scores.n_items() > MANY_VALUES;
        let draws = self.draws.unwrap_or(if is_large { 0 } else { 1000 });
        let found = krippendorff(&scores, level, draws, self.seed)?;
        let name = self.level.to_possible_value();
        let keys = Keys {
            alpha: found.alpha.into(),
            level: name.map_or_else(String::new, |name| name.get_name().to_owned()),
            n_units: found.n_units,
            n_values: found.n_values,
            n_raters: scores.n_items(),
            n_draws: found.n_draws,
        };
        let mut table = TextTable::new("", &["", "value"]);
        table.row([format!("alpha, {}", keys.level), estimate(&found.alpha)]);
        table.row(["units with two values or more".to_owned(), count(found.n_units)]);
        table.row(["values in them".to_owned(), count(found.n_values)]);
        let title = format!("Agreement of {} raters", keys.n_raters);
        let finding = format!(
            "Raters agree by {}, where 1 is fully and 0 is what chance would give.",
            fixed(found.alpha.value, 2)
        );
        let mut report = Report::new("krippendorff", title, &keys, finding).table(table);
        if found.n_units < 10 && found.n_draws > 0 {
            let text = format!("with {} units the interval is rough", found.n_units);
            report = report.warning(text);
        }
        let data = data.keep("fewer than two values", |data, row| {
            data.items.iter().filter(|item| !item.values[row].is_nan()).count() > 1
        })?;
        Ok(report.of(Rows::from(&data)))
    }
}
