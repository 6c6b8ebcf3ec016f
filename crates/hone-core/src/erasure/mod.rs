//! Erasing somebody: their name and their address are gone from everything about people, and what was
//! theirs alone is gone with them.
//!
//! What belongs to others stays and points to nobody: what a team reads, a release, the group in which
//! they were asked. Nothing is erased while a round that asks them, or is about them, is under way, since
//! its groups were frozen for all who answer. What they answered holds no name, and cannot be found.

mod store;
#[cfg(test)]
mod tests;

use thiserror::Error;

use crate::account::{Viewer, session};
use crate::db::PeopleTx;
use crate::ids::{OrganisationId, PersonId};
use crate::person::{self, Person};
use crate::{
    Error, Hone, Result, audit, bet, coaching, delegation, experiment, file, organisation,
};
use crate::{mirror, plan, rhythm, stakeholder, team, vision};

/// What stands in texts of others where a name was.
const SOMEBODY: &str = "somebody";

/// Why somebody cannot be erased now.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// A round is under way.
    #[error(
        "They are in a round that is not released yet. Its groups stay as they are until then; come \
         back after the release."
    )]
    Round,
    /// Nobody could set up a round any more.
    #[error("This is the last administrator. Make somebody else one first.")]
    LastAdministrator,
    /// The word by which it is confirmed is another one.
    #[error("Nothing is erased. To confirm it, write the e-mail address exactly: {0}")]
    NotConfirmed(String),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal)
    }
}

/// Somebody who can still be erased; nobody where there is none, or they were erased before.
pub async fn find(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    id: PersonId,
) -> Result<Option<Person>> {
    let person = person::store::find(tx, organisation, id).await?;
    Ok(person.filter(|person| !person.is_erased()))
}

/// The names of the teams that would be closed, and of those that would be gone, since nobody else ever
/// was in them.
pub async fn teams(tx: &mut PeopleTx, person: &Person) -> Result<(Vec<String>, Vec<String>)> {
    let (mut closed, mut gone) = (Vec::new(), Vec::new());
    let all = team::store::list_ever(tx, person.organisation_id, person.id).await?;
    for team in all.into_iter().filter(|team| team.lead_id == person.id) {
        let members = team::store::list_members(tx, &team).await?;
        if members.iter().all(|member| member.person_id == person.id) {
            gone.push(team.name);
        } else if team.archived_at.is_none() {
            closed.push(team.name);
        }
    }
    Ok((closed, gone))
}

/// Erases somebody of the viewer's organisation, who may be the viewer, in one transaction. `confirmed` is
/// what was typed to confirm it: their address. The record says that somebody was erased, without a name.
pub async fn erase(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    person: &Person,
    confirmed: &str,
) -> Result<()> {
    if confirmed.trim().to_lowercase() != person.email {
        return Err(Refusal::NotConfirmed(person.email.clone()).into());
    }
    organisation::store::lock(tx, viewer.organisation_id).await?;
    must_be_free(tx, person).await?;
    let (organisation, id, now) = (person.organisation_id, person.id, hone.clock.now());
    in_tools(tx, person, now).await?;
    coaching::store::erase(tx, organisation, id, now).await?;
    plan::store::erase(tx, organisation, id).await?;
    unname(tx, person).await?;
    leave(tx, person).await?;
    let nobody = Person::erased(organisation, id, now);
    person::store::save(tx, &nobody).await?;
    if let Some(account) = person.account_id {
        store::remove_account(tx, account).await?;
    }
    let is_self = viewer.person_id == id;
    let action = if is_self { "erased themself" } else { "erased a person" };
    audit::record(tx, hone, viewer, action, "").await
}

/// Takes somebody off each of the tools, and removes what is theirs alone: a new tool adds its function.
async fn in_tools(tx: &mut PeopleTx, person: &Person, now: crate::clock::Moment) -> Result<()> {
    let (organisation, id) = (person.organisation_id, person.id);
    delegation::erase(tx, organisation, id, now).await?;
    bet::erase(tx, organisation, id).await?;
    experiment::erase(tx, organisation, id).await?;
    vision::erase(tx, organisation, id).await?;
    stakeholder::erase(tx, organisation, id).await?;
    mirror::erase(tx, organisation, id).await?;
    rhythm::erase(tx, organisation, id).await?;
    team::erase(tx, organisation, id, now).await
}

async fn must_be_free(tx: &mut PeopleTx, person: &Person) -> Result<()> {
    if store::n_rounds_under_way(tx, person).await? > 0 {
        return Err(Refusal::Round.into());
    }
    let n = person::store::n_administrators(tx, person.organisation_id).await?;
    if person.is_administrator && person.is_here() && n <= 1 {
        return Err(Refusal::LastAdministrator.into());
    }
    Ok(())
}

/// Takes their address, and their name where it is of several words, out of what others wrote. A single
/// word would be taken out of texts that mean something else.
async fn unname(tx: &mut PeopleTx, person: &Person) -> Result<()> {
    let is_full = person.name.trim().contains(' ');
    let names = [Some(person.email.as_str()), is_full.then_some(person.name.as_str())];
    for name in names.into_iter().flatten() {
        let saying = team::saying(tx, person.organisation_id, name).await?;
        for table in file::tables() {
            let words = (name, SOMEBODY);
            team::table::store::unname(tx, person.organisation_id, table, words).await?;
        }
        for team in saying {
            file::index_all(tx, &team).await?;
        }
        store::unname(tx, person.organisation_id, name, SOMEBODY).await?;
    }
    store::blank_record(tx, person).await
}

/// Signs them out, and takes back every link and mail that waits for them.
async fn leave(tx: &mut PeopleTx, person: &Person) -> Result<()> {
    session::end_of_person(tx, person.id).await?;
    crate::account::entry::store::remove_of_person(tx, person.id).await?;
    store::remove_mails(tx, person).await?;
    store::remove_imports(tx, person.organisation_id).await
}
