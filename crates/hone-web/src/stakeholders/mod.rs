//! People who matter to a team, and the rhythm in which it speaks with them.

mod board;
mod edit;
mod place;
mod rhythm;
mod rhythm_edit;
mod show;

use hone_core::db::PeopleTx;
use hone_core::ids::{PersonId, RhythmId, StakeholderId};
use hone_core::stakeholder::{self, Rhythm, Stakeholder, rhythm as rhythms};
use hone_core::team::{self, Team};
use jiff::civil::Date;
use uuid::Uuid;

pub(crate) use board::standing;

use crate::fault::Fault;
use crate::input::Fields;
use crate::routes::{Routes, Who};
use crate::teams::{self, Names};
use crate::words::date as day;
use crate::words::number;

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    use Who::Person;
    let routes = routes
        .get("/team/{team}/stakeholders", Person, board::get)
        .get("/team/{team}/stakeholders/new", Person, edit::get_new)
        .post("/team/{team}/stakeholders/new", Person, edit::post_new)
        .get("/team/{team}/stakeholders/{stakeholder}", Person, show::get)
        .get("/team/{team}/stakeholders/{stakeholder}/change", Person, edit::get)
        .post("/team/{team}/stakeholders/{stakeholder}/change", Person, edit::post)
        .post("/team/{team}/stakeholders/{stakeholder}/contacts", Person, show::post_contact)
        .post(
            "/team/{team}/stakeholders/{stakeholder}/contacts/{contact}/removal",
            Person,
            show::post_contact_removal,
        )
        .post(
            "/team/{team}/stakeholders/{stakeholder}/contacts/{contact}/return",
            Person,
            show::post_contact_return,
        )
        .post("/team/{team}/stakeholders/{stakeholder}/removal", Person, show::post_removal)
        .post("/team/{team}/stakeholders/{stakeholder}/return", Person, show::post_return);
    routes
        .get("/team/{team}/rhythms/new", Person, rhythm_edit::get_new)
        .post("/team/{team}/rhythms/new", Person, rhythm_edit::post_new)
        .get("/team/{team}/rhythms/{rhythm}", Person, rhythm::get)
        .get("/team/{team}/rhythms/{rhythm}/change", Person, rhythm_edit::get)
        .post("/team/{team}/rhythms/{rhythm}/change", Person, rhythm_edit::post)
        .post("/team/{team}/rhythms/{rhythm}/beats", Person, rhythm::post_beat)
        .post(
            "/team/{team}/rhythms/{rhythm}/beats/{beat}/removal",
            Person,
            rhythm::post_beat_removal,
        )
        .post("/team/{team}/rhythms/{rhythm}/beats/{beat}/return", Person, rhythm::post_beat_return)
        .post("/team/{team}/rhythms/{rhythm}/removal", Person, rhythm::post_removal)
        .post("/team/{team}/rhythms/{rhythm}/return", Person, rhythm::post_return)
}

/// A stakeholder of a team.
async fn find(tx: &mut PeopleTx, team: &Team, id: Uuid) -> Result<Stakeholder, Fault> {
    stakeholder::find(tx, team, StakeholderId(id)).await?.ok_or(Fault::NotFound)
}

/// A rhythm of a team.
async fn find_rhythm(tx: &mut PeopleTx, team: &Team, id: Uuid) -> Result<Rhythm, Fault> {
    rhythms::find(tx, team, RhythmId(id)).await?.ok_or(Fault::NotFound)
}

/// Where the stakeholders and rhythms of a team are.
fn address(team: &Team) -> String {
    format!("{}/stakeholders", teams::address(team))
}

/// Where the page of a stakeholder is.
fn page_of(team: &Team, stakeholder: &Stakeholder) -> String {
    format!("{}/{}", address(team), stakeholder.id)
}

/// Where the page of a rhythm is.
fn rhythm_page(team: &Team, rhythm: &Rhythm) -> String {
    format!("{}/rhythms/{}", teams::address(team), rhythm.id)
}

/// So many days, within a sentence.
fn days(n: i64) -> String {
    match usize::try_from(n) {
        Ok(1) => "one day".to_owned(),
        Ok(n) => format!("{} days", number(n)),
        Err(_) => format!("{n} days"),
    }
}

/// How long ago the latest contact was, and what was meant, in a sentence.
fn since(one: &Stakeholder, today: Date) -> String {
    let meant = days(one.usual_gap);
    let ago = |day: Date| i64::from((today - day).get_days());
    match one.last_day().map(ago) {
        None => format!("No contact yet; you mean to speak every {meant}."),
        Some(0) => format!("You spoke today; you mean to speak every {meant}."),
        Some(n) => format!("{} since you spoke; you mean to speak every {meant}.", days(n)),
    }
}

/// Who looks after something.
fn owner(names: &Names, owner: Option<PersonId>) -> String {
    owner.map_or("Nobody", |person| names.name(person)).to_owned()
}

/// Those of a team who can look after something, and who does now though they are gone.
async fn owners(
    tx: &mut PeopleTx,
    team: &Team,
    now: Option<(Option<PersonId>, bool)>,
) -> Result<Vec<(String, String)>, Fault> {
    let members = team::members(tx, team).await?;
    let mut all: Vec<(String, String)> =
        members.into_iter().map(|member| (member.person_id.to_string(), member.name)).collect();
    if let Some((person, false)) = now {
        let names = Names::of(tx, team).await?;
        let name = person.map_or("Nobody".to_owned(), |person| {
            format!("{}, who is no longer in the team", names.name(person))
        });
        all.insert(0, (person.map(|person| person.to_string()).unwrap_or_default(), name));
    }
    Ok(all)
}

/// Who was chosen to look after something.
fn chosen(fields: &Fields) -> Result<Option<PersonId>, String> {
    match fields.one("owner") {
        "" => Ok(None),
        id => {
            let id = id.parse().map_err(|_| "Choose who looks after it.".to_owned())?;
            Ok(Some(PersonId(id)))
        }
    }
}

/// What was not done on a page, with what was typed for it.
struct Refused {
    why: String,
    typed: Fields,
}

impl Refused {
    /// What was typed into a field.
    fn typed<'a>(refused: Option<&'a Self>, name: &str) -> &'a str {
        refused.map_or("", |refused| refused.typed.one(name))
    }
}
