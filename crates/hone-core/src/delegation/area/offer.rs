//! An offer, from its making to the answer: nobody says yes to words of their own.

use super::{Area, SAID_NO, SAID_YES, Side, State, TOOK_OFFER_BACK, save};
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::delegation::{LONGEST_LINE, Refusal, tell};
use crate::team::{self, Team, event};
use crate::{Hone, Result};

/// Offers a draft, or what was handed back, to the other one of the two.
pub async fn offer(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    area: &Area,
) -> Result<Area> {
    if area.side_of(team, viewer) == Side::Other {
        return Err(Refusal::NotYours.into());
    }
    if area.owner_id == team.lead_id {
        return Err(Refusal::NoOwner.into());
    }
    if !matches!(area.state, State::Draft | State::Done | State::HandedBack) {
        return Err(Refusal::NotNow(area.state.word()).into());
    }
    let offered = Area { state: State::Offered, offered_by: viewer.person_id, ..area.clone() };
    let version = save(tx, &offered).await?;
    let did = if team.is_led_by(viewer) { "offered it" } else { "asked for it" };
    tell(tx, hone, viewer, team, area, did, "").await?;
    Ok(Area { version, ..offered })
}

/// The other one of the two says yes or no to an offer, with a sentence; `version` is the one that was
/// read.
pub async fn answer(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (area, version): (&Area, i64),
    (is_yes, why): (bool, &str),
) -> Result<()> {
    area.must_be_of(team, viewer)?;
    if area.state != State::Offered {
        return Err(Refusal::NotNow(area.state.word()).into());
    }
    if !area.is_offered_to(team, viewer) {
        return Err(Refusal::OthersTurn.into());
    }
    let why = team::line("Your sentence", why, LONGEST_LINE)?;
    let state = if is_yes { State::Active } else { State::HandedBack };
    let level_since = if is_yes { hone.clock.now() } else { area.level_since };
    save(tx, &Area { level_since, state, version, ..area.clone() }).await?;
    tell(tx, hone, viewer, team, area, if is_yes { SAID_YES } else { SAID_NO }, &why).await
}

/// Whoever offered it takes the offer back; `version` is the one that was read. It is again a draft of
/// theirs, or, where somebody else has had a say in it, handed back. What it is now.
pub async fn take_back(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (area, version): (&Area, i64),
) -> Result<State> {
    area.must_be_of(team, viewer)?;
    if area.state != State::Offered {
        return Err(Refusal::NotNow(area.state.word()).into());
    }
    if area.offered_by != viewer.person_id {
        return Err(Refusal::OthersTurn.into());
    }
    let events = event::list(tx, team, area.about()).await?;
    let is_theirs_alone = events.iter().all(|event| event.person_id == Some(viewer.person_id));
    let state = if is_theirs_alone { State::Draft } else { State::HandedBack };
    save(tx, &Area { state, version, ..area.clone() }).await?;
    tell(tx, hone, viewer, team, area, TOOK_OFFER_BACK, "").await?;
    Ok(state)
}
