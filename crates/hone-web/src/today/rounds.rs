//! What waits for the viewer in rounds: as one who is rated, as one who is asked, and for administrators.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::due::{Line, Rank};
use hone_core::ids::RoundId;
use hone_core::leader::{self, Nominations};
use hone_core::round::{Phase, Round};
use hone_core::{Hone, invitation};
use uuid::Uuid;

use crate::fault::Fault;
use crate::guard::Asking;
use crate::input::At;
use crate::words::{capital, number};

/// What waits for a viewer in the rounds of their organisation.
pub(super) async fn lines(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    rounds: &[Round],
) -> Result<Vec<Line>, Fault> {
    let mut lines = as_leader(tx, viewer, rounds).await?;
    lines.extend(as_rater(tx, viewer, rounds).await?);
    if viewer.is_administrator {
        lines.extend(as_administrator(tx, viewer, rounds).await?);
    }
    Ok(lines)
}

async fn as_leader(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    rounds: &[Round],
) -> Result<Vec<Line>, Fault> {
    let mine = leader::store::list_of_person(tx, viewer.organisation_id, viewer.person_id).await?;
    let line = |leader: leader::Leader| {
        let round = rounds.iter().find(|round| round.id == leader.round_id)?;
        let is_asked = leader.nominations == Nominations::Open && leader.asked_at.is_some();
        let text = "Choose the people who should answer about you.";
        let page = format!("/leaders/{}", leader.id);
        let line = Line::new(Rank::Waits, ("nomination", leader.id.0), text, page);
        (round.phase == Phase::Draft && is_asked)
            .then(|| line.about(&round.name).kind("Choose").action("Choose raters"))
    };
    Ok(mine.into_iter().filter_map(line).collect())
}

async fn as_rater(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    rounds: &[Round],
) -> Result<Vec<Line>, Fault> {
    let mut lines = Vec::new();
    for round in rounds.iter().filter(|round| round.phase == Phase::Open) {
        let organisation = viewer.organisation_id;
        let found =
            invitation::store::of_person(tx, organisation, round.id, viewer.person_id).await?;
        if found.is_some() {
            let closes = round.closes_at.text(&viewer.zone());
            let text = format!("You are asked for answers, until {closes}.");
            let line = Line::new(Rank::Waits, ("answers", round.id.0), text, "");
            let address = format!("/rounds/{}/answers", round.id);
            let line = line.about(&round.name).kind("Answer");
            lines.push(line.deed("See what is asked", address, &[]));
        }
    }
    Ok(lines)
}

async fn as_administrator(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    rounds: &[Round],
) -> Result<Vec<Line>, Fault> {
    let mut lines = Vec::new();
    for round in rounds {
        let (text, action) = match round.phase {
            Phase::Draft => {
                let leaders = leader::store::list(tx, viewer.organisation_id, round.id).await?;
                let waits = |leader: &&leader::Leader| leader.nominations == Nominations::Proposed;
                match leaders.iter().filter(waits).count() {
                    0 => continue,
                    1 => ("One list of raters waits for your approval.".to_owned(), "Look at it"),
                    n => (
                        format!("{} lists of raters wait for your approval.", capital(&number(n))),
                        "Look at them",
                    ),
                }
            }
            Phase::Closed => (
                "The round is closed, and results wait for their day.".to_owned(),
                "Open the round",
            ),
            Phase::Open | Phase::Released => continue,
        };
        let page = format!("/rounds/{}", round.id);
        let line = Line::new(Rank::Waits, ("round", round.id.0), text, page);
        lines.push(line.about(&round.name).kind("Round").action(action));
    }
    Ok(lines)
}

/// Leads somebody who is signed in to their own form, by a link made for this once.
pub(super) async fn post_answers(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let (organisation, person) = (viewer.organisation_id, viewer.person_id);
    let found = invitation::store::of_person(&mut tx, organisation, RoundId(id), person).await?;
    let secret =
        invitation::mint_link(&mut tx, organisation, found.ok_or(Fault::NotFound)?).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/rate#{}", secret.text())).into_response())
}
