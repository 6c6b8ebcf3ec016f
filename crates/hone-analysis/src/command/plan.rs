//! `hone plan`: how many raters give what precision.

use std::path::PathBuf;

use hone_stats::reliability::group_icc;
use hone_stats::{
    EXPECTED_RESPONSE, Groups, Interval, PLANNING_ICC, interval_of_mean, raters_needed,
    spearman_brown,
};
use serde::Serialize;

use crate::error::Error;
use crate::report::{Chart, Figure, Report, Rows, TextTable, fixed, with_interval};
use crate::table::{Choice, Data, Reading};

/// What reliabilities the number of raters is given for.
const TARGETS: [f64; 3] = [0.7, 0.8, 0.9];
/// Points that raters of one leader are assumed to differ by.
const PLANNING_SD: f64 = 0.8;
/// More raters than this are not asked about one leader.
const MOST: usize = 500;

/// How many raters give what precision, from planning values or from an earlier round.
#[derive(Debug, clap::Args)]
pub(crate) struct Plan {
    /// An earlier round to take the ICC and the spread from
    #[arg(value_name = "FILE", requires = "items", requires = "ratee")]
    file: Option<PathBuf>,
    /// The items of the scale: a,b,c or a..c
    #[arg(long, value_name = "ITEMS", requires = "file")]
    items: Option<Choice>,
    /// The column that says who was rated
    #[arg(long, value_name = "COLUMN", requires = "file")]
    ratee: Option<String>,
    /// The ICC of one rater: how much two raters of one leader agree (0.20 if nothing is known)
    #[arg(long, conflicts_with = "file")]
    icc: Option<f64>,
    /// The spread among raters of one leader, in points of the scale (0.80 if nothing is known)
    #[arg(long, conflicts_with = "file")]
    sd: Option<f64>,
    /// The share of those asked who answer
    #[arg(long, default_value_t = EXPECTED_RESPONSE)]
    response: f64,
    /// The most raters in the table
    #[arg(long, value_name = "K", default_value_t = 20)]
    most: usize,
    #[command(flatten)]
    reading: Reading,
}

/// What a plan rests on.
struct Known {
    icc: f64,
    ci95: Option<Interval>,
    sd: f64,
    rows: Option<Rows>,
}

#[derive(Serialize)]
struct Keys {
    icc: Figure,
    sd: f64,
    response: f64,
    is_assumed: bool,
    raters: Vec<Row>,
    needed: Vec<Needed>,
}

#[derive(Serialize)]
struct Row {
    raters: usize,
    reliability: Figure,
    half_width95: f64,
}

#[derive(Serialize)]
struct Needed {
    reliability: f64,
    /// Absent where no number of raters is enough.
    raters: Option<usize>,
    invited: Option<usize>,
}

impl Plan {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        if !(2..=MOST).contains(&self.most) {
            return Err(Error::usage(format!("--most has to be from 2 to {MOST}")));
        }
        if !(self.response > 0.0 && self.response <= 1.0) {
            return Err(Error::usage("--response is a share: above 0, at most 1, as in 0.75"));
        }
        let (Some(file), Some(items), Some(ratee)) = (&self.file, &self.items, &self.ratee) else {
            return self.planned(&self.assumed()?);
        };
        let data = self.reading.ask(file)?.items(items).label(ratee).read()?.answered()?;
        self.planned(&measured(&data)?)
    }

    fn assumed(&self) -> Result<Known, Error> {
        let icc = self.icc.unwrap_or(PLANNING_ICC);
        let sd = self.sd.unwrap_or(PLANNING_SD);
        if !(icc > 0.0 && icc < 1.0) {
            return Err(Error::usage("--icc has to lie between 0 and 1, as in 0.20"));
        }
        if !(sd > 0.0 && sd.is_finite()) {
            return Err(Error::usage("--sd has to be a number above 0, as in 0.80"));
        }
        Ok(Known { icc, ci95: None, sd, rows: None })
    }

    fn planned(&self, known: &Known) -> Result<Report, Error> {
        let raters = (1..=self.most).map(|k| row(k, known)).collect::<Result<Vec<_>, Error>>()?;
        let keys = Keys {
            icc: Figure {
                value: known.icc,
                ci95: known.ci95.map(|around| [around.low, around.high]),
                se: None,
            },
            sd: known.sd,
            response: self.response,
            is_assumed: known.rows.is_none(),
            raters,
            needed: TARGETS.map(|target| needed(target, known.icc, self.response)).into(),
        };
        let mut report = Report::new("plan", "How many raters", &keys, finding(&keys))
            .table(needed_table(&keys))
            .table(precision_table(&keys, known))
            .chart(chart(&keys));
        if let Some(rows) = &known.rows {
            report = report.of(rows.clone());
        } else {
            report = report.warning(
                "The ICC and the spread are planning values; name a file of an earlier round, with \
                 --ratee and --items, to take them from your own data.",
            );
        }
        Ok(report)
    }
}

/// The ICC and the spread within leaders; the first label says who was rated.
fn measured(data: &Data) -> Result<Known, Error> {
    let labels = data.labels.first().ok_or_else(|| Error::usage("say who was rated: --ratee"))?;
    let (leaders, _) = Groups::by_label(labels.codes())?;
    let icc = group_icc(&data.scores()?.row_means(), &leaders)?;
    // By REML, since the analysis of variance underestimates it when leaders have unlike many raters.
    let value = icc.reml.icc1;
    if value <= 0.0 || value >= 1.0 {
        return Err(Error::data(format!(
            "{}: raters of one leader do not agree more than raters of different leaders do (ICC {}), \
             so no number of raters can be given",
            data.file,
            fixed(value, 3)
        )));
    }
    Ok(Known {
        icc: value,
        ci95: icc.icc1.ci95,
        sd: icc.within.sqrt(),
        rows: Some(Rows::from(data)),
    })
}

fn row(raters: usize, known: &Known) -> Result<Row, Error> {
    let at = |icc: f64| spearman_brown(raters as f64, icc.clamp(0.0, 1.0)).map(|mean| mean.value);
    let around = match known.ci95 {
        Some(Interval { low, high }) => Some([at(low)?, at(high)?]),
        None => None,
    };
    Ok(Row {
        raters,
        reliability: Figure { value: at(known.icc)?, ci95: around, se: None },
        half_width95: interval_of_mean(0.0, known.sd, raters, 0.95)?.high,
    })
}

fn needed(target: f64, icc: f64, response: f64) -> Needed {
    let found = raters_needed(target, icc, response).ok();
    Needed {
        reliability: target,
        raters: found.map(|found| found.answers),
        invited: found.map(|found| found.invited),
    }
}

fn needed_table(keys: &Keys) -> TextTable {
    let answer = format!("asked, if {} answer", share(keys.response));
    let mut table =
        TextTable::new("For a reliability of", &["reliability", "raters who answer", &answer]);
    for needed in &keys.needed {
        let number = |n: Option<usize>| n.map_or_else(|| "–".to_owned(), |n| n.to_string());
        table.row([fixed(needed.reliability, 2), number(needed.raters), number(needed.invited)]);
    }
    table
}

fn precision_table(keys: &Keys, known: &Known) -> TextTable {
    let title = format!(
        "By number of raters who answer (ICC of one rater {}, spread {} points)",
        with_interval(known.icc, known.ci95),
        fixed(known.sd, 2)
    );
    let mut table = TextTable::new(title, &["raters", "reliability", "mean known to within"]);
    for row in &keys.raters {
        table.row([
            row.raters.to_string(),
            with_interval(
                row.reliability.value,
                row.reliability.ci95.map(|[low, high]| Interval { low, high }),
            ),
            format!("± {} points", fixed(row.half_width95, 2)),
        ]);
    }
    table
}

fn chart(keys: &Keys) -> Chart {
    let points = keys.raters.iter().map(|row| (row.raters, row.reliability));
    Chart::of_reliability("plan", "raters who answer", points)
}

/// A planned share needs no decimals.
fn share(response: f64) -> String {
    format!("{} %", fixed(100.0 * response, 0))
}

fn finding(keys: &Keys) -> String {
    let eight = keys.needed.iter().find(|needed| needed.reliability == 0.8);
    match eight.and_then(|needed| Some((needed.raters?, needed.invited?))) {
        Some((raters, invited)) => format!(
            "For a reliability of 0.80, {raters} raters have to answer about each leader; ask {invited}, if \
             {} of them do.",
            share(keys.response)
        ),
        None => "No number of raters is enough.".to_owned(),
    }
}
