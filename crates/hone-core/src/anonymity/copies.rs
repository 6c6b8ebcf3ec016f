//! Whether copies of the data hold what they must not.

use std::path::Path;

use super::search::{Kind, Net, Trace, files, has_any, is_packed};
use super::{Check, Finding, Sight, people, store};
use crate::Result;

/// How the tables of people begin, in a file of SQLite and in a dump of PostgreSQL.
const PEOPLE: [&str; 3] =
    ["CREATE TABLE person (", "CREATE TABLE hone_people.person (", "COPY hone_people.person "];

/// The same for ballots.
const BALLOTS: [&str; 2] = ["CREATE TABLE ballot (", "CREATE TABLE hone_ballots.ballot ("];

/// How the keys begin in a dump of PostgreSQL, and how they do where there are none.
const DUMPED_KEYS: &str = "COPY hone_keys.round_key (round_ref, secret) FROM stdin;\n";
const NO_DUMPED_KEYS: &str = "COPY hone_keys.round_key (round_ref, secret) FROM stdin;\n\\.";

pub(super) async fn check(sight: &Sight<'_>) -> Result<Check> {
    let mut tx = sight.databases.people.read().await?;
    let traces = people::traces(&mut tx).await?;
    drop(tx);
    let mut tx = sight.databases.ballots.read().await?;
    let excused = people::excused(&mut tx, &Net::new(&traces)?).await?;
    let sheets = people::sheets(&mut tx).await?;
    drop(tx);
    let left = traces.into_iter().enumerate().filter(|(i, _)| !excused.contains(i));
    let nets = Nets {
        people: Net::new(&left.map(|(_, trace)| trace).collect::<Vec<_>>())?,
        sheets: Net::new(&sheets)?,
        secrets: secrets(sight).await?,
        rounds: rounds(sight)?,
    };
    let mut findings = Vec::new();
    for file in files(&sight.holdings.backups)? {
        findings.extend(nets.look_at(&file)?);
    }
    Ok(Check {
        name: "Copies",
        promise: "Copies hold no keys, and keep people and sheets as far apart as the data themselves.",
        findings,
    })
}

/// The secrets of open rounds.
async fn secrets(sight: &Sight<'_>) -> Result<Net> {
    let mut tx = sight.databases.keys.read().await?;
    let secrets = store::list_keys(&mut tx).await?.into_iter().map(|(_, secret)| secret);
    let traces = secrets.map(|value| Trace { kind: Kind::Key, value });
    Net::new(&traces.collect::<Vec<_>>())
}

/// The rounds under whose names keys stand in their table.
fn rounds(sight: &Sight<'_>) -> Result<Net> {
    let refs = sight.rounds.iter().map(|round| round.round_ref.0.as_bytes().to_vec());
    let traces = refs.map(|value| Trace { kind: Kind::Key, value });
    Net::new(&traces.collect::<Vec<_>>())
}

struct Nets {
    people: Net,
    sheets: Net,
    secrets: Net,
    rounds: Net,
}

impl Nets {
    fn look_at(&self, file: &Path) -> Result<Vec<Finding>> {
        let place = file.display();
        if is_packed(file)? {
            let says = format!("{place} is compressed and could not be searched.");
            let way_out =
                "Unpack it (a dump of PostgreSQL with pg_restore --file) and name what comes out.";
            return Ok(vec![Finding::breach(says, way_out)]);
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut findings = Vec::new();
        if !self.secrets.in_file(file)?.is_empty() {
            findings.push(Finding::breach(
                format!("{place} holds the key of an open round."),
                "With it, the sheets in a copy can be opened until the close. Delete this copy of the \
                 key, and leave keys.sqlite or the schema hone_keys out of copies.",
            ));
        } else if self.holds_old_keys(file, &name)? {
            findings.push(Finding::breach(
                format!("{place} is a copy of the keys."),
                "With a key, sheets of its round can be opened in every copy that holds them, even after \
                 the close. Delete it, and leave keys out of copies.",
            ));
        }
        let of_people = name.starts_with("people") || has_any(file, &PEOPLE)?;
        let has_ballots = has_any(file, &BALLOTS)?;
        let net = if of_people { &self.sheets } else { &self.people };
        if of_people && has_ballots {
            findings.push(Finding::remark(
                format!(
                    "{place} holds people and ballots in one, so they could not be searched apart."
                ),
                "Restore it, and run this on what was restored.",
            ));
            return Ok(findings);
        }
        for kind in net.kinds(&net.in_file(file)?) {
            findings.push(Finding::breach(
                format!("{} stands in {place}.", kind.text()),
                "Find out how it came there, and delete this copy.",
            ));
        }
        Ok(findings)
    }

    /// Whether a file holds keys, of whatever round and however old.
    fn holds_old_keys(&self, file: &Path, name: &str) -> Result<bool> {
        if name.starts_with("keys.sqlite") || has_any(file, &["CREATE TABLE round_key ("])? {
            return Ok(!self.rounds.in_file(file)?.is_empty());
        }
        Ok(has_any(file, &[DUMPED_KEYS])? && !has_any(file, &[NO_DUMPED_KEYS])?)
    }
}
