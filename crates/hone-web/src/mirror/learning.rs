use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::clock::days_after;
use hone_core::db::PeopleTx;
use hone_core::ids::LearningId;
use hone_core::mirror::learning::{self, Answer, Learning, Past, State as Stage, Then, Wording};
use hone_core::mirror::{LONGEST, has_words};
use hone_core::{Error, Hone};
use jiff::civil::Date;
use serde::Deserialize;
use uuid::Uuid;

use super::{around, contrast_name, day_of, day_text};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{Asked, At, Fields};
use crate::teams::{Edit, Field, Form, Kind, day, seen};

const SAYS: &str = "An entry is a small prediction: what you try, and what you expect of it. On its day it comes back \
                    and asks what happened.";
const EXAMPLE: &str = "I try: when somebody asks me for a yes, I ask what they would do. I expect: one of three decides \
                       alone. Back on 18 May. It happened: Ben decided twice, Carla wanted a limit first. I learned: \
                       say the limit before the question comes.";
/// So many days ahead a new entry comes back, if nothing else is chosen.
const DAYS_AHEAD: i64 = 14;

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Question {
    q: String,
}

/// An entry in a list.
pub(super) struct Line {
    pub(super) href: String,
    pub(super) tried: String,
    pub(super) learned: String,
    pub(super) says: String,
    pub(super) is_due: bool,
}

#[derive(Template)]
#[template(path = "mirror/learning.html")]
struct ListPage {
    frame: Frame,
    q: String,
    is_any: bool,
    lines: Vec<Line>,
    away: Vec<Line>,
}

impl ListPage {
    fn heading(&self) -> &'static str {
        match (self.is_any, self.lines.is_empty()) {
            (false, _) => "What do you try, and what do you expect?",
            (true, true) if !self.q.is_empty() => "Nothing found",
            (true, _) => "What you tried and learned",
        }
    }
}

#[derive(Template)]
#[template(path = "mirror/entry.html")]
struct Page {
    frame: Frame,
    href: String,
    entry: Learning,
    contrast: String,
    means: String,
    written: String,
    says: String,
    is_due: bool,
    past: Vec<(Past, String)>,
    form: Form,
}

impl Page {
    fn is_settled(&self) -> bool {
        self.entry.state == Stage::Settled
    }

    fn parts(&self) -> [(&'static str, &str); 5] {
        let entry = &self.entry;
        [
            ("What you tried", &entry.tried),
            ("What you expected", &entry.expected),
            ("What happened", &entry.happened),
            ("What you learned", &entry.learned),
            ("What comes next", &entry.next),
        ]
    }
}

fn page_of(entry: &Learning) -> String {
    format!("/mirror/learning/{}", entry.id)
}

async fn find(tx: &mut PeopleTx, viewer: &Viewer, id: Uuid) -> Result<Learning, Fault> {
    learning::find(tx, viewer, LearningId(id)).await?.ok_or(Fault::NotFound)
}

fn today(hone: &Hone, viewer: &Viewer) -> Date {
    hone.clock.now().date(&viewer.zone())
}

/// How an entry stands, in a few words.
pub(super) fn standing(entry: &Learning, today: Date) -> String {
    match (entry.state, entry.comes_back()) {
        (Stage::Settled, _) => "Settled".to_owned(),
        (_, Some(day)) if day <= today => "It has come back".to_owned(),
        (Stage::TriedAgain, Some(day)) => format!("Tried again, back on {}", day_text(day)),
        (_, Some(day)) => format!("Back on {}", day_text(day)),
        (_, None) => "Without a day to come back".to_owned(),
    }
}

pub(super) fn line(entry: Learning, today: Date) -> Line {
    Line {
        href: page_of(&entry),
        says: standing(&entry, today),
        is_due: entry.is_due(today),
        tried: entry.in_question().to_owned(),
        learned: entry.learned,
    }
}

/// The viewer's entries, or those in which some words occur.
pub(super) async fn get_list(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    Asked(question): Asked<Question>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let all = learning::list(&mut tx, &viewer).await?;
    let (is_any, today) = (!all.is_empty(), today(&hone, &viewer));
    let (away, kept): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one.archived_at.is_some());
    let is_found = |one: &Learning| {
        let texts = [&one.tried, &one.expected, &one.happened, &one.learned, &one.next];
        has_words(&texts.map(String::as_str), &question.q)
    };
    let lines = kept.into_iter().filter(is_found).map(|one| line(one, today)).collect();
    let away = away.into_iter().map(|one| line(one, today)).collect();
    frame::html(&ListPage { frame: around(&viewer, &headers), q: question.q, is_any, lines, away })
}

fn text(name: &'static str, label: &'static str, help: &'static str, typed: &str) -> Field {
    Field::new(Kind::Text(LONGEST), name, label, help).with(typed)
}

fn fields_of(hone: &Hone, entry: Option<&Learning>, first: Option<Date>) -> Vec<Field> {
    let of = |part: fn(&Learning) -> &String| entry.map(part).cloned().unwrap_or_default();
    let mut contrasts = vec![(String::new(), "Nothing in particular".to_owned())];
    let all = hone.model.model.contrasts().iter();
    contrasts.extend(all.map(|contrast| (contrast.id.clone(), contrast.name.clone())));
    let back = entry.and_then(|entry| entry.next_on.clone());
    let back = back.or(first.map(|day| day.to_string())).unwrap_or_default();
    vec![
        Field::new(Kind::Choice(contrasts), "contrast", "What it is about", "")
            .with(of(|entry| &entry.contrast)),
        text("tried", "What you try, or tried", "", &of(|entry| &entry.tried)).required(),
        text(
            "expected",
            "What you expect of it",
            "What will you see if it works?",
            &of(|entry| &entry.expected),
        ),
        Field::new(
            Kind::Day,
            "next_on",
            "The day on which it comes back",
            "May stay empty: then it does not ask.",
        )
        .with(back),
        text("happened", "What happened", "If you know already.", &of(|entry| &entry.happened)),
        text("learned", "What you learned", "", &of(|entry| &entry.learned)),
        text(
            "next",
            "What you try next",
            "It asks about this when it comes back, if you said what happened.",
            &of(|entry| &entry.next),
        ),
    ]
}

fn wording(fields: &Fields) -> Result<Wording, String> {
    let one = |name| fields.one(name).to_owned();
    Ok(Wording {
        contrast: one("contrast"),
        tried: one("tried"),
        expected: one("expected"),
        happened: one("happened"),
        learned: one("learned"),
        next: one("next"),
        next_on: day(fields, "next_on", "The day on which it comes back")?,
    })
}

fn new_page(hone: &Hone, viewer: &Viewer) -> Edit {
    let first = days_after(today(hone, viewer), DAYS_AHEAD);
    Edit {
        frame: Frame::of(viewer, Section::Mirror),
        back: ("/mirror/learning".to_owned(), "Learning log".to_owned()),
        heading: "What do you try?".to_owned(),
        says: SAYS,
        example: EXAMPLE,
        action: "/mirror/learning/new".to_owned(),
        form: Form::new(fields_of(hone, None, Some(first))),
        buttons: vec![("keep", "Keep it")],
    }
}

/// The form for a new entry.
pub(super) async fn get_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
) -> Result<Response, Fault> {
    new_page(&hone, &viewer).show()
}

/// Writes an entry.
pub(super) async fn post_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let written = match wording(&fields) {
        Ok(wording) => learning::write(&mut tx, &hone, &viewer, wording).await,
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match written {
        Ok(entry) => {
            tx.commit().await?;
            Ok(frame::done(&page_of(&entry), "It is kept."))
        }
        Err(Error::Refused(wrong)) => {
            let mut page = new_page(&hone, &viewer);
            page.form = page.form.refused(&fields, wrong);
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}

/// The form by which it is said what happened. What was said already stands in it, unless it is about the
/// next try.
fn answer_form(entry: &Learning, today: Date) -> Form {
    let is_same = entry.in_question() == entry.tried;
    let said = |part: &str| if is_same { part.to_owned() } else { String::new() };
    let later = days_after(today, DAYS_AHEAD).to_string();
    let fields = vec![
        text("happened", "What happened", "", &said(&entry.happened)),
        text("learned", "What you learned", "", &said(&entry.learned)),
        text(
            "next",
            "What you try next, and what you expect",
            "May stay empty where you settle it.",
            &said(&entry.next),
        ),
        Field::new(
            Kind::Day,
            "next_on",
            "The day on which it comes back",
            "For another try, or if it is too soon to say.",
        )
        .with(later),
    ];
    Form::of(fields, entry.version)
}

async fn page(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    entry: Learning,
    frame: Frame,
) -> Result<Page, Fault> {
    let today = today(hone, viewer);
    let past = learning::list_past(tx, &entry).await?;
    let past = past.into_iter().map(|past| {
        let until = day_of(viewer, past.until);
        (past, until)
    });
    let contrast = hone.model.model.contrast(&entry.contrast);
    Ok(Page {
        frame,
        href: page_of(&entry),
        contrast: contrast_name(hone, &entry.contrast),
        means: contrast.map(|contrast| contrast.leading_means.clone()).unwrap_or_default(),
        written: day_of(viewer, entry.made_at),
        says: standing(&entry, today),
        is_due: entry.is_due(today),
        past: past.collect(),
        form: answer_form(&entry, today),
        entry,
    })
}

/// An entry, which asks what happened once it has come back.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let entry = find(&mut tx, &viewer, id).await?;
    let frame = around(&viewer, &headers);
    frame::html(&page(&mut tx, &hone, &viewer, entry, frame).await?)
}

fn answered(fields: &Fields) -> Result<(Answer, Then), String> {
    let then = match fields.one("then") {
        "again" => Then::Again,
        "settle" => Then::Settle,
        "later" => Then::Later,
        _ => return Err("Use one of the buttons below.".to_owned()),
    };
    let one = |name| fields.one(name).to_owned();
    let next_on = day(fields, "next_on", "The day on which it comes back")?;
    let (happened, learned, next) = (one("happened"), one("learned"), one("next"));
    Ok((Answer { happened, learned, next, next_on }, then))
}

/// Says what happened, or that it is too soon to say.
pub(super) async fn post_answer(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let entry = find(&mut tx, &viewer, id).await?;
    let version = seen(&fields).unwrap_or_default();
    let said = match answered(&fields) {
        Ok((answer, then)) => {
            let about = (&entry, version);
            let done = learning::answer(&mut tx, &hone, &viewer, about, answer, then).await;
            done.map(|()| then)
        }
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match said {
        Ok(then) => {
            tx.commit().await?;
            let notice = match then {
                Then::Again => "It is kept, and comes back on its day.",
                Then::Settle => "It is settled. You can open it again below.",
                Then::Later => "It comes back on that day.",
            };
            Ok(frame::done(&page_of(&entry), notice))
        }
        Err(Error::Refused(wrong)) => {
            let frame = Frame::of(&viewer, Section::Mirror);
            let mut page = page(&mut tx, &hone, &viewer, entry, frame).await?;
            page.form = page.form.refused(&fields, wrong);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, frame::html(&page)?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

fn change_page(hone: &Hone, viewer: &Viewer, entry: &Learning) -> Edit {
    Edit {
        frame: Frame::of(viewer, Section::Mirror),
        back: (page_of(entry), "The entry".to_owned()),
        heading: "Change the entry".to_owned(),
        says: "",
        example: "",
        action: format!("{}/change", page_of(entry)),
        form: Form::of(fields_of(hone, Some(entry), None), entry.version),
        buttons: vec![("save", "Save")],
    }
}

/// The form of an entry.
pub(super) async fn get_change(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let entry = find(&mut tx, &viewer, id).await?;
    change_page(&hone, &viewer, &entry).show()
}

/// Words an entry anew. Where that was done on another device meanwhile, both stand on the page.
pub(super) async fn post_change(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let entry = find(&mut tx, &viewer, id).await?;
    let version = seen(&fields).unwrap_or_default();
    let saved = match wording(&fields) {
        Ok(wording) => learning::reword(&mut tx, &hone, &viewer, &entry, version, wording).await,
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match saved {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done(&page_of(&entry), "The entry is saved."))
        }
        Err(Error::Refused(wrong)) => {
            let mut page = change_page(&hone, &viewer, &entry);
            page.form = page.form.again_alone(&fields, wrong);
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}

/// Opens an entry again that was settled.
pub(super) async fn post_reopening(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let entry = find(&mut tx, &viewer, id).await?;
    learning::reopen(&mut tx, &entry).await?;
    tx.commit().await?;
    Ok(frame::done(&page_of(&entry), "The entry is open again."))
}

/// Puts an entry away.
pub(super) async fn post_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let entry = find(&mut tx, &viewer, id).await?;
    learning::put_away(&mut tx, &hone, &entry, true).await?;
    tx.commit().await?;
    Ok(frame::done("/mirror/learning", "The entry is put away. You can bring it back below."))
}

/// Brings an entry back.
pub(super) async fn post_return(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let entry = find(&mut tx, &viewer, id).await?;
    learning::put_away(&mut tx, &hone, &entry, false).await?;
    tx.commit().await?;
    Ok(frame::done(&page_of(&entry), "The entry is back."))
}
