//! The vision in words: its page, its form, and what becomes of it.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::clock::Moment;
use hone_core::db::PeopleTx;
use hone_core::ids::VisionId;
use hone_core::team::{Event, Team, event};
use hone_core::vision::statement::{self, State as Stage, Step, Wording, Words};
use hone_core::vision::{LONGEST_LINE, LONGEST_TEXT, Vision};
use hone_core::{Error, Hone};
use uuid::Uuid;

use super::{address, day, unknown};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};
use crate::teams::{self, Edit, Field, Form, Kind, Names, seen};

const SAYS: &str = "Not about you, but about somebody whom you serve: who is there, what can they do, what is no \
                    longer in the way? Big words fit everything; one scene fits you.";
const EXAMPLE: &str = "A grandmother in the north turns on her tap at six in the morning, and does not think about it. \
                       Because a night without water frightens people more than anything else that we do wrong. In \
                       five years.";

#[derive(Template)]
#[template(path = "vision/statement.html")]
struct Page {
    frame: Frame,
    viewer: Viewer,
    team: Team,
    base: String,
    href: String,
    vision: Vision,
    earlier: Vec<Words>,
    names: Names,
    events: Vec<Event>,
    is_lead: bool,
    /// Why a step was not taken, and what was typed for it.
    refused: Option<(String, String)>,
}

impl Page {
    async fn of(
        tx: &mut PeopleTx,
        viewer: &Viewer,
        (team, vision): (Team, Vision),
        frame: Frame,
    ) -> Result<Self, Fault> {
        let words = statement::list_words(tx, &team, &vision).await?;
        Ok(Self {
            frame,
            base: address(&team),
            href: page_of(&team, &vision),
            earlier: words.into_iter().skip(1).collect(),
            names: Names::of(tx, &team).await?,
            events: event::list(tx, &team, vision.about()).await?,
            is_lead: team.is_led_by(viewer),
            refused: None,
            viewer: viewer.clone(),
            team,
            vision,
        })
    }

    fn stands(&self) -> &'static str {
        match self.vision.state {
            Stage::Draft => "It is a draft. Talk about it until everybody would tell it alike.",
            Stage::Agreed => "The team has agreed on it.",
            Stage::Retired => "It is retired: the team no longer works towards it.",
        }
    }

    fn is_draft(&self) -> bool {
        self.vision.state == Stage::Draft
    }

    fn is_retired(&self) -> bool {
        self.vision.state == Stage::Retired
    }

    /// Who wrote a wording, and when.
    fn written(&self, words: &Words) -> String {
        let who = words.written_by.map_or("somebody", |person| self.names.name(person));
        format!("From {}, by {who}", self.day_of(words.made_at))
    }

    fn day_of(&self, moment: Moment) -> String {
        day(moment.date(&self.viewer.zone()))
    }
}

fn page_of(team: &Team, vision: &Vision) -> String {
    format!("{}/{}", address(team), vision.id)
}

async fn find(tx: &mut PeopleTx, team: &Team, id: Uuid) -> Result<Vision, Fault> {
    statement::find(tx, team, VisionId(id)).await?.ok_or(Fault::NotFound)
}

/// A vision with its earlier words.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let vision = find(&mut tx, &team, id).await?;
    let frame = teams::around(&viewer, &headers);
    frame::html(&Page::of(&mut tx, &viewer, (team, vision), frame).await?)
}

fn fields_of(vision: Option<&Vision>) -> Vec<Field> {
    let text = |of: fn(&Vision) -> &String| vision.map(of).cloned().unwrap_or_default();
    vec![
        Field::new(Kind::Text(LONGEST_TEXT), "scene", "The scene", "What somebody lives through.")
            .required()
            .with(text(|one| &one.scene)),
        Field::new(Kind::Text(LONGEST_TEXT), "why", "Why it matters", "")
            .with(text(|one| &one.why)),
        Field::new(
            Kind::Line(LONGEST_LINE),
            "horizon",
            "By when",
            "Further than your plans reach, such as: in five years.",
        )
        .with(text(|one| &one.horizon)),
    ]
}

fn wording(fields: &Fields) -> Wording {
    let text = |name| fields.one(name).to_owned();
    Wording { scene: text("scene"), why: text("why"), horizon: text("horizon") }
}

fn new_page(viewer: &Viewer, team: &Team) -> Edit {
    Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (address(team), "Vision".to_owned()),
        heading: "Write the vision".to_owned(),
        says: SAYS,
        example: EXAMPLE,
        action: format!("{}/new", address(team)),
        form: Form::new(fields_of(None)),
        buttons: vec![("save", "Keep it as a draft")],
    }
}

/// The form for a vision.
pub(super) async fn get_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(team): At<Uuid>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    new_page(&viewer, &team).show()
}

/// Writes a vision.
pub(super) async fn post_new(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(team): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    match statement::write(&mut tx, &hone, &viewer, &team, wording(&fields)).await {
        Ok(vision) => {
            tx.commit().await?;
            Ok(frame::done(&page_of(&team, &vision), "The vision is written, as a draft."))
        }
        Err(Error::Refused(wrong)) => {
            let mut page = new_page(&viewer, &team);
            page.form = page.form.refused(&fields, wrong);
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}

fn change_page(viewer: &Viewer, team: &Team, vision: &Vision) -> Edit {
    Edit {
        frame: Frame::of(viewer, Section::Practice),
        back: (page_of(team, vision), "The vision".to_owned()),
        heading: "Other words for the vision".to_owned(),
        says: "The words that stand there now are kept and can be read. The team has not agreed on the new \
               ones yet: it is a draft again.",
        example: "",
        action: format!("{}/change", page_of(team, vision)),
        form: Form::of(fields_of(Some(vision)), vision.version),
        buttons: vec![("save", "Save")],
    }
}

/// The form for other words.
pub(super) async fn get_change(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let vision = find(&mut tx, &team, id).await?;
    change_page(&viewer, &team, &vision).show()
}

/// Words a vision anew. Where somebody else has done so in the meantime, both stand on the page.
pub(super) async fn post_change(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let vision = find(&mut tx, &team, id).await?;
    let at = (&vision, seen(&fields).unwrap_or_default());
    match statement::reword(&mut tx, &hone, &viewer, &team, at, wording(&fields)).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done(&page_of(&team, &vision), "The new words are saved."))
        }
        Err(Error::Refused(wrong)) => {
            let latest = event::latest(&mut tx, &team, vision.about()).await?;
            let mut page = change_page(&viewer, &team, &vision);
            page.form = page.form.again(&fields, wrong, latest.as_ref());
            page.show()
        }
        Err(other) => Err(other.into()),
    }
}

/// Says what becomes of a vision.
pub(super) async fn post_step(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let vision = find(&mut tx, &team, id).await?;
    let (step, notice) = match fields.one("step") {
        "agree" => (Step::Agree, "The team has agreed on it."),
        "retire" => (Step::Retire, "It is retired. You can take that back here."),
        "back" => (Step::Back, "It is a draft again."),
        _ => return Err(unknown()),
    };
    let said = (step, fields.one("learned"));
    match statement::take(&mut tx, &hone, &viewer, &team, &vision, said).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done(&page_of(&team, &vision), notice))
        }
        Err(Error::Refused(why)) => {
            let frame = Frame::of(&viewer, Section::Practice);
            let mut page = Page::of(&mut tx, &viewer, (team, vision), frame).await?;
            page.refused = Some((why, fields.one("learned").to_owned()));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, frame::html(&page)?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}
