//! The pre-mortem of a bet: why it failed, told before it could.

mod store;

use super::{Bet, LONGEST_LINE, Refusal, State, tell};
use crate::account::Viewer;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{BetId, PersonId, ReasonId};
use crate::team::{self, Team};
use crate::{Hone, Result};

/// What is done about a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum Handling {
    /// Something is done against it.
    Prevent,
    /// A sign is watched for.
    Watch,
    /// It is part of the risk.
    Accept,
}

/// A reason for which a bet may fail.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Reason {
    /// The id.
    pub id: ReasonId,
    /// The bet.
    pub bet_id: BetId,
    /// Who wrote it.
    pub written_by: PersonId,
    /// Why it failed.
    pub text: String,
    /// What is done about it.
    pub handling: Handling,
    /// By which sign it is seen coming; there is one where it is watched.
    pub sign: String,
    /// When it was written.
    pub made_at: Moment,
    /// Since when it is put away, where it can be brought back.
    pub archived_at: Option<Moment>,
}

/// The reasons of a bet, in the order in which they came; also those that are put away.
pub async fn list(tx: &mut PeopleTx, team: &Team, bet: &Bet) -> Result<Vec<Reason>> {
    store::list(tx, team, bet).await
}

/// A reason of a bet.
pub async fn find(
    tx: &mut PeopleTx,
    team: &Team,
    bet: &Bet,
    id: ReasonId,
) -> Result<Option<Reason>> {
    Ok(store::list(tx, team, bet).await?.into_iter().find(|reason| reason.id == id))
}

/// Adds a reason. Anybody in the team may.
pub async fn add(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    bet: &Bet,
    (text, handling, sign): (&str, Handling, &str),
) -> Result<Reason> {
    bet.must_be(&[State::Draft, State::Placed])?;
    let sign = team::line("The sign", sign, LONGEST_LINE)?;
    if handling == Handling::Watch && sign.is_empty() {
        return Err(Refusal::NoSign.into());
    }
    let reason = Reason {
        id: ReasonId::draw(),
        bet_id: bet.id,
        written_by: viewer.person_id,
        text: team::required("Why it failed", team::line("Why it failed", text, LONGEST_LINE)?)?,
        handling,
        sign,
        made_at: hone.clock.now(),
        archived_at: None,
    };
    store::insert(tx, team, &reason).await?;
    tell(tx, hone, viewer, team, bet, "told why it may fail", &reason.text).await?;
    Ok(reason)
}

/// Puts a reason away, or brings it back: whoever wrote it, the owner of the bet, or the lead.
pub async fn put_away(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (bet, reason): (&Bet, &Reason),
    is_away: bool,
) -> Result<()> {
    if reason.written_by != viewer.person_id {
        bet.must_be_run_by(team, viewer)?;
    }
    store::save_away(tx, team, reason.id, is_away.then(|| hone.clock.now())).await?;
    let did = if is_away { "put a reason away" } else { "brought a reason back" };
    tell(tx, hone, viewer, team, bet, did, &reason.text).await
}
