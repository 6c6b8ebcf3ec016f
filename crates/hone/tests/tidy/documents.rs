//! Rules on what is written about the code.

use std::collections::BTreeSet;

use crate::source::{every, top};

#[test]
fn a_decision_record_has_a_number_of_its_own_and_at_most_40_lines() {
    let sources = every();
    let records: Vec<_> =
        sources.iter().filter(|source| source.path.starts_with("docs/adr/")).collect();
    assert!(records.len() > 3);
    let mut numbers = BTreeSet::new();
    for record in records {
        let name = record.path.trim_start_matches("docs/adr/");
        let number = name.split('-').next().unwrap();
        assert!(number.len() == 4 && number.parse::<u16>().is_ok(), "{name} begins with a number");
        assert!(numbers.insert(number), "{number} is taken twice");
        let n_lines = record.text.lines().count();
        assert!(n_lines <= 40, "{name} has {n_lines} lines");
    }
}

#[test]
fn the_changelog_mentions_the_version() {
    let changelog = std::fs::read_to_string(top().join("CHANGELOG.md")).unwrap();
    let heading = format!("## {}", env!("CARGO_PKG_VERSION"));
    assert!(changelog.lines().any(|line| line.starts_with(&heading)), "no {heading}");
}

#[test]
fn both_engines_have_migrations_of_the_same_names() {
    for database in ["people", "ballots"] {
        let names = |engine: &str| {
            let folder = top().join("crates/hone-core/migrations").join(database).join(engine);
            let entries = std::fs::read_dir(folder).unwrap();
            entries.map(|entry| entry.unwrap().file_name()).collect::<BTreeSet<_>>()
        };
        assert!(!names("sqlite").is_empty());
        assert_eq!(names("sqlite"), names("postgres"), "{database}");
    }
}
