//! What the documentation says of the JSON.

use crate::support::{data, json};

/// The section of `docs/method/json.md` about a command.
fn section(command: &str) -> String {
    let page = include_str!("../../../../docs/method/json.md");
    let mut sections = page.split("\n## ").skip(1);
    let heading = format!("`{command}`");
    let found = sections.find(|text| text.lines().next().unwrap_or_default().contains(&heading));
    found.unwrap_or_else(|| panic!("{command} has no section")).to_owned()
}

#[test]
fn every_key_of_a_document_is_documented() {
    let (bhr, judges) = (data("bhr2000"), data("shrout_fleiss1979"));
    let items = "AF06..AS28";
    let wine = data("wine_ordinal");
    let lines: [&[&str]; 10] = [
        &["describe", &bhr, "--items", items, "--ratee", "GRP"],
        &["alpha", &bhr, "--items", items],
        &["icc", &judges, "--items", "J1..J4"],
        &["icc-groups", &bhr, "--items", items, "--group", "GRP"],
        &["rwg", &bhr, "--items", items, "--group", "GRP", "--scale", "1..5"],
        &["ad", &bhr, "--items", items, "--group", "GRP", "--scale", "1..5"],
        &["krippendorff", &judges, "--items", "J1..J4", "--level", "interval"],
        &[
            "ordinal", &wine, "--value", "rating", "--random", "judge", "--fixed", "temp",
            "--scores",
        ],
        &["precision", "--sd", "0.8", "--icc", "0.2"],
        &["spearman-brown", "--reliability", "0.7", "--of", "5", "--to", "9"],
    ];
    let always = section_of_all();
    for line in lines {
        let section = section(line[0]);
        for key in json(line).as_object().unwrap().keys() {
            let is_there = |text: &str| {
                ["`", "[", ".", "{"].iter().any(|after| text.contains(&format!("`{key}{after}")))
            };
            assert!(is_there(&section) || is_there(&always), "{key} of {}", line[0]);
        }
    }
}

#[test]
fn no_command_is_described_twice() {
    let page = include_str!("../../../../docs/method/json.md");
    let headings: Vec<&str> = page.lines().filter(|line| line.starts_with("## ")).collect();

    let different: std::collections::BTreeSet<&&str> = headings.iter().collect();

    assert_eq!(headings.len(), different.len());
}

fn section_of_all() -> String {
    let page = include_str!("../../../../docs/method/json.md");
    page.split("\n## ").find(|text| text.starts_with("Form and version")).unwrap().to_owned()
}
