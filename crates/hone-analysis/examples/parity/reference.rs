//! Data, results and times of the reference.

use std::path::{Path, PathBuf};

use hone_analysis::table::{Choice, Data, Reading};
use hone_stats::Scores;
use serde_json::Value;

use crate::live::Live;
use crate::row::{Row, Timing, Tolerance, timed};

pub(crate) fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The reference, and how R's times are taken.
pub(crate) struct Reference {
    folder: PathBuf,
    live: Option<Live>,
}

/// One method on one data set, run by R and by us.
pub(crate) struct Case<T> {
    method: String,
    data: String,
    function: String,
    result: Value,
    seconds_r: Timing,
    ours: T,
    seconds: f64,
}

impl Reference {
    pub(crate) fn new(is_live: bool) -> Self {
        Self { folder: top().join("reference"), live: is_live.then(Live::new) }
    }

    /// Columns of a reference data set: items by name or range, and labels.
    pub(crate) fn read(&self, data: &str, items: &str, labels: &[&str]) -> Data {
        let file = self.folder.join(format!("data/{data}.csv.gz"));
        let choice: Choice = items.parse().expect("the items are a list");
        let reading = Reading::default();
        let ask = reading.ask(&file).expect("the data are there").items(&choice);
        let ask = labels.iter().fold(ask, |ask, label| ask.label(label));
        ask.read().expect("the data can be read")
    }

    /// Items of a reference data set.
    pub(crate) fn scores(&self, data: &str, items: &str) -> Scores {
        self.read(data, items, &[]).scores().expect("the items are numbers")
    }

    /// Runs ours, several times, and takes the recorded result of an R job.
    pub(crate) fn case<T>(&self, method: &str, job: &str, run: impl Fn() -> T) -> Case<T> {
        let file = self.folder.join(format!("results/{job}.json"));
        let text = std::fs::read_to_string(file).expect("the result is on record");
        let mut record: Value = serde_json::from_str(&text).expect("the record is JSON");
        let (ours, seconds) = timed(run);
        Case {
            method: method.to_owned(),
            data: record["data"].as_str().unwrap_or_default().to_owned(),
            function: function(&record),
            seconds_r: self.seconds_r(job, &record),
            result: record["result"].take(),
            ours,
            seconds,
        }
    }

    /// Runs ours beside published values, without a time of the reference.
    pub(crate) fn published<T>(
        method: &str,
        data: &str,
        source: &str,
        run: impl Fn() -> T,
    ) -> Case<T> {
        let (ours, seconds) = timed(run);
        Case {
            method: method.to_owned(),
            data: data.to_owned(),
            function: source.to_owned(),
            seconds_r: Timing::Unknown,
            result: Value::Null,
            ours,
            seconds,
        }
    }

    fn seconds_r(&self, job: &str, record: &Value) -> Timing {
        if let Some(seconds) = self.live.as_ref().and_then(|live| live.seconds(job)) {
            return Timing::Live(seconds);
        }
        record["timing"]["wall_s"].as_f64().map_or(Timing::Unknown, Timing::Recorded)
    }
}

fn function(record: &Value) -> String {
    let name = record["fn"].as_str().unwrap_or_default();
    let versions = record["versions"].as_object().into_iter().flatten();
    let versions: Vec<&str> = versions.filter_map(|(_, version)| version.as_str()).collect();
    format!("{name} {}", versions.join(", ")).trim().to_owned()
}

impl<T> Case<T> {
    /// A figure: where the reference has it (a JSON pointer into its result), and where we do.
    pub(crate) fn row(
        &self,
        what: &str,
        pointer: &str,
        ours: impl Fn(&T) -> f64,
        tolerance: Tolerance,
    ) -> Row {
        let reference = self.result.pointer(pointer).and_then(Value::as_f64).unwrap_or(f64::NAN);
        self.against(what, reference, ours, tolerance)
    }

    /// A figure beside a value that is worked out from the record, or published.
    pub(crate) fn against(
        &self,
        what: &str,
        reference: f64,
        ours: impl Fn(&T) -> f64,
        tolerance: Tolerance,
    ) -> Row {
        Row {
            method: self.method.clone(),
            data: self.data.clone(),
            function: self.function.clone(),
            what: what.to_owned(),
            reference,
            ours: ours(&self.ours),
            tolerance,
            seconds_r: self.seconds_r,
            seconds: self.seconds,
        }
    }

    /// Without R's time, where R does more than what is compared.
    pub(crate) fn untimed(self) -> Self {
        Self { seconds_r: Timing::Unknown, ..self }
    }

    /// The result of the reference.
    pub(crate) fn result(&self) -> &Value {
        &self.result
    }
}
