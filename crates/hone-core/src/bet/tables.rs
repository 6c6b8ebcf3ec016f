//! The tables of bets, as files have them.

use hone_model::Tool;

use super::odds::GRID;
use super::{LONGEST_LINE as LINE, LONGEST_TEXT as TEXT, STAKES};
use crate::team::table::Holds::{Day, Id, Line, Moment, Of, Person, Text, Whole, Word, YesNo};
use crate::team::table::{Reads, Row, Table, is_empty, of, perhaps, text_of};

/// The tables, each after those that it points to.
pub const TABLES: &[Table] = &[BET, ODDS, REASON];

const BET: Table = Table {
    name: "bet",
    tool: Tool::Bets,
    columns: &[
        of("id", Id),
        of("owner_id", Person),
        of("judge_id", Person),
        of("problem", Line(LINE)),
        of("we_try", Line(LINE)),
        of("true_if", Line(LINE)),
        of("stake", Line(LINE)),
        of("stake_class", Whole(1, 8)),
        of("upside", Line(LINE)),
        of("stop_at", Line(LINE)),
        perhaps("review_on", Day),
        of("change_our_mind_if", Text(TEXT)),
        of("state", Word(&["draft", "placed", "yes", "no", "void", "stopped"])),
        of("asked", Whole(1, 1_000_000)),
        perhaps("revealed_at", Moment),
        perhaps("placed_at", Moment),
        perhaps("ended_at", Moment),
        of("reason", Line(LINE)),
        of("learned", Line(LINE)),
        of("made_at", Moment),
        perhaps("archived_at", Moment),
    ],
    key: &["id"],
    alone: None,
    has_version: true,
    kind: Some("bet"),
    reads: Reads::Team,
    rule: bet,
};

fn bet(row: &Row) -> Result<(), (&'static str, &'static str)> {
    let is_draft = text_of(row, "state") == "draft";
    if is_empty(row, "we_try") {
        return Err(("we_try", "write something"));
    }
    if !row["stake_class"].as_i64().is_some_and(|class| STAKES.contains(&class)) {
        return Err(("stake_class", "it has to be 1, 2, 4 or 8"));
    }
    if is_draft != is_empty(row, "placed_at") {
        return Err(("placed_at", "it is null as long as the state is draft, and filled after"));
    }
    if !is_draft && is_empty(row, "review_on") {
        return Err(("review_on", "a bet that is placed has a day"));
    }
    Ok(())
}

const ODDS: Table = Table {
    name: "bet_odds",
    tool: Tool::Bets,
    columns: &[
        of("bet_id", Of("bet")),
        of("person_id", Person),
        of("number", Whole(1, 1_000_000)),
        of("asked", Whole(1, 1_000_000)),
        of("value", Whole(5, 95)),
        of("is_blind", YesNo).word_of("person_id"),
        of("made_at", Moment),
    ],
    key: &["bet_id", "person_id", "number"],
    alone: None,
    has_version: false,
    kind: None,
    reads: Reads::Once("person_id", "bet_id", "revealed_at"),
    rule: odds,
};

fn odds(row: &Row) -> Result<(), (&'static str, &'static str)> {
    let is_on_grid = row["value"].as_i64().is_some_and(|value| GRID.contains(&value));
    if is_on_grid { Ok(()) } else { Err(("value", "it has to be 5, 10, 20 … 90 or 95")) }
}

const REASON: Table = Table {
    name: "bet_reason",
    tool: Tool::Bets,
    columns: &[
        of("id", Id),
        of("bet_id", Of("bet")),
        of("written_by", Person),
        of("text", Line(LINE)),
        of("handling", Word(&["prevent", "watch", "accept"])),
        of("sign", Line(LINE)),
        of("made_at", Moment),
        perhaps("archived_at", Moment),
    ],
    key: &["id"],
    alone: None,
    has_version: false,
    kind: None,
    reads: Reads::Team,
    rule: reason,
};

fn reason(row: &Row) -> Result<(), (&'static str, &'static str)> {
    if text_of(row, "handling") == "watch" && is_empty(row, "sign") {
        return Err(("sign", "what is watched for has a sign"));
    }
    Ok(())
}
