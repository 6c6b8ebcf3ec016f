//! Rules for the tools: each once, with an address, and with claims of the model that are practised.

use std::collections::HashSet;

use super::{Linter, THE_TOOLS};
use crate::model::Model;
use crate::read::shortened;
use crate::record::Way;
use crate::toolbox::{Document, TEAM_MARK};

type Tools<'a> = Linter<'a, Document>;

pub(super) fn check(linter: &mut Tools<'_>, model: &Model) {
    let document = linter.document;
    linter.slug((THE_TOOLS, 0, "id"), &document.id);
    linter.version((THE_TOOLS, 0, "version"), &document.version);
    linter.language((THE_TOOLS, 0, "language"), &document.language);
    linter.text((THE_TOOLS, 0, "licence"), &document.licence, 200);
    if document.model != model.id() {
        let message = format!("it is for the model '{}'", shortened(&document.model));
        linter.error((THE_TOOLS, 0, "model"), message, format!("Write '{}'.", model.id()));
    }
    linter.unique("tool", "name", document.tools.iter().map(|tool| &tool.name));
    linter.unique("tool", "address", document.tools.iter().map(|tool| &tool.address));
    for (index, tool) in document.tools.iter().enumerate() {
        if document.tools[..index].iter().any(|other| other.id == tool.id) {
            let message = "it stands twice".to_owned();
            linter.error(("tool", index, "id"), message, "Remove one of both.");
        }
        linter.text(("tool", index, "name"), &tool.name, 40);
        linter.text(("tool", index, "says"), &tool.says, 200);
        address(linter, index);
        claims(linter, model, index);
    }
}

fn address(linter: &mut Tools<'_>, index: usize) {
    let address = &linter.document.tools[index].address;
    let rest = address.replace(TEAM_MARK, "");
    let is_good = |byte: u8| byte.is_ascii_lowercase() || b"/-".contains(&byte);
    if !address.starts_with('/') || !rest.bytes().all(is_good) {
        let message = format!("'{}' is no address of the site", shortened(address));
        let way_out = format!("Write it like /team/{TEAM_MARK}/bets.");
        linter.error(("tool", index, "address"), message, way_out);
    }
}

/// A tool serves claims that the model says are practised, each once.
fn claims(linter: &mut Tools<'_>, model: &Model, index: usize) {
    let tool = &linter.document.tools[index];
    let spot = ("tool", index, "claims");
    if tool.claims.is_empty() {
        linter.error(spot, "it serves no claim".to_owned(), "Name those that it serves.");
    }
    let mut seen = HashSet::new();
    for id in &tool.claims {
        let short = shortened(id);
        match model.claim(id) {
            None => {
                let message = format!("the model has no claim '{short}'");
                linter.error(spot, message, "Name a claim of the model.");
            }
            Some(claim) if !claim.is_served_by(Way::Practise) => {
                let message = format!("claim {short} is not practised");
                linter.error(spot, message, "Name a claim that has 'practise' among its ways.");
            }
            Some(_) => {}
        }
        if !seen.insert(id) {
            let message = format!("it names claim {short} twice");
            linter.error(spot, message, "Take one of them out.");
        }
    }
}
