use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::category::Category;
use hone_core::coaching::Taken;
use hone_core::db::PeopleTx;
use hone_core::plan::{self, Plan, State as Stage, Step};
use hone_core::team::{self, Team};
use hone_core::{Hone, coaching, leader};
use jiff::civil::Date;
use serde::Deserialize;
use uuid::Uuid;

use super::cards::{self, Message, Shelf};
use super::typed::{RHYTHMS, Typed};
use super::{Ground, ground, look, shared};
use crate::coaching::Guidance;
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{Asked, At};
use crate::words::date;

/// What the form is filled in from: a practice, or a deed that was agreed in a coaching.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct From {
    practice: String,
    agreed: String,
    deed: String,
}

/// A contrast that can be chosen.
struct Choice {
    id: String,
    name: String,
    means: String,
    is_pointed_at: bool,
    is_chosen: bool,
}

/// A step as the page shows it.
pub(super) struct Line {
    pub(super) step: Step,
    pub(super) days: String,
    pub(super) waits: bool,
    /// The coach with whom it was agreed.
    pub(super) agreed_with: Option<String>,
    /// Where its practice can be done.
    pub(super) places: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "plans/choose.html")]
struct ChoosePage {
    frame: Frame,
    round: String,
    base: String,
    choices: Vec<Choice>,
    has_pointer: bool,
}

#[derive(Template)]
#[template(path = "plans/show.html")]
struct Page {
    frame: Frame,
    round: String,
    base: String,
    contrast: String,
    open: Vec<Line>,
    past: Vec<Line>,
    can_add: bool,
    wrong: Option<String>,
    typed: Typed,
    from_practice: Option<&'static str>,
    shelves: Vec<Shelf>,
    why_form: &'static str,
    messages: Vec<Message>,
    choices: Vec<Choice>,
    look_again_on: String,
    look_again_day: String,
    look: look::Section,
    guidance: Guidance,
    seen_by: Option<String>,
    /// The tools that serve the contrast, in the teams of the leader.
    tools: Vec<(String, String)>,
}

/// The plan of a leader, or the choice of what it is to be about.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    Asked(from): Asked<From>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let ground = match ground(&hone, &viewer, id).await {
        Err(Fault::NotFound) => {
            return frame::html(&shared::find(&hone, &viewer, id, Taken::OnPage).await?);
        }
        found => found?,
    };
    let frame = Frame::of(&viewer, Section::Reports).with_notice(&headers);
    let mut tx = hone.people.read().await?;
    let Some(plan) = plan::find(&mut tx, &viewer, ground.leader.id).await? else {
        return frame::html(&ChoosePage {
            frame,
            round: ground.round.name.clone(),
            base: ground.base(),
            has_pointer: ground.pointed_at.is_some(),
            choices: choices(&ground, ground.pointed_at.as_deref()),
        });
    };
    let today = hone.clock.now().date(&viewer.zone());
    let practice = ground.library().and_then(|library| library.practice(&from.practice));
    let typed = Typed { agreed: from.agreed, deed: from.deed, ..Typed::from(today) };
    let typed = practice.map_or_else(|| typed.clone(), |practice| typed.clone().with(practice));
    drop(tx);
    let mut page = page(&hone, &viewer, frame, &ground, &plan, typed).await?;
    page.from_practice = practice.map(|practice| practice.title.as_str());
    frame::html(&page)
}

/// The plan again, with what was typed and what is wrong with it.
pub(super) async fn again(
    hone: &Hone,
    viewer: &Viewer,
    ground: &Ground,
    plan: &Plan,
    typed: Typed,
    wrong: String,
) -> Result<Response, Fault> {
    let frame = Frame::of(viewer, Section::Reports);
    let mut page = page(hone, viewer, frame, ground, plan, typed).await?;
    page.wrong = Some(wrong);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, frame::html(&page)?).into_response())
}

async fn page(
    hone: &Hone,
    viewer: &Viewer,
    frame: Frame,
    ground: &Ground,
    plan: &Plan,
    typed: Typed,
) -> Result<Page, Fault> {
    let look = look::Section::of(hone, viewer, ground, &plan.contrast).await?;
    let today = hone.clock.now().date(&viewer.zone());
    let tx = &mut hone.people.read().await?;
    let steps = plan::store::list_steps(tx, viewer.organisation_id, plan.id).await?;
    let mut agreed = coaching::agreed_steps(tx, viewer.organisation_id, viewer.person_id).await?;
    let teams: Vec<Team> = team::list(tx, viewer).await?;
    let teams: Vec<Team> = teams.into_iter().filter(|one| one.archived_at.is_none()).collect();
    let library = ground.library();
    let mut line = |step: Step| {
        let agreed_with = agreed.remove(&step.id);
        let practice = library.zip(step.practice.as_deref());
        let practice = practice.and_then(|(library, id)| library.practice(id));
        let places = practice.map_or_else(Vec::new, |one| cards::places(one.tool, &teams));
        Line { agreed_with, places, ..line(step, today) }
    };
    let (open, past): (Vec<Step>, Vec<Step>) =
        steps.into_iter().partition(|step| step.state == Stage::Open);
    let raters = leader::store::list_raters(tx, viewer.organisation_id, ground.leader.id).await?;
    let others = raters.into_iter().filter(|rater| rater.category != Category::Own);
    let addresses: Vec<String> = others.map(|rater| rater.email).collect();
    let contrast = ground.name_of(&plan.contrast);
    let said = open.first().map(Step::sentence).unwrap_or_default();
    Ok(Page {
        frame,
        round: ground.round.name.clone(),
        base: ground.base(),
        can_add: open.len() < plan::MOST_OPEN,
        open: open.into_iter().map(&mut line).collect(),
        past: past.into_iter().map(&mut line).collect(),
        wrong: None,
        typed,
        from_practice: None,
        shelves: library
            .map_or_else(Vec::new, |library| cards::shelves(library, &plan.contrast, &teams)),
        why_form: library.map_or("", |library| library.form_says()),
        messages: library.filter(|_| !said.is_empty()).map_or_else(Vec::new, |library| {
            cards::messages(library, &contrast, &said, &viewer.name, &addresses)
        }),
        choices: choices(ground, Some(&plan.contrast)),
        contrast,
        look_again_on: plan.look_again_on.to_string(),
        look_again_day: date(plan.look_again_on.0),
        look,
        guidance: Guidance::beside_plan(tx, viewer, ground.leader.id).await?,
        seen_by: seen_by(tx, viewer, ground).await?,
        tools: cards::places_of(&ground.model, &plan.contrast, &teams),
    })
}

pub(super) fn line(step: Step, today: Date) -> Line {
    let text = |day: Date| day.strftime("%-d %B").to_string();
    let days = format!("{} to {}", text(step.starts_on.0), text(step.ends_on.0));
    Line { waits: step.waits_for_a_look(today), days, step, agreed_with: None, places: Vec::new() }
}

/// The coach who sees the steps by a grant.
async fn seen_by(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    ground: &Ground,
) -> Result<Option<String>, Fault> {
    let running = coaching::running(tx, viewer).await?;
    let Some(coaching) =
        running.filter(|one| one.state == coaching::State::Agreed && one.has_coach())
    else {
        return Ok(None);
    };
    let grants = coaching::store::list_grants(tx, &coaching).await?;
    let is_granted = grants
        .iter()
        .any(|grant| grant.leader_id == ground.leader.id && grant.plan_since.is_some());
    Ok(is_granted.then_some(coaching.coach))
}

fn choices(ground: &Ground, chosen: Option<&str>) -> Vec<Choice> {
    let choice = |contrast: &hone_model::Contrast| Choice {
        id: contrast.id.clone(),
        name: contrast.name.clone(),
        means: contrast.leading_means.clone(),
        is_pointed_at: ground.pointed_at.as_deref() == Some(&contrast.id),
        is_chosen: chosen == Some(&contrast.id),
    };
    ground.model.contrasts().iter().map(choice).collect()
}

impl Page {
    /// Whether somebody has begun to write a step.
    fn is_filled_in(&self) -> bool {
        self.wrong.is_some() || self.from_practice.is_some() || !self.typed.agreed.is_empty()
    }
}

impl Line {
    pub(super) fn rhythm(&self) -> &'static str {
        match self.step.rhythm {
            plan::Rhythm::Never => "no reminder",
            plan::Rhythm::Weekly => "a reminder once a week",
            plan::Rhythm::Workdays => "a reminder each workday",
        }
    }

    pub(super) fn is_done(&self) -> bool {
        self.step.state == Stage::Done
    }
}

/// The plan as a file for calendars.
pub(super) async fn get_calendar(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
) -> Result<Response, Fault> {
    let ground = ground(&hone, &viewer, id).await?;
    let mut tx = hone.people.read().await?;
    let plan = plan::find(&mut tx, &viewer, ground.leader.id).await?.ok_or(Fault::NotFound)?;
    let steps = plan::store::list_steps(&mut tx, viewer.organisation_id, plan.id).await?;
    let link = format!("{}{}/plan", hone.settings.public_url, ground.base());
    let text = plan::calendar(&plan, &steps, &ground.name_of(&plan.contrast), &link);
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"hone-plan.ics\""),
    ];
    Ok((headers, text).into_response())
}
