//! The tables of visions and objectives, as files have them. What two teams share is in no file: it is the
//! business of both.

use hone_model::Tool;

use super::key::LARGEST;
use super::{LONGEST_LINE as LINE, LONGEST_TEXT as TEXT};
use crate::bet::odds::GRID;
use crate::team::table::Holds::{
    Day, Id, Line, Moment, Number, Of, Person, Text, Whole, Within, Word,
};
use crate::team::table::{Reads, Row, Table, is_empty, of, perhaps, text_of};

/// The tables, each after those that it points to.
pub const TABLES: &[Table] = &[VISION, WORDS, OBJECTIVE, KEY_RESULT, KEY_CHECK];

const VISION: Table = Table {
    name: "vision",
    tool: Tool::Objectives,
    columns: &[
        of("id", Id),
        of("scene", Text(TEXT)),
        of("why", Text(TEXT)),
        of("horizon", Line(LINE)),
        of("state", Word(&["draft", "agreed", "retired"])),
        of("learned", Line(LINE)),
        of("made_at", Moment),
    ],
    key: &["id"],
    alone: None,
    has_version: true,
    kind: Some("vision"),
    reads: Reads::Team,
    rule: scene,
};

const WORDS: Table = Table {
    name: "vision_words",
    tool: Tool::Objectives,
    columns: &[
        of("vision_id", Of("vision")),
        of("number", Whole(1, 1_000_000)),
        of("scene", Text(TEXT)),
        of("why", Text(TEXT)),
        of("horizon", Line(LINE)),
        perhaps("written_by", Person),
        of("made_at", Moment),
    ],
    key: &["vision_id", "number"],
    alone: None,
    has_version: false,
    kind: None,
    reads: Reads::Team,
    rule: scene,
};

fn scene(row: &Row) -> Result<(), (&'static str, &'static str)> {
    if is_empty(row, "scene") { Err(("scene", "write something")) } else { Ok(()) }
}

/// What an objective serves where the file does not have it: nothing yet.
const LOOSE: &[(&str, &str)] = &[("serves", "nothing"), ("how_it_serves", "")];

const OBJECTIVE: Table = Table {
    name: "objective",
    tool: Tool::Objectives,
    columns: &[
        of("id", Id),
        of("title", Line(LINE)),
        of("serves", Word(&["nothing", "vision", "objective"])),
        perhaps("serves_id", Within("objective", LOOSE)),
        of("how_it_serves", Text(TEXT)),
        of("horizon", Word(&["now", "next", "later"])),
        perhaps("owner_id", Person),
        perhaps("proposed_by", Person),
        of("state", Word(&["proposed", "active", "reached", "dropped"])),
        of("reason", Line(LINE)),
        of("learned", Line(LINE)),
        of("made_at", Moment),
        perhaps("archived_at", Moment),
    ],
    key: &["id"],
    alone: None,
    has_version: true,
    kind: Some("objective"),
    reads: Reads::Team,
    rule: objective,
};

fn objective(row: &Row) -> Result<(), (&'static str, &'static str)> {
    if is_empty(row, "title") {
        return Err(("title", "write something"));
    }
    if (text_of(row, "serves") == "objective") == is_empty(row, "serves_id") {
        return Err(("serves_id", "it is filled where ‘serves’ is objective, and null elsewhere"));
    }
    Ok(())
}

const KEY_RESULT: Table = Table {
    name: "key_result",
    tool: Tool::Objectives,
    columns: &[
        of("id", Id),
        of("objective_id", Of("objective")),
        of("measure", Line(LINE)),
        of("start_value", Number(LARGEST)),
        of("target_value", Number(LARGEST)),
        of("due", Day),
        of("made_at", Moment),
        perhaps("archived_at", Moment),
    ],
    key: &["id"],
    alone: None,
    has_version: true,
    kind: None,
    reads: Reads::Team,
    rule: key_result,
};

fn key_result(row: &Row) -> Result<(), (&'static str, &'static str)> {
    if is_empty(row, "measure") {
        return Err(("measure", "write something"));
    }
    if row["start_value"] == row["target_value"] {
        return Err(("target_value", "it has to be another number than the start"));
    }
    Ok(())
}

const KEY_CHECK: Table = Table {
    name: "key_check",
    tool: Tool::Objectives,
    columns: &[
        of("id", Id),
        of("key_result_id", Of("key_result")),
        perhaps("person_id", Person),
        of("value", Number(LARGEST)),
        perhaps("odds", Whole(5, 95)).word_of("person_id"),
        of("line", Line(LINE)),
        of("on_day", Day),
        of("made_at", Moment),
        perhaps("archived_at", Moment),
    ],
    key: &["id"],
    alone: None,
    has_version: false,
    kind: None,
    reads: Reads::Team,
    rule: key_check,
};

fn key_check(row: &Row) -> Result<(), (&'static str, &'static str)> {
    if row["odds"].as_i64().is_some_and(|odds| !GRID.contains(&odds)) {
        return Err(("odds", "it has to be 5, 10, 20 … 90 or 95, or null"));
    }
    if is_empty(row, "line") && !is_empty(row, "person_id") {
        return Err(("line", "write something"));
    }
    Ok(())
}
