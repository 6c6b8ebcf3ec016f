//! Whether anything of a person stands with the ballots, or anything of a sheet with the people.

use std::collections::{BTreeSet, HashSet};

use super::search::{Kind, Net, Trace};
use super::{Check, Finding, Sight, store};
use crate::Result;
use crate::db::{BallotsTx, PeopleTx, Tx};

/// Where the people database names people, and things that only one person has.
const TRACES: [(&str, &str, Kind); 12] = [
    ("person", "email", Kind::Address),
    ("account", "email", Kind::Address),
    ("person", "name", Kind::Name),
    ("person", "id", Kind::Id),
    ("account", "id", Kind::Id),
    ("invitation", "id", Kind::Id),
    ("invitation_link", "secret_hash", Kind::Link),
    ("entry_link", "secret_hash", Kind::Link),
    ("issuance", "request_hash", Kind::Request),
    ("letter_right", "request_hash", Kind::Request),
    ("session", "token_hash", Kind::Session),
    ("passkey", "credential_id", Kind::Id),
];

/// What raters wrote and what Hone's questionnaire says may name anybody.
const WORDS: [(&str, &str); 2] = [("release", "document"), ("round", "model")];

/// Texts of mails, which no sheet can have got into and which are many.
const MAIL: &str = "outbox";

const WAY_OUT: &str = "Find out what wrote it there. As long as it stands there, whoever holds this can \
                       tell who answered, so remove it, and overwrite it: VACUUM on either engine, and \
                       the copies that hold it.";

/// Everything that would give a person away.
pub(super) async fn traces(tx: &mut PeopleTx) -> Result<Vec<Trace>> {
    let mut traces = Vec::new();
    let mut seen = HashSet::new();
    for (table, column, kind) in TRACES {
        for value in store::list_values(tx, table, column).await? {
            if seen.insert(value.clone()) {
                traces.push(Trace { kind, value });
            }
        }
    }
    Ok(traces)
}

/// The names of all answer sheets: of rows, and of ballots that were counted.
pub(super) async fn sheets(tx: &mut BallotsTx) -> Result<Vec<Trace>> {
    let mut sheets = store::list_values(tx, "ballot", "row_id").await?;
    sheets.extend(store::list_values(tx, "counted", "ballot_id").await?);
    Ok(sheets.into_iter().map(|value| Trace { kind: Kind::Sheet, value }).collect())
}

/// The traces in which a name stands that raters or the questionnaire also use.
pub(super) async fn excused(tx: &mut BallotsTx, net: &Net) -> Result<BTreeSet<usize>> {
    let mut excused = BTreeSet::new();
    for (table, column) in WORDS {
        for value in store::list_values(tx, table, column).await? {
            excused.extend(net.in_value(&value));
        }
    }
    Ok(excused)
}

pub(super) async fn check(sight: &Sight<'_>) -> Result<Check> {
    let mut people = sight.databases.people.read().await?;
    let mut ballots = sight.databases.ballots.read().await?;
    let mut keys = sight.databases.keys.read().await?;
    let traces = traces(&mut people).await?;
    let net = Net::new(&traces)?;
    let excused = excused(&mut ballots, &net).await?;
    let mut findings = in_values("ballots", &mut ballots, &net, &WORDS).await?;
    findings.extend(in_sheets(&mut ballots, &net).await?);
    findings.extend(in_values("keys", &mut keys, &net, &[]).await?);
    let left = traces.iter().enumerate().filter(|(i, _)| !excused.contains(i));
    let left: Vec<_> = left.map(|(_, trace)| trace.clone()).collect();
    findings.extend(in_files(sight, &["ballots", "keys"], &Net::new(&left)?)?);
    if !excused.is_empty() {
        findings.push(Finding::remark(
            "Comments in released reports name people of this organisation. Raters wrote that; it says \
             nothing of who answered. Those names were not searched for in free pages of the files.",
            "Nothing to do.",
        ));
    }
    let net = Net::new(&sheets(&mut ballots).await?)?;
    findings.extend(in_values("people", &mut people, &net, &[]).await?);
    findings.extend(in_files(sight, &["people"], &net)?);
    Ok(Check {
        name: "People and sheets",
        promise: "No e-mail address, name, id or hash of a person stands in the ballots, and no sheet is \
                  named among the people: neither in a table nor in a file, its free pages and its \
                  write-ahead log included.",
        findings,
    })
}

/// What stands in the columns of a database, but for some of them.
async fn in_values<K>(
    database: &str,
    tx: &mut Tx<K>,
    net: &Net,
    but_for: &[(&str, &str)],
) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for column in store::list_columns(tx).await? {
        let place = (column.table_name.as_str(), column.name.as_str());
        let is_left_out =
            but_for.contains(&place) || place == ("ballot", "wrapped") || place.0 == MAIL;
        if is_left_out || !column.is_readable {
            continue;
        }
        let mut found = BTreeSet::new();
        for value in store::list_values(tx, place.0, place.1).await? {
            found.extend(net.in_value(&value));
        }
        findings.extend(net.kinds(&found).into_iter().map(|kind| {
            let (table, column) = place;
            let says = format!(
                "{} stands in the {database} database, in the column {table}.{column}.",
                kind.text()
            );
            Finding::breach(says, WAY_OUT)
        }));
    }
    Ok(findings)
}

/// What stands in the sheets themselves, which are many and read a part at a time.
async fn in_sheets(tx: &mut BallotsTx, net: &Net) -> Result<Vec<Finding>> {
    let mut found = BTreeSet::new();
    let mut after = Vec::new();
    loop {
        let sheets = store::list_sheets(tx, &after).await?;
        let Some((last, _)) = sheets.last() else { break };
        after.clone_from(last);
        for (_, wrapped) in &sheets {
            found.extend(net.in_value(wrapped));
        }
    }
    let kinds = net.kinds(&found).into_iter();
    let says = |kind: Kind| format!("{} stands in the column ballot.wrapped.", kind.text());
    Ok(kinds.map(|kind| Finding::breach(says(kind), WAY_OUT)).collect())
}

fn in_files(sight: &Sight<'_>, databases: &[&str], net: &Net) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for file in databases.iter().flat_map(|database| sight.files_of(database)) {
        for kind in net.kinds(&net.in_file(&file)?) {
            let says = format!("{} stands in the file {}.", kind.text(), file.display());
            findings.push(Finding::breach(says, WAY_OUT));
        }
    }
    Ok(findings)
}
