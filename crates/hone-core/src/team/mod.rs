//! Teams: a leader and those who practise with them, and what all tools of a team stand on: events,
//! versions, search.
//!
//! A team and what is in it is found by its members alone; not even an administrator finds it. The
//! tools are handed a [`Team`], which nobody gets but through [`find`], so that every query is bound
//! to one team of one organisation.

pub mod event;
pub mod flow;
pub mod search;
pub mod store;
pub mod table;
#[cfg(test)]
mod tests;

use hone_model::Tool;
use thiserror::Error;
use uuid::Uuid;

pub use event::{About, Change, Event};

use crate::account::{Viewer, entry};
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{OrganisationId, PersonId, TeamId};
use crate::mail::{self, texts};
use crate::organisation::LONGEST_NAME;
use crate::person::{self, Person};
use crate::text;
use crate::{Error, Hone, Result, audit};

/// A leader and those who practise with them.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Team {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The id.
    pub id: TeamId,
    /// What it is called.
    pub name: String,
    /// Who leads it: exactly one of its members.
    pub lead_id: PersonId,
    /// Their name.
    pub lead: String,
    /// Since when.
    pub led_since: Moment,
    /// Whom the lead has asked to lead it in their place, as long as it is not answered.
    pub heir_id: Option<PersonId>,
    /// Since when they are asked.
    pub heir_since: Option<Moment>,
    /// The number of changes so far: who changes an older one is told.
    pub version: i64,
    /// When it was made.
    pub made_at: Moment,
    /// Since when it is closed, where it can be opened again.
    pub archived_at: Option<Moment>,
}

/// Somebody who is or was in a team.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Member {
    /// Who.
    pub person_id: PersonId,
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// Whether they can sign in.
    pub has_account: bool,
    /// Since when they are in it.
    pub since: Moment,
    /// Since when they are in it no more, or have left the organisation.
    pub left_at: Option<Moment>,
    /// Until when they led it, where they handed it on.
    pub led_until: Option<Moment>,
}

/// The time between two results of a leader, for whoever looks back at what they practised in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Between {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The leader.
    pub person_id: PersonId,
    /// From this moment on.
    pub from: Moment,
    /// Before this one.
    pub to: Moment,
}

/// Something that was done in a team. It is told to look back, and never compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// In which team.
    pub team_id: TeamId,
    /// The contrast that it is practice for.
    pub contrast: &'static str,
    /// The tool in which it was done.
    pub tool: Tool,
    /// What, where it was done once: it goes on from a name or 'You'.
    pub once: &'static str,
    /// What, where it was done several times; `{}` is how many.
    pub often: &'static str,
    /// How many times, at least once.
    pub n: i64,
}

/// What was done, said of one and of several, and how often in which team.
type Told = (&'static str, &'static str, Vec<(TeamId, i64)>);

impl Done {
    /// All that was done in a tool.
    pub(crate) fn all<const N: usize>(
        contrast: &'static str,
        tool: Tool,
        told: [Told; N],
    ) -> Vec<Self> {
        let done = told.into_iter().flat_map(|(once, often, teams)| {
            let of = move |(team_id, n)| Self { team_id, contrast, tool, once, often, n };
            teams.into_iter().map(of)
        });
        done.collect()
    }
}

/// Why a team cannot be as asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Something has to be written.
    #[error("{0}: write something.")]
    Missing(&'static str),
    /// Something is too long.
    #[error("{0}: keep it under {1} characters.")]
    TooLong(&'static str, usize),
    /// Somebody changed it in the meantime.
    #[error("This was changed in the meantime.")]
    Changed,
    /// They may not make teams.
    #[error("Teams are made by whoever leads people. Ask your people team.")]
    NoLeader,
    /// No address.
    #[error("{0:?} is no e-mail address. Write one such as anna@example.org.")]
    NoAddress(String),
    /// They are in the team already.
    #[error("{0} is in the team already.")]
    There(String),
    /// They have left the organisation.
    #[error("{0} has left. An administrator can take that back, under People.")]
    Gone(String),
    /// There are too many in the team.
    #[error("A team has at most {MOST_MEMBERS} people. Make a second one.")]
    Full,
    /// The lead would be taken out.
    #[error("The lead stays in the team. Hand the team on, or close it.")]
    Lead,
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal)
    }
}

/// A part of a long list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// So many stand before it.
    pub from: i64,
    /// So many it has at most.
    pub most: i64,
}

/// Something that can be read in a team, by what it is called.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Titled {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub title: String,
}

/// So many people are in a team at most.
pub const MOST_MEMBERS: usize = 60;

impl Team {
    /// Whether somebody leads it.
    pub fn is_led_by(&self, viewer: &Viewer) -> bool {
        self.lead_id == viewer.person_id
    }
}

/// One line that was typed, tidied; `label` names it to whoever typed it, `longest` counts characters.
pub fn line(label: &'static str, typed: &str, longest: usize) -> Result<String, Refusal> {
    within(label, text::one_line(typed), longest)
}

/// Several lines that were typed, tidied alike.
pub fn lines(label: &'static str, typed: &str, longest: usize) -> Result<String, Refusal> {
    within(label, text::lines(typed), longest)
}

/// The same, where something has to be written.
pub fn required(label: &'static str, tidied: String) -> Result<String, Refusal> {
    if tidied.is_empty() { Err(Refusal::Missing(label)) } else { Ok(tidied) }
}

fn within(label: &'static str, text: String, longest: usize) -> Result<String, Refusal> {
    if text.chars().count() > longest { Err(Refusal::TooLong(label, longest)) } else { Ok(text) }
}

/// A team that the viewer is in, unless it is closed.
pub async fn find(tx: &mut PeopleTx, viewer: &Viewer, id: TeamId) -> Result<Option<Team>> {
    let team = store::find_of(tx, viewer.organisation_id, viewer.person_id, id).await?;
    Ok(team.filter(|team| team.archived_at.is_none()))
}

/// A team that the viewer leads, also where it is closed.
pub async fn find_led(tx: &mut PeopleTx, viewer: &Viewer, id: TeamId) -> Result<Option<Team>> {
    let team = store::find_of(tx, viewer.organisation_id, viewer.person_id, id).await?;
    Ok(team.filter(|team| team.is_led_by(viewer)))
}

/// A team of which something is stored. For whoever holds a secret of that thing and says no name; never by
/// an id that came from outside.
pub(crate) async fn find_of(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    id: TeamId,
) -> Result<Option<Team>> {
    store::find(tx, organisation, id).await
}

/// The teams that are not closed, of all organisations: for what the program itself does at an hour.
pub(crate) async fn list_open(tx: &mut PeopleTx) -> Result<Vec<Team>> {
    store::list_open(tx).await
}

/// The teams, of all organisations, that are closed for good, since whoever led them was erased.
pub(crate) async fn list_closed_for_good(tx: &mut PeopleTx) -> Result<Vec<Team>> {
    store::list_closed_for_good(tx).await
}

/// The teams that the viewer is in, by name; closed ones where they lead them.
pub async fn list(tx: &mut PeopleTx, viewer: &Viewer) -> Result<Vec<Team>> {
    list_of(tx, viewer.organisation_id, viewer.person_id).await
}

/// The same of a person of whom the caller may know it.
pub(crate) async fn list_of(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
) -> Result<Vec<Team>> {
    let all = store::list_of(tx, organisation, person).await?;
    let is_open = |team: &Team| team.archived_at.is_none() || team.lead_id == person;
    Ok(all.into_iter().filter(is_open).collect())
}

/// Who is in a team now, the lead first, then by name.
pub async fn members(tx: &mut PeopleTx, team: &Team) -> Result<Vec<Member>> {
    let all = store::list_members(tx, team).await?;
    Ok(all.into_iter().filter(|member| member.left_at.is_none()).collect())
}

/// Makes a team, which the viewer leads.
pub async fn make(tx: &mut PeopleTx, hone: &Hone, viewer: &Viewer, name: &str) -> Result<Team> {
    if !viewer.is_leader {
        return Err(Refusal::NoLeader.into());
    }
    let now = hone.clock.now();
    let team = Team {
        organisation_id: viewer.organisation_id,
        id: TeamId::draw(),
        name: named(name)?,
        lead_id: viewer.person_id,
        lead: viewer.name.clone(),
        led_since: now,
        heir_id: None,
        heir_since: None,
        version: 1,
        made_at: now,
        archived_at: None,
    };
    store::insert(tx, &team).await?;
    store::save_member(tx, &team, viewer.person_id, now).await?;
    note(tx, hone, viewer, &team, "", "open").await?;
    Ok(team)
}

fn named(name: &str) -> Result<String, Refusal> {
    required("The name", line("The name", name, LONGEST_NAME)?)
}

/// What the events of the team itself are about.
pub fn about(team: &Team) -> About {
    About { kind: "team", id: team.id.0 }
}

/// Notes what was done to the team itself.
pub(crate) async fn note(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    from: &str,
    to: &str,
) -> Result<()> {
    let (by, at) = (Some(viewer.person_id), hone.clock.now());
    event::record(tx, team, &Change { about: about(team), by, at, from, to, note: "" }).await
}

/// Gives a team another name; `version` is the one that was seen.
pub async fn rename(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    version: i64,
    name: &str,
) -> Result<()> {
    let renamed = Team { name: named(name)?, version, ..team.clone() };
    save(tx, &renamed).await?;
    note(tx, hone, viewer, team, "open", "renamed").await
}

/// Closes a team: nobody finds it any more, until its lead opens it again.
pub async fn close(tx: &mut PeopleTx, hone: &Hone, viewer: &Viewer, team: &Team) -> Result<()> {
    let archived_at = team.archived_at.or(Some(hone.clock.now()));
    save(tx, &Team { archived_at, ..team.clone() }).await?;
    note(tx, hone, viewer, team, "open", "closed").await
}

/// Takes back that a team was closed.
pub async fn reopen(tx: &mut PeopleTx, hone: &Hone, viewer: &Viewer, team: &Team) -> Result<()> {
    save(tx, &Team { archived_at: None, ..team.clone() }).await?;
    note(tx, hone, viewer, team, "closed", "open").await
}

async fn save(tx: &mut PeopleTx, team: &Team) -> Result<()> {
    if store::save(tx, team).await? { Ok(()) } else { Err(Refusal::Changed.into()) }
}

/// Brings somebody into a team by their address, and tells them by mail. Whom nobody knows yet becomes
/// a person of the organisation, with no role but this one.
pub async fn invite(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    name: &str,
    email: &str,
) -> Result<Person> {
    let email = email.trim().to_lowercase();
    if !person::is_email(&email) {
        return Err(Refusal::NoAddress(email).into());
    }
    store::hold(tx, team).await?;
    let members = members(tx, team).await?;
    if let Some(there) = members.iter().find(|member| member.email == email) {
        return Err(Refusal::There(there.name.clone()).into());
    }
    if members.len() >= MOST_MEMBERS {
        return Err(Refusal::Full.into());
    }
    let person = match person::store::by_email(tx, team.organisation_id, &email).await? {
        Some(person) if person.is_here() => person,
        Some(person) => return Err(Refusal::Gone(person.name).into()),
        None => introduce(tx, hone, viewer, name, &email).await?,
    };
    store::save_member(tx, team, person.id, hone.clock.now()).await?;
    note(tx, hone, viewer, team, "open", "invited").await?;
    tell(tx, hone, viewer, team, &person).await?;
    Ok(person)
}

/// Adds somebody whom nobody knows yet.
async fn introduce(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    name: &str,
    email: &str,
) -> Result<Person> {
    let name = required("Their name", line("Their name", name, LONGEST_NAME)?)?;
    let person = Person::new(viewer.organisation_id, &name, email, hone.clock.now());
    person::store::insert(tx, &person).await?;
    audit::record(tx, hone, viewer, "added a person, for a team", &person.name).await?;
    Ok(person)
}

async fn tell(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    person: &Person,
) -> Result<()> {
    let is_new = person.account_id.is_none();
    let link = if is_new {
        entry::address(hone, &entry::mint(tx, hone, person).await?)
    } else {
        format!("{}/team/{}", hone.settings.public_url, team.id)
    };
    let until = entry::Purpose::Account.ends(hone.clock.now()).text(&viewer.zone());
    let text = texts::TeamInvited {
        organisation: &viewer.organisation,
        lead: &viewer.name,
        team: &team.name,
        link: &link,
        until: is_new.then_some(until.as_str()),
    };
    let to = texts::To { name: &person.name, address: &person.email };
    mail::queue(tx, hone, Some(team.organisation_id), texts::team_invited(&to, &text)).await?;
    Ok(())
}

/// Takes somebody out of a team: they find nothing of it from now on, and what they wrote stays. False
/// where they were not in it.
pub async fn remove(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    person: PersonId,
) -> Result<bool> {
    store::hold(tx, team).await?;
    let now = store::find(tx, team.organisation_id, team.id).await?;
    if person == team.lead_id || now.is_some_and(|now| person == now.lead_id) {
        return Err(Refusal::Lead.into());
    }
    let was_there = store::remove_member(tx, team, person, hone.clock.now()).await?;
    if was_there {
        store::drop_heir(tx, team, person).await?;
        note(tx, hone, viewer, team, "open", "taken out").await?;
    }
    Ok(was_there)
}

/// Takes back that somebody was taken out of a team, and tells them by mail: whoever came into it by a file
/// was never asked. Nothing where they do not stand among those who were in it, or have left the
/// organisation.
pub async fn bring_back(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    id: PersonId,
) -> Result<Option<Person>> {
    store::hold(tx, team).await?;
    let all = store::list_members(tx, team).await?;
    let was_there = all.iter().any(|one| one.person_id == id);
    let others = all.iter().filter(|one| one.left_at.is_none() && one.person_id != id);
    if was_there && others.count() >= MOST_MEMBERS {
        return Err(Refusal::Full.into());
    }
    let person = person::store::find(tx, team.organisation_id, id).await?;
    let Some(person) = person.filter(|person| person.is_here() && was_there) else {
        return Ok(None);
    };
    store::save_member(tx, team, id, hone.clock.now()).await?;
    note(tx, hone, viewer, team, "open", "back").await?;
    tell(tx, hone, viewer, team, &person).await?;
    Ok(Some(person))
}

/// Blanks a person in the events of all teams: who they were, and what they wrote there. They are in no
/// team any more; a team that they led is closed, and is gone where nobody else ever was in it.
pub async fn erase(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    person: PersonId,
    now: Moment,
) -> Result<()> {
    for team in store::list_ever(tx, organisation, person).await? {
        let is_theirs = team.lead_id == person;
        let is_alone =
            store::list_members(tx, &team).await?.iter().all(|one| one.person_id == person);
        if is_theirs && is_alone {
            store::remove(tx, &team).await?;
            continue;
        }
        if is_theirs {
            let archived_at = team.archived_at.or(Some(now));
            save(tx, &Team { archived_at, ..team.clone() }).await?;
        }
        store::drop_heir(tx, &team, person).await?;
        store::remove_member(tx, &team, person, now).await?;
    }
    event::store::blank(tx, organisation, person).await
}

/// The teams of an organisation where something that can be found has some words in it.
pub(crate) async fn saying(
    tx: &mut PeopleTx,
    organisation: OrganisationId,
    words: &str,
) -> Result<Vec<Team>> {
    store::list_saying(tx, organisation, words).await
}
