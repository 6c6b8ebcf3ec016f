//! The log of contacts with a stakeholder: a day, and one line on what was said or agreed. Any contact
//! that is logged, by anybody in the team, moves the day on which it is time to speak again.

pub(super) mod store;

use jiff::civil::Date;

use super::{LONGEST_LINE, Refusal, Stakeholder, note};
use crate::account::Viewer;
use crate::clock::{Day, Moment};
use crate::db::PeopleTx;
use crate::ids::{ContactId, PersonId, StakeholderId};
use crate::team::{self, Team};
use crate::{Hone, Result};

/// One contact with a stakeholder.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Contact {
    /// The id.
    pub id: ContactId,
    /// The stakeholder.
    pub stakeholder_id: StakeholderId,
    /// Who had it; nothing where they were erased.
    pub person_id: Option<PersonId>,
    /// The day.
    #[sqlx(try_from = "String")]
    pub on_day: Day,
    /// What was said or agreed; empty where its writer was erased.
    pub line: String,
    /// When it was written down.
    pub made_at: Moment,
    /// Since when it is put away, where it can be brought back.
    pub archived_at: Option<Moment>,
}

/// The contacts with a stakeholder, the latest first; also those that are put away.
pub async fn list(
    tx: &mut PeopleTx,
    team: &Team,
    stakeholder: &Stakeholder,
) -> Result<Vec<Contact>> {
    store::list(tx, team, stakeholder).await
}

/// Logs a contact on a day, which is today where none is given.
pub async fn add(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    stakeholder: &Stakeholder,
    (on, line): (Option<Date>, &str),
) -> Result<Contact> {
    stakeholder.must_be_here()?;
    let now = hone.clock.now();
    let today = now.date(&viewer.zone());
    let on = on.unwrap_or(today);
    if on > today {
        return Err(Refusal::Future.into());
    }
    let line = team::line("What was said", line, LONGEST_LINE)?;
    let contact = Contact {
        id: ContactId::draw(),
        stakeholder_id: stakeholder.id,
        person_id: Some(viewer.person_id),
        on_day: Day(on),
        line: team::required("What was said", line)?,
        made_at: now,
        archived_at: None,
    };
    store::insert(tx, team, &contact).await?;
    note(tx, hone, viewer, team, stakeholder.about(), "logged a contact").await?;
    Ok(contact)
}

/// Puts a contact away, or brings it back: whoever logged it, who looks after the relation, or the lead.
pub async fn put_away(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (stakeholder, contact): (&Stakeholder, &Contact),
    is_away: bool,
) -> Result<()> {
    if contact.person_id != Some(viewer.person_id) {
        stakeholder.must_be_run_by(team, viewer)?;
    }
    store::save_away(tx, team, contact.id, is_away.then(|| hone.clock.now())).await?;
    let did = if is_away { "put a contact away" } else { "brought a contact back" };
    note(tx, hone, viewer, team, stakeholder.about(), did).await
}
