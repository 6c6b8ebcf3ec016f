//! What of the letters of a team is shown at its hour: only what was written, and only that hour.

use jiff::civil::Date;

use super::{READER, store};
use crate::Result;
use crate::ballot::letters::{Letter, Written};
use crate::chance::Secret;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::experiment::challenge::{self, Target, Wording};
use crate::experiment::{LONGEST_TEXT, note_of_nobody};
use crate::team::{self, Team};

/// A challenge that can be shown.
pub(super) struct Sound {
    pub(super) ballot: hone_token::BallotId,
    wording: Wording,
    reader_hash: Vec<u8>,
}

/// The challenges among some letters that can be shown: each of a token that brought none before, and none
/// at all where there are more than tokens, since nobody could say which of them are real.
pub(super) fn sound(letters: &[Letter], n_rights: i64) -> Vec<Sound> {
    let sound: Vec<_> = letters.iter().filter(|one| one.is_first).filter_map(of).collect();
    if i64::try_from(sound.len()).is_ok_and(|n| n <= n_rights) {
        return sound;
    }
    tracing::error!("a team had more letters than tokens; none of them is shown");
    Vec::new()
}

fn of(letter: &Letter) -> Option<Sound> {
    let Written::Challenge { reader, target, title, why, instead } = &letter.written else {
        return None;
    };
    let (title, why, instead) = (title.clone(), why.clone(), instead.clone());
    let wording = Wording { target: Target::of(target), title, why, instead };
    Some(Sound {
        ballot: letter.ballot,
        wording: wording.tidied().ok()?,
        reader_hash: hash(reader)?,
    })
}

/// What is kept of the secret by which a writer reads on; nothing where anybody could guess it.
fn hash(reader: &str) -> Option<Vec<u8>> {
    (reader.len() >= 32).then(|| Secret::from_text(reader).hash(READER))
}

/// Shows challenges and replies, in the order of chance in which they were opened.
pub(super) async fn show(
    tx: &mut PeopleTx,
    team: &Team,
    letters: &[Letter],
    n_rights: i64,
    (hour, on): (Moment, Date),
) -> Result<()> {
    for Sound { wording, reader_hash, .. } in sound(letters, n_rights) {
        if store::find_by_reader(tx, &reader_hash).await?.is_some() {
            continue;
        }
        let challenge = challenge::show(tx, team, wording, (hour, on)).await?;
        store::insert_nameless(tx, team, challenge.id, &reader_hash).await?;
    }
    for letter in letters {
        if let Written::Reply { reader, text } = &letter.written {
            reply(tx, team, (reader, text), hour).await?;
        }
    }
    Ok(())
}

/// Shows what a writer says to an answer, once.
async fn reply(
    tx: &mut PeopleTx,
    team: &Team,
    (reader, text): (&str, &str),
    hour: Moment,
) -> Result<()> {
    let Some(found) = of_team(tx, team, reader).await? else { return Ok(()) };
    let Ok(text) = team::lines("The reply", text, LONGEST_TEXT) else { return Ok(()) };
    if text.is_empty() || found.is_withdrawn || !found.reply.is_empty() {
        return Ok(());
    }
    let Some(challenge) = challenge::find(tx, team, found.challenge_id).await? else {
        return Ok(());
    };
    store::save_reply(tx, team, challenge.id, &text).await?;
    let did = (challenge.state.word(), "replied", "");
    note_of_nobody(tx, team, challenge.about(), hour, did).await
}

/// Takes back what writers took back.
pub(super) async fn withdraw(
    tx: &mut PeopleTx,
    team: &Team,
    letters: &[Letter],
    hour: Moment,
) -> Result<()> {
    for letter in letters {
        let Written::Withdrawal { reader } = &letter.written else { continue };
        let Some(found) = of_team(tx, team, reader).await?.filter(|one| !one.is_withdrawn) else {
            continue;
        };
        let challenge = challenge::find(tx, team, found.challenge_id).await?;
        let Some(challenge) = challenge else { continue };
        challenge::withdraw(tx, team, &challenge, hour).await?;
        store::save_withdrawn(tx, team, challenge.id).await?;
    }
    Ok(())
}

/// The challenge of a team that the holder of a secret wrote.
async fn of_team(tx: &mut PeopleTx, team: &Team, reader: &str) -> Result<Option<super::Nameless>> {
    let Some(hash) = hash(reader) else { return Ok(None) };
    let found = store::find_by_reader(tx, &hash).await?;
    let is_here = |one: &super::Nameless| {
        (one.organisation_id, one.team_id) == (team.organisation_id, team.id)
    };
    Ok(found.filter(is_here))
}
