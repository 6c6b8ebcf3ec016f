//! Whether the ballots and the keys have room for anything that Hone does not put there.

use super::{Check, Finding, Sight, store};
use crate::Result;
use crate::db::Tx;

/// A table, and its columns.
type Table = (&'static str, &'static [&'static str]);

/// All that the ballots database may hold: no person, no address, no time, no order. A day stands in
/// it for standings, which are taken once each morning, and an hour for letters, which are shown then.
const BALLOTS: &[Table] = &[
    ("round", &["round_ref", "form", "k", "phase", "model_version", "model", "manifest"]),
    (
        "ballot_group",
        &["group_ref", "leader_ref", "round_ref", "category", "n_invited", "is_aborted"],
    ),
    ("ballot", &["row_id", "round_ref", "wrapped"]),
    ("counted", &["ballot_id", "round_ref"]),
    ("letter_box", &["round_ref", "group_ref", "shows_at", "is_held"]),
    ("standing", &["leader_ref", "round_ref", "day", "is_enough"]),
    ("turnout", &["round_ref", "day", "percent"]),
    ("release", &["leader_ref", "round_ref", "document", "sha256"]),
    ("same_leader", &["leader_ref", "other_ref"]),
    ("overview", &["round_ref", "document", "sha256"]),
    ("quality", &["round_ref", "document", "sha256"]),
];

const KEYS: &[Table] = &[("round_key", &["round_ref", "secret"])];

const WAY_OUT: &str = "Find out who added it and what it holds, and take it out. A time, a name or an order \
                       beside a sheet tells whose it is.";

pub(super) async fn check(sight: &Sight<'_>) -> Result<Check> {
    let mut findings =
        beyond("ballots", &mut sight.databases.ballots.read().await?, BALLOTS).await?;
    findings.extend(beyond("keys", &mut sight.databases.keys.read().await?, KEYS).await?);
    Ok(Check {
        name: "Columns",
        promise: "The ballots and the keys have no column for a person, an address, a time or an order, \
                  and nothing that could fill one.",
        findings,
    })
}

/// What a database has beyond some tables.
async fn beyond<K>(database: &str, tx: &mut Tx<K>, allowed: &[Table]) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for column in store::list_columns(tx).await? {
        let table = allowed.iter().find(|(table, _)| *table == column.table_name);
        if table.is_none_or(|(_, columns)| !columns.contains(&column.name.as_str())) {
            let says = format!(
                "The {database} database has a column that Hone does not make: {}.{}.",
                column.table_name, column.name
            );
            findings.push(Finding::breach(says, WAY_OUT));
        }
    }
    for trigger in store::list_triggers(tx).await? {
        let says =
            format!("The {database} database has a trigger that Hone does not make: {trigger}.");
        findings.push(Finding::breach(says, WAY_OUT));
    }
    for table in store::list_numbered(tx).await? {
        let says =
            format!("SQLite numbers the rows of {database}.{table} in the order they come in.");
        findings.push(Finding::breach(says, WAY_OUT));
    }
    Ok(findings)
}
