use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::coaching::{self, Coaching, Note, Refusal, Side, State as Stage};
use hone_core::db::PeopleTx;
use hone_core::ids::{LeaderId, NoteId};
use hone_core::plan::{self, Plan};
use hone_core::{Error, Hone};
use uuid::Uuid;

use super::notes::{day_text, other};
use super::show::section;
use super::typed::{self, Part, Typed};
use super::{address, find};
use crate::fault::Fault;
use crate::frame::{self, Frame};
use crate::guard::Asking;
use crate::input::{At, Fields};
use crate::plans;

#[derive(Template)]
#[template(path = "coaching/note_new.html")]
struct NewPage {
    frame: Frame,
    back: String,
    other: String,
    typed: Typed,
    wrong: Option<String>,
}

#[derive(Template)]
#[template(path = "coaching/note.html")]
struct Page {
    frame: Frame,
    back: String,
    other: String,
    is_leader: bool,
    is_over: bool,
    changed: String,
    changed_by: String,
    day: String,
    next_session: Option<String>,
    steps: Vec<String>,
    note: Note,
    typed: Typed,
    wrong: Option<String>,
    /// Whether what is stored stands below what was typed, since both were changed.
    is_twice: bool,
}

impl NewPage {
    fn of(viewer: &Viewer, coaching: &Coaching, side: Side, typed: Typed) -> Self {
        Self {
            frame: Frame::of(viewer, section(side)),
            back: address(coaching),
            other: other(coaching, side),
            typed,
            wrong: None,
        }
    }

    fn parts(&self) -> [Part<'_>; 4] {
        self.typed.parts(None)
    }
}

impl Page {
    fn of(viewer: &Viewer, frame: Frame, found: (Coaching, Side, Note)) -> Self {
        let (coaching, side, note) = found;
        let is_own = note.changed_by == viewer.person_id;
        Self {
            frame,
            back: address(&coaching),
            is_leader: side == Side::Leader,
            is_over: !coaching.is_running(),
            changed: note.changed_at.text(&viewer.zone()),
            changed_by: if is_own { "you".to_owned() } else { other(&coaching, side) },
            other: other(&coaching, side),
            day: day_text(note.held_on.0),
            next_session: note.next_session().map(day_text),
            steps: note.steps().map(ToOwned::to_owned).collect(),
            typed: Typed::of(&note),
            note,
            wrong: None,
            is_twice: false,
        }
    }

    /// The parts that are read as they are.
    fn read(&self) -> [(&'static str, &str); 3] {
        let note = &self.note;
        [("Goal", &note.goal), ("Reality", &note.reality), ("Options", &note.options)]
            .map(|(label, text)| (label, text.as_str()))
    }

    fn parts(&self) -> [Part<'_>; 4] {
        self.typed.parts(self.is_twice.then_some(&self.note))
    }
}

/// A note of the two; the coach finds it as long as the coaching runs.
async fn find_note(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    id: Uuid,
) -> Result<(Coaching, Side, Note), Fault> {
    coaching::find_note(tx, viewer, NoteId(id)).await?.ok_or(Fault::NotFound)
}

/// The form for a new note.
pub(super) async fn get_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let (coaching, side) = find(&mut tx, &viewer, id).await?;
    if coaching.state != Stage::Agreed {
        return Err(Error::from(Refusal::NotAgreed).into());
    }
    let today = hone.clock.now().date(&viewer.zone());
    frame::html(&NewPage::of(&viewer, &coaching, side, Typed::from(today)))
}

/// Writes a note.
pub(super) async fn post_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let (coaching, side) = find(&mut tx, &viewer, id).await?;
    let written = match typed::wording(&fields) {
        Ok(wording) => coaching::write(&mut tx, &hone, &viewer, &coaching, wording).await,
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match written {
        Ok(_) => {
            tx.commit().await?;
            Ok(frame::done(&address(&coaching), "The note is saved."))
        }
        Err(Error::Refused(wrong)) => {
            let mut page = NewPage::of(&viewer, &coaching, side, Typed::sent(&fields));
            page.wrong = Some(wrong);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, frame::html(&page)?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// A note.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let found = find_note(&mut tx, &viewer, id).await?;
    let frame = Frame::of(&viewer, section(found.1)).with_notice(&headers);
    frame::html(&Page::of(&viewer, frame, found))
}

/// Words a note anew. Where somebody else has done so in the meantime, both stand on the page.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let found = find_note(&mut tx, &viewer, id).await?;
    let version = fields.number("version", "The version").map_err(Fault::BadRequest)?;
    let is_twice = version != found.2.version;
    let saved = match typed::wording(&fields) {
        Ok(wording) => coaching::reword(&mut tx, &hone, &viewer, &found.2, version, wording).await,
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match saved {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done(&format!("/notes/{}", found.2.id), "The note is saved."))
        }
        Err(Error::Refused(wrong)) => {
            let name = other(&found.0, found.1);
            let mut page = Page::of(&viewer, Frame::of(&viewer, section(found.1)), found);
            page.typed = Typed::sent(&fields);
            page.wrong = Some(if is_twice { twice(&page, &name) } else { wrong });
            page.is_twice = is_twice;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, frame::html(&page)?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

fn twice(page: &Page, name: &str) -> String {
    let who = if page.changed_by == "you" { "You" } else { name };
    let deed = if page.note.removed_at.is_some() { "deleted" } else { "changed" };
    format!(
        "{who} {deed} this note in the meantime. Your words are in the fields, and what stands there \
         now is below each that differs. Bring the two together, and save."
    )
}

/// Deletes a note, for now.
pub(super) async fn post_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let (coaching, _, note) = find_note(&mut tx, &viewer, id).await?;
    coaching::remove(&mut tx, &hone, &viewer, &note).await?;
    tx.commit().await?;
    let notice = "The note is deleted. For seven days you can take this back below.";
    Ok(frame::done(&address(&coaching), notice))
}

/// Takes back that a note was deleted.
pub(super) async fn post_return(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let (coaching, _, note) = find_note(&mut tx, &viewer, id).await?;
    coaching::bring_back(&mut tx, &hone, &viewer, &note).await?;
    tx.commit().await?;
    Ok(frame::done(&address(&coaching), "The note is back."))
}

/// The leader puts what was agreed into the plan: at once where it is a sentence of the form, and by
/// way of the fields where it is not.
pub(super) async fn post_step(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let (coaching, side, note) = find_note(&mut tx, &viewer, id).await?;
    if side != Side::Leader {
        return Err(Fault::NotFound);
    }
    let version = fields.number("version", "The version").map_err(Fault::BadRequest)?;
    if version != note.version {
        return Err(Error::from(Refusal::Changed).into());
    }
    let line = fields.one("line").parse().ok().and_then(|n| note.steps().nth(n));
    let line = line.ok_or(Fault::NotFound)?;
    let Some((leader, plan)) = latest_plan(&mut tx, &viewer).await? else {
        return Err(Fault::Refused(
            "A plan begins with a report. Put it there once a round about you is released."
                .to_owned(),
        ));
    };
    let page = format!("/reports/{leader}/plan");
    let Some(plan) = plan else {
        let notice = "First choose what your plan is about. Then come back to the note.";
        return Ok(frame::done(&page, notice));
    };
    let today = hone.clock.now().date(&viewer.zone());
    let Some(wording) = plans::agreed(line, today) else {
        let line = url::form_urlencoded::byte_serialize(line.as_bytes()).collect::<String>();
        let back = format!("{page}?agreed={}&deed={line}#add", coaching.id);
        return Ok(frame::done(&back, "Say when it is, and put it in your plan."));
    };
    let step = plan::add(&mut tx, &hone, &plan, wording).await?;
    coaching::agree(&mut tx, &coaching, &step).await?;
    tx.commit().await?;
    let notice = format!("The step is in your plan, as agreed with {}.", coaching.coach);
    Ok(frame::done(&page, &notice))
}

/// The viewer's latest result that has a plan, or else the latest.
async fn latest_plan(
    tx: &mut PeopleTx,
    viewer: &Viewer,
) -> Result<Option<(LeaderId, Option<Plan>)>, Fault> {
    let results = coaching::results(tx, viewer).await?;
    for (leader, _) in &results {
        if let Some(plan) = plan::find(tx, viewer, leader.id).await? {
            return Ok(Some((leader.id, Some(plan))));
        }
    }
    Ok(results.first().map(|(leader, _)| (leader.id, None)))
}
