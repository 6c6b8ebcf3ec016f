//! The order of the slices of `hone-core`, and of the crates.

use std::collections::BTreeMap;

use crate::source::{Source, every};

/// What every slice may use.
const BASE: &[&str] = &[
    "audit", "category", "chance", "clock", "db", "due", "error", "hex", "ics", "ids", "mail",
    "text", "viewer",
];

/// The slices: each may use those before it. A new one finds its place here.
const SLICES: &[&str] = &[
    "organisation",
    "person",
    "account",
    "staff",
    "keys",
    "ballot",
    "invitation",
    "leader",
    "model",
    "round",
    "result",
    "plan",
    "look",
    "coaching",
    "team",
    "delegation",
    "bet",
    "mirror",
    "experiment",
    "vision",
    "stakeholder",
    "handing",
    "rhythm",
    "practised",
    "file",
    "erasure",
    "anonymity",
];

/// The slice or base module that a file of `hone-core` belongs to.
fn slice_of(source: &Source) -> Option<&str> {
    let inner = source.path.strip_prefix("crates/hone-core/src/")?;
    let is_test = inner.contains("/tests") || inner.starts_with("testing");
    if is_test || source.kind() != "rs" {
        return None;
    }
    let slice = inner.split('/').next()?.trim_end_matches(".rs");
    (slice != "lib").then_some(slice)
}

/// The modules of the crate that a file names, comments aside.
fn uses(source: &Source) -> Vec<(usize, String)> {
    let mut uses = vec![];
    for (number, line) in source.lines() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        for rest in line.split("crate::").skip(1) {
            let names =
                rest.strip_prefix('{').map_or(rest, |list| list.split('}').next().unwrap_or(list));
            let is_list = rest.starts_with('{');
            for name in names.split(',').take(if is_list { usize::MAX } else { 1 }) {
                let end = |c: char| !(c.is_ascii_lowercase() || c == '_');
                let module = name.trim().split(end).next().unwrap_or_default();
                if !module.is_empty() {
                    uses.push((number, module.to_owned()));
                }
            }
        }
    }
    uses
}

fn breaches(sources: &[Source]) -> Vec<String> {
    let place = |name: &str| SLICES.iter().position(|slice| *slice == name);
    let mut breaches = vec![];
    for source in sources {
        let Some(slice) = slice_of(source) else { continue };
        let own = place(slice);
        if own.is_none() && !BASE.contains(&slice) {
            breaches.push(format!("{}: {slice} has no place in the order of slices", source.path));
            continue;
        }
        for (line, used) in uses(source) {
            let is_later = place(&used).is_some_and(|used| own.is_none_or(|own| used > own));
            if is_later {
                breaches.push(format!("{}:{line}: {slice} uses {used}", source.path));
            }
        }
    }
    breaches
}

#[test]
fn a_slice_uses_only_those_before_it() {
    let found = breaches(&every());
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_slice_that_uses_a_later_one_is_found() {
    let source = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
    let person = "crates/hone-core/src/person/mod.rs";
    let broken = [
        source(person, "use crate::{Result, account::Account};"),
        source(person, "use crate::account::Account;"),
        source("crates/hone-core/src/clock.rs", "use crate::person::Person;"),
        source("crates/hone-core/src/novelty/mod.rs", ""),
    ];
    for source in broken {
        let path = source.path.clone();
        assert_eq!(breaches(&[source]).len(), 1, "{path}");
    }
    let fine = source(person, "use crate::organisation;\n//! [`crate::account`]");
    assert!(breaches(&[fine]).is_empty());
}

/// Dependencies that only some crates may have.
const RESERVED: &[(&str, &[&str])] = &[
    ("sqlx", &["hone-core"]),
    ("lettre", &["hone-core"]),
    ("axum", &["hone-web", "hone"]),
    ("anyhow", &["hone", "xtask"]),
    ("parquet", &["hone-analysis"]),
    // The core reads workbooks for its tests alone.
    ("calamine", &["hone-analysis", "hone-core"]),
    ("hone-web", &["hone"]),
    ("hone-analysis", &["hone"]),
    ("hone-core", &["hone-web", "hone", "xtask"]),
];

#[test]
fn each_crate_depends_only_on_what_is_its_business() {
    let sources = every();
    let manifests = sources.iter().filter(|source| source.path.ends_with("/Cargo.toml"));
    let mut n_crates = 0;
    for source in manifests {
        let manifest: toml::Table = source.text.parse().unwrap();
        let Some(name) = manifest.get("package").and_then(|p| p.get("name")?.as_str()) else {
            continue;
        };
        let dependencies = manifest.get("dependencies").and_then(toml::Value::as_table);
        let reserved: BTreeMap<_, _> = RESERVED.iter().copied().collect();
        n_crates += 1;
        if !source.path.starts_with("crates/") {
            continue;
        }
        for dependency in dependencies.into_iter().flat_map(toml::Table::keys) {
            let may = reserved.get(dependency.as_str()).is_none_or(|crates| crates.contains(&name));
            assert!(may, "{name} depends on {dependency}");
        }
    }
    assert!(n_crates >= 7, "{n_crates} crates");
}
