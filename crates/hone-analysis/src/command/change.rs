//! `hone stats change`: whether the means of few raters changed by more than noise.

use hone_stats::change::{ChangeOfLeaders, LeaderChange, Overlap, leader_change, two_waves};
use serde::Serialize;

use super::rci::word;
use crate::error::Error;
use crate::report::{Figure, Report, Rows, TextTable, count, fixed, interval, number};
use crate::table::{Choice, Data, Labels, Source};

/// How many leaders a table for people shows; the JSON has all.
const SHOWN: usize = 60;

/// Change of leaders' means between two waves, with the same, other or partly the same raters.
#[derive(Debug, clap::Args)]
pub(crate) struct Change {
    #[command(flatten)]
    source: Source,
    /// The column that says who was rated
    #[arg(long, value_name = "COLUMN")]
    ratee: String,
    /// The column that says who rated; without it everybody counts as somebody else in each wave
    #[arg(long, value_name = "COLUMN")]
    rater: Option<String>,
    /// The column that says in which wave
    #[arg(long, value_name = "COLUMN")]
    wave: String,
    /// The items, of which each ballot's mean is taken: a,b,c or a..c
    #[arg(long, value_name = "ITEMS")]
    items: Choice,
    /// The wave before; the first, if it is not named
    #[arg(long, value_name = "WAVE")]
    before: Option<String>,
    /// The wave after; the last, if it is not named
    #[arg(long, value_name = "WAVE")]
    after: Option<String>,
}

#[derive(Serialize)]
struct Keys {
    before: String,
    after: String,
    components: Components,
    between_leaders: Option<f64>,
    true_change: Option<f64>,
    reliability_before: Option<f64>,
    reliability_of_change: Option<f64>,
    mean_change: f64,
    rose: usize,
    fell: usize,
    cannot_tell: usize,
    left_out: usize,
    repeated: usize,
    leaders: Vec<Leader>,
}

#[derive(Serialize)]
struct Components {
    within: f64,
    df_within: usize,
    stable: Option<f64>,
    occasion: Option<f64>,
    df_occasion: usize,
}

#[derive(Serialize)]
struct Leader {
    ratee: String,
    n_before: usize,
    n_after: usize,
    n_both: usize,
    before: f64,
    after: f64,
    change: Figure,
    noise_floor: Option<f64>,
    raters: Option<&'static str>,
    se_by_reliability: Option<f64>,
    verdict: &'static str,
    by_regression: Option<f64>,
    shrunken: Option<f64>,
}

impl Change {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let ask = self.source.ask()?.items(&self.items).label(&self.ratee).label(&self.wave);
        let ask = self.rater.iter().fold(ask, |ask, rater| ask.label(rater));
        let data = ask.read()?.answered()?;
        let (before, after) = self.waves(&data)?;
        let data = data.keep("another wave", |data, row| {
            [before.as_str(), after.as_str()].contains(&wave(data, row))
        })?;
        let is_after: Vec<bool> = (0..data.n()).map(|row| wave(&data, row) == after).collect();
        let raters = data.labels.get(2).map(Labels::groups).transpose()?;
        let values = data.scores()?.row_means();
        let waves = two_waves(&values, &data.labels[0].groups()?, raters.as_ref(), &is_after)?;
        let found = leader_change(&waves)?;
        if found.leaders.is_empty() {
            return Err(Error::data(format!(
                "{}: nobody was rated both in '{before}' and in '{after}'",
                data.file
            )));
        }
        let keys = keys(&found, &data, before, after);
        let title = format!("From {} to {}", keys.before, keys.after);
        let mut report = Report::new("change", title, &keys, finding(&keys))
            .of(Rows::from(&data))
            .table(summary(&keys))
            .table(leaders(&keys));
        if self.rater.is_none() {
            report = report.warning(
                "Without --rater everybody counts as somebody else in each wave, which overstates the \
                 noise where the same people answered again.",
            );
        }
        if found.n_repeated > 0 {
            report = report.warning(format!(
                "{} rows repeat a leader, rater and wave; they were averaged.",
                count(found.n_repeated)
            ));
        }
        Ok(report)
    }

    /// The labels of the two waves.
    fn waves(&self, data: &Data) -> Result<(String, String), Error> {
        let names = data.labels[1].names();
        let known = |wanted: &Option<String>, default: Option<&String>| {
            let name = wanted.as_ref().or(default).cloned().unwrap_or_default();
            if names.contains(&name) {
                return Ok(name);
            }
            let all = names.join(", ");
            let message = format!("{}: there is no wave '{name}'; there are {all}", data.file);
            Err(Error::usage(message))
        };
        let waves = (known(&self.before, names.first())?, known(&self.after, names.last())?);
        if waves.0 == waves.1 {
            let message = format!("{}: a change needs two waves in '{}'", data.file, self.wave);
            return Err(Error::data(message));
        }
        Ok(waves)
    }
}

/// The label of a row in the column of waves.
fn wave(data: &Data, row: usize) -> &str {
    data.labels[1].of(row)
}

fn keys(found: &ChangeOfLeaders, data: &Data, before: String, after: String) -> Keys {
    let leaders: Vec<Leader> =
        found.leaders.iter().map(|of| leader(of, &data.labels[0].names()[of.leader])).collect();
    let of = |verdict| leaders.iter().filter(|leader| leader.verdict == verdict).count();
    let components = &found.components;
    Keys {
        before,
        after,
        components: Components {
            within: components.within,
            df_within: components.df_within,
            stable: components.stable(),
            occasion: components.occasion,
            df_occasion: components.df_occasion,
        },
        between_leaders: found.between_leaders,
        true_change: found.true_change,
        reliability_before: found.reliability_before,
        reliability_of_change: found.reliability_of_change,
        mean_change: found.mean_change,
        rose: of("rose"),
        fell: of("fell"),
        cannot_tell: of("cannot_tell"),
        left_out: found.n_left_out,
        repeated: found.n_repeated,
        leaders,
    }
}

fn leader(of: &LeaderChange, name: &str) -> Leader {
    let overlap = |overlap| match overlap {
        Overlap::Same => "same",
        Overlap::Other => "other",
        Overlap::Partly => "partly",
    };
    Leader {
        ratee: name.to_owned(),
        n_before: of.n_before,
        n_after: of.n_after,
        n_both: of.n_both,
        before: of.before,
        after: of.after,
        change: Figure {
            value: of.change,
            ci95: of.ci95.map(|ci| [ci.low, ci.high]),
            se: of.noise.map(|noise| noise.se),
        },
        noise_floor: of.noise.map(|noise| noise.floor),
        raters: of.noise.map(|noise| overlap(noise.overlap)),
        se_by_reliability: of.se_by_reliability,
        verdict: word(of.verdict),
        by_regression: of.by_regression,
        shrunken: of.shrunken,
    }
}

fn summary(keys: &Keys) -> TextTable {
    let mut table = TextTable::new("", &["", "value"]);
    let mut row = |name: &str, value: String| table.row([name.to_owned(), value]);
    let known = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), number);
    row("leaders in both waves", count(keys.leaders.len()));
    row("mean change", number(keys.mean_change));
    row("variance of raters within a leader and wave", number(keys.components.within));
    row("of which anew each time", known(keys.components.occasion));
    row("variance of true means between leaders", known(keys.between_leaders));
    row("variance of true changes between leaders", known(keys.true_change));
    row("reliability of a mean before", known(keys.reliability_before));
    row("reliability of differences in change", known(keys.reliability_of_change));
    table
}

fn leaders(keys: &Keys) -> TextTable {
    let title = if keys.leaders.len() > SHOWN {
        format!("The first {SHOWN} of {} leaders", count(keys.leaders.len()))
    } else {
        "Leaders".to_owned()
    };
    let columns =
        ["leader", "raters", "before", "after", "change", "95 %", "noise floor", "verdict"];
    let mut table = TextTable::new(title, &columns);
    for of in keys.leaders.iter().take(SHOWN) {
        let range = of.change.ci95.map(|[low, high]| hone_stats::Interval { low, high });
        table.row([
            of.ratee.clone(),
            format!("{}, {} ({} both)", of.n_before, of.n_after, of.n_both),
            fixed(of.before, 2),
            fixed(of.after, 2),
            fixed(of.change.value, 2),
            interval(range),
            of.noise_floor.map_or_else(|| "–".to_owned(), |floor| fixed(floor, 2)),
            of.verdict.replace("cannot_tell", "cannot tell yet"),
        ]);
    }
    table
}

fn finding(keys: &Keys) -> String {
    format!(
        "Of {} leaders {} rose and {} fell by more than noise; of the other {} it cannot be told yet \
         whether they changed.",
        count(keys.leaders.len()),
        count(keys.rose),
        count(keys.fell),
        count(keys.cannot_tell)
    )
}
