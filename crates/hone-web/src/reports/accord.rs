//! Whether colleagues say the same, as far as a word may be told.

use hone_core::result::reading::View;
use hone_gate::{Agreement, Release};
use hone_model::{Pole, ScaleId};

use super::voices;
use super::why::Row;

const POLES: [Pole; 2] = [Pole::Leading, Pole::Managing];

/// The words for a contrast as sentences; empty where there is none.
pub(super) fn of(view: &View, release: &Release) -> String {
    let on = |wanted| {
        let poles = POLES.into_iter().filter(|pole| word(view, *pole, release) == Some(wanted));
        voices::list(poles.map(Pole::as_str))
    };
    let (close, apart) = (on(Agreement::Close), on(Agreement::Apart));
    let mut said = Vec::new();
    if !close.is_empty() {
        said.push(format!("On {close}, colleagues of one group say much the same."));
    }
    if !apart.is_empty() {
        said.push(format!("On {apart}, answers within a group do not lie close together."));
    }
    if said.is_empty() {
        return String::new();
    }
    let n = voices::count(release.n_raters());
    format!("{} With {n} colleagues that is rough.", said.join(" "))
}

/// What the rule comes to for both scales of a contrast, leading first.
pub(super) fn rows(view: &View, release: &Release) -> Vec<Row> {
    let row = |pole| {
        let word = word(view, pole, release);
        let verdict = match word {
            Some(Agreement::Close) => {
                "They agree. With answers further apart, it would not be said."
            }
            Some(Agreement::Apart) => {
                "Answers do not lie close together. If they did, they would be said to agree."
            }
            None => "No word: there are too few answers, or it could tell what somebody answered.",
        };
        Row {
            name: format!("{}: {pole}", view.contrast.name),
            numbers: Vec::new(),
            verdict: verdict.to_owned(),
            is_said: word == Some(Agreement::Close),
        }
    };
    POLES.map(row).into()
}

fn word(view: &View, pole: Pole, release: &Release) -> Option<Agreement> {
    release.agreement(&ScaleId::new(&view.contrast.id, pole).to_string())
}
