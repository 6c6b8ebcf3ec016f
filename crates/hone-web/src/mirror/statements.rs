use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::ids::StatementId;
use hone_core::mirror::statement::{self, Kind as Sort, Past, Statement};
use hone_core::mirror::{LONGEST, LONGEST_WORD};
use hone_core::{Error, Hone};
use serde::Deserialize;
use uuid::Uuid;

use super::{around, day_of, home};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{Asked, At, Fields};
use crate::teams::{Edit, Field, Form, Kind, seen};

/// What is to be written.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct What {
    kind: String,
}

/// How a statement was worded before.
struct Before {
    text: String,
    days: String,
}

#[derive(Template)]
#[template(path = "mirror/statement.html")]
struct Page {
    frame: Frame,
    statement: Statement,
    name: &'static str,
    since: String,
    before: Vec<Before>,
}

/// What a kind of statement is called.
pub(super) fn name(sort: Sort) -> &'static str {
    match sort {
        Sort::Brand => "What you want to be relied on for",
        Sort::Words => "Three words of your own",
        Sort::Principle => "A principle of yours",
    }
}

fn says(sort: Sort) -> &'static str {
    match sort {
        Sort::Brand => {
            "What people should be able to count on when they work with you. In your own words, and small \
             enough to be seen in a week."
        }
        Sort::Words => "How you want to be seen. Choose words that you could show by what you do.",
        Sort::Principle => "Something you hold on to when it is not easy. In your own words.",
    }
}

pub(super) fn example(sort: Sort) -> &'static str {
    match sort {
        Sort::Brand => {
            "That bad news comes from me, early, and with a next step. That whoever brings me a problem \
             leaves with a question of their own."
        }
        Sort::Words => "Clear. Patient. Curious.",
        Sort::Principle => "Whoever does the work is asked before the work changes.",
    }
}

fn page_of(statement: &Statement) -> String {
    format!("/mirror/statements/{}", statement.id)
}

async fn find(tx: &mut PeopleTx, viewer: &Viewer, id: Uuid) -> Result<Statement, Fault> {
    statement::find(tx, viewer, StatementId(id)).await?.ok_or(Fault::NotFound)
}

fn sort_of(word: &str) -> Option<Sort> {
    [Sort::Brand, Sort::Words, Sort::Principle].into_iter().find(|sort| sort.word() == word)
}

const WORDS: [(&str, &str); 3] =
    [("word-1", "The first word"), ("word-2", "The second"), ("word-3", "The third")];

fn fields_of(sort: Sort, text: &str) -> Vec<Field> {
    if sort == Sort::Words {
        let mut words = text.lines();
        let field = |(field, label)| {
            let word = words.next().unwrap_or_default();
            Field::new(Kind::Line(LONGEST_WORD), field, label, "").required().with(word)
        };
        return WORDS.into_iter().map(field).collect();
    }
    vec![Field::new(Kind::Text(LONGEST), "text", "In your own words", "").required().with(text)]
}

/// What was sent as a statement.
fn typed(sort: Sort, fields: &Fields) -> String {
    if sort == Sort::Words {
        return WORDS.map(|(field, _)| fields.one(field)).join("\n");
    }
    fields.one("text").to_owned()
}

fn new_page(viewer: &Viewer, sort: Sort) -> Edit {
    Edit {
        frame: Frame::of(viewer, Section::Mirror),
        back: home(),
        heading: name(sort).to_owned(),
        says: says(sort),
        example: example(sort),
        action: format!("/mirror/statements/new?kind={}", sort.word()),
        form: Form::new(fields_of(sort, "")),
        buttons: vec![("keep", "Keep it")],
    }
}

/// The form for a new statement.
pub(super) async fn get_new(
    Asking(viewer): Asking,
    Asked(what): Asked<What>,
) -> Result<Response, Fault> {
    new_page(&viewer, sort_of(&what.kind).unwrap_or(Sort::Principle)).show()
}

/// Writes a statement.
pub(super) async fn post_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    Asked(what): Asked<What>,
    fields: Fields,
) -> Result<Response, Fault> {
    let sort = sort_of(&what.kind).unwrap_or(Sort::Principle);
    let mut tx = hone.people.write().await?;
    match statement::write(&mut tx, &hone, &viewer, sort, &typed(sort, &fields)).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(frame::done("/mirror", "It is kept."))
        }
        Err(Error::Refused(wrong)) => {
            let mut page = new_page(&viewer, sort);
            page.form = page.form.refused(&fields, wrong);
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}

fn before(viewer: &Viewer, past: Past) -> Before {
    let (since, until) = (day_of(viewer, past.since), day_of(viewer, past.until));
    let days = if since == until { since } else { format!("{since} to {until}") };
    Before { text: past.text, days }
}

/// A statement, and how it was worded before.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let statement = find(&mut tx, &viewer, id).await?;
    let past = statement::list_past(&mut tx, &statement).await?;
    frame::html(&Page {
        frame: around(&viewer, &headers),
        name: name(statement.kind),
        since: day_of(&viewer, statement.since),
        before: past.into_iter().map(|past| before(&viewer, past)).collect(),
        statement,
    })
}

fn change_page(viewer: &Viewer, statement: &Statement) -> Edit {
    Edit {
        frame: Frame::of(viewer, Section::Mirror),
        back: (page_of(statement), name(statement.kind).to_owned()),
        heading: "Say it anew".to_owned(),
        says: "How it reads now is kept, so that you can see how it has changed.",
        example: "",
        action: format!("{}/change", page_of(statement)),
        form: Form::of(fields_of(statement.kind, &statement.text), statement.version),
        buttons: vec![("save", "Save")],
    }
}

/// The form of a statement.
pub(super) async fn get_change(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let statement = find(&mut tx, &viewer, id).await?;
    change_page(&viewer, &statement).show()
}

/// Words a statement anew. Where that was done on another device meanwhile, both stand on the page.
pub(super) async fn post_change(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let statement = find(&mut tx, &viewer, id).await?;
    let version = seen(&fields).unwrap_or_default();
    let text = typed(statement.kind, &fields);
    match statement::reword(&mut tx, &hone, &statement, version, &text).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done(&page_of(&statement), "It is saved. The words before are below."))
        }
        Err(Error::Refused(wrong)) => {
            let mut page = change_page(&viewer, &statement);
            page.form = page.form.again_alone(&fields, wrong);
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}

/// Puts a statement away.
pub(super) async fn post_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let statement = find(&mut tx, &viewer, id).await?;
    statement::put_away(&mut tx, &hone, &viewer, &statement, true).await?;
    tx.commit().await?;
    Ok(frame::done("/mirror", "It is put away. You can bring it back below."))
}

/// Brings a statement back.
pub(super) async fn post_return(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let statement = find(&mut tx, &viewer, id).await?;
    statement::put_away(&mut tx, &hone, &viewer, &statement, false).await?;
    tx.commit().await?;
    Ok(frame::done("/mirror", "It is back."))
}
