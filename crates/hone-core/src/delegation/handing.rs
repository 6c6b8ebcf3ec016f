//! What becomes of the board when somebody else leads the team.
//!
//! An agreement of two takes both. So what the former lead offered, proposed or asked and nobody answered
//! is taken back, and nobody is taken at the word of another one; and what the new lead owned comes back
//! to the lead, since nobody agrees with themself. What owners asked waits for the new lead.

use super::area::{self, Area, State};
use super::request::{self, Request};
use super::{level, tell};
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::ids::PersonId;
use crate::team::Team;
use crate::{Hone, Result};

/// Puts the board right for a viewer who leads the team from now on, in the place of a former lead.
pub(crate) async fn change_lead(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    former: PersonId,
) -> Result<()> {
    let requests = request::store::list_open(tx, team).await?;
    for area in area::store::list(tx, team).await? {
        let is_own = area.owner_id == team.lead_id;
        let is_agreed = matches!(area.state, State::Active | State::Paused);
        let is_offered = area.state == State::Offered && (is_own || area.offered_by == former);
        take_back(tx, hone, viewer, team, &area, (former, is_own)).await?;
        for one in requests.iter().filter(|one| one.area_id == area.id) {
            if is_own || one.asked_by == former {
                withdraw(tx, hone, one).await?;
                tell(tx, hone, viewer, team, &area, "took an open question back", &one.question)
                    .await?;
            }
        }
        if is_offered || is_own && is_agreed {
            let state = State::HandedBack;
            area::save(tx, &Area { state, paused_until: None, ..area.clone() }).await?;
            let did = if is_offered { area::TOOK_OFFER_BACK } else { "leads the team now" };
            tell(tx, hone, viewer, team, &area, did, "").await?;
        }
    }
    Ok(())
}

/// Takes back the proposal of an area for another level, where the former lead made it, or nobody but the
/// new lead could answer it.
async fn take_back(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    area: &Area,
    (former, is_own): (PersonId, bool),
) -> Result<()> {
    let open = level::store::find_open(tx, team, area.id).await?;
    let is_void = open.is_some_and(|open| is_own || open.proposed_by == former);
    if is_void && level::store::withdraw_open(tx, team, area.id).await? {
        tell(tx, hone, viewer, team, area, "took the open proposal for a level back", "").await?;
    }
    Ok(())
}

async fn withdraw(tx: &mut PeopleTx, hone: &Hone, open: &Request) -> Result<()> {
    let (state, closed_at) = (request::State::Withdrawn, Some(hone.clock.now()));
    request::store::save_answer(tx, &Request { state, closed_at, ..open.clone() }).await?;
    Ok(())
}
