//! Objectives that two teams share. The home team offers one to somebody who leads people, by their
//! address; they take it into a team that they lead. So nobody learns by it which teams there are. In the
//! other team it has a place of its own, and of its home only the name and its owner are seen.

pub(super) mod store;

use super::objective::{self, Aim, Objective, Serves, how_it_serves};
use super::{Refusal, State as Stage, must_lead, note};
use crate::account::Viewer;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{ObjectiveId, OrganisationId, PersonId, ShareId, TeamId};
use crate::person;
use crate::team::{About, Team};
use crate::{Hone, Result};

/// How far a share has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "TEXT", rename_all = "snake_case")]
pub enum State {
    /// It waits for an answer.
    Offered,
    /// Both teams have the objective.
    Shared,
    /// The answer was no.
    Declined,
    /// One of the two leads ended it.
    Ended,
}

/// An objective that is offered to somebody, or shared with a team of theirs.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Share {
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// The home team of the objective.
    pub team_id: TeamId,
    /// The id.
    pub id: ShareId,
    /// The objective.
    pub objective_id: ObjectiveId,
    /// To whom it was offered; nothing where they were erased.
    pub offered_to: Option<PersonId>,
    /// Their name.
    pub person: Option<String>,
    /// The other team, from its yes on.
    pub with_team_id: Option<TeamId>,
    /// Its name.
    pub with_team: Option<String>,
    /// How far it has come.
    pub state: State,
    /// The team whose lead ended it.
    pub ended_by_team_id: Option<TeamId>,
    /// The kind of thing that the objective serves in the other team.
    pub serves: Serves,
    /// The objective that it serves there, if it serves one.
    pub serves_id: Option<ObjectiveId>,
    /// How it serves that.
    pub how_it_serves: String,
    /// The number of changes so far: who changes an older one is told.
    pub version: i64,
    /// When it was offered.
    pub made_at: Moment,
}

impl Share {
    /// What its events are about: the objective.
    pub fn about(&self) -> About {
        About { kind: "objective", id: self.objective_id.0 }
    }

    /// Whether the lead of a team can take back that it ended.
    pub fn can_be_resumed_by(&self, team: &Team) -> bool {
        self.state == State::Ended && self.ended_by_team_id == Some(team.id)
    }
}

/// What somebody reads of an objective that is offered to them.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Offer {
    /// The share.
    pub id: ShareId,
    /// What is to be reached.
    pub title: String,
    /// Who owns it.
    pub owner: Option<String>,
    /// The name of its home team.
    pub home: String,
    /// Who leads that.
    pub lead: String,
}

/// Offers an objective of a team to whoever has an address.
pub async fn offer(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    objective: &Objective,
    email: &str,
) -> Result<Share> {
    must_lead(team, viewer)?;
    objective.must_be_run_by(team, viewer)?;
    objective.must_be(&[Stage::Proposed, Stage::Active])?;
    let email = email.trim().to_lowercase();
    let found = person::store::by_email(tx, team.organisation_id, &email).await?;
    let person = found.filter(person::Person::is_here).ok_or(Refusal::Nobody(email))?;
    let before = store::list(tx, team, objective.id).await?;
    let is_open = |one: &Share| one.state == State::Offered && one.offered_to == Some(person.id);
    if before.iter().any(is_open) {
        return Err(Refusal::Offered(person.name).into());
    }
    let share = Share {
        organisation_id: team.organisation_id,
        team_id: team.id,
        id: ShareId::draw(),
        objective_id: objective.id,
        offered_to: Some(person.id),
        person: Some(person.name),
        with_team_id: None,
        with_team: None,
        state: State::Offered,
        ended_by_team_id: None,
        serves: Serves::Nothing,
        serves_id: None,
        how_it_serves: String::new(),
        version: 1,
        made_at: hone.clock.now(),
    };
    store::insert(tx, &share).await?;
    let did = (objective.state.word(), "offered it to another team", "");
    note(tx, hone, viewer, team, objective.about(), did).await?;
    Ok(share)
}

/// With whom a team shares an objective of its own, or could: the latest first.
pub async fn list(tx: &mut PeopleTx, team: &Team, objective: &Objective) -> Result<Vec<Share>> {
    store::list(tx, team, objective.id).await
}

/// A share that a team has to do with: of an objective of its own, or with it.
pub async fn find(tx: &mut PeopleTx, team: &Team, id: ShareId) -> Result<Option<Share>> {
    store::find(tx, team, id).await
}

/// What is offered to the lead of a team, as they may take it into it. Nothing for anybody else.
pub async fn list_offers(tx: &mut PeopleTx, viewer: &Viewer, team: &Team) -> Result<Vec<Offer>> {
    if !team.is_led_by(viewer) {
        return Ok(Vec::new());
    }
    store::list_offers(tx, team, viewer.person_id).await
}

/// What the lead of a team gave back, and can take into it again. Nothing for anybody else.
pub async fn list_left(tx: &mut PeopleTx, viewer: &Viewer, team: &Team) -> Result<Vec<Offer>> {
    if !team.is_led_by(viewer) {
        return Ok(Vec::new());
    }
    store::list_left(tx, team).await
}

/// Answers an offer: takes the objective into a team, or says no. False where nothing of the kind is
/// offered to whoever asks.
pub async fn answer(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    id: ShareId,
    is_yes: bool,
) -> Result<bool> {
    if !list_offers(tx, viewer, team).await?.iter().any(|offer| offer.id == id) {
        return Ok(false);
    }
    crate::team::store::hold(tx, team).await?;
    let Some(share) = store::find_offered(tx, team, viewer.person_id, id).await? else {
        return Ok(false);
    };
    if is_yes && objective::find(tx, team, share.objective_id).await?.is_some() {
        return Err(Refusal::Shared.into());
    }
    let state = if is_yes { State::Shared } else { State::Declined };
    let with_team_id = is_yes.then_some(team.id);
    save(tx, team, &Share { with_team_id, state, ..share.clone() }).await?;
    if is_yes {
        let did = ("", "took it into the team", "");
        note(tx, hone, viewer, team, share.about(), did).await?;
    }
    Ok(true)
}

/// Ends a share, or withdraws an offer. The other team finds the objective no more; what its people wrote
/// on it stays with it.
pub async fn end(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    share: &Share,
) -> Result<()> {
    must_lead(team, viewer)?;
    if !matches!(share.state, State::Offered | State::Shared) {
        return Err(Refusal::NotNow("not shared").into());
    }
    // Its place there may be taken by the time it comes back.
    let ended = Share {
        state: State::Ended,
        ended_by_team_id: Some(team.id),
        serves: Serves::Nothing,
        serves_id: None,
        how_it_serves: String::new(),
        ..share.clone()
    };
    save(tx, team, &ended).await?;
    note(tx, hone, viewer, team, share.about(), ("", "ended the sharing", "")).await
}

/// Takes back that a share was ended.
pub async fn resume(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    share: &Share,
) -> Result<()> {
    must_lead(team, viewer)?;
    if !share.can_be_resumed_by(team) {
        return Err(Refusal::NotEnded.into());
    }
    if store::has_later(tx, team, share).await? {
        return Err(Refusal::Shared.into());
    }
    let state = if share.with_team_id.is_some() { State::Shared } else { State::Offered };
    save(tx, team, &Share { state, ended_by_team_id: None, ..share.clone() }).await?;
    note(tx, hone, viewer, team, share.about(), ("", "shares it again", "")).await
}

/// Gives an objective from elsewhere its place in the team with which it is shared; `version` is the one
/// that was seen.
pub async fn place(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    (objective, version): (&Objective, i64),
    (aim, how): (Aim, &str),
) -> Result<()> {
    must_lead(team, viewer)?;
    let Some(id) = objective.share_id else { return Err(Refusal::NotYours.into()) };
    let how_it_serves = how_it_serves(aim, how)?;
    if objective.aim() != aim {
        objective::must_lead_somewhere(tx, team, Some(objective.id), aim).await?;
    }
    let share = store::find(tx, team, id).await?.ok_or(Refusal::NoAim)?;
    let (serves, serves_id) = aim.stored();
    save(tx, team, &Share { serves, serves_id, how_it_serves, version, ..share }).await?;
    let did = (objective.state.word(), "gave it its place", "");
    note(tx, hone, viewer, team, objective.about(), did).await
}

async fn save(tx: &mut PeopleTx, team: &Team, share: &Share) -> Result<()> {
    if store::save(tx, team, share).await? { Ok(()) } else { Err(Refusal::Changed.into()) }
}
