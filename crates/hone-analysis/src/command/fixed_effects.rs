//! Fixed effects, as all commands on variances tell them.

use hone_stats::{Estimate, Interval};
use serde::Serialize;

use crate::report::{TextTable, estimate, number};

/// The name of what is expected where all columns are 0.
pub(super) const INTERCEPT: &str = "(Intercept)";

/// A fixed effect, with `est` as R calls it.
#[derive(Serialize)]
pub(super) struct Fixed {
    pub(super) term: String,
    pub(super) est: f64,
    se: Option<f64>,
    pub(super) ci95: Option<[f64; 2]>,
}

/// Lower and upper end of an interval.
pub(super) fn ends(estimate: &Estimate) -> Option<[f64; 2]> {
    estimate.ci95.map(|interval| [interval.low, interval.high])
}

/// The effects under the names of their columns.
pub(super) fn fixed_effects<'a>(
    names: impl IntoIterator<Item = &'a str>,
    found: &[Estimate],
) -> Vec<Fixed> {
    let named = names.into_iter().zip(found);
    let one = |(term, found): (&str, &Estimate)| Fixed {
        term: term.to_owned(),
        est: found.value,
        se: found.se,
        ci95: ends(found),
    };
    named.map(one).collect()
}

/// The effects for people.
pub(super) fn table(title: &str, effects: &[Fixed]) -> TextTable {
    let mut table = TextTable::new(title, &["", "estimate (95 % interval)", "SE"]);
    for effect in effects {
        let ci95 = effect.ci95.map(|[low, high]| Interval { low, high });
        let found = Estimate { value: effect.est, se: effect.se, ci95 };
        let se = effect.se.map_or_else(String::new, number);
        table.row([effect.term.clone(), estimate(&found), se]);
    }
    table
}
