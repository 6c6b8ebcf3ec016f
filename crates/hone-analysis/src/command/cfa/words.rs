use hone_stats::structure::cfa::{Cfa, Improper, Indices, Level, Step, Test};

use super::keys::{Keys, Parameter, level};
use crate::report::{Report, TextTable, count, fixed, interval, number, p_value};

/// The test that counts, and the indices that go with it.
fn told(found: &Cfa) -> (Test, Indices) {
    let plain = (found.test, found.indices);
    found.scaled.map_or(plain, |scaled| (scaled.test, scaled.indices))
}

/// A test, where there is one, and indices.
type Shown = (Option<Test>, Indices);

/// How far the model is from the answers.
pub(super) fn fit(found: &Cfa) -> TextTable {
    let mut columns = vec!["", "plain"];
    let mut all = vec![(Some(found.test), found.indices)];
    if let Some(scaled) = found.scaled {
        columns.push("scaled");
        all.push((Some(scaled.test), scaled.indices));
    }
    if let Some(robust) = found.robust {
        columns.push("robust");
        all.push((None, robust));
    }
    let mut table = TextTable::new("How far the model is from the answers", &columns);
    let mut row = |name: &str, of: &dyn Fn(&Shown) -> String| {
        table.row([name.to_owned()].into_iter().chain(all.iter().map(of)));
    };
    let test = |of: Option<Test>, show: &dyn Fn(Test) -> String| of.map_or(String::new(), show);
    row("chi-square", &|(of, _)| test(*of, &|test| number(test.chisq)));
    row("degrees of freedom", &|(of, _)| test(*of, &|test| count(test.df)));
    row("p", &|(of, _)| test(*of, &|test| p_value(test.pvalue)));
    row("CFI", &|(_, indices)| number(indices.cfi));
    row("TLI", &|(_, indices)| number(indices.tli));
    row("RMSEA", &|(_, indices)| number(indices.rmsea));
    row("its 90 % interval", &|(_, indices)| interval(Some(indices.rmsea_ci90)));
    table.row(["SRMR".to_owned(), number(found.srmr)]);
    if let Some(likelihood) = found.likelihood {
        table.row(["log-likelihood".to_owned(), fixed(likelihood.log, 3)]);
        table.row(["BIC".to_owned(), fixed(likelihood.bic, 1)]);
    }
    table
}

/// A table per kind of parameter; thresholds stand in the JSON only.
pub(super) fn parameters(mut report: Report, keys: &Keys) -> Report {
    let kinds = [
        ("How much each item has of its factor", "=~"),
        ("What depends on what", "~"),
        ("Variances, and what goes together", "~~"),
    ];
    for (title, op) in kinds {
        let rows: Vec<&Parameter> = keys.parameters.iter().filter(|row| row.op == op).collect();
        if rows.is_empty() {
            continue;
        }
        let columns = ["parameter", "estimate", "error", "standardised", "error"];
        let mut table = TextTable::new(title, &columns);
        for row in rows {
            let group = row.group.as_ref().map_or(String::new(), |group| format!(" ({group})"));
            let error = |se: f64| if se > 0.0 { number(se) } else { String::new() };
            table.row([
                format!("{} {} {}{group}", row.lhs, row.op, row.rhs),
                number(row.est),
                if row.free { error(row.se) } else { String::new() },
                number(row.std),
                error(row.std_se),
            ]);
        }
        report = report.table(table);
    }
    report
}

/// What to know before relying on it.
pub(super) fn warned(mut report: Report, found: &Cfa, groups: &[String]) -> Report {
    if !found.fit.converged {
        report = report.warning("the search did not come to an end; do not use these numbers");
    }
    let within = |group: usize| {
        groups.get(group).map_or(String::new(), |name| format!(" in group '{name}'"))
    };
    for improper in &found.improper {
        let text = match improper {
            Improper::NegativeVariance { name, group } => {
                let place = within(*group);
                format!(
                    "the variance of '{name}' is below 0{place}, which cannot be: the model is wrong, or the data are too few"
                )
            }
            Improper::Correlation { a, b, group } => {
                let place = within(*group);
                format!(
                    "'{a}' and '{b}' correlate beyond 1{place}, which cannot be: they may be one"
                )
            }
            Improper::AtBound { a, b, group } => {
                let place = within(*group);
                format!(
                    "the answers to '{a}' all but tell those to '{b}'{place}, so that their correlation has no estimate; leave one out"
                )
            }
        };
        report = report.warning(text);
    }
    report
}

/// The finding in one sentence.
pub(super) fn finding(found: &Cfa) -> String {
    if !found.fit.converged {
        return "No estimates were found that fit best, so nothing can be said.".to_owned();
    }
    let (test, indices) = told(found);
    if test.df == 0 {
        return "The model has as many parameters as the data have figures, so the data cannot speak against it.".to_owned();
    }
    let is_within =
        |cfi, rmsea, srmr| indices.cfi >= cfi && indices.rmsea <= rmsea && found.srmr <= srmr;
    let size = match () {
        () if is_within(0.95, 0.06, 0.08) => "describes the answers well",
        () if is_within(0.90, 0.08, 0.10) => "describes the answers roughly",
        () => "does not describe the answers well enough to build on",
    };
    format!(
        "The model {size} (CFI {}, RMSEA {}, SRMR {}).",
        fixed(indices.cfi, 3),
        fixed(indices.rmsea, 3),
        fixed(found.srmr, 3)
    )
}

/// What each step costs.
pub(super) fn steps(steps: &[Step]) -> TextTable {
    let columns =
        ["equal", "chi-square", "df", "CFI", "RMSEA", "SRMR", "difference", "df", "p", "CFI +/-"];
    let mut table = TextTable::new("What each step costs", &columns);
    for step in steps {
        let (test, indices) = told(&step.fitted);
        let difference =
            |show: &dyn Fn(Test) -> String| step.difference.map_or(String::new(), show);
        table.row([
            level(step.level).to_owned(),
            number(test.chisq),
            count(test.df),
            number(indices.cfi),
            number(indices.rmsea),
            number(step.fitted.srmr),
            difference(&|test| number(test.chisq)),
            difference(&|test| count(test.df)),
            difference(&|test| p_value(test.pvalue)),
            step.delta_cfi.map_or(String::new(), |delta| fixed(delta, 4)),
        ]);
    }
    table
}

/// Whether a step costs no more than chance, or hardly any fit.
fn holds(step: &Step) -> bool {
    let is_chance = step.difference.is_some_and(|test| test.pvalue >= 0.05);
    let is_small = step.delta_cfi.is_none_or(|delta| delta >= -0.01);
    step.fitted.fit.converged && (is_chance || is_small)
}

/// How far the groups may be compared.
pub(super) fn finding_of_steps(steps: &[Step]) -> String {
    let last = steps.iter().take_while(|step| holds(step)).last();
    let text = match last.map(|step| step.level) {
        None | Some(Level::Configural | Level::Thresholds) => {
            "The items mean different things in the groups; compare neither relations nor means."
        }
        Some(Level::Loadings) => {
            "Relations may be compared between the groups; means may not, since some items are easier to agree with in one group."
        }
        Some(Level::Intercepts | Level::Residuals) => {
            "Means of the factors may be compared between the groups."
        }
    };
    text.to_owned()
}
