//! What a team takes along, and what it brings in.

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::file::{self, LARGEST, Problems};
use hone_core::team::Team;
use hone_model::{Place, Tool, Toolbox};
use uuid::Uuid;

use super::{address, around, find, find_led};
use crate::account::erasure::json;
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, received};
use crate::routes::{Routes, Who};

#[derive(Template)]
#[template(path = "teams/files.html")]
struct Page {
    frame: Frame,
    team: Team,
    is_lead: bool,
    /// Each tool that has a table: the file, and what the tool is called.
    tables: Vec<(String, &'static str)>,
    file_name: String,
    problems: Option<Problems>,
}

/// The route by which a file comes, which may be larger than anything else that is sent here.
pub(super) fn upload(routes: Routes) -> Routes {
    const AROUND_THE_FILE: usize = 1024 * 1024;
    routes
        .post("/team/{team}/files", Who::Person, post)
        .layer(DefaultBodyLimit::max(LARGEST + AROUND_THE_FILE))
}

fn page(viewer: &Viewer, frame: Frame, team: Team) -> Page {
    let is_lead = team.is_led_by(viewer);
    let tables = named_tools().map(|(file, place)| (file, place.name.as_str())).collect();
    Page { frame, team, is_lead, tables, file_name: String::new(), problems: None }
}

/// The tools that have tables, with the name of the file of each.
fn named_tools() -> impl Iterator<Item = (String, &'static Place)> {
    let places = file::tools().into_iter().filter_map(|tool| Toolbox::builtin().find(tool));
    places.map(|place| (format!("{}.csv", place.name.to_lowercase()), place))
}

/// What can be taken along and brought in.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = find(&mut tx, &viewer, id).await?;
    frame::html(&page(&viewer, around(&viewer, &headers), team))
}

/// A file of a team: all of it, or the table of one tool.
pub(super) async fn get_file(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((id, name)): At<(Uuid, String)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = find(&mut tx, &viewer, id).await?;
    if name == "team.json" {
        let document = file::of_team(&mut tx, &viewer, &team).await?;
        return Ok(json("hone-team.json", &document));
    }
    let tool: Tool = tool_of(&name).ok_or(Fault::NotFound)?;
    let text = file::csv(&mut tx, &viewer, &team, tool).await?;
    let kind = (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned());
    let place = format!("attachment; filename=\"hone-{name}\"");
    Ok(([kind, (header::CONTENT_DISPOSITION, place)], text).into_response())
}

fn tool_of(name: &str) -> Option<Tool> {
    named_tools().find(|(file, _)| file == name).map(|(_, place)| place.id)
}

/// Brings a file in.
async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = find_led(&mut tx, &viewer, id).await?;
    drop(tx);
    let (name, bytes) = received(form?, "5 MB").await?;
    let checked = match file::check(name.clone(), bytes).await? {
        Ok(checked) => checked,
        Err(problems) => return wrong(&viewer, team, name, problems),
    };
    let mut tx = hone.people.write().await?;
    let team = find_led(&mut tx, &viewer, id).await?;
    match file::bring(&mut tx, &hone, &viewer, &team, &checked).await? {
        Ok(brought) => {
            tx.commit().await?;
            let there = match brought.n_there {
                0 => String::new(),
                n => format!(" {n} were there already and stay as they are."),
            };
            let notice = format!("Entries added: {}.{there}", brought.n_added);
            Ok(frame::done(&format!("{}/files", address(&team)), &notice))
        }
        Err(problems) => wrong(&viewer, team, name, problems),
    }
}

/// The page with what is wrong in a file of which nothing was brought in.
fn wrong(
    viewer: &Viewer,
    team: Team,
    file_name: String,
    problems: Problems,
) -> Result<Response, Fault> {
    let frame = Frame::of(viewer, Section::Practice);
    let page = Page { file_name, problems: Some(problems), ..page(viewer, frame, team) };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, frame::html(&page)?).into_response())
}
