//! `hone stats careless`: signs that ballots were filled in without looking.

use hone_stats::careless::{Ballot, Careless as Found, RaterStyle, careless, rater_styles};
use serde::Serialize;

use super::scale::{Written, known};
use crate::error::Error;
use crate::report::{Report, Rows, TextTable, count, fixed, number, percent};
use crate::table::{Choice, Source};

/// Raters beyond this are in the JSON only.
const MOST_SHOWN: usize = 30;

/// Signs of careless answering, ballot by ballot, and how raters use the scale.
#[derive(Debug, clap::Args)]
pub(crate) struct Careless {
    #[command(flatten)]
    source: Source,
    /// The items in the order in which they were asked: a,b,c or a..c
    #[arg(long, value_name = "ITEMS")]
    items: Choice,
    /// The items of a scale, for even-odd consistency; once for each of three scales or more
    #[arg(long = "scale-items", value_name = "ITEMS")]
    scales: Vec<Choice>,
    /// The column that says who rated, for how raters use the scale
    #[arg(long, value_name = "COLUMN")]
    rater: Option<String>,
    /// The lowest and the highest answer; without, those that occur
    #[arg(long, value_name = "MIN..MAX", allow_hyphen_values = true)]
    scale: Option<Written>,
}

#[derive(Serialize)]
struct Keys {
    n: usize,
    n_straight: usize,
    n_far: usize,
    n_inconsistent: usize,
    n_with_even_odd: usize,
    long_strings: Vec<Runs>,
    ballots: Vec<Signs>,
    #[serde(skip_serializing_if = "Option::is_none")]
    raters: Option<Vec<Style>>,
}

/// How many ballots have a longest run of that length.
#[derive(Serialize)]
struct Runs {
    length: u32,
    n: usize,
}

#[derive(Serialize)]
struct Signs {
    row: u32,
    n_answered: usize,
    long_string: u32,
    variability: Option<f64>,
    even_odd: Option<f64>,
    d2: Option<f64>,
    df: Option<usize>,
    p: Option<f64>,
    is_straight: bool,
    is_far: bool,
}

#[derive(Serialize)]
struct Style {
    rater: String,
    n: usize,
    leniency: Option<f64>,
    differentiation: Option<f64>,
    middle: Option<f64>,
    ends: Option<f64>,
    straight: Option<f64>,
}

impl Careless {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let mut ask = self.source.ask()?.items(&self.items);
        if let Some(rater) = &self.rater {
            ask = ask.label(rater);
        }
        let mut data = ask.read()?.answered()?;
        let scores = data.take_scores()?;
        let scales =
            self.scales.iter().map(|scale| data.places(scale)).collect::<Result<Vec<_>, _>>()?;
        let found = data.named(careless(&scores, &scales))?;
        let raters = match data.labels.first() {
            Some(labels) => {
                let known = known(self.scale, &scores)?;
                let styles = rater_styles(&scores, &labels.groups()?, known.scale)?;
                Some(labels.names().iter().zip(styles.raters).map(style).collect())
            }
            None => None,
        };
        drop(scores);
        let keys = Keys {
            n: data.n(),
            n_straight: found.n_straight,
            n_far: found.n_far,
            n_inconsistent: found.n_inconsistent,
            n_with_even_odd: found.n_with_even_odd,
            long_strings: runs(&found.ballots),
            ballots: data.lines.iter().zip(&found.ballots).map(signs).collect(),
            raters,
        };
        let title = format!("Signs of careless answers, {} ballots", count(keys.n));
        let mut report = Report::new("careless", title, &keys, finding(&keys))
            .of(Rows::from(&data))
            .table(table(&found, keys.n));
        if let Some(raters) = &keys.raters {
            report = report.table(of_raters(raters));
        }
        if found.ballots.iter().all(|ballot| ballot.distance.is_none()) {
            report = report
                .warning("distances cannot be told: items depend on each other or do not vary");
        }
        Ok(report)
    }
}

fn style((rater, style): (&String, RaterStyle)) -> Style {
    Style {
        rater: rater.clone(),
        n: style.n,
        leniency: style.leniency,
        differentiation: style.differentiation,
        middle: style.middle,
        ends: style.ends,
        straight: style.straight,
    }
}

fn signs((row, ballot): (&u32, &Ballot)) -> Signs {
    Signs {
        row: *row,
        n_answered: ballot.n_answered,
        long_string: ballot.long_string,
        variability: ballot.variability,
        even_odd: ballot.even_odd,
        d2: ballot.distance.map(|distance| distance.d2),
        df: ballot.distance.map(|distance| distance.df),
        p: ballot.distance.map(|distance| distance.p),
        is_straight: ballot.is_straight,
        is_far: ballot.is_far,
    }
}

fn runs(ballots: &[Ballot]) -> Vec<Runs> {
    let longest = ballots.iter().map(|ballot| ballot.long_string).max().unwrap_or(0);
    let with = |length: u32| ballots.iter().filter(|ballot| ballot.long_string == length).count();
    (1..=longest).map(|length| Runs { length, n: with(length) }).collect()
}

fn table(found: &Found, n: usize) -> TextTable {
    let mut table = TextTable::new("", &["", "ballots", "share"]);
    let mut row = |name: &str, count_of: usize, of: usize| {
        let share = percent(count_of as f64 / of as f64);
        table.row([name.to_owned(), count(count_of), share]);
    };
    row("the same answer throughout", found.n_straight, n);
    row("far from the usual answers (chance below 0.001)", found.n_far, n);
    if found.n_with_even_odd > 0 {
        let name = "odd and even items of the scales go against each other";
        row(name, found.n_inconsistent, found.n_with_even_odd);
    }
    table
}

fn of_raters(raters: &[Style]) -> TextTable {
    let title = if raters.len() > MOST_SHOWN {
        format!("How raters use the scale: the first {MOST_SHOWN}; --json has all")
    } else {
        "How raters use the scale".to_owned()
    };
    let columns = ["rater", "ballots", "leniency", "differentiation", "middle", "ends", "straight"];
    let mut table = TextTable::new(title, &columns);
    let share = |share: Option<f64>| percent(share.unwrap_or(f64::NAN));
    for rater in raters.iter().take(MOST_SHOWN) {
        table.row([
            rater.rater.clone(),
            count(rater.n),
            number(rater.leniency.unwrap_or(f64::NAN)),
            number(rater.differentiation.unwrap_or(f64::NAN)),
            share(rater.middle),
            share(rater.ends),
            share(rater.straight),
        ]);
    }
    table
}

fn finding(keys: &Keys) -> String {
    let shown = keys.ballots.iter().filter(|signs| signs.is_straight || signs.is_far).count();
    format!(
        "{} of {} ballots ({} %) show a sign of careless answers; no sign proves it, and a result \
         should not hang on them.",
        count(shown),
        count(keys.n),
        fixed(100.0 * shown as f64 / keys.n as f64, 1)
    )
}
