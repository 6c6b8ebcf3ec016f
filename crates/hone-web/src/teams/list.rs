use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::team::{self, Team};
use hone_core::{Error, Hone};

use super::{Field, Form, Kind, address, around};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::Fields;
use crate::words::{capital, number};

/// A team in the list.
struct Line {
    id: String,
    name: String,
    says: String,
}

#[derive(Template)]
#[template(path = "teams/list.html")]
struct Page {
    frame: Frame,
    open: Vec<Line>,
    closed: Vec<Line>,
    is_leader: bool,
    form: Form,
}

impl Page {
    async fn of(tx: &mut PeopleTx, viewer: &Viewer, frame: Frame) -> Result<Self, Fault> {
        let (mut open, mut closed) = (Vec::new(), Vec::new());
        for team in team::list(tx, viewer).await? {
            let n_members = team::members(tx, &team).await?.len();
            let list = if team.archived_at.is_none() { &mut open } else { &mut closed };
            list.push(line(viewer, team, n_members));
        }
        let name = Field::new(
            Kind::Line(120),
            "name",
            "What is it called?",
            "Such as Pump crew, or Project north.",
        );
        let form = Form::new(vec![name.required()]);
        Ok(Self { frame, open, closed, is_leader: viewer.is_leader, form })
    }

    fn heading(&self) -> String {
        match self.open.len() {
            0 => "You are in no team yet".to_owned(),
            1 => "Your team".to_owned(),
            n => format!("Your {} teams", number(n)),
        }
    }
}

fn line(viewer: &Viewer, team: Team, n_members: usize) -> Line {
    let lead = if team.is_led_by(viewer) { "You lead it" } else { team.lead.as_str() };
    let says = match n_members {
        1 => format!("{lead}; nobody else is in it yet."),
        n if team.is_led_by(viewer) => format!("{lead}; {} people.", number(n)),
        n => format!("{} people, led by {lead}.", capital(&number(n))),
    };
    Line { id: team.id.to_string(), name: team.name, says }
}

/// The viewer's teams.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    frame::html(&Page::of(&mut tx, &viewer, around(&viewer, &headers)).await?)
}

/// Makes a team.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    match team::make(&mut tx, &hone, &viewer, fields.one("name")).await {
        Ok(team) => {
            tx.commit().await?;
            Ok(frame::done(&address(&team), "The team is made. Now ask people into it."))
        }
        Err(Error::Refused(wrong)) => {
            let mut page =
                Page::of(&mut tx, &viewer, Frame::of(&viewer, Section::Practice)).await?;
            page.form = page.form.refused(&fields, wrong);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, frame::html(&page)?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}
