//! What was written, as a page shows it: in its random order, without writer and without time.

use std::sync::Arc;

use hone_core::result::whom::Whom;
use hone_gate::Comments;
use hone_model::Model;

use super::super::remarks::Remarks;
use super::super::voices;
use super::table::{Cell, Table};

const COLUMNS: &[&str] = &["question", "who", "shows", "text"];

/// Question by question: colleagues, their themes, the manager, the leader.
pub(super) fn table(comments: &Comments, model: &Arc<Model>, whom: &Whom) -> Table {
    let (own, manager) = (voices::own_name(whom), voices::manager_name(whom, 1));
    let mut rows = Vec::new();
    for part in Remarks::of(comments, model).parts {
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
