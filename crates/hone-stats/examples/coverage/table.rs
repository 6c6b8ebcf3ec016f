//! The studies as a page.

use std::fmt::Write;

use crate::study::{Claim, Outcome, Study};

const HEAD: &str = "# Do the intervals hold?

Made by `cargo run --release -p hone-stats --example coverage -- --write`; do not edit it by hand.

## How to read this
Each line draws many rounds whose truth is known, lets the method estimate it, and counts.
- An interval is right if it holds the truth in 95 of 100 rounds. Fewer, and it claims to know more than it does; more, and it is wider than it had to be.
- A chance ('p') is right if it falls below .05 in 5 of 100 rounds in which there is nothing to find.
- 'Chance' is the standard error of that share, by the number of rounds: a share may lie twice as far from the truth by chance alone.
- Bias is how far estimates lie from the truth on average, RMSE how far they usually lie from it, each in the unit of the figure; an interval of useful width is about four times the RMSE wide. Width is the median.
- 'No result' are rounds in which the method gave none, 'no interval' are values it gave without an interval.

An interval that lies outside 93 to 97 %, or a test outside 3 to 7 %, has its reason below its table.
The truth is drawn from the model that a method assumes, unless the line says otherwise: what a method does to data that break its assumptions is more than can be listed.
Leaders and raters are drawn as `hone simulate` draws them: of the variance of an answer, leaders make about 14 %, their raters 32 % and noise 54 %.
";

const INTERVALS: &str = "
## Intervals

| Figure | Size | Rounds | Coverage | Chance | Width | Bias | RMSE | No result | No interval |
|---|---|---|---|---|---|---|---|---|---|
";

const LEVELS: &str = "
## Tests

| Figure | Size | Rounds | Below .05 | Chance | No result |
|---|---|---|---|---|---|
";

const VALUES: &str = "
## Values without an interval

| Figure | Size | Rounds | Bias | RMSE | No result |
|---|---|---|---|---|---|
";

/// One study as a line of its table.
pub(crate) fn line(study: &Study, outcome: &Outcome) -> String {
    let mark = match (outcome.is_as_stated(study), outcome.is_within(study.claim)) {
        (false, _) => " **not as stated**",
        (true, false) if study.exception.is_some() => " (see below)",
        _ => "",
    };
    let Outcome { n_rounds, share, chance, bias, rmse, n_without_result, .. } = outcome;
    let head = format!("| {} | {} | {n_rounds} |", study.method, study.size);
    match study.claim {
        Claim::Interval => format!(
            "{head} {share:.3}{mark} | {chance:.3} | {:.3} | {bias:+.4} | {rmse:.4} | {n_without_result} | {} |",
            outcome.median_width, outcome.n_without_interval,
        ),
        Claim::Level => format!("{head} {share:.3}{mark} | {chance:.3} | {n_without_result} |"),
        Claim::Value => format!("{head} {bias:+.4} | {rmse:.4} | {n_without_result} |"),
    }
}

/// All studies, and the reasons of those that are not within what they claim.
pub(crate) fn page(studies: &[Study], outcomes: &[Outcome]) -> String {
    let mut page = HEAD.to_owned();
    let parts = [
        (Claim::Interval, INTERVALS, "Where it is not 95 %"),
        (Claim::Level, LEVELS, "Where it is not 5 %"),
        (Claim::Value, VALUES, ""),
    ];
    for (claim, head, exceptions) in parts {
        let of_claim = || studies.iter().zip(outcomes).filter(|(study, _)| study.claim == claim);
        if of_claim().count() == 0 {
            continue;
        }
        page.push_str(head);
        for (study, outcome) in of_claim() {
            let _ = writeln!(page, "{}", line(study, outcome));
        }
        let reasons = reasons(of_claim());
        if !reasons.is_empty() {
            let _ = writeln!(page, "\n### {exceptions}\n\n{}", reasons.join("\n"));
        }
    }
    page
}

/// A reason for each figure that is not within what it claims, with the sizes it holds for.
fn reasons<'a>(studies: impl Iterator<Item = (&'a Study, &'a Outcome)>) -> Vec<String> {
    let mut found: Vec<((&str, &str), Vec<String>)> = Vec::new();
    for (study, outcome) in studies.filter(|(study, outcome)| !outcome.is_within(study.claim)) {
        let Some(reason) = study.exception else { continue };
        let case = format!("{:.1} % at {}", 100.0 * outcome.share, study.size);
        let key = (study.method, reason);
        match found.iter_mut().find(|(other, _)| *other == key) {
            Some((_, cases)) => cases.push(case),
            None => found.push((key, vec![case])),
        }
    }
    found
        .into_iter()
        .map(|((method, reason), cases)| format!("- {method}: {}. {reason}", cases.join("; ")))
        .collect()
}
