//! What was written and chosen, as a page shows it: in its random order, without writer and without time.

use hone_core::result::whom::Whom;

use super::super::remarks::Remarks;
use super::super::voices;
use super::table::{Cell, Table};

/// What stands in the place of a question beside the words that were chosen.
const WORDS: &str = "Words that fit";

const COLUMNS: &[&str] = &["question", "who", "shows", "text"];

/// The words that were chosen; then question by question colleagues, their themes, the manager, the
/// leader.
pub(super) fn table(remarks: Remarks, whom: &Whom) -> Table {
    let (own, manager) = (voices::own_name(whom), voices::manager_name(whom, 1));
    let mut rows = Vec::new();
    if let Some(words) = remarks.words {
        let mut add = |who: &str, text: Option<String>| {
            let shows = if text.is_some() { "chosen" } else { "not shown" };
            let text = text.filter(|text| !text.is_empty()).map_or(Cell::Empty, Cell::text);
            rows.push(vec![Cell::text(WORDS), Cell::text(who), Cell::text(shows), text]);
        };
        add("All colleagues", words.colleagues);
        for (who, said) in [(&manager, words.manager), (&own, words.own)] {
            if !said.is_empty() {
                add(who, Some(said));
            }
        }
    }
    for part in remarks.parts {
        let mut add = |who: &str, shows: &str, text: Cell| {
            rows.push(vec![Cell::text(&part.label), Cell::text(who), Cell::text(shows), text]);
        };
        match part.colleagues {
            Some(said) => {
                for text in said {
                    add("All colleagues", "words", Cell::text(text));
                }
            }
            None => add("All colleagues", "not shown", Cell::Empty),
        }
        if let Some(themes) = part.themes {
            add("All colleagues", "themes", Cell::text(themes));
        }
        for text in part.manager {
            add(&manager, "words", Cell::text(text));
        }
        for text in part.own {
            add(&own, "words", Cell::text(text));
        }
    }
    Table { columns: COLUMNS, rows }
}
