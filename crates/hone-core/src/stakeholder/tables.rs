//! The tables of stakeholders and rhythms, as files have them. They stand with the vision of a team.

use hone_model::Tool;

use super::{LONGEST_LINE as LINE, LONGEST_TEXT as TEXT, MOST_DAYS};
use crate::team::table::Holds::{Day, Id, Line, Moment, Of, Person, Text, Whole};
use crate::team::table::{Reads, Row, Table, is_empty, of, perhaps};

/// The tables, each after those that it points to.
pub const TABLES: &[Table] = &[STAKEHOLDER, CONTACT, RHYTHM, BEAT];

const STAKEHOLDER: Table = Table {
    name: "stakeholder",
    tool: Tool::Objectives,
    columns: &[
        of("id", Id),
        of("name", Line(LINE)),
        of("they_need", Text(TEXT)),
        of("we_need", Text(TEXT)),
        perhaps("owner_id", Person),
        of("usual_gap", Whole(1, MOST_DAYS)),
        of("longest_gap", Whole(1, MOST_DAYS)),
        of("since", Day),
        of("made_at", Moment),
        perhaps("archived_at", Moment),
    ],
    key: &["id"],
    alone: None,
    has_version: true,
    kind: Some("stakeholder"),
    reads: Reads::Team,
    rule: stakeholder,
};

fn stakeholder(row: &Row) -> Result<(), (&'static str, &'static str)> {
    if is_empty(row, "name") {
        return Err(("name", "write something"));
    }
    if row["longest_gap"].as_i64() < row["usual_gap"].as_i64() {
        return Err(("longest_gap", "it has to be at least as long as the usual gap"));
    }
    Ok(())
}

const CONTACT: Table = Table {
    name: "stakeholder_contact",
    tool: Tool::Objectives,
    columns: &[
        of("id", Id),
        of("stakeholder_id", Of("stakeholder")),
        perhaps("person_id", Person),
        of("on_day", Day),
        of("line", Line(LINE)),
        of("made_at", Moment),
        perhaps("archived_at", Moment),
    ],
    key: &["id"],
    alone: None,
    has_version: false,
    kind: None,
    reads: Reads::Team,
    rule: contact,
};

fn contact(row: &Row) -> Result<(), (&'static str, &'static str)> {
    let is_missing = is_empty(row, "line") && !is_empty(row, "person_id");
    if is_missing { Err(("line", "write something")) } else { Ok(()) }
}

const RHYTHM: Table = Table {
    name: "rhythm",
    tool: Tool::Objectives,
    columns: &[
        of("id", Id),
        of("what", Line(LINE)),
        of("to_whom", Line(LINE)),
        of("channel", Line(LINE)),
        of("every_days", Whole(1, MOST_DAYS)),
        perhaps("owner_id", Person),
        of("next_on", Day),
        of("made_at", Moment),
        perhaps("archived_at", Moment),
    ],
    key: &["id"],
    alone: None,
    has_version: true,
    kind: Some("rhythm"),
    reads: Reads::Team,
    rule: rhythm,
};

fn rhythm(row: &Row) -> Result<(), (&'static str, &'static str)> {
    let missing = ["what", "to_whom"].into_iter().find(|name| is_empty(row, name));
    missing.map_or(Ok(()), |name| Err((name, "write something")))
}

const BEAT: Table = Table {
    name: "rhythm_beat",
    tool: Tool::Objectives,
    columns: &[
        of("id", Id),
        of("rhythm_id", Of("rhythm")),
        perhaps("person_id", Person),
        of("on_day", Day),
        of("due_on", Day),
        of("what_came_back", Text(TEXT)),
        of("made_at", Moment),
        perhaps("archived_at", Moment),
    ],
    key: &["id"],
    alone: None,
    has_version: false,
    kind: None,
    reads: Reads::Team,
    rule: beat,
};

fn beat(row: &Row) -> Result<(), (&'static str, &'static str)> {
    if is_empty(row, "what_came_back") {
        return Err(("what_came_back", "write something"));
    }
    Ok(())
}
