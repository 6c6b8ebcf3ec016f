//! What administrators do with people: add, change, let go, import.

mod contact;
pub mod import;
#[cfg(test)]
mod tests;

pub use contact::set_contact;

use std::collections::HashMap;

use crate::account::{Viewer, entry, session};
use crate::db::PeopleTx;
use crate::ids::PersonId;
use crate::mail::{self, texts};
use crate::organisation;
use crate::person::{self, Person};
use crate::{Error, Hone, Result, audit};
use import::Everybody;

/// What a form says of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// Whom they report to: an address, or a name that only one person has; may be empty.
    pub manager: String,
    /// Their team.
    pub team: String,
    /// Their department.
    pub department: String,
    /// The language they read.
    pub language: String,
    /// Whether they set up people and rounds.
    pub is_administrator: bool,
    /// Whether leaders can ask them for coaching.
    pub is_coach: bool,
}

/// A field that cannot be as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Which: `name`, `email`, `manager`, `team`, `department`, `language` or `administrator`.
    pub field: &'static str,
    /// Why, and what would help.
    pub text: String,
}

fn wrong(field: &'static str, text: impl Into<String>) -> Wrong {
    Wrong { field, text: text.into() }
}

impl Fields {
    /// What a person is like now; `manager` is whom they report to.
    pub fn of(person: &Person, manager: Option<&Person>) -> Self {
        Self {
            name: person.name.clone(),
            email: person.email.clone(),
            manager: manager.map(|manager| manager.email.clone()).unwrap_or_default(),
            team: person.team.clone(),
            department: person.department.clone(),
            language: person.language.clone(),
            is_administrator: person.is_administrator,
            is_coach: person.is_coach,
        }
    }

    /// Without spaces around, and with the address in small letters.
    fn tidy(&self) -> Self {
        let trimmed = |text: &str| text.trim().to_owned();
        let language = trimmed(&self.language);
        Self {
            name: trimmed(&self.name),
            email: trimmed(&self.email).to_lowercase(),
            manager: trimmed(&self.manager),
            team: trimmed(&self.team),
            department: trimmed(&self.department),
            language: if language.is_empty() {
                person::DEFAULT_LANGUAGE.to_owned()
            } else {
                language
            },
            ..self.clone()
        }
    }

    /// What can be told to be wrong without looking at anybody else.
    fn wrongs(&self) -> Vec<Wrong> {
        let mut wrongs = Vec::new();
        if self.name.is_empty() {
            wrongs.push(wrong("name", "Write a name."));
        }
        if !person::is_email(&self.email) {
            let text = format!("{:?} is no e-mail address.", self.email);
            wrongs.push(wrong("email", text));
        }
        if !person::is_language(&self.language) {
            wrongs.push(wrong("language", "Write a tag such as en or de-AT."));
        }
        for (field, text) in
            [("name", &self.name), ("team", &self.team), ("department", &self.department)]
        {
            if let Some(why) = person::wrong_with_text(text) {
                wrongs.push(wrong(field, format!("This {why}.")));
            }
        }
        wrongs
    }

    fn put_into(self, person: &mut Person, manager_id: Option<PersonId>) {
        person.name = self.name;
        person.email = self.email;
        person.manager_id = manager_id;
        person.team = self.team;
        person.department = self.department;
        person.language = self.language;
        person.is_administrator = self.is_administrator;
        person.is_coach = self.is_coach;
    }
}

/// How a change went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was made; this is the person now.
    Done(Person),
    /// It was not; these fields are wrong.
    Wrong(Vec<Wrong>),
}

/// Adds a person.
pub async fn add(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    fields: &Fields,
) -> Result<Outcome> {
    let fields = fields.tidy();
    let new = Person::new(viewer.organisation_id, &fields.name, &fields.email, hone.clock.now());
    store_if_right(tx, hone, viewer, new, fields, true).await
}

/// Somebody of the viewer's organisation, unless they were erased.
async fn find(tx: &mut PeopleTx, viewer: &Viewer, id: PersonId) -> Result<Option<Person>> {
    let person = person::store::find(tx, viewer.organisation_id, id).await?;
    Ok(person.filter(|person| !person.is_erased()))
}

/// Changes a person; nothing if there is none.
pub async fn change(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    id: PersonId,
    fields: &Fields,
) -> Result<Option<Outcome>> {
    organisation::store::lock(tx, viewer.organisation_id).await?;
    let Some(person) = find(tx, viewer, id).await? else {
        return Ok(None);
    };
    store_if_right(tx, hone, viewer, person, fields.tidy(), false).await.map(Some)
}

async fn store_if_right(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    before: Person,
    fields: Fields,
    is_new: bool,
) -> Result<Outcome> {
    let mut wrongs = fields.wrongs();
    wrongs.extend(wrong_beside_others(tx, &before, &fields).await?);
    let manager_id = match manager(tx, &before, &fields.manager).await? {
        Ok(id) => id,
        Err(text) => {
            wrongs.push(wrong("manager", text));
            None
        }
    };
    if !wrongs.is_empty() {
        return Ok(Outcome::Wrong(wrongs));
    }
    let mut person = before.clone();
    fields.put_into(&mut person, manager_id);
    if !is_new && person.email != before.email && is_bound(tx, &before).await? {
        let text = "This address received an invitation to a round that is open, or a report \
                    waits for it. It stays until the round is over, or until they have an account.";
        return Ok(Outcome::Wrong(vec![wrong("email", text.to_owned())]));
    }
    person::store::save(tx, &person).await?;
    if person.email != before.email {
        // A link that was sent to the old address is not for whoever reads the new one.
        entry::store::remove_of_person(tx, person.id).await?;
    }
    if is_new {
        audit::record(tx, hone, viewer, "added a person", &person.name).await?;
    } else if person != before {
        audit::record(tx, hone, viewer, "changed a person", &person.name).await?;
    }
    record_roles(tx, hone, viewer, &before, &person, is_new).await?;
    Ok(Outcome::Done(person))
}

/// An address that could be changed would let an administrator answer, or read, as somebody else.
async fn is_bound(tx: &mut PeopleTx, person: &Person) -> Result<bool> {
    person::store::is_bound_to_address(tx, person.organisation_id, person.id).await
}

async fn record_roles(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    before: &Person,
    person: &Person,
    is_new: bool,
) -> Result<()> {
    let roles = [
        ("administrator", before.is_administrator && !is_new, person.is_administrator),
        ("coach", before.is_coach && !is_new, person.is_coach),
    ];
    for (role, was, is) in roles {
        let action = match (was, is) {
            (false, true) => format!("gave the role of {role}"),
            (true, false) => format!("took the role of {role}"),
            _ => continue,
        };
        audit::record(tx, hone, viewer, &action, &person.name).await?;
    }
    Ok(())
}

/// What is wrong when one looks at the other people of the organisation.
async fn wrong_beside_others(
    tx: &mut PeopleTx,
    before: &Person,
    fields: &Fields,
) -> Result<Vec<Wrong>> {
    let mut wrongs = Vec::new();
    let twin = person::store::by_email(tx, before.organisation_id, &fields.email).await?;
    if let Some(twin) = twin.filter(|twin| twin.id != before.id) {
        wrongs.push(wrong("email", format!("This is the address of {} already.", twin.name)));
    }
    if before.is_administrator && !fields.is_administrator && is_last(tx, before).await? {
        wrongs.push(wrong("administrator", LAST_ADMINISTRATOR));
    }
    Ok(wrongs)
}

const LAST_ADMINISTRATOR: &str =
    "This is the last administrator. Make somebody else one first, or nobody could set up a round.";

async fn is_last(tx: &mut PeopleTx, person: &Person) -> Result<bool> {
    let is_one = person.is_administrator && person.is_here();
    let n = person::store::n_administrators(tx, person.organisation_id).await?;
    Ok(is_one && n <= 1)
}

/// Whom a text means as the manager of a person, or why it cannot be.
async fn manager(
    tx: &mut PeopleTx,
    person: &Person,
    text: &str,
) -> Result<std::result::Result<Option<PersonId>, String>> {
    if text.is_empty() {
        return Ok(Ok(None));
    }
    let people = person::store::list_ever(tx, person.organisation_id).await?;
    let by_id: HashMap<PersonId, &Person> = people.iter().map(|p| (p.id, p)).collect();
    let is_kept = |p: &&Person| Some(p.id) == person.manager_id && p.email == text.to_lowercase();
    // Who has left stays the manager of those whose form is saved for another reason.
    let choice = people.iter().filter(|p| p.is_here() || is_kept(p));
    let id = match Everybody::new(choice).manager(text) {
        Ok(id) => id,
        Err(why) => return Ok(Err(format!("{why}."))),
    };
    if id == person.id {
        return Ok(Err("Nobody is their own manager.".to_owned()));
    }
    let mut above = by_id.get(&id).copied();
    for _ in 0..people.len() {
        let Some(one) = above else { break };
        if one.id == person.id {
            let name = by_id[&id].name.as_str();
            return Ok(Err(format!("{name} is below them, directly or further down.")));
        }
        above = one.manager_id.and_then(|id| by_id.get(&id).copied());
    }
    Ok(Ok(Some(id)))
}

/// Sends somebody who has no account a mail with a link by which they make one.
pub async fn invite(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    id: PersonId,
) -> Result<Option<Person>> {
    let Some(person) = find(tx, viewer, id).await? else {
        return Ok(None);
    };
    if person.account_id.is_some() || !person.is_here() {
        return Err(Error::refused(format!("{} has no use for an invitation now.", person.name)));
    }
    let secret = entry::mint(tx, hone, &person).await?;
    let text = texts::Welcome {
        organisation: &viewer.organisation,
        link: &entry::address(hone, &secret),
        until: &entry::Purpose::Account.ends(hone.clock.now()).text(&viewer.zone()),
    };
    let to = texts::To { name: &person.name, address: &person.email };
    mail::queue(tx, hone, Some(viewer.organisation_id), texts::welcome(&to, &text)).await?;
    audit::record(tx, hone, viewer, "invited somebody to sign in", &person.name).await?;
    Ok(Some(person))
}

/// Notes that somebody has left: they are out at once, and are asked nothing more.
pub async fn leave(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    id: PersonId,
) -> Result<Option<Person>> {
    organisation::store::lock(tx, viewer.organisation_id).await?;
    let Some(mut person) = find(tx, viewer, id).await? else {
        return Ok(None);
    };
    if !person.is_here() {
        return Ok(Some(person));
    }
    if is_last(tx, &person).await? {
        return Err(Error::refused(LAST_ADMINISTRATOR));
    }
    person.left_at = Some(hone.clock.now());
    person::store::save(tx, &person).await?;
    session::end_of_person(tx, person.id).await?;
    entry::store::remove_of_person(tx, person.id).await?;
    audit::record(tx, hone, viewer, "noted that somebody has left", &person.name).await?;
    Ok(Some(person))
}

/// Takes back that somebody has left.
pub async fn come_back(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    id: PersonId,
) -> Result<Option<Person>> {
    let Some(mut person) = find(tx, viewer, id).await? else {
        return Ok(None);
    };
    if person.left_at.take().is_some() {
        person::store::save(tx, &person).await?;
        audit::record(tx, hone, viewer, "took back that somebody has left", &person.name).await?;
    }
    Ok(Some(person))
}
