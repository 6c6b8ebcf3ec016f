//! What everybody may know of a round, the same for each who asks.

use std::collections::BTreeMap;

use hone_token::SUITE;
use serde::Serialize;

use super::{NewGroup, NewPoll, store};
use crate::ids::RoundRef;
use crate::keys::RoundKeys;
use crate::{Error, Hone, Result, hex};

/// The public record of a round: under which keys it takes ballots, and by which rule it counts.
///
/// Raters' browsers fetch it without saying who they are. So nobody can be given keys of their own,
/// by which their token could be told from the others.
#[derive(Serialize)]
struct Manifest<'a> {
    round: RoundRef,
    suite: &'static str,
    rules: &'static str,
    k: i64,
    form: &'a str,
    model: &'a str,
    closes_at: i64,
    box_key: String,
    groups: BTreeMap<String, Group>,
}

#[derive(Serialize)]
struct Group {
    key: String,
    n_invited: i64,
}

/// Writes the manifest of a round.
pub(super) fn write(
    round: RoundRef,
    poll: &NewPoll,
    groups: &[NewGroup],
    keys: &RoundKeys,
) -> Result<String> {
    let group = |group: &NewGroup| {
        let key = hex::write(&keys.group(group.group_ref).public());
        (group.group_ref.to_string(), Group { key, n_invited: group.n_invited })
    };
    let manifest = Manifest {
        round,
        suite: SUITE,
        rules: hone_gate::RULES,
        k: poll.k,
        form: &poll.form,
        model: &poll.model_version,
        closes_at: poll.closes_at.0,
        box_key: hex::write(&keys.sealing().public()),
        groups: groups.iter().map(group).collect(),
    };
    serde_json::to_string(&manifest)
        .map_err(|e| Error::Corrupt(format!("a manifest cannot be written: {e}")))
}

/// The manifest of a round, the same bytes to everyone for ever.
pub async fn manifest(hone: &Hone, round: RoundRef) -> Result<Option<String>> {
    let mut tx = hone.ballots.read().await?;
    store::find_manifest(&mut tx, round).await
}
