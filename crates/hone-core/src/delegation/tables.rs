//! The tables of the board, as files have them.

use hone_model::Tool;

use super::{LONGEST_LINE as LINE, LONGEST_TEXT as TEXT};
use crate::team::table::Holds::{Day, Id, Line, Moment, Of, Person, Text, Whole, Word};
use crate::team::table::{Reads, Row, Table, is_empty, nothing_more, of, perhaps, text_of};

/// The tables, each after those that it points to.
pub const TABLES: &[Table] = &[AREA, PROPOSAL, REQUEST, DECISION, CHECK_IN, LESSON, STRETCH, TALK];

const AREA: Table = Table {
    name: "area",
    tool: Tool::Delegation,
    columns: &[
        of("id", Id),
        of("title", Line(LINE)),
        of("kind", Word(&["work", "decision"])),
        of("owner_id", Person),
        of("offered_by", Person),
        of("level", Whole(1, 7)),
        of("level_since", Moment),
        perhaps("trial_from", Whole(1, 7)),
        perhaps("trial_ends", Day),
        of("done_when", Line(LINE)),
        of("limits", Text(TEXT)),
        of("check_in", Word(&["none", "days", "milestones"])),
        of("every_days", Whole(0, 366)),
        perhaps("next_check_in", Day),
        of("state", Word(&["draft", "offered", "active", "paused", "done", "handed_back"])),
        perhaps("paused_until", Day),
        of("made_at", Moment),
        perhaps("archived_at", Moment),
    ],
    key: &["id"],
    alone: None,
    has_version: true,
    kind: Some("area"),
    reads: Reads::Draft("offered_by"),
    rule: area,
};

fn area(row: &Row) -> Result<(), (&'static str, &'static str)> {
    if is_empty(row, "title") {
        return Err(("title", "write something"));
    }
    if text_of(row, "check_in") == "days" && row["every_days"].as_i64() == Some(0) {
        return Err(("every_days", "with ‘days’ it has to be a whole number from 1 to 366"));
    }
    Ok(())
}

const PROPOSAL: Table = Table {
    name: "level_proposal",
    tool: Tool::Delegation,
    columns: &[
        of("id", Id),
        of("area_id", Of("area")),
        of("from_level", Whole(1, 7)),
        of("to_level", Whole(1, 7)),
        of("proposed_by", Person),
        of("want_to_see", Line(LINE)),
        perhaps("trial_ends", Day),
        of("state", Word(&["proposed", "accepted", "declined", "withdrawn"])),
        of("reason", Line(LINE)),
        of("made_at", Moment),
    ],
    key: &["id"],
    alone: Some(("area_id", "proposed")),
    has_version: false,
    kind: None,
    reads: Reads::Team,
    rule: nothing_more,
};

const REQUEST: Table = Table {
    name: "area_request",
    tool: Tool::Delegation,
    columns: &[
        of("id", Id),
        of("area_id", Of("area")),
        of("asked_by", Person),
        of("level_then", Whole(1, 7)),
        of("question", Line(LINE)),
        of("own_proposal", Text(TEXT)),
        perhaps("needed_by", Day),
        perhaps("promised_on", Day),
        of("state", Word(&["open", "answered", "objected", "went_ahead", "withdrawn"])),
        of("answer", Line(LINE)),
        of("opened_at", Moment),
        perhaps("closed_at", Moment),
    ],
    key: &["id"],
    alone: None,
    has_version: false,
    kind: None,
    reads: Reads::Team,
    rule: request,
};

fn request(row: &Row) -> Result<(), (&'static str, &'static str)> {
    if (text_of(row, "state") == "open") != is_empty(row, "closed_at") {
        return Err(("closed_at", "it is null as long as the state is open, and filled after"));
    }
    Ok(())
}

const DECISION: Table = Table {
    name: "decision",
    tool: Tool::Delegation,
    columns: &[
        of("id", Id),
        of("area_id", Of("area")),
        of("taken_by", Person),
        of("level_then", Whole(1, 7)),
        of("summary", Line(LINE)),
        perhaps("lead_heard_at", Moment),
        perhaps("undone_at", Moment),
        of("made_at", Moment),
    ],
    key: &["id"],
    alone: None,
    has_version: false,
    kind: None,
    reads: Reads::Team,
    rule: nothing_more,
};

const CHECK_IN: Table = Table {
    name: "check_in",
    tool: Tool::Delegation,
    columns: &[
        of("id", Id),
        of("area_id", Of("area")),
        of("kind", Word(&["planned", "extra"])),
        of("started_by", Person),
        of("note", Line(LINE)),
        of("made_at", Moment),
    ],
    key: &["id"],
    alone: None,
    has_version: false,
    kind: None,
    reads: Reads::Team,
    rule: nothing_more,
};

const LESSON: Table = Table {
    name: "lesson",
    tool: Tool::Delegation,
    columns: &[
        of("id", Id),
        perhaps("area_id", Of("area")),
        perhaps("written_by", Person),
        of("title", Line(LINE)),
        of("what_happened", Text(TEXT)),
        of("surprise", Text(TEXT)),
        of("learned", Text(TEXT)),
        of("change", Text(TEXT)),
        perhaps("change_owner_id", Person),
        perhaps("change_due", Day),
        of("state", Word(&["draft", "shared", "changed", "kept"])),
        of("made_at", Moment),
        perhaps("archived_at", Moment),
    ],
    key: &["id"],
    alone: None,
    has_version: true,
    kind: Some("lesson"),
    reads: Reads::Unsigned("written_by"),
    rule: lesson,
};

fn lesson(row: &Row) -> Result<(), (&'static str, &'static str)> {
    let missing =
        ["title", "what_happened", "learned"].into_iter().find(|name| is_empty(row, name));
    if text_of(row, "state") == "draft" && is_empty(row, "written_by") {
        return Err(("written_by", "a draft names who writes it"));
    }
    missing.map_or(Ok(()), |name| Err((name, "write something")))
}

const STRETCH: Table = Table {
    name: "stretch",
    tool: Tool::Delegation,
    columns: &[
        perhaps("id", Id),
        of("person_id", Person),
        perhaps("lead_id", Person),
        of("strength", Text(TEXT)),
        of("next_step", Text(TEXT)),
        of("support", Text(TEXT)),
    ],
    key: &["person_id", "lead_id"],
    alone: None,
    has_version: true,
    kind: Some("stretch"),
    reads: Reads::Two("person_id", "lead_id"),
    rule: nothing_more,
};

const TALK: Table = Table {
    name: "talk",
    tool: Tool::Delegation,
    columns: &[
        of("id", Id),
        of("person_id", Person),
        perhaps("lead_id", Person),
        of("held_on", Day),
        of("goal", Text(TEXT)),
        of("reality", Text(TEXT)),
        of("options", Text(TEXT)),
        of("will", Text(TEXT)),
        perhaps("next_on", Day),
        of("made_at", Moment),
        perhaps("archived_at", Moment),
    ],
    key: &["id"],
    alone: None,
    has_version: true,
    kind: Some("talk"),
    reads: Reads::Two("person_id", "lead_id"),
    rule: nothing_more,
};
