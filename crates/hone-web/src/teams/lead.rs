use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::handing::{self, Standing};
use hone_core::ids::PersonId;
use hone_core::team::Team;
use hone_core::{Error, Hone};
use uuid::Uuid;

use super::show::{invite, page_saying};
use super::{address, find, find_led, seen};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};

/// What stands on the page of a team between two leads, for one who reads it.
pub(super) struct Turn {
    /// Who is asked, and since which day, where the reader leads the team.
    pub(super) asked: Option<(String, String)>,
    /// Whether the reader is asked.
    pub(super) is_heir: bool,
    /// Whether the reader could take on a team whose lead has left.
    pub(super) can_take_on: bool,
    /// Who could be asked, where the reader leads the team: id and name.
    pub(super) could: Vec<(String, String)>,
    /// Why nothing was changed.
    pub(super) wrong: Option<String>,
}

impl Turn {
    pub(super) async fn of(
        tx: &mut PeopleTx,
        viewer: &Viewer,
        team: &Team,
        wrong: Option<String>,
    ) -> Result<Self, Fault> {
        let Standing { heir, is_without_lead, could } = handing::standing(tx, team).await?;
        let is_lead = team.is_led_by(viewer);
        let is_heir = heir.as_ref().is_some_and(|(heir, _)| heir.person_id == viewer.person_id);
        let asked = heir
            .filter(|_| is_lead)
            .map(|(heir, since)| (heir.name, since.day_text(&viewer.zone())));
        let mine = could.iter().any(|one| one.person_id == viewer.person_id);
        let could = could.into_iter().filter(|_| is_lead);
        let could = could.map(|one| (one.person_id.to_string(), one.name)).collect();
        Ok(Self { asked, is_heir, can_take_on: is_without_lead && mine, could, wrong })
    }
}

/// Where a press leads: on with a notice, or back to the page as it stands now, with why nothing changed.
async fn outcome(
    mut tx: PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
    done: Result<String, Error>,
) -> Result<Response, Fault> {
    match done {
        Ok(notice) => {
            tx.commit().await?;
            Ok(frame::done(&address(team), &notice))
        }
        Err(Error::Refused(wrong)) => {
            let team = find(&mut tx, viewer, team.id.0).await?;
            let frame = Frame::of(viewer, Section::Practice);
            let page =
                page_saying(&mut tx, hone, viewer, team, frame, (invite(), Some(wrong))).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// Asks a member to lead the team.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = find_led(&mut tx, &viewer, id).await?;
    let person = PersonId(fields.one("person").parse().unwrap_or_default());
    let version = seen(&fields).unwrap_or_default();
    let asked = handing::ask(&mut tx, &hone, &viewer, &team, version, person).await;
    let done = asked.map(|one| {
        format!("{} is asked, and gets a mail. You lead the team until they say yes.", one.name)
    });
    outcome(tx, &hone, &viewer, &team, done).await
}

/// Takes the question back.
pub(super) async fn post_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = find_led(&mut tx, &viewer, id).await?;
    let version = seen(&fields).unwrap_or_default();
    let done = handing::take_back(&mut tx, &hone, &viewer, &team, version).await;
    let done = done.map(|()| "The question is taken back. You lead the team as before.".to_owned());
    outcome(tx, &hone, &viewer, &team, done).await
}

/// Says yes or no to leading the team.
pub(super) async fn post_answer(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = find(&mut tx, &viewer, id).await?;
    if !Turn::of(&mut tx, &viewer, &team, None).await?.is_heir {
        return Err(Fault::NotFound);
    }
    let version = seen(&fields).unwrap_or_default();
    let is_yes = fields.one("answer") == "yes";
    let done = handing::answer(&mut tx, &hone, &viewer, &team, version, is_yes).await;
    let notice = if is_yes {
        "You lead the team from now on."
    } else {
        "Your no is told. Nothing changes in the team."
    };
    outcome(tx, &hone, &viewer, &team, done.map(|()| notice.to_owned())).await
}

/// Takes on a team whose lead has left.
pub(super) async fn post_taking(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = find(&mut tx, &viewer, id).await?;
    if !Turn::of(&mut tx, &viewer, &team, None).await?.can_take_on {
        return Err(Fault::NotFound);
    }
    let version = seen(&fields).unwrap_or_default();
    let done = handing::take_on(&mut tx, &hone, &viewer, &team, version).await;
    let notice = "You lead the team from now on. The others get a mail.".to_owned();
    outcome(tx, &hone, &viewer, &team, done.map(|()| notice)).await
}
