//! The journey for people who are new as leaders: the whole of it, and this week's step as a card.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::ids::TeamId;
use hone_core::rhythm::journey::{self, Course, State as Stage, Turn};
use hone_core::team;
use hone_core::{Error, Hone};
use hone_model::{Journey, JourneyStep, Library, Practice, StepKind, Tool};
use jiff::civil::Date;

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::Fields;

/// This week's step.
#[derive(Template)]
#[template(path = "rhythm/card.html")]
struct Card {
    week: i64,
    n_weeks: i64,
    step: &'static JourneyStep,
    practice: Option<&'static Practice>,
    /// Where the tool of a theme is, and what it is called.
    tool: Option<(String, &'static str)>,
    is_on_page: bool,
    is_administrator: bool,
    /// The first day on which a round can be asked for again.
    asks_again: Option<String>,
}

impl Card {
    fn text(&self) -> &'static str {
        self.step.in_week(self.week)
    }

    fn is_measure(&self) -> bool {
        self.step.kind == StepKind::Measure
    }
}

/// A step of the whole.
struct Line {
    weeks: String,
    step: &'static JourneyStep,
    is_now: bool,
}

#[derive(Template)]
#[template(path = "rhythm/journey.html")]
struct Page {
    frame: Frame,
    heading: String,
    says: String,
    stage: Option<Stage>,
    card: String,
    lines: Vec<Line>,
    is_over: bool,
    typed: String,
    wrong: Option<String>,
}

impl Page {
    fn is_on(&self) -> bool {
        self.stage == Some(Stage::Running) && !self.is_over
    }

    fn can_resume(&self) -> bool {
        matches!(self.stage, Some(Stage::Paused | Stage::Left))
    }

    fn can_begin(&self) -> bool {
        self.stage.is_none() || self.is_over
    }
}

/// What a theme is practised with, or where the viewer makes a team for it.
fn place(tool: Tool, team: Option<TeamId>) -> (String, &'static str) {
    let (page, name) = match tool {
        Tool::Delegation => ("delegation", "Open the delegation board"),
        Tool::Experiments => ("experiments", "Open challenges and experiments"),
        Tool::Bets => ("bets", "Open the bets"),
        Tool::Mirror => return ("/mirror".to_owned(), "Open the mirror"),
        Tool::Objectives => ("vision", "Open the vision"),
    };
    match team {
        Some(team) => (format!("/team/{team}/{page}"), name),
        None => ("/team".to_owned(), "Make a team to practise with"),
    }
}

/// The card of this week as HTML; empty where the viewer is on no journey now.
pub(crate) async fn card(tx: &mut PeopleTx, viewer: &Viewer, today: Date) -> Result<String, Fault> {
    match journey::find(tx, viewer).await? {
        Some(course) => of_week(tx, viewer, &course, today, false).await,
        None => Ok(String::new()),
    }
}

async fn of_week(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    course: &Course,
    today: Date,
    is_on_page: bool,
) -> Result<String, Fault> {
    let Some((week, step)) = course.step(today) else { return Ok(String::new()) };
    let teams = team::list(tx, viewer).await?;
    let led = teams.iter().find(|team| team.archived_at.is_none() && team.is_led_by(viewer));
    let practices = Library::builtin().practices();
    let card = Card {
        week,
        n_weeks: Journey::builtin().n_weeks(),
        practice: practices.iter().find(|one| Some(&one.id) == step.practice.as_ref()),
        tool: step.tool.map(|tool| place(tool, led.map(|team| team.id))),
        step,
        is_on_page,
        is_administrator: viewer.is_administrator,
        asks_again: course.asks_again_on(today).map(|day| day.strftime("%-d %B").to_string()),
    };
    Ok(card.render()?)
}

fn weeks(step: &JourneyStep) -> String {
    if step.from == step.to {
        format!("Week {}", step.from)
    } else {
        format!("Weeks {} and {}", step.from, step.to)
    }
}

async fn page(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    frame: Frame,
) -> Result<Page, Fault> {
    let today = hone.clock.now().date(&viewer.zone());
    let (course, whole) = (journey::find(tx, viewer).await?, Journey::builtin());
    let week = course.as_ref().map_or(0, |course| course.week(today));
    let n = whole.n_weeks();
    let (heading, says) = match course.as_ref().map(|course| course.state) {
        None => ("New as a leader?".to_owned(), whole.says.clone()),
        Some(Stage::Left) if week < 1 => {
            ("You left before it began.".to_owned(), "You can go on, or choose a day.".to_owned())
        }
        Some(Stage::Paused) if week < 1 => {
            ("It stands still.".to_owned(), "It has not begun. Go on when you like.".to_owned())
        }
        Some(Stage::Left) => {
            (format!("You left in week {week}."), "You can go on where you stopped.".to_owned())
        }
        Some(Stage::Paused) => (
            format!("It stands still in week {week}."),
            "Nothing is lost. Go on when you like.".to_owned(),
        ),
        Some(Stage::Running) if week > n => {
            ("You have come to the end.".to_owned(), "You can begin anew.".to_owned())
        }
        Some(Stage::Running) if week < 1 => {
            let begins = course.as_ref().map(|course| course.began_on.0.strftime("%-d %B"));
            let begins = begins.map_or(String::new(), |day| format!("It begins on {day}."));
            (begins, whole.says.clone())
        }
        Some(Stage::Running) => (format!("Week {week} of {n}."), whole.says.clone()),
    };
    let line =
        |step| Line { weeks: weeks(step), is_now: (step.from..=step.to).contains(&week), step };
    let card = match &course {
        Some(course) => of_week(tx, viewer, course, today, true).await?,
        None => String::new(),
    };
    let began_on = course.as_ref().filter(|_| week <= n).map(|course| course.began_on.0);
    Ok(Page {
        frame,
        heading,
        says,
        is_over: week > n,
        stage: course.map(|course| course.state),
        card,
        lines: whole.steps.iter().map(line).collect(),
        typed: began_on.unwrap_or(today).to_string(),
        wrong: None,
    })
}

/// The whole journey.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let frame = Frame::of(&viewer, Section::Today).with_notice(&headers);
    frame::html(&page(&mut tx, &hone, &viewer, frame).await?)
}

/// Begins it.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    match journey::begin(&mut tx, &hone, &viewer, fields.one("day").parse().ok()).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(frame::done("/journey", "Each week has one step. It stands on Today."))
        }
        Err(Error::Refused(wrong)) => {
            let frame = Frame::of(&viewer, Section::Today);
            let page = page(&mut tx, &hone, &viewer, frame).await?;
            let typed = fields.one("day").to_owned();
            let page = frame::html(&Page { typed, wrong: Some(wrong), ..page })?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// Pauses it, leaves it, or takes it up again.
pub(super) async fn post_turn(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    fields: Fields,
) -> Result<Response, Fault> {
    let (turn, notice) = match fields.one("turn") {
        "pause" => (Turn::Pause, "It stands still until you go on."),
        "leave" => (Turn::Leave, "You have left it. You can take it up again here."),
        "resume" => (Turn::Resume, "It goes on where it stopped."),
        _ => return Err(Fault::BadRequest("Use one of the buttons of the page.".to_owned())),
    };
    let mut tx = hone.people.write().await?;
    if !journey::turn(&mut tx, &hone, &viewer, turn).await? {
        return Err(Fault::NotFound);
    }
    tx.commit().await?;
    Ok(frame::done("/journey", notice))
}

/// Asks administrators for a round.
pub(super) async fn post_asking(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    if !journey::ask_for_round(&mut tx, &hone, &viewer).await? {
        return Err(Fault::NotFound);
    }
    tx.commit().await?;
    Ok(frame::done("/journey", "Your administrators get a mail. One of them plans the round."))
}
