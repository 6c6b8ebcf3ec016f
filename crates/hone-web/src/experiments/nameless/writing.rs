//! The page on which a member writes without a name, and the token that their device fetches.

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::experiment::nameless::{self, FLOOR, Offer};
use hone_core::invitation::Issued;
use hone_core::team::Team;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Token;
use crate::experiments::{address, challenge_edit};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::At;
use crate::problem::Problem;
use crate::teams::{self, Form};
use crate::tokens::{Evaluation, not_blinded, wish};
use crate::words::{capital, number};

#[derive(Template)]
#[template(path = "experiments/nameless/writing.html")]
struct Page {
    frame: Frame,
    viewer: Viewer,
    team: Team,
    base: String,
    offer: Offer,
    /// So many people besides the lead it takes, in words.
    floor: String,
    token: Option<Token>,
    form: Form,
}

impl Page {
    /// How many people besides the lead could have written it.
    fn n_could(&self) -> String {
        let people = if self.offer.n_writers == 1 { "person" } else { "people" };
        capital(&format!("{} {people}", number(self.offer.n_writers)))
    }

    /// When what is written now is shown.
    fn shows_at(&self) -> String {
        let week = self.offer.week.as_ref();
        week.map_or(String::new(), |week| week.shows_at.text(&self.viewer.zone()))
    }
}

/// The page; for the lead there is none.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(team): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = member_of(&mut tx, &viewer, team).await?;
    let offer = nameless::offer(&mut tx, &team).await?;
    frame::html(&Page {
        frame: Frame::of(&viewer, Section::Practice),
        base: address(&team),
        token: Token::of(&viewer, &team, &offer),
        form: Form::new(challenge_edit::fields_of(None)),
        floor: number(FLOOR),
        offer,
        team,
        viewer,
    })
}

/// A team that the viewer is in and does not lead.
async fn member_of(
    tx: &mut hone_core::db::PeopleTx,
    viewer: &Viewer,
    team: Uuid,
) -> Result<Team, Fault> {
    let team = teams::find(tx, viewer, team).await?;
    if team.is_led_by(viewer) { Err(Fault::NotFound) } else { Ok(team) }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sent {
    group_ref: String,
    blinded: String,
}

#[derive(Serialize)]
struct Done {
    evaluation: Evaluation,
}

/// Evaluates what a device of a member has blinded.
pub(super) async fn post_token(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(team): At<Uuid>,
    sent: Result<Json<Sent>, JsonRejection>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = member_of(&mut tx, &viewer, team).await?;
    drop(tx);
    let sent = sent.map_err(Problem::from);
    let wished = sent.and_then(|Json(sent)| wish(&sent.group_ref, &sent.blinded));
    let wish = match wished {
        Ok(wish) => wish,
        Err(problem) => return Ok(problem.into_response()),
    };
    let issued = nameless::issue(&hone, &viewer, &team, wish).await?;
    Ok(match issued {
        Issued::Done(evaluations) => {
            let made = evaluations.into_iter().next().ok_or(Fault::NotFound)?;
            Json(Done { evaluation: made.1.into() }).into_response()
        }
        Issued::NotBlinded(group) => not_blinded(&group.to_string()).into_response(),
        Issued::Unknown => return Err(Fault::NotFound),
        Issued::Closed => Problem::new(
            StatusCode::GONE,
            "These letters have been shown, or writing without a name is not offered now. Open the page again.",
        )
        .into_response(),
        Issued::Elsewhere => Problem::new(
            StatusCode::CONFLICT,
            "You can write on three devices until the next Monday, and three others were here first. Use one of \
             them.",
        )
        .into_response(),
    })
}
