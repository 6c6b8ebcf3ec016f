//! The first page: what waits for the viewer, at most five lines of it, and nothing else.

mod all;
mod later;
mod rounds;

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::account::Viewer;
use hone_core::clock::days_after;
use hone_core::db::PeopleTx;
use hone_core::round::{self, Round};
use hone_core::{Hone, coaching, rhythm};
use hone_model::Prompt;
use jiff::civil::Date;

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::mirror;
use crate::rhythm::card;
use crate::routes::{Routes, Who};
use crate::words::{capital, number};

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/", Who::Person, get)
        .get("/today", Who::Person, all::get)
        .post("/today/later", Who::Person, later::post)
        .post("/today/return", Who::Person, later::post_return)
        .post("/rounds/{round}/answers", Who::Person, rounds::post_answers)
}

#[derive(Template)]
#[template(path = "today/show.html")]
struct Page {
    frame: Frame,
    date: String,
    /// The first day to which a line can be put off.
    tomorrow: Date,
    day: rhythm::Today,
    /// The one question, which does not wait: it stands last, where there is room.
    prompt: Option<&'static Prompt>,
    /// This week's step of the journey, as HTML; empty where there is none.
    card: String,
    viewer: Viewer,
    n_coached: usize,
    has_rounds: bool,
}

impl Page {
    fn heading(&self) -> String {
        let name = self.viewer.name.split(' ').next().unwrap_or_default();
        match self.day.first().len() {
            0 => format!("Nothing waits for you today, {name}."),
            1 => format!("One thing waits for you, {name}."),
            n => format!("{} things wait for you, {name}.", capital(&number(n))),
        }
    }

    /// Where a form of a line leads back to.
    const PLACE: &'static str = "today";

    fn more(&self) -> String {
        format!("{} more, for when you like", capital(&number(self.day.n_more())))
    }
}

/// Everything that waits for a viewer on a day, with what was put off.
async fn of_day(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    rounds: &[Round],
    today: Date,
) -> Result<rhythm::Today, Fault> {
    let mut lines = rhythm::list(tx, hone, viewer).await?;
    lines.extend(rounds::lines(tx, viewer, rounds).await?);
    Ok(rhythm::today(tx, viewer, lines, today).await?)
}

/// What waits for the viewer.
async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let today = hone.clock.now().date(&viewer.zone());
    let rounds = round::store::list(&mut tx, viewer.organisation_id).await?;
    let day = of_day(&mut tx, &hone, &viewer, &rounds, today).await?;
    frame::html(&Page {
        frame: Frame::of(&viewer, Section::Today).with_notice(&headers),
        date: today.strftime("%A %-d %B").to_string(),
        tomorrow: days_after(today, 1),
        prompt: prompt(&mut tx, &hone, &viewer, &day).await?,
        day,
        card: card(&mut tx, &viewer, today).await?,
        n_coached: coaching::list_coached(&mut tx, &viewer).await?.len(),
        has_rounds: !rounds.is_empty(),
        viewer,
    })
}

/// The prompt of the day, where the lines leave room for it.
async fn prompt(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    day: &rhythm::Today,
) -> Result<Option<&'static Prompt>, Fault> {
    if day.lines.len() < rhythm::MOST { mirror::prompt(tx, hone, viewer).await } else { Ok(None) }
}
