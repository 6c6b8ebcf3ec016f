//! What is done in an area: each a form on its page.

use axum::extract::State;
use axum::response::Response;
use hone_core::delegation::Level;
use hone_core::delegation::area::{self, State as Stage, Step};
use hone_core::delegation::level::{self, Answer as Reply};
use hone_core::delegation::record::{self, Look};
use hone_core::delegation::request::{self, Answer};
use hone_core::ids::{DecisionId, ProposalId, RequestId};
use hone_core::{Error, Hone};
use uuid::Uuid;

use super::area::Place;
use crate::fault::Fault;
use crate::guard::Asking;
use crate::input::{At, Fields};
use crate::teams::{self, seen};

/// Something that no button of the page sends.
fn unknown() -> Fault {
    Fault::BadRequest("Use one of the buttons of the page.".to_owned())
}

/// Offers an area.
pub(super) async fn post_offer(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let done = area::offer(&mut at.tx, &hone, &at.viewer, &at.team, &at.area).await;
    at.end(&hone, "again", done.map(drop), "It is offered. The other one of you says yes or no.")
        .await
}

/// Says yes or no to an offer, or takes it back.
pub(super) async fn post_answer(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let is_yes = match at.fields.one("answer") {
        "yes" => true,
        "no" => false,
        "withdraw" => return take_back(&hone, at).await,
        _ => return Err(unknown()),
    };
    let read = (&at.area, seen(&at.fields).unwrap_or_default());
    let said = (is_yes, at.fields.one("why"));
    let done = area::answer(&mut at.tx, &hone, &at.viewer, &at.team, read, said).await;
    let notice = if is_yes { "It is agreed." } else { "You said no. It can be offered again." };
    at.end(&hone, "offer", done, notice).await
}

async fn take_back(hone: &Hone, mut at: Place) -> Result<Response, Fault> {
    let read = (&at.area, seen(&at.fields).unwrap_or_default());
    let done = area::take_back(&mut at.tx, hone, &at.viewer, &at.team, read).await;
    let notice = match done {
        Ok(Stage::Draft) => "The offer is taken back. It is a draft again, read by you alone.",
        _ => "The offer is taken back. It can be offered again.",
    };
    at.end(hone, "offer", done.map(drop), notice).await
}

/// Takes an area a step on.
pub(super) async fn post_step(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let (step, notice) = match at.fields.one("step") {
        "done" => (Ok(Step::Finish), "It is done. You can take the end back."),
        "back" => (Ok(Step::HandBack), "It is handed back. You can take the end back."),
        "resume" if at.area.state.is_over() => {
            (Ok(Step::Resume), "The end is taken back. It goes on.")
        }
        "resume" => (Ok(Step::Resume), "It goes on."),
        "pause" => {
            (at.fields.day("until", "The end of the pause").map(Step::Pause), "It is paused.")
        }
        _ => return Err(unknown()),
    };
    let why = at.fields.one("why");
    let done = match step {
        Ok(step) => {
            area::take(&mut at.tx, &hone, &at.viewer, &at.team, &at.area, (step, why)).await
        }
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    at.end(&hone, "step", done, notice).await
}

/// Puts an area away.
pub(super) async fn post_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let done = area::put_away(&mut at.tx, &hone, &at.viewer, &at.team, &at.area, true).await;
    at.end(&hone, "step", done, "It is put away. You can bring it back here.").await
}

/// Brings an area back.
pub(super) async fn post_return(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let done = area::put_away(&mut at.tx, &hone, &at.viewer, &at.team, &at.area, false).await;
    at.end(&hone, "step", done, "It is on the board again.").await
}

/// Proposes another level.
pub(super) async fn post_level(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let done = match proposal(&at.fields) {
        Ok(wording) => {
            let (tx, viewer) = (&mut at.tx, &at.viewer);
            level::propose(tx, &hone, viewer, &at.team, &at.area, wording).await.map(drop)
        }
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    at.end(&hone, "level", done, "It is proposed. The other one of you answers.").await
}

fn proposal(fields: &Fields) -> Result<level::Wording, String> {
    let to = fields.number("to", "The level").ok().and_then(Level::of);
    Ok(level::Wording {
        to: to.ok_or("Choose one of the seven levels.")?,
        want_to_see: fields.one("want_to_see").to_owned(),
        trial_ends: teams::day(fields, "trial_ends", "The end of the trial")?,
    })
}

/// Answers a proposal for another level.
pub(super) async fn post_level_answer(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let (answer, notice) = match at.fields.one("answer") {
        "accept" => (Reply::Accept, "It is agreed."),
        "decline" => (Reply::Decline, "You said no. The level stays."),
        "withdraw" => (Reply::Withdraw, "The proposal is taken back."),
        _ => return Err(unknown()),
    };
    let read = (&at.area, ProposalId(at.fields.one("proposal").parse().unwrap_or_default()));
    let said = (answer, at.fields.one("reason"));
    let done = level::answer(&mut at.tx, &hone, &at.viewer, &at.team, read, said).await;
    at.end(&hone, "level", done, notice).await
}

/// Objects to a trial.
pub(super) async fn post_objection(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let why = at.fields.one("why");
    let done = level::object(&mut at.tx, &hone, &at.viewer, &at.team, &at.area, why).await;
    at.end(&hone, "level", done, "The trial is over, and the level is what it was.").await
}

/// Asks, or announces.
pub(super) async fn post_request(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let done = match teams::day(&at.fields, "needed_by", "The day") {
        Ok(needed_by) => {
            let wording = request::Wording {
                question: at.fields.one("question").to_owned(),
                own_proposal: at.fields.one("own_proposal").to_owned(),
                needed_by,
            };
            let (tx, viewer) = (&mut at.tx, &at.viewer);
            request::ask(tx, &hone, viewer, &at.team, &at.area, wording).await.map(drop)
        }
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    at.end(&hone, "asked", done, "It stands on the board of you both.").await
}

/// Answers a question, or what becomes of it.
pub(super) async fn post_reply(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, area, id)): At<(Uuid, Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, (team, area), fields).await?;
    let found = request::find(&mut at.tx, &at.team, &at.area, RequestId(id)).await?;
    let found = found.ok_or(Fault::NotFound)?;
    let (answer, notice) = match at.fields.one("answer") {
        "say" => (Ok(Answer::Say(at.fields.one("says").to_owned())), "It is answered."),
        "object" => {
            (Ok(Answer::Object(at.fields.one("says").to_owned())), "They see that you object.")
        }
        "go" => (Ok(Answer::Say("Go ahead.".to_owned())), "It goes ahead."),
        "when" => (
            at.fields.day("by", "The day of your answer").map(Answer::Promise),
            "They see when you answer.",
        ),
        "ahead" => (Ok(Answer::GoAhead), "It stands among the decisions."),
        "withdraw" => (Ok(Answer::Withdraw), "It is taken back."),
        _ => return Err(unknown()),
    };
    let done = match answer {
        Ok(answer) => {
            let about = (&at.area, &found);
            request::answer(&mut at.tx, &hone, &at.viewer, &at.team, about, answer).await
        }
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    at.end(&hone, "asked", done, notice).await
}

/// Logs a decision.
pub(super) async fn post_decision(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let summary = at.fields.one("summary");
    let done = record::decide(&mut at.tx, &hone, &at.viewer, &at.team, &at.area, summary).await;
    at.end(&hone, "decided", done.map(drop), "The decision is logged.").await
}

/// Says that a decision was undone, or stands again.
pub(super) async fn post_undo(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, area, id)): At<(Uuid, Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, (team, area), fields).await?;
    let found = record::find_decision(&mut at.tx, &at.team, &at.area, DecisionId(id)).await?;
    let found = found.ok_or(Fault::NotFound)?;
    let is_undone = match at.fields.one("undone") {
        "yes" => true,
        "no" => false,
        _ => return Err(unknown()),
    };
    let about = (&at.area, &found);
    let done = record::undo(&mut at.tx, &hone, &at.viewer, &at.team, about, is_undone).await;
    let notice = if is_undone {
        "It is marked as undone. If there is something in it to learn, log a lesson."
    } else {
        "It stands again."
    };
    at.end(&hone, "decided", done, notice).await
}

/// Notes a look.
pub(super) async fn post_look(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let kind = match at.fields.one("kind") {
        "planned" => Look::Planned,
        "extra" => Look::Extra,
        _ => return Err(unknown()),
    };
    let said = (kind, at.fields.one("note"));
    let done = record::look(&mut at.tx, &hone, &at.viewer, &at.team, &at.area, said).await;
    at.end(&hone, "look", done.map(drop), "The look is noted.").await
}
