//! The files of the repository.

use std::path::{Path, PathBuf};

/// A file of the repository, by its path from the top.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    /// The end of its name, without the dot.
    pub(crate) fn kind(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, kind)| kind)
    }

    /// Its lines with their numbers, from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }
}

/// The top of the repository.
pub(crate) fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Every text file that somebody wrote.
pub(crate) fn every() -> Vec<Source> {
    let mut sources = vec![];
    collect(&top(), "", &mut sources);
    assert!(sources.len() > 100, "only {} files found", sources.len());
    sources
}

/// What others wrote, or what programs make.
const SKIPPED: [&str; 6] = ["target", "node_modules", ".git", "out", "hone-data", "reference"];

fn collect(folder: &Path, prefix: &str, into: &mut Vec<Source>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let path = format!("{prefix}{name}");
        if SKIPPED.contains(&name.as_str()) {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &format!("{path}/"), into);
        } else if let Ok(text) = std::fs::read_to_string(entry.path()) {
            into.push(Source { path, text });
        }
    }
}
