//! What somebody who holds the data of an installation could learn of its raters, looked up in the
//! data themselves.
//!
//! Nothing is changed by the look. What is found is told by its place: no person, no group and no
//! number of answers is named, or the check for leaks would be one.

mod columns;
mod copies;
mod keys;
mod logs;
mod order;
mod over;
mod people;
mod search;
mod server;
pub mod store;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use serde::Serialize;

use crate::clock::Moment;
use crate::db::{self, Databases, Storage};
use crate::ids::RoundRef;
use crate::{Error, Result};

/// What is looked at.
#[derive(Clone, Debug)]
pub struct Holdings {
    /// Where the installation keeps people and ballots.
    pub storage: Storage,
    /// Where it keeps its keys, if elsewhere.
    pub keys: Option<Storage>,
    /// Copies of its data: files, or folders with all that is in them.
    pub backups: Vec<PathBuf>,
    /// Logs of Hone, of a proxy before it, of a database: files, or folders with all that is in them.
    pub logs: Vec<PathBuf>,
}

/// What was found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Whether no promise is broken in anything that was looked at.
    pub is_passed: bool,
    /// Each thing that was looked for.
    pub checks: Vec<Check>,
    /// What is left to learn for whoever holds a part, though nothing is broken.
    pub surrenders: Vec<Surrender>,
}

/// One thing that was looked for.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// Its name.
    pub name: &'static str,
    /// What holds where nothing is found.
    pub promise: &'static str,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How much it means.
    pub weight: Weight,
    /// What was found, and where.
    pub says: String,
    /// What to do about it.
    pub way_out: String,
}

/// How much a finding means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// A promise to raters is broken, or something could not be looked at that was asked for.
    Breach,
    /// Nothing is broken; somebody who reads this may want to know it.
    Remark,
}

/// What whoever holds one part of an installation can learn from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Surrender {
    /// The part.
    pub part: &'static str,
    /// What it tells.
    pub learns: &'static str,
    /// Whether that is so only while a round is open.
    #[serde(skip)]
    pub needs_open_round: bool,
}

/// What a compromise of each part surrenders: the same words for operators and for raters.
pub const SURRENDERS: [Surrender; 8] = [
    Surrender {
        part: "the people database",
        learns: "who is invited to rate whom, who has begun, and who declined or wants no reminders; \
                 what leaders plan, whom they asked for coaching and what those two noted; which members \
                 of a team could have written to it without a name; no answers, and not who wrote",
        needs_open_round: false,
    },
    Surrender {
        part: "the ballots database, while a round is open",
        learns: "how many sealed sheets there are in the whole round; no answer, no group, no name",
        needs_open_round: true,
    },
    Surrender {
        part: "several copies of both, taken while a round is open",
        learns: "in which stretch of time between two copies a sealed sheet was written or changed, and \
                 who began in the same stretch; not what the sheet says, nor which leader it is about",
        needs_open_round: true,
    },
    Surrender {
        part: "the keys of an open round, without the ballots",
        learns: "nothing yet; they could make rights to answer, and the close would drop a group that \
                 has too many",
        needs_open_round: true,
    },
    Surrender {
        part: "the ballots and the keys of an open round, of the same moment",
        learns: "answers without names, with the style of their comments; with several copies or logs \
                 also about when and in which order they came",
        needs_open_round: true,
    },
    Surrender {
        part: "all of it, and every old copy without keys, after the close",
        learns: "the group numbers and shuffled comments of the reports; no answer sheets",
        needs_open_round: false,
    },
    Surrender {
        part: "the mail server",
        learns: "the invitations; they could answer in the place of somebody who has not begun",
        needs_open_round: false,
    },
    Surrender {
        part: "the running server, live",
        learns: "what is typed from then on, and from which address; they could also send browsers \
                 another script",
        needs_open_round: false,
    },
];

/// Everything that the checks look at.
struct Sight<'a> {
    holdings: &'a Holdings,
    databases: Databases,
    rounds: Vec<Round>,
    now: Moment,
}

/// How far a round has come.
#[derive(Clone, Copy, Debug)]
struct Round {
    round_ref: RoundRef,
    /// Whether its ballots and keys should be destroyed.
    is_shredded: bool,
}

/// Looks for whatever would betray a rater.
///
/// # Errors
/// If the installation or one of the files cannot be read.
pub async fn examine(holdings: &Holdings, now: Moment) -> Result<Report> {
    let databases = db::look(&holdings.storage, holdings.keys.as_ref()).await?;
    let mut tx = databases.ballots.read().await?;
    let rounds = store::list_rounds(&mut tx).await?;
    drop(tx);
    let rounds =
        rounds.into_iter().map(|(round_ref, is_shredded)| Round { round_ref, is_shredded });
    let sight = Sight { holdings, databases, rounds: rounds.collect(), now };
    let mut checks = vec![
        people::check(&sight).await?,
        columns::check(&sight).await?,
        order::check(&sight).await?,
        keys::check(&sight).await?,
        over::check(&sight).await?,
    ];
    if matches!(holdings.storage, Storage::Postgres(_)) {
        checks.push(server::check(&sight).await?);
    }
    if !holdings.backups.is_empty() {
        checks.push(copies::check(&sight).await?);
    }
    if !holdings.logs.is_empty() {
        checks.push(logs::check(&sight).await?);
    }
    let Databases { people, ballots, keys } = &sight.databases;
    tokio::join!(people.close(), ballots.close(), keys.close());
    let has_open_round = sight.rounds.iter().any(|round| !round.is_shredded);
    let is_true = |surrender: &Surrender| has_open_round || !surrender.needs_open_round;
    Ok(Report {
        is_passed: checks.iter().all(Check::is_passed),
        checks,
        surrenders: SURRENDERS.into_iter().filter(is_true).collect(),
    })
}

impl Sight<'_> {
    /// The rounds whose ballots and keys should be destroyed.
    fn shredded(&self) -> impl Iterator<Item = RoundRef> {
        self.rounds.iter().filter(|round| round.is_shredded).map(|round| round.round_ref)
    }

    /// The files in which SQLite keeps a database, as far as they are there.
    fn files_of(&self, database: &str) -> Vec<PathBuf> {
        let storage = match &self.holdings.keys {
            Some(keys) if database == "keys" => keys,
            _ => &self.holdings.storage,
        };
        let Storage::Folder(folder) = storage else { return Vec::new() };
        let name = |end: &&str| folder.join(format!("{database}.sqlite{end}"));
        ["", "-wal", "-journal"].iter().map(name).filter(|file| file.is_file()).collect()
    }
}

impl Check {
    /// Whether no promise is broken in it.
    pub fn is_passed(&self) -> bool {
        self.findings.iter().all(|finding| finding.weight != Weight::Breach)
    }
}

impl Finding {
    fn breach(says: impl Into<String>, way_out: impl Into<String>) -> Self {
        Self { weight: Weight::Breach, says: says.into(), way_out: way_out.into() }
    }

    fn remark(says: impl Into<String>, way_out: impl Into<String>) -> Self {
        Self { weight: Weight::Remark, says: says.into(), way_out: way_out.into() }
    }
}

/// A file that cannot be read.
fn unreadable(file: &std::path::Path, error: &std::io::Error) -> Error {
    Error::Refused(format!(
        "cannot read {}: {error}; run this as the user that Hone runs as, and check the path",
        file.display()
    ))
}
