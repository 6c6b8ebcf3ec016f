//! The tables of challenges and experiments, as files have them.

use hone_model::Tool;

use super::challenge::MOST_DAYS;
use super::{LONGEST_BECAUSE, LONGEST_IF, LONGEST_LINE as LINE, LONGEST_TEXT as TEXT};
use crate::team::table::Holds::{Day, Id, Line, Moment, Of, Person, Text, Whole, Word, YesNo};
use crate::team::table::{Reads, Row, Table, is_empty, nothing_more, of, perhaps, text_of};

/// The tables, each after those that it points to.
pub const TABLES: &[Table] = &[TERMS, CHALLENGE, EXPERIMENT, AFFECTED];

const TERMS: Table = Table {
    name: "challenge_terms",
    tool: Tool::Experiments,
    columns: &[of("answer_days", Whole(1, MOST_DAYS))],
    key: &[],
    alone: None,
    has_version: true,
    kind: None,
    reads: Reads::Team,
    rule: nothing_more,
};

const CHALLENGE: Table = Table {
    name: "challenge",
    tool: Tool::Experiments,
    columns: &[
        of("id", Id),
        perhaps("raised_by", Person),
        of("target", Word(&["process", "procedure", "decision"])),
        of("title", Line(LINE)),
        of("why", Text(TEXT)),
        of("instead", Line(LINE)),
        of("answer_due", Day),
        of("state", Word(&["open", "answered", "experiment", "closed"])),
        perhaps("answer", Word(&["try", "do", "not_now", "no"])),
        of("reason", Text(TEXT)),
        perhaps("answered_on", Day),
        perhaps("again_on", Day),
        of("learned", Line(LINE)),
        of("made_at", Moment),
        perhaps("archived_at", Moment),
    ],
    key: &["id"],
    alone: None,
    has_version: true,
    kind: Some("challenge"),
    reads: Reads::Team,
    rule: challenge,
};

fn challenge(row: &Row) -> Result<(), (&'static str, &'static str)> {
    if is_empty(row, "title") {
        return Err(("title", "write something"));
    }
    if (text_of(row, "state") == "open") != is_empty(row, "answer") {
        return Err(("answer", "it is null as long as the state is open, and filled after"));
    }
    Ok(())
}

const EXPERIMENT: Table = Table {
    name: "experiment",
    tool: Tool::Experiments,
    columns: &[
        of("id", Id),
        perhaps("challenge_id", Of("challenge")),
        perhaps("after_id", Of("experiment")),
        perhaps("owner_id", Person),
        of("if_we", Line(LONGEST_IF)),
        of("then_see", Line(LINE)),
        of("because", Text(LONGEST_BECAUSE)),
        of("measure", Line(LINE)),
        of("baseline", Line(LINE)),
        of("adopt_if", Line(LINE)),
        of("guardrail", Line(LINE)),
        perhaps("starts_on", Day),
        perhaps("ends_on", Day),
        of("state", Word(&["draft", "running", "ended", "decided", "checked"])),
        of("is_stopped", YesNo),
        of("result", Text(TEXT)),
        perhaps("verdict", Word(&["adopt", "adapt", "drop"])),
        of("reason", Text(TEXT)),
        of("learned", Text(TEXT)),
        perhaps("check_on", Day),
        perhaps("is_kept", YesNo),
        of("found", Text(TEXT)),
        of("made_at", Moment),
        perhaps("archived_at", Moment),
    ],
    key: &["id"],
    alone: None,
    has_version: true,
    kind: Some("experiment"),
    reads: Reads::Team,
    rule: experiment,
};

fn experiment(row: &Row) -> Result<(), (&'static str, &'static str)> {
    let state = text_of(row, "state");
    if is_empty(row, "if_we") {
        return Err(("if_we", "write something"));
    }
    if state != "draft" && (is_empty(row, "starts_on") || is_empty(row, "ends_on")) {
        return Err(("ends_on", "an experiment that was started has a first and a last day"));
    }
    if text_of(row, "ends_on") < text_of(row, "starts_on") && !is_empty(row, "ends_on") {
        return Err(("ends_on", "it comes before the first day"));
    }
    if ["decided", "checked"].contains(&state) == is_empty(row, "verdict") {
        return Err(("verdict", "it is filled once the state is decided, and null before"));
    }
    Ok(())
}

const AFFECTED: Table = Table {
    name: "affected",
    tool: Tool::Experiments,
    columns: &[
        of("id", Id),
        of("experiment_id", Of("experiment")),
        of("who", Line(LINE)),
        of("what_changes", Line(LINE)),
        of("effect", Word(&["gain", "loss", "unsure"])),
        perhaps("told_on", Day),
        of("they_said", Text(TEXT)),
        of("made_at", Moment),
        perhaps("archived_at", Moment),
    ],
    key: &["id"],
    alone: None,
    has_version: true,
    kind: None,
    reads: Reads::Team,
    rule: affected,
};

fn affected(row: &Row) -> Result<(), (&'static str, &'static str)> {
    if is_empty(row, "who") { Err(("who", "write something")) } else { Ok(()) }
}
