//! `hone stats brier`: how good forecasts are.

use hone_chart::{Axis, Curve, CurvePoint, Span, curve};
use hone_stats::forecasts::{Calibration, Leaning, Parts, Record, Told, boldness, calibration};
use hone_stats::{Estimate, Interval};
use serde::Serialize;

use crate::error::{Error, Kind};
use crate::report::{
    Chart, Figure, Report, Rows, TextTable, count, fixed, interval, p_value, percent,
};
use crate::table::{Data, Source};

/// Bets below which boldness is not told.
const FOR_BOLDNESS: usize = 10;

/// How good forecasts are: score, leaning, calibration, telling apart.
#[derive(Debug, clap::Args)]
pub(crate) struct Brier {
    #[command(flatten)]
    source: Source,
    /// The column with the chances of 'yes', from 0 to 1
    #[arg(long, value_name = "COLUMN")]
    forecast: String,
    /// The column with what came: 1 for 'yes', 0 for 'no', empty where it is open or void
    #[arg(long, value_name = "COLUMN")]
    outcome: String,
    /// The column with the stakes, for boldness
    #[arg(long, value_name = "COLUMN")]
    stake: Option<String>,
    /// Where chance starts for intervals that are drawn
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// A figure, or how far away it is.
#[derive(Serialize)]
#[serde(untagged)]
enum Key<T> {
    Known(T),
    Yet { cannot_tell_yet: Short },
}

#[derive(Serialize)]
struct Short {
    n: usize,
    needed: usize,
}

#[derive(Serialize)]
struct Keys {
    n: usize,
    base_rate: f64,
    undecided: usize,
    brier: Key<Figure>,
    optimism: Key<Optimism>,
    decomposition: Key<Decomposition>,
    discrimination: Key<Slope>,
    curve: Key<Calibrated>,
    #[serde(skip_serializing_if = "Option::is_none")]
    boldness: Option<Key<Figure>>,
}

#[derive(Serialize)]
struct Optimism {
    #[serde(flatten)]
    value: Figure,
    p_value: f64,
    exact: bool,
    leaning: &'static str,
}

#[derive(Serialize)]
struct Three {
    reliability: f64,
    resolution: f64,
    uncertainty: f64,
}

#[derive(Serialize)]
struct Decomposition {
    #[serde(flatten)]
    corrected: Three,
    raw: Three,
    within_bins: f64,
    bins: usize,
}

#[derive(Serialize)]
struct Slope {
    #[serde(flatten)]
    value: Figure,
    n_yes: usize,
    n_no: usize,
}

#[derive(Serialize)]
struct Calibrated {
    points: Vec<Point>,
    miscalibration: f64,
    discrimination: f64,
    uncertainty: f64,
    outside: usize,
}

#[derive(Serialize)]
struct Point {
    odds: f64,
    n: usize,
    share: f64,
    band95: [f64; 2],
}

impl Brier {
    pub(crate) fn run(&self) -> Result<Report, Error> {
        let ask = self.source.ask()?.number(&self.forecast).number(&self.outcome);
        let ask = self.stake.iter().fold(ask, |ask, stake| ask.number(stake));
        let all = ask.read()?;
        let bold = self.boldness(&all)?;
        let undecided = (0..all.n()).filter(|row| all.numbers[1].values[*row].is_nan()).count();
        let data = all.keep("no forecast or no outcome", |data, row| {
            data.numbers[..2].iter().all(|column| !column.values[row].is_nan())
        })?;
        let record = record(&data)?;
        let found = calibration(&record, self.seed);
        let keys = keys(&found, undecided, bold);
        let mut report = Report::new("brier", "Forecasts", &keys, finding(&found))
            .of(Rows::from(&data))
            .table(summary(&keys));
        if let Key::Known(of) = &keys.curve {
            report = report.table(points(of)).chart(chart(of));
        }
        if undecided > 0 {
            report = report.warning(format!(
                "{} of {} forecasts are open or void; 'no' often comes late, so what is decided may \
                 look too hopeful or too careful.",
                count(undecided),
                count(undecided + found.n)
            ));
        }
        Ok(report)
    }

    fn boldness(&self, data: &Data) -> Result<Option<Key<Figure>>, Error> {
        if self.stake.is_none() {
            return Ok(None);
        }
        let [odds, stakes] = [0, 2].map(|column| &data.numbers[column].values);
        let both = |row: &usize| !odds[*row].is_nan() && !stakes[*row].is_nan();
        let rows: Vec<usize> = (0..data.n()).filter(both).collect();
        if rows.len() < FOR_BOLDNESS {
            let short = Short { n: rows.len(), needed: FOR_BOLDNESS };
            return Ok(Some(Key::Yet { cannot_tell_yet: short }));
        }
        let of = |values: &[f64]| -> Vec<f64> { rows.iter().map(|row| values[*row]).collect() };
        let found = boldness(&of(odds), &of(stakes)).map_err(|error| place(data, &rows, &error))?;
        Ok(Some(Key::Known(Figure { value: found.value, ci95: None, se: None })))
    }
}

/// A refusal that names the row of the file.
fn place(data: &Data, rows: &[usize], error: &hone_stats::Error) -> Error {
    let (hone_stats::Error::NotAProbability { row } | hone_stats::Error::NotAStake { row }) = error
    else {
        return Error::from(*error);
    };
    let line = rows.get(*row).and_then(|row| data.lines.get(*row)).copied().unwrap_or_default();
    let what = match error {
        hone_stats::Error::NotAStake { .. } => "the stake is not a number from 0 up",
        _ => "the forecast does not lie between 0 and 1; divide percentages by 100",
    };
    Error::new(Kind::Row, format!("{}, row {line}: {what}", data.file))
}

fn record(data: &Data) -> Result<Record, Error> {
    let [odds, outcomes] = [0, 1].map(|column| &data.numbers[column].values);
    if let Some(row) = outcomes.iter().position(|o| *o != 0.0 && *o != 1.0) {
        let message = format!(
            "{}, row {}: the outcome has to be 1 for 'yes', 0 for 'no', or empty, and is {}",
            data.file, data.lines[row], outcomes[row]
        );
        return Err(Error::new(Kind::Row, message));
    }
    let yes: Vec<bool> = outcomes.iter().map(|o| *o == 1.0).collect();
    let rows: Vec<usize> = (0..data.n()).collect();
    Record::new(odds, &yes).map_err(|error| place(data, &rows, &error))
}

fn key<A, B>(told: &Told<A>, of: impl Fn(&A) -> B) -> Key<B> {
    match told {
        Told::Known(value) => Key::Known(of(value)),
        Told::CannotTellYet { n, needed } => {
            Key::Yet { cannot_tell_yet: Short { n: *n, needed: *needed } }
        }
    }
}

fn figure(value: f64, ci95: Option<Interval>) -> Figure {
    Figure::from(Estimate { value, se: None, ci95 })
}

fn keys(found: &Calibration, undecided: usize, boldness: Option<Key<Figure>>) -> Keys {
    let three = |parts: Parts| Three {
        reliability: parts.reliability,
        resolution: parts.resolution,
        uncertainty: parts.uncertainty,
    };
    let leaning = |leaning| match leaning {
        Leaning::TooHopeful => "too_hopeful",
        Leaning::TooCareful => "too_careful",
        Leaning::CannotTell => "cannot_tell",
    };
    Keys {
        n: found.n,
        base_rate: found.base_rate,
        undecided,
        brier: key(&found.brier, |of| {
            Figure::from(Estimate { value: of.value, se: of.se, ci95: of.ci95 })
        }),
        optimism: key(&found.optimism, |of| Optimism {
            value: figure(of.value, of.ci95),
            p_value: of.p_value,
            exact: of.is_exact,
            leaning: leaning(of.leaning),
        }),
        decomposition: key(&found.decomposition, |of| Decomposition {
            corrected: three(of.corrected),
            raw: three(of.raw),
            within_bins: of.within_bins,
            bins: of.n_bins,
        }),
        discrimination: key(&found.discrimination, |of| Slope {
            value: figure(of.value, of.ci95),
            n_yes: of.n_yes,
            n_no: of.n_no,
        }),
        curve: key(&found.curve, |of| Calibrated {
            points: of
                .points
                .iter()
                .map(|point| Point {
                    odds: point.odds,
                    n: point.n,
                    share: point.share,
                    band95: [point.band.low, point.band.high],
                })
                .collect(),
            miscalibration: of.miscalibration,
            discrimination: of.discrimination,
            uncertainty: of.uncertainty,
            outside: of.n_outside,
        }),
        boldness,
    }
}

fn summary(keys: &Keys) -> TextTable {
    let mut table = TextTable::new("", &["", "value", "95 %"]);
    let range = |figure: &Figure| interval(figure.ci95.map(|[low, high]| Interval { low, high }));
    let mut row =
        |name: &str, value: String, range: String| table.row([name.to_owned(), value, range]);
    row("decided forecasts", count(keys.n), String::new());
    row("share of 'yes'", percent(keys.base_rate), String::new());
    let yet = |short: &Short| format!("cannot tell yet: {} of {}", short.n, short.needed);
    match &keys.brier {
        Key::Known(of) => row("Brier score", fixed(of.value, 3), range(of)),
        Key::Yet { cannot_tell_yet } => row("Brier score", yet(cannot_tell_yet), String::new()),
    }
    match &keys.optimism {
        Key::Known(of) => {
            row("optimism", fixed(of.value.value, 3), range(&of.value));
            row("chance of it if the odds were right", p_value(of.p_value), String::new());
        }
        Key::Yet { cannot_tell_yet } => row("optimism", yet(cannot_tell_yet), String::new()),
    }
    match &keys.discrimination {
        Key::Known(of) => row("telling apart", fixed(of.value.value, 3), range(&of.value)),
        Key::Yet { cannot_tell_yet } => row("telling apart", yet(cannot_tell_yet), String::new()),
    }
    match &keys.decomposition {
        Key::Known(of) => {
            row("miscalibration (REL)", fixed(of.corrected.reliability, 3), String::new());
            row("resolution (RES)", fixed(of.corrected.resolution, 3), String::new());
            row("uncertainty (UNC)", fixed(of.corrected.uncertainty, 3), String::new());
        }
        Key::Yet { cannot_tell_yet } => row("decomposition", yet(cannot_tell_yet), String::new()),
    }
    match &keys.boldness {
        Some(Key::Known(of)) => row("boldness", fixed(of.value, 3), String::new()),
        Some(Key::Yet { cannot_tell_yet }) => {
            row("boldness", yet(cannot_tell_yet), String::new());
        }
        None => {}
    }
    table
}

fn points(of: &Calibrated) -> TextTable {
    let columns = ["odds", "forecasts", "share of 'yes'", "if the odds were right"];
    let mut table = TextTable::new("What came at these odds", &columns);
    for point in &of.points {
        let [low, high] = point.band95;
        table.row([
            percent(point.odds),
            count(point.n),
            percent(point.share),
            format!("{} to {}", percent(low), percent(high)),
        ]);
    }
    table
}

fn chart(of: &Calibrated) -> Chart {
    let axis = |label: &str| Axis {
        label: label.to_owned(),
        from: 0.0,
        to: 1.0,
        ticks: vec![0.0, 0.2, 0.4, 0.6, 0.8, 1.0],
        decimals: 1,
    };
    let point = |of: &Point| CurvePoint {
        x: of.odds,
        span: Span::new(of.share, of.band95[0], of.band95[1]),
    };
    let svg = curve(&Curve {
        id_prefix: "brier".to_owned(),
        title: "What came at the odds that were given".to_owned(),
        x: axis("odds of 'yes'"),
        y: axis("share of 'yes'"),
        points: of.points.iter().map(point).collect(),
        line: None,
        has_diagonal: true,
    });
    let description = "What came at the odds that were given. The band holds 95 of 100 curves of \
                       somebody whose odds are right; dotted: as promised."
        .to_owned();
    Chart { description, svg }
}

fn finding(found: &Calibration) -> String {
    let Some(score) = found.brier.known() else {
        return format!(
            "{} decided forecasts are too few to tell how good they are; look at the cases.",
            count(found.n)
        );
    };
    let leaning = match found.optimism.known().map(|of| of.leaning) {
        Some(Leaning::TooHopeful) => "the odds were too hopeful",
        Some(Leaning::TooCareful) => "the odds were too careful",
        Some(Leaning::CannotTell) => "whether the odds lean cannot be told yet",
        None => "there are too few to tell whether the odds lean",
    };
    format!(
        "Over {} forecasts the Brier score is {} (always saying 50 % gives 0.25), and {leaning}.",
        count(found.n),
        fixed(score.value, 3)
    )
}
