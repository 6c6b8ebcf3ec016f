//! The studies as a page.

use std::fmt::Write;

use crate::study::{Outcome, Study};

const HEAD: &str = "# Do the intervals hold?

Made by `cargo run --release -p hone-stats --example coverage -- --write`; do not edit it by hand.
Each line draws rounds whose truth is known, estimates, and counts how many 95 % intervals hold the truth.
'Chance' is the standard error of the coverage by the number of rounds.
Bias and RMSE are of the estimate, in its own unit.

| Figure | Size | Rounds | Coverage | Chance | Mean width | Bias | RMSE | No interval |
|---|---|---|---|---|---|---|---|---|
";

/// One study as a line of the table.
pub(crate) fn line(study: &Study, outcome: &Outcome) -> String {
    let mark = match (study.exception, outcome.is_as_stated(study)) {
        (None, false) => " **not as stated**",
        (Some(_), _) => " (see below)",
        _ => "",
    };
    format!(
        "| {} | {} | {} | {:.3}{mark} | {:.3} | {:.3} | {:+.4} | {:.4} | {} |",
        study.method,
        study.size,
        outcome.n_rounds,
        outcome.coverage(),
        outcome.chance(),
        outcome.mean_width,
        outcome.bias,
        outcome.rmse,
        outcome.n_without_interval,
    )
}

/// All studies, and the reasons of those that are not within 93 to 97 %.
pub(crate) fn page(studies: &[Study], outcomes: &[Outcome]) -> String {
    let mut page = HEAD.to_owned();
    for (study, outcome) in studies.iter().zip(outcomes) {
        let _ = writeln!(page, "{}", line(study, outcome));
    }
    let mut reasons: Vec<(&str, &str)> = Vec::new();
    for reason in studies.iter().filter_map(|study| Some((study.method, study.exception?))) {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    if !reasons.is_empty() {
        page.push_str("\n## Where it is not 95 %\n\n");
        for (method, reason) in reasons {
            let _ = writeln!(page, "- {method}: {reason}");
        }
    }
    page
}
