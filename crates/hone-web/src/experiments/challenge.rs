//! A challenge, and what is done with it: each a form on its page.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::clock::{Moment, days_after};
use hone_core::db::PeopleTx;
use hone_core::experiment::challenge::{self, Answer, Reply, State as Stage};
use hone_core::experiment::nameless::{self, Nameless};
use hone_core::experiment::{self as experiments, Challenge};
use hone_core::team::{Event, Team, event};
use hone_core::{Error, Hone};
use jiff::civil::Date;
use uuid::Uuid;

use super::board::late;
use super::{Refused, address, challenge_page, day, find_challenge, page_of};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};
use crate::teams::{self, Names};

/// A ‘not now’ is looked at again after so many days, unless the lead chooses another day.
const AGAIN_DAYS: i64 = 90;

#[derive(Template)]
#[template(path = "experiments/challenge.html")]
struct Page {
    frame: Frame,
    viewer: Viewer,
    base: String,
    href: String,
    team: Team,
    challenge: Challenge,
    names: Names,
    is_lead: bool,
    /// The experiments that came of it.
    experiments: Vec<(String, String)>,
    events: Vec<Event>,
    /// What there is besides, where it came without a name.
    nameless: Option<Nameless>,
    today: Date,
    refused: Option<Refused>,
}

impl Page {
    async fn of(
        tx: &mut PeopleTx,
        hone: &Hone,
        viewer: &Viewer,
        (team, challenge): (Team, Challenge),
        frame: Frame,
    ) -> Result<Self, Fault> {
        let from = experiments::list_from(tx, &team, challenge.id).await?;
        let link =
            |one: &experiments::Experiment| (page_of(&team, one), format!("If we {}", one.if_we));
        Ok(Self {
            frame,
            viewer: viewer.clone(),
            base: address(&team),
            href: challenge_page(&team, &challenge),
            names: Names::of(tx, &team).await?,
            is_lead: team.is_led_by(viewer),
            experiments: from.iter().map(link).collect(),
            events: event::list(tx, &team, challenge.about()).await?,
            nameless: nameless::find(tx, &team, challenge.id).await?,
            today: hone.clock.now().date(&viewer.zone()),
            refused: None,
            team,
            challenge,
        })
    }

    fn typed(&self, part: &str, name: &str) -> &str {
        Refused::typed(self.refused.as_ref(), part, name)
    }

    fn wrong(&self, part: &str) -> Option<&str> {
        Refused::wrong(self.refused.as_ref(), part)
    }

    fn who(&self) -> &str {
        self.challenge.raised_by.map_or("Somebody", |person| self.names.name(person))
    }

    fn is_here(&self) -> bool {
        self.challenge.archived_at.is_none()
    }

    /// Whether the lead can answer: it is open, or was put off.
    fn can_answer(&self) -> bool {
        let is_put_off = self.challenge.state == Stage::Answered
            && self.challenge.answer == Some(Answer::NotNow);
        self.is_lead && self.is_here() && (self.challenge.state == Stage::Open || is_put_off)
    }

    fn can_take_back(&self) -> bool {
        let is_answered = matches!(self.challenge.state, Stage::Answered | Stage::Closed);
        self.is_lead && self.is_here() && is_answered
    }

    fn can_make(&self) -> bool {
        let is_answered = self.challenge.state == Stage::Answered;
        self.is_here() && is_answered && self.challenge.answer == Some(Answer::Try)
    }

    fn can_finish(&self) -> bool {
        let is_answered = self.challenge.state == Stage::Answered;
        self.is_here() && is_answered && self.challenge.answer == Some(Answer::Do)
    }

    fn can_reword(&self) -> bool {
        let is_open = self.challenge.state == Stage::Open;
        self.is_here() && is_open && self.challenge.is_raised_by(&self.viewer)
    }

    fn can_put_away(&self) -> bool {
        self.challenge.can_be_put_away_by(&self.team, &self.viewer)
    }

    fn heading(&self) -> &'static str {
        heading(&self.challenge)
    }

    fn timing(&self) -> String {
        timing(&self.challenge, self.today)
    }

    fn is_chosen(&self, answer: &str) -> bool {
        self.typed("answer", "answer") == answer
    }

    fn again_on(&self) -> String {
        match self.typed("answer", "again_on") {
            "" => days_after(self.today, AGAIN_DAYS).to_string(),
            typed => typed.to_owned(),
        }
    }

    fn day_of(&self, moment: Moment) -> String {
        day(moment.date(&self.viewer.zone()))
    }
}

/// What the lead says, as a heading.
pub(super) fn heading(challenge: &Challenge) -> &'static str {
    match challenge.answer {
        None => "No answer yet",
        Some(Answer::Try) => "Try it",
        Some(Answer::Do) => "Do it",
        Some(Answer::NotNow) => "Not now",
        Some(Answer::No) => "No",
    }
}

/// When it was answered, and whether that was late.
pub(super) fn timing(challenge: &Challenge, today: Date) -> String {
    let late = late(challenge, today).map(|late| format!("{late}."));
    let due = format!("Due by {}.", day(challenge.answer_due.0));
    let on = challenge.answer_day().map(|on| format!("Answered on {}.", day(on)));
    let again = challenge.again_day();
    let again = again.map(|on| format!("Looked at again on {}.", day(on)));
    let parts = [on.or(Some(due)), late, again];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// A challenge.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((team, id)): At<(Uuid, Uuid)>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let team = teams::find(&mut tx, &viewer, team).await?;
    let challenge = find_challenge(&mut tx, &team, id).await?;
    let frame = teams::around(&viewer, &headers);
    frame::html(&Page::of(&mut tx, &hone, &viewer, (team, challenge), frame).await?)
}

/// A challenge with which something is about to be done.
struct Place {
    tx: PeopleTx,
    viewer: Viewer,
    team: Team,
    challenge: Challenge,
    fields: Fields,
}

impl Place {
    async fn find(
        hone: &Hone,
        viewer: Viewer,
        (team, id): (Uuid, Uuid),
        fields: Fields,
    ) -> Result<Self, Fault> {
        let mut tx = hone.people.write().await?;
        let team = teams::find(&mut tx, &viewer, team).await?;
        let challenge = find_challenge(&mut tx, &team, id).await?;
        Ok(Self { tx, viewer, team, challenge, fields })
    }

    /// What follows: a page with a word on what was done, or the challenge with what is wrong beside the
    /// part, and what was typed.
    async fn end(
        mut self,
        hone: &Hone,
        part: &'static str,
        done: Result<Option<String>, Error>,
        notice: &str,
    ) -> Result<Response, Fault> {
        match done {
            Ok(to) => {
                self.tx.commit().await?;
                let page = to.unwrap_or_else(|| challenge_page(&self.team, &self.challenge));
                Ok(frame::done(&page, notice))
            }
            Err(Error::Refused(why)) => {
                let frame = Frame::of(&self.viewer, Section::Practice);
                let at = (self.team, self.challenge);
                let mut page = Page::of(&mut self.tx, hone, &self.viewer, at, frame).await?;
                page.refused = Some(Refused { part, why, typed: self.fields });
                Ok((StatusCode::UNPROCESSABLE_ENTITY, frame::html(&page)?).into_response())
            }
            Err(other) => Err(other.into()),
        }
    }
}

fn reply(fields: &Fields) -> Result<Reply, String> {
    let answer = match fields.one("answer") {
        "try" => Answer::Try,
        "do" => Answer::Do,
        "not_now" => Answer::NotNow,
        "no" => Answer::No,
        _ => return Err("Choose one of the four answers.".to_owned()),
    };
    let again_on = match answer {
        Answer::NotNow => teams::day(fields, "again_on", "The day of the next look")?,
        _ => None,
    };
    Ok(Reply { answer, reason: fields.one("reason").to_owned(), again_on })
}

/// Answers a challenge.
pub(super) async fn post_answer(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let done = match reply(&at.fields) {
        Ok(reply) => {
            let (tx, viewer) = (&mut at.tx, &at.viewer);
            // As it stood on the page: nobody answers words that they have not read.
            let version = at.fields.one("version").parse().unwrap_or(-1);
            let seen = Challenge { version, ..at.challenge.clone() };
            challenge::answer(tx, &hone, viewer, &at.team, &seen, reply).await
        }
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    at.end(&hone, "answer", done.map(|()| None), "It is answered. The team reads your reason.")
        .await
}

/// Takes an answer back.
pub(super) async fn post_reopening(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let (tx, viewer) = (&mut at.tx, &at.viewer);
    let done = challenge::take_back(tx, &hone, viewer, &at.team, &at.challenge).await;
    at.end(&hone, "back", done.map(|()| None), "The answer is taken back. It is open again.").await
}

/// Makes an experiment of a challenge.
pub(super) async fn post_experiment(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let (tx, viewer) = (&mut at.tx, &at.viewer);
    let made = challenge::experiment(tx, &hone, viewer, &at.team, &at.challenge).await;
    let done = made.map(|made| Some(page_of(&at.team, &made)));
    at.end(&hone, "make", done, "The draft is written, and you own it. Fill in the rest.").await
}

/// Says that what was to be done is done.
pub(super) async fn post_done(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let learned = at.fields.one("learned");
    let (tx, viewer) = (&mut at.tx, &at.viewer);
    let done = challenge::finish(tx, &hone, viewer, &at.team, &at.challenge, learned).await;
    at.end(&hone, "done", done.map(|()| None), "It is done.").await
}

/// Puts a challenge away.
pub(super) async fn post_removal(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let (tx, viewer) = (&mut at.tx, &at.viewer);
    let done = challenge::put_away(tx, &hone, viewer, &at.team, &at.challenge, true).await;
    let notice = "It is put away. You can bring it back here.";
    at.end(&hone, "away", done.map(|()| None), notice).await
}

/// Brings a challenge back.
pub(super) async fn post_return(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(ids): At<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut at = Place::find(&hone, viewer, ids, fields).await?;
    let (tx, viewer) = (&mut at.tx, &at.viewer);
    let done = challenge::put_away(tx, &hone, viewer, &at.team, &at.challenge, false).await;
    at.end(&hone, "away", done.map(|()| None), "It is on the board again.").await
}
