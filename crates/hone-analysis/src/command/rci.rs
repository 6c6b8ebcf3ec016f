//! `hone stats rci`: whether people changed by more than the noise of an instrument.

use hone_stats::change::{ReliableChange, Verdict, reliable_change, retest_correlation};
use serde::Serialize;

use crate::error::Error;
use crate::report::{Report, Rows, TextTable, count, fixed, number};
use crate::table::{Data, Source};

/// How many people a table for people shows; the JSON has all.
const SHOWN: usize = 40;

/// Reliable change of people who were measured twice.
#[derive(Debug, clap::Args)]
pub(crate) struct Rci {
    #[command(flatten)]
    source: Source,
    /// The column with the first measurement
    #[arg(long, value_name = "COLUMN")]
    before: String,
    /// The column with the second measurement
    #[arg(long, value_name = "COLUMN")]
    after: String,
    /// The reliability of the first measurement, where it is known
    #[arg(long, allow_negative_numbers = true)]
    reliability: Option<f64>,
    /// A column measured again before anything could change, to take the reliability from
    #[arg(long, value_name = "COLUMN", conflicts_with = "reliability")]
    retest: Option<String>,
}

#[derive(Serialize)]
struct Keys {
    n: usize,
    reliability: f64,
    reliability_from: &'static str,
    sd_before: f64,
    se_difference: f64,
    noise_floor: f64,
    mean_before: f64,
    mean_change: f64,
    rose: usize,
    fell: usize,
    cannot_tell: usize,
    people: Vec<Person>,
}

#[derive(Serialize)]
struct Person {
    row: u32,
    before: f64,
    after: f64,
    change: f64,
    ci95: [f64; 2],
    index: f64,
    verdict: &'static str,
    by_regression: f64,
}

impl Rci {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let ask = self.source.ask()?.number(&self.before).number(&self.after);
        let ask = self.retest.iter().fold(ask, |ask, retest| ask.number(retest));
        let data = ask.read()?.keep("no measurement before or after", |data, row| {
            data.numbers[..2].iter().all(|column| !column.values[row].is_nan())
        })?;
        let (before, after) = (&data.numbers[0].values, &data.numbers[1].values);
        let (reliability, reliability_from) = self.reliability_of(&data)?;
        let found = reliable_change(before, after, reliability)?;
        let keys = keys(&found, &data, reliability_from);
        let title = format!("From {} to {}", self.before, self.after);
        let report = Report::new("rci", title, &keys, finding(&keys))
            .of(Rows::from(&data))
            .table(summary(&keys))
            .table(people(&keys));
        Ok(if reliability_from == "before_after" {
            report.warning(
                "The reliability is the correlation of the two measurements. It is too small where \
                 people truly changed, and the noise floor then too high; name a --retest column or a \
                 --reliability.",
            )
        } else {
            report
        })
    }

    fn reliability_of(&self, data: &Data) -> Result<(f64, &'static str), Error> {
        if let Some(reliability) = self.reliability {
            return Ok((reliability, "given"));
        }
        let other = data.numbers.last().ok_or_else(|| Error::usage("name --before and --after"))?;
        let name = if self.retest.is_some() { "retest" } else { "before_after" };
        let found = retest_correlation(&data.numbers[0].values, &other.values)?;
        if found <= 0.0 {
            return Err(Error::data(format!(
                "{}: '{}' and '{}' do not rise together (correlation {}), so that is no reliability; \
                 give one with --reliability",
                data.file,
                self.before,
                other.name,
                fixed(found, 3)
            )));
        }
        // Up to rounding: without noise there is nothing to compare a change with.
        if found > 1.0 - 1e-12 {
            return Err(Error::data(format!(
                "{}: '{}' and '{}' correlate by 1, so that no noise is seen; give a reliability with \
                 --reliability",
                data.file, self.before, other.name
            )));
        }
        Ok((found, name))
    }
}

pub(super) fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Rose => "rose",
        Verdict::Fell => "fell",
        Verdict::CannotTell => "cannot_tell",
    }
}

fn keys(found: &ReliableChange, data: &Data, reliability_from: &'static str) -> Keys {
    let person = |of: &hone_stats::change::PersonChange| Person {
        row: data.lines[of.row],
        before: data.numbers[0].values[of.row],
        after: data.numbers[1].values[of.row],
        change: of.change,
        ci95: [of.ci95.low, of.ci95.high],
        index: of.index,
        verdict: word(of.verdict),
        by_regression: of.by_regression,
    };
    Keys {
        n: found.n,
        reliability: found.reliability,
        reliability_from,
        sd_before: found.sd_before,
        se_difference: found.se_difference,
        noise_floor: found.noise_floor,
        mean_before: found.mean_before,
        mean_change: found.mean_change,
        rose: found.n_rose,
        fell: found.n_fell,
        cannot_tell: found.n - found.n_rose - found.n_fell,
        people: found.people.iter().map(person).collect(),
    }
}

fn summary(keys: &Keys) -> TextTable {
    let mut table = TextTable::new("", &["", "value"]);
    let mut row = |name: &str, value: String| table.row([name.to_owned(), value]);
    row("measured twice", count(keys.n));
    row("reliability", fixed(keys.reliability, 3));
    row("standard deviation before", number(keys.sd_before));
    row("standard error of a difference", number(keys.se_difference));
    row("noise floor, 95 %", number(keys.noise_floor));
    row("mean change", number(keys.mean_change));
    row("rose by more than noise", count(keys.rose));
    row("fell by more than noise", count(keys.fell));
    row("cannot tell yet", count(keys.cannot_tell));
    table
}

fn people(keys: &Keys) -> TextTable {
    let changed = || keys.people.iter().filter(|person| person.verdict != "cannot_tell");
    let all = changed().count();
    let title = if all > SHOWN {
        format!("More than noise: the first {SHOWN} of {}", count(all))
    } else {
        "More than noise".to_owned()
    };
    let columns = ["row", "before", "after", "change", "index", "by regression alone"];
    let mut table = TextTable::new(title, &columns);
    for person in changed().take(SHOWN) {
        let numbers =
            [person.before, person.after, person.change, person.index, person.by_regression];
        table.row(std::iter::once(person.row.to_string()).chain(numbers.map(number)));
    }
    table
}

fn finding(keys: &Keys) -> String {
    let changed = keys.rose + keys.fell;
    let by_chance = (0.05 * keys.n as f64).round();
    format!(
        "{} of {} people changed by more than {} points, which is the noise ({} up, {} down); {} would \
         do so by chance alone.",
        count(changed),
        count(keys.n),
        fixed(keys.noise_floor, 2),
        count(keys.rose),
        count(keys.fell),
        fixed(by_chance, 0)
    )
}
