use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::delegation::growth;
use hone_core::ids::TeamId;
use hone_core::team::{self, Member, Team, event};
use hone_core::{Error, Hone};
use uuid::Uuid;

use super::lead::Turn;
use super::tools::{Tool, tools};
use super::{Edit, Field, Form, Kind, address, around, find, find_led, seen};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};
use crate::words::{capital, number};

#[derive(Template)]
#[template(path = "teams/show.html")]
struct Page {
    frame: Frame,
    team: Team,
    is_lead: bool,
    members: Vec<Member>,
    gone: Vec<Member>,
    tools: Vec<Tool>,
    invite: Form,
    turn: Turn,
    has_earlier: bool,
}

impl Page {
    fn says(&self) -> String {
        let lead = if self.is_lead { "You lead it" } else { self.team.lead.as_str() };
        match self.members.len() {
            1 => format!("{lead}, and nobody else is in it yet."),
            n if self.is_lead => format!("{lead}; {} people are in it.", number(n)),
            n => format!("{} people are in it. {lead} leads it.", capital(&number(n))),
        }
    }

    fn is_alone(&self) -> bool {
        self.members.len() == 1
    }
}

/// The fields by which somebody is asked into a team.
pub(super) fn invite() -> Form {
    let email = Field::new(
        Kind::Line(254),
        "email",
        "E-mail",
        "They get a mail with a link. If they have no account yet, the link makes one.",
    );
    let name = Field::new(
        Kind::Line(120),
        "name",
        "Name",
        "Only where they are new here; whoever is known keeps their name.",
    );
    Form::new(vec![email.required(), name])
}

/// The page of a team with a form of who is asked in.
pub(super) async fn page(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: Team,
    frame: Frame,
    invite: Form,
) -> Result<Response, Fault> {
    page_saying(tx, hone, viewer, team, frame, (invite, None)).await
}

/// The same, with why the team was not handed on.
pub(super) async fn page_saying(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: Team,
    frame: Frame,
    (invite, wrong): (Form, Option<String>),
) -> Result<Response, Fault> {
    let turn = Turn::of(tx, viewer, &team, wrong).await?;
    let has_earlier = !growth::earlier(tx, viewer, &team).await?.is_empty();
    let all = team::store::list_members(tx, &team).await?;
    let (gone, members) = all.into_iter().partition(|member| member.left_at.is_some());
    let is_lead = team.is_led_by(viewer);
    let is_refused = invite.wrong.is_some();
    let tools = tools(tx, hone, viewer, &team).await?;
    let html = Page { frame, team, is_lead, members, gone, tools, invite, turn, has_earlier };
    let html = frame::html(&html)?;
    Ok(if is_refused { (StatusCode::UNPROCESSABLE_ENTITY, html).into_response() } else { html })
}

/// A team.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = find(&mut tx, &viewer, id).await?;
    page(&mut tx, &hone, &viewer, team, around(&viewer, &headers), invite()).await
}

fn edit(viewer: &Viewer, team: &Team) -> Edit {
    let name = Field::new(Kind::Line(120), "name", "Name", "").required().with(&team.name);
    Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (address(team), team.name.clone()),
        heading: "What the team is called".to_owned(),
        says: "",
        example: "",
        action: format!("{}/name", address(team)),
        form: Form::of(vec![name], team.version),
        buttons: vec![("save", "Save")],
    }
}

/// The form for another name.
pub(super) async fn get_name(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = find_led(&mut tx, &viewer, id).await?;
    edit(&viewer, &team).show()
}

/// Gives a team another name.
pub(super) async fn post_name(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = find_led(&mut tx, &viewer, id).await?;
    let version = seen(&fields).unwrap_or_default();
    match team::rename(&mut tx, &hone, &viewer, &team, version, fields.one("name")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done(&address(&team), "The name is saved."))
        }
        Err(Error::Refused(wrong)) => {
            let latest = event::latest(&mut tx, &team, team::about(&team)).await?;
            let mut page = edit(&viewer, &team);
            page.form = page.form.again(&fields, wrong, latest.as_ref());
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}

/// Closes a team.
pub(super) async fn post_closing(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = find_led(&mut tx, &viewer, id).await?;
    team::close(&mut tx, &hone, &viewer, &team).await?;
    tx.commit().await?;
    Ok(frame::done("/team", "The team is closed. You can open it again below."))
}

/// Takes back that a team was closed.
pub(super) async fn post_reopening(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = team::find_led(&mut tx, &viewer, TeamId(id)).await?.ok_or(Fault::NotFound)?;
    team::reopen(&mut tx, &hone, &viewer, &team).await?;
    tx.commit().await?;
    Ok(frame::done(&address(&team), "The team is open again."))
}
