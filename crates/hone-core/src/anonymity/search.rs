//! Searching for what would give a person away, in values and in files.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use aho_corasick::{AhoCorasick, AhoCorasickBuilder};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use super::unreadable;
use crate::{Error, Result, hex};

/// What a trace leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Address,
    Name,
    Id,
    Link,
    Request,
    Session,
    Sheet,
    Key,
}

impl Kind {
    /// As a sentence about it begins.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Address => "The e-mail address of a person",
            Self::Name => "The name of a person",
            Self::Id => "The id of a person, an account or an invitation",
            Self::Link => "The hash of a link by which somebody comes in",
            Self::Request => "The hash of a request for tokens",
            Self::Session => "The hash of a session",
            Self::Sheet => "The name of an answer sheet",
            Self::Key => "The key of a round",
        }
    }
}

/// Something to look for: bytes or a text, however it may be written.
#[derive(Clone, Debug)]
pub(super) struct Trace {
    pub(super) kind: Kind,
    pub(super) value: Vec<u8>,
}

/// Shorter ones are in many words.
const SHORTEST: usize = 6;

impl Trace {
    /// In every way in which programs write such a value.
    fn forms(&self) -> Vec<Vec<u8>> {
        let value = &self.value;
        let mut forms = vec![
            value.clone(),
            hex::write(value).into_bytes(),
            STANDARD_NO_PAD.encode(value).into_bytes(),
            URL_SAFE_NO_PAD.encode(value).into_bytes(),
        ];
        if let (Kind::Address, Ok(text)) = (self.kind, std::str::from_utf8(value)) {
            forms.push(text.replace('@', "%40").into_bytes());
        }
        if let Ok(id) = uuid::Uuid::from_slice(value) {
            forms.push(id.hyphenated().to_string().into_bytes());
        }
        forms
    }
}

/// Finds many traces in one pass.
pub(super) struct Net {
    searcher: AhoCorasick,
    /// For each form that is searched: whose it is.
    owners: Vec<usize>,
    kinds: Vec<Kind>,
}

impl Net {
    /// A net that finds these; what is shorter than six bytes is left out.
    pub(super) fn new(traces: &[Trace]) -> Result<Self> {
        let mut owners = Vec::new();
        let mut patterns = Vec::new();
        for (owner, trace) in traces.iter().enumerate() {
            if trace.value.len() < SHORTEST {
                continue;
            }
            for form in trace.forms() {
                patterns.push(form);
                owners.push(owner);
            }
        }
        let searcher = AhoCorasickBuilder::new()
            .ascii_case_insensitive(true)
            .build(patterns)
            .map_err(|error| Error::Refused(format!("too much to search for at once: {error}")))?;
        Ok(Self { searcher, owners, kinds: traces.iter().map(|trace| trace.kind).collect() })
    }

    /// Which traces stand in a value.
    pub(super) fn in_value(&self, value: &[u8]) -> BTreeSet<usize> {
        self.searcher
            .find_overlapping_iter(value)
            .map(|found| self.owners[found.pattern()])
            .collect()
    }

    /// Which traces stand in a file.
    pub(super) fn in_file(&self, file: &Path) -> Result<BTreeSet<usize>> {
        let mut traces = BTreeSet::new();
        for found in self.searcher.stream_find_iter(open(file)?) {
            let found = found.map_err(|error| unreadable(file, &error))?;
            traces.insert(self.owners[found.pattern()]);
        }
        Ok(traces)
    }

    /// What kinds of trace these are.
    pub(super) fn kinds(&self, traces: &BTreeSet<usize>) -> BTreeSet<Kind> {
        traces.iter().map(|trace| self.kinds[*trace]).collect()
    }
}

/// Which of some pieces stand in a file, in the order in which they stand there.
pub(super) fn places(file: &Path, pieces: &[Vec<u8>]) -> Result<Vec<usize>> {
    let searcher = AhoCorasick::new(pieces)
        .map_err(|error| Error::Refused(format!("too many sheets to search for: {error}")))?;
    let found = searcher.stream_find_iter(open(file)?);
    found
        .map(|found| found.map(|found| found.pattern().as_usize()))
        .collect::<Result<_, _>>()
        .map_err(|error| unreadable(file, &error))
}

fn open(file: &Path) -> Result<File> {
    File::open(file).map_err(|error| unreadable(file, &error))
}

/// Whether one of some texts stands in a file.
pub(super) fn has_any(file: &Path, texts: &[&str]) -> Result<bool> {
    let searcher = AhoCorasick::new(texts)
        .map_err(|error| Error::Refused(format!("too much to search for: {error}")))?;
    let first = searcher.stream_find_iter(open(file)?).next();
    first.transpose().map(|found| found.is_some()).map_err(|error| unreadable(file, &error))
}

/// How the files begin that cannot be searched as they are.
const PACKED: [&[u8]; 6] =
    [b"\x1f\x8b", b"PK\x03\x04", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ", b"BZh", b"PGDMP"];

/// Whether a file is compressed, so that nothing can be found in it.
pub(super) fn is_packed(file: &Path) -> Result<bool> {
    let mut start = Vec::new();
    let read = open(file)?.take(8).read_to_end(&mut start);
    read.map_err(|error| unreadable(file, &error))?;
    Ok(PACKED.iter().any(|magic| start.starts_with(magic)))
}

/// All files at some paths, those in folders included.
pub(super) fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut waiting = paths.to_vec();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let entries = std::fs::read_dir(&path).map_err(|error| unreadable(&path, &error))?;
            for entry in entries {
                waiting.push(entry.map_err(|error| unreadable(&path, &error))?.path());
            }
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
