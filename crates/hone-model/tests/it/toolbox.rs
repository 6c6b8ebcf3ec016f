//! The tools that Hone has, and that every claim that is practised has one.

use std::collections::BTreeSet;

use hone_model::{Library, Model, Tool, Toolbox, Way};

use crate::broken::changed_in;

fn served() -> BTreeSet<&'static str> {
    let tools = Toolbox::builtin().tools().iter();
    tools.flat_map(|tool| &tool.claims).map(String::as_str).collect()
}

#[test]
fn every_claim_that_is_practised_has_a_tool() {
    let claims = Model::builtin().claims().iter();
    let practised: BTreeSet<&str> = claims
        .filter(|claim| claim.is_served_by(Way::Practise))
        .map(|claim| claim.id.as_str())
        .collect();

    let without: BTreeSet<&str> = practised.difference(&served()).copied().collect();

    assert_eq!(practised.len(), 21, "contrasts.md has so many with an entry under ‘practise’");
    assert_eq!(without, BTreeSet::new());
}

#[test]
fn a_practice_is_done_in_a_tool_that_serves_its_contrast_where_the_tool_is_there() {
    let model = Model::builtin();
    for tool in Toolbox::builtin().tools() {
        let is_of = |id: &String, contrast: &str| model.claim(id).unwrap().contrast == contrast;
        let practices = Library::builtin().practices().iter();
        let named: Vec<_> = practices.filter(|practice| practice.tool == tool.id).collect();

        assert!(!named.is_empty(), "{}", tool.name);
        assert!(
            named.iter().any(|one| tool.claims.iter().any(|id| is_of(id, &one.contrast))),
            "{}",
            tool.name
        );
    }
}

#[test]
fn a_tool_is_found_by_its_word_and_by_what_it_serves() {
    let tools = Toolbox::builtin();

    let bets = tools.find(Tool::Bets).unwrap();
    let serving: Vec<&str> = tools.serving("N4").map(|tool| tool.name.as_str()).collect();

    assert_eq!(bets.address_for("7"), "/team/7/bets");
    assert!(bets.is_of_teams());
    assert_eq!(serving, ["Experiments"]);
    assert_eq!(tools.model(), Model::builtin().id());
}

/// What is said of the tools with one thing changed.
fn said(from: &str, to: &str) -> Vec<String> {
    let text = changed_in(Toolbox::BUILTIN_DOCUMENT, from, to);
    match Toolbox::parse("own.toml", &text, Model::builtin()) {
        Ok(_) => Vec::new(),
        Err(findings) => findings.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn a_tool_that_serves_what_is_not_there_or_not_practised_is_refused() {
    for (to, expected) in [
        ("[\"R9\"]", "the model has no claim 'R9'"),
        ("[\"R3\"]", "claim R3 is not practised"),
        ("[\"R2\", \"R2\"]", "it names claim R2 twice"),
        ("[]", "it serves no claim"),
    ] {
        let said = said("[\"R2\", \"R4\"]", to);
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains(&format!("tool bets: {expected}")), "{said:?}");
    }
}

#[test]
fn a_tool_stands_once_and_has_an_address_of_the_site() {
    let twice = said("id = \"bets\"", "id = \"delegation\"");
    let outside = said("/team/{team}/bets", "https://example.org/bets");
    let other = said("model = \"leadership\"", "model = \"other\"");

    assert!(twice.iter().any(|line| line.contains("it stands twice")), "{twice:?}");
    assert!(outside.iter().any(|line| line.contains("is no address of the site")), "{outside:?}");
    assert!(other.iter().any(|line| line.contains("it is for the model 'other'")), "{other:?}");
}
