//! What the tests of all commands share.

use std::path::{Path, PathBuf};

use hone_analysis::{Outcome, Screen, run};
use serde_json::Value;

/// A file of the reference data.
pub(crate) fn data(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference/data");
    folder.join(format!("{name}.csv.gz")).to_str().unwrap().to_owned()
}

/// The `result` of a file of the reference results.
pub(crate) fn reference(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reference/results");
    let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
    let mut whole: Value = serde_json::from_str(&text).unwrap();
    whole["result"].take()
}

/// Runs `hone stats` with some arguments.
pub(crate) fn stats(arguments: &[&str]) -> Outcome {
    let line = ["hone", "stats"].iter().chain(arguments).map(|word| (*word).to_owned());
    run(line.collect::<Vec<_>>(), Screen::default())
}

/// The JSON document of `hone stats` with some arguments.
pub(crate) fn json(arguments: &[&str]) -> Value {
    let outcome = stats(&[arguments, &["--json"]].concat());
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    let document: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(document["schema"], "hone-stats/1");
    document
}

/// What `hone stats` says when it refuses.
pub(crate) fn refused(arguments: &[&str]) -> String {
    let outcome = stats(arguments);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""), "{}", outcome.stderr);
    outcome.stderr
}

/// Whether two numbers are the same within a share of the second.
pub(crate) fn is_near(ours: &Value, reference: f64, relative: f64) -> bool {
    let ours = ours.as_f64().unwrap_or(f64::NAN);
    (ours - reference).abs() <= relative * reference.abs().max(1e-300)
}

/// A file with some bytes, in a folder that goes when the test is over.
pub(crate) struct Scratch {
    folder: tempfile::TempDir,
}

impl Scratch {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file and returns its path.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), bytes).unwrap();
        self.path(name).to_str().unwrap().to_owned()
    }
}
