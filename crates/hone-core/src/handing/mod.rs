//! Handing a team on: its lead asks a member to lead it, who says yes or no. Nobody leads a team unasked.
//! Where the lead has left the organisation, a member takes it on.
//!
//! What the two of a lead and a member wrote stays with these two, whoever leads the team after.

#[cfg(test)]
mod tests;

use thiserror::Error;

use crate::account::Viewer;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::due::{Line, Rank};
use crate::ids::PersonId;
use crate::mail::{self, texts};
use crate::person;
use crate::team::{self, Member, Team};
use crate::{Error, Hone, Result, delegation};

/// Why a team cannot be handed on as asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Somebody changed the team in the meantime.
    #[error("This was changed in the meantime. Here is how it stands now.")]
    Changed,
    /// Somebody else does that.
    #[error("That is for somebody else to say.")]
    NotYours,
    /// Nobody who could lead it.
    #[error("Choose somebody who is in the team, does not lead it, and has signed in once.")]
    Nobody,
    /// Somebody is asked already.
    #[error("{0} is asked already. Take that back first.")]
    Asked(String),
    /// Its lead is there.
    #[error("The lead is here. They hand the team on themselves.")]
    Led,
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal)
    }
}

/// How a team stands between two leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Who is asked to lead it, and since when, as long as they are in it.
    pub heir: Option<(Member, Moment)>,
    /// Whether its lead has left the organisation.
    pub is_without_lead: bool,
    /// Who could lead it instead: they are in it, and can sign in.
    pub could: Vec<Member>,
}

/// How a team stands between two leads.
pub async fn standing(tx: &mut PeopleTx, team: &Team) -> Result<Standing> {
    let members = team::members(tx, team).await?;
    let is_without_lead = members.iter().all(|member| member.person_id != team.lead_id);
    let could = members.into_iter();
    let could: Vec<Member> =
        could.filter(|one| one.has_account && one.person_id != team.lead_id).collect();
    let heir = could.iter().find(|one| Some(one.person_id) == team.heir_id).cloned();
    Ok(Standing { heir: heir.zip(team.heir_since), is_without_lead, could })
}

/// The lead asks a member to lead the team in their place; `version` is the one of the team that was seen.
pub async fn ask(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    version: i64,
    person: PersonId,
) -> Result<Member> {
    if !team.is_led_by(viewer) {
        return Err(Refusal::NotYours.into());
    }
    let Standing { heir, could, .. } = standing(tx, team).await?;
    if let Some((heir, _)) = heir {
        return Err(Refusal::Asked(heir.name).into());
    }
    let asked = could.into_iter().find(|one| one.person_id == person).ok_or(Refusal::Nobody)?;
    let (heir_id, heir_since) = (Some(person), Some(hone.clock.now()));
    save(tx, &Team { heir_id, heir_since, version, ..team.clone() }).await?;
    team::note(tx, hone, viewer, team, "open", "asked somebody to lead it").await?;
    let text = texts::LeadAsked {
        organisation: &viewer.organisation,
        lead: &viewer.name,
        team: &team.name,
        link: &link(hone, team),
    };
    let to = texts::To { name: &asked.name, address: &asked.email };
    mail::queue(tx, hone, Some(team.organisation_id), texts::lead_asked(&to, &text)).await?;
    Ok(asked)
}

/// The lead takes the question back.
pub async fn take_back(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    version: i64,
) -> Result<()> {
    if !team.is_led_by(viewer) {
        return Err(Refusal::NotYours.into());
    }
    if team.heir_id.is_none() {
        return Err(Refusal::Changed.into());
    }
    save(tx, &unasked(team, version)).await?;
    team::note(tx, hone, viewer, team, "open", "took back whom they asked to lead it").await
}

/// Whoever is asked says yes, and leads the team from then on, or no. The answer counts for the version of
/// the team that they read.
pub async fn answer(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    version: i64,
    is_yes: bool,
) -> Result<()> {
    let heir = standing(tx, team).await?.heir;
    if heir.is_none_or(|(heir, _)| heir.person_id != viewer.person_id) {
        return Err(Refusal::NotYours.into());
    }
    if is_yes {
        lead(tx, hone, viewer, team, version, "leads it from now on").await?;
    } else {
        save(tx, &unasked(team, version)).await?;
        team::note(tx, hone, viewer, team, "open", "does not want to lead it").await?;
    }
    let former = person::store::find(tx, team.organisation_id, team.lead_id).await?;
    let Some(former) = former.filter(|one| one.is_here() && !one.is_erased()) else {
        return Ok(());
    };
    let text = texts::LeadAnswered {
        organisation: &viewer.organisation,
        heir: &viewer.name,
        team: &team.name,
        is_yes,
        link: &link(hone, team),
    };
    let to = texts::To { name: &former.name, address: &former.email };
    mail::queue(tx, hone, Some(team.organisation_id), texts::lead_answered(&to, &text)).await?;
    Ok(())
}

/// A member takes on a team whose lead has left the organisation; the first one who does leads it, and the
/// others are told by mail.
pub async fn take_on(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    version: i64,
) -> Result<()> {
    let Standing { is_without_lead, could, .. } = standing(tx, team).await?;
    if !is_without_lead {
        return Err(Refusal::Led.into());
    }
    if could.iter().all(|one| one.person_id != viewer.person_id) {
        return Err(Refusal::Nobody.into());
    }
    lead(tx, hone, viewer, team, version, "took it on, since its lead has left").await?;
    let text = texts::LeadTakenOn {
        organisation: &viewer.organisation,
        lead: &team.lead,
        heir: &viewer.name,
        team: &team.name,
        link: &link(hone, team),
    };
    for other in could.iter().filter(|one| one.person_id != viewer.person_id) {
        let to = texts::To { name: &other.name, address: &other.email };
        let mail = texts::lead_taken_on(&to, &text);
        mail::queue(tx, hone, Some(team.organisation_id), mail).await?;
    }
    Ok(())
}

/// Lets a viewer lead a team from now on.
async fn lead(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    version: i64,
    did: &str,
) -> Result<()> {
    let now = hone.clock.now();
    let led = Team {
        lead_id: viewer.person_id,
        lead: viewer.name.clone(),
        led_since: now,
        ..unasked(team, version)
    };
    save(tx, &led).await?;
    team::store::save_led_until(tx, team, team.lead_id, now).await?;
    team::note(tx, hone, viewer, team, "open", did).await?;
    delegation::change_lead(tx, hone, viewer, &led, team.lead_id).await
}

fn unasked(team: &Team, version: i64) -> Team {
    Team { heir_id: None, heir_since: None, version, ..team.clone() }
}

async fn save(tx: &mut PeopleTx, team: &Team) -> Result<()> {
    if team::store::save(tx, team).await? { Ok(()) } else { Err(Refusal::Changed.into()) }
}

fn link(hone: &Hone, team: &Team) -> String {
    format!("{}/team/{}", hone.settings.public_url, team.id)
}

/// What waits for whoever is asked to lead a team.
pub fn due(viewer: &Viewer, team: &Team) -> Option<Line> {
    let since = team.heir_since.filter(|_| team.heir_id == Some(viewer.person_id))?;
    let text = format!("{} asks you to lead the team {}", team.lead, team.name);
    let page = format!("/team/{}#lead", team.id);
    let line = Line::new(Rank::Waits, ("lead-asked", team.id.0), text, page);
    let line = line.titled("An answer on a team").action("See and answer");
    Some(line.since(since.date(&viewer.zone())).about(&team.name))
}
