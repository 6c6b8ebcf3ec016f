//! The faults that are seeded to try the tests: each still has its place.

use crate::source::every;

const FAULTS: &str = "verify/mutations/faults.toml";

#[test]
fn the_passage_of_every_fault_stands_once_in_its_file() {
    let sources = every();
    let text = |path: &str| sources.iter().find(|source| source.path == path).map(|one| &one.text);
    let faults: toml::Table = text(FAULTS).unwrap().parse().unwrap();
    let mut wrong = Vec::new();
    for fault in faults["fault"].as_array().unwrap() {
        let of = |name: &str| fault[name].as_str().unwrap();
        let n = text(of("file")).map_or(0, |text| text.matches(of("find")).count());
        if n != 1 {
            wrong.push(format!("{}: {n} times in {}", of("id"), of("file")));
        }
    }
    assert!(wrong.is_empty(), "{FAULTS}: {wrong:#?}");
}
