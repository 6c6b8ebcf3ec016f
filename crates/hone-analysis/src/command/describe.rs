//! `hone stats describe`: what was answered, in one pass over a file of any size.

use hone_stats::Estimate;
use hone_stats::reliability::{Alpha, GroupIcc};
use hone_stats::stream::ItemSummary;
use serde::Serialize;

use super::pass::{Passed, pass};
use crate::error::Error;
use crate::report::{Chart, Figure, Report, TextTable, count, estimate, number, percent};
use crate::table::{Choice, Source};

/// Count, mean, spread and gaps of each item, and how well items and raters go together.
#[derive(Debug, clap::Args)]
pub(crate) struct Describe {
    #[command(flatten)]
    source: Source,
    /// The items: a,b,c or a..c
    #[arg(long, value_name = "ITEMS")]
    items: Choice,
    /// The column that says who was rated
    #[arg(long, value_name = "COLUMN")]
    ratee: Option<String>,
}

#[derive(Serialize)]
struct Keys<'a> {
    n: usize,
    n_complete: usize,
    n_ratees: Option<usize>,
    mean: Option<Figure>,
    sd: f64,
    alpha: Option<Figure>,
    icc1: Option<Figure>,
    icc2: Option<Figure>,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    name: &'a str,
    n: usize,
    mean: f64,
    ci95: Option<[f64; 2]>,
    sd: f64,
    lowest: f64,
    highest: f64,
    missing: f64,
}

/// What can be told of the scale as a whole; what cannot has its reason among the notes.
struct Whole {
    alpha: Option<Alpha>,
    icc: Option<GroupIcc>,
    mean: Option<Estimate>,
    notes: Vec<String>,
}

impl Describe {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let mut ask = self.source.ask()?.items(&self.items);
        if let Some(ratee) = &self.ratee {
            ask = ask.label(ratee);
        }
        let passed = pass(ask)?;
        let whole = Whole::of(&passed, self.ratee.is_some());
        let keys = keys(&passed, &whole);
        let title = format!("{} items", passed.names.len());
        let mut report = Report::new("describe", title, &keys, finding(&keys))
            .table(by_item(&passed))
            .chart(chart(&passed))
            .table(of_scale(&passed, &whole));
        for note in whole.notes {
            report = report.warning(note);
        }
        Ok(report.of(passed.rows))
    }
}

impl Whole {
    fn of(passed: &Passed, has_ratees: bool) -> Self {
        let mut notes = vec![];
        let alpha = noted(passed.named(passed.stream.alpha()), "alpha", &mut notes);
        let (mut icc, mut mean) = (None, None);
        if has_ratees {
            icc = noted(passed.named(passed.stream.icc()), "the ICC", &mut notes);
            mean = noted(passed.named(passed.stream.mean_over_leaders()), "the mean", &mut notes);
            notes.push(
                "the intervals of the items take ballots to be independent, which those about one \
                 leader are not: they are too narrow"
                    .to_owned(),
            );
        }
        Self { alpha, icc, mean, notes }
    }
}

fn noted<T>(result: Result<T, Error>, what: &str, notes: &mut Vec<String>) -> Option<T> {
    result.map_err(|error| notes.push(format!("{what}: {error}"))).ok()
}

fn keys<'a>(passed: &'a Passed, whole: &Whole) -> Keys<'a> {
    let item = |(name, item): (&'a String, &ItemSummary)| Item {
        name,
        n: item.n,
        mean: item.mean.value,
        ci95: item.mean.ci95.map(|interval| [interval.low, interval.high]),
        sd: item.sd,
        lowest: item.lowest,
        highest: item.highest,
        missing: item.missing,
    };
    let summary = &passed.summary;
    Keys {
        n: summary.n_answered,
        n_complete: summary.n_complete,
        n_ratees: whole.icc.as_ref().map(|icc| icc.n_groups),
        mean: whole.mean.map(Figure::from),
        sd: summary.sd,
        alpha: whole.alpha.as_ref().map(|alpha| alpha.raw.into()),
        icc1: whole.icc.as_ref().map(|icc| icc.icc1.into()),
        icc2: whole.icc.as_ref().map(|icc| icc.icc2.into()),
        items: passed.names.iter().zip(&summary.items).map(item).collect(),
    }
}

fn by_item(passed: &Passed) -> TextTable {
    let columns = ["item", "n", "mean (95 % interval)", "sd", "lowest", "highest", "missing"];
    let mut table = TextTable::new("Items", &columns);
    for (name, item) in passed.names.iter().zip(&passed.summary.items) {
        table.row([
            name.clone(),
            count(item.n),
            estimate(&item.mean),
            number(item.sd),
            plain(item.lowest),
            plain(item.highest),
            percent(item.missing),
        ]);
    }
    table
}

fn chart(passed: &Passed) -> Chart {
    let items = passed.names.iter().zip(&passed.summary.items);
    let told = items
        .map(|(name, item)| (name.clone(), item.mean.ci95.map(|around| (item.mean.value, around))));
    Chart::of_items("describe", "The mean of each item", "mean of the answers", told)
}

/// An answer as it was given.
fn plain(answer: f64) -> String {
    if answer.is_finite() { answer.to_string() } else { number(answer) }
}

fn of_scale(passed: &Passed, whole: &Whole) -> TextTable {
    let mut table = TextTable::new("All items together", &["", "value"]);
    let mut row = |name: &str, value: String| table.row([name.to_owned(), value]);
    row("ballots that answered every item", count(passed.summary.n_complete));
    row("mean of ballots", number(passed.summary.mean));
    row("sd of ballots", number(passed.summary.sd));
    if let Some(mean) = &whole.mean {
        row("mean of complete ballots, leaders being independent", estimate(mean));
    }
    if let Some(alpha) = &whole.alpha {
        row("alpha", estimate(&alpha.raw));
    }
    if let Some(icc) = &whole.icc {
        row("leaders", count(icc.n_groups));
        row("ICC(1), one rater", estimate(&icc.icc1));
        row("ICC(2), the mean of a leader's raters", estimate(&icc.icc2));
    }
    table
}

fn finding(keys: &Keys<'_>) -> String {
    let gaps: f64 = keys.items.iter().map(|item| item.missing).sum();
    let gaps = gaps / keys.items.len() as f64;
    let begin = format!("{} ballots, {} of the answers missing", count(keys.n), percent(gaps));
    match &keys.icc1 {
        Some(icc) if icc.value > 0.0 => format!(
            "{begin}; {} of the differences between ballots are differences between leaders.",
            percent(icc.value)
        ),
        Some(_) => format!("{begin}; leaders do not differ more than raters of one leader do."),
        None => format!("{begin}."),
    }
}
