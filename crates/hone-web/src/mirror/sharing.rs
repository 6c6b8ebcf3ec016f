//! What of the mirror is shared with the viewer's coach.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use hone_core::account::Viewer;
use hone_core::coaching::Coaching;
use hone_core::db::PeopleTx;
use hone_core::mirror::share::{self, Part, Share};
use hone_core::{Error, Hone};
use jiff::civil::Date;

use super::{around, day_of, day_text};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::Fields;
use crate::teams::day;

/// A part that can be shared.
struct Offer {
    word: &'static str,
    says: &'static str,
    is_shared: bool,
    until: String,
    /// Since when, and when it was last read; empty where there is nothing to say.
    stands: String,
}

#[derive(Template)]
#[template(path = "mirror/sharing.html")]
struct Page {
    frame: Frame,
    coaching: Option<Coaching>,
    offers: Vec<Offer>,
    wrong: Option<String>,
}

impl Page {
    fn is_any_shared(&self) -> bool {
        self.offers.iter().any(|offer| offer.is_shared)
    }
}

/// What a part is called in a list.
pub(super) fn name(part: Part) -> &'static str {
    match part {
        Part::Statements => "statements",
        Part::Reflections => "reflections",
        Part::Learning => "learning log",
        Part::Odds => "odds on bets",
        Part::Waiting => "what waits",
    }
}

fn says(part: Part) -> &'static str {
    match part {
        Part::Statements => {
            "What you want to be relied on for, your three words and your principles, as they read now"
        }
        Part::Reflections => "The questions you took, and what you answered",
        Part::Learning => "The learning log, with what you tried before",
        Part::Odds => "How your odds on bets hold up: the figures, and no word of a bet",
        Part::Waiting => {
            "How much waits for you, in each team that you lead: the figures, the name of the team, \
             and no word of a question"
        }
    }
}

/// The coach of the viewer, where they can share, and what they share now.
pub(super) async fn shared(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
) -> Result<Option<(String, Vec<&'static str>)>, Fault> {
    let Some(coaching) = share::coaching_of(tx, viewer).await? else { return Ok(None) };
    let parts = shared_parts(tx, hone, viewer, &coaching).await?;
    Ok(Some((coaching.coach, parts)))
}

/// What a leader shares of their mirror in a coaching, by name.
pub(crate) async fn shared_parts(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    coaching: &Coaching,
) -> Result<Vec<&'static str>, Fault> {
    let today = hone.clock.now().date(&viewer.zone());
    let open = share::list_open(tx, coaching, today).await?;
    Ok(open.iter().map(|share| name(share.part)).collect())
}

/// 'Shared since 4 May 2026. Last read on 5 May 2026, 09:30.'
fn stands(viewer: &Viewer, share: &Share) -> String {
    let since = share.since.map(|since| format!("Shared since {}.", day_of(viewer, since)));
    let read = match share.read_at {
        Some(at) => format!("Last read on {}.", at.text(&viewer.zone())),
        None => "Not read yet.".to_owned(),
    };
    format!("{} {read}", since.unwrap_or_default())
}

async fn page(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    frame: Frame,
) -> Result<Page, Fault> {
    let coaching = share::coaching_of(tx, viewer).await?;
    let today = hone.clock.now().date(&viewer.zone());
    let open = match &coaching {
        Some(coaching) => share::list_open(tx, coaching, today).await?,
        None => Vec::new(),
    };
    let offer = |part: Part| {
        let share = open.iter().find(|share| share.part == part);
        Offer {
            word: part.word(),
            says: says(part),
            is_shared: share.is_some(),
            until: share.and_then(|share| share.until.clone()).unwrap_or_default(),
            stands: share.map(|share| stands(viewer, share)).unwrap_or_default(),
        }
    };
    Ok(Page { frame, coaching, offers: Part::ALL.map(offer).into(), wrong: None })
}

/// What is shared, and what could be.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let frame = around(&viewer, &headers);
    frame::html(&page(&mut tx, &hone, &viewer, frame).await?)
}

fn until(part: Part) -> String {
    format!("until-{}", part.word())
}

/// What is ticked, each with its last day where it has one.
fn wanted(fields: &Fields) -> Result<BTreeMap<Part, Option<Date>>, String> {
    let ticked = fields.all("part").filter_map(Part::of);
    let last = |part| day(fields, &until(part), "The last day").map(|day| (part, day));
    ticked.map(last).collect()
}

/// Shares what is ticked, and takes back what is not.
pub(super) async fn post(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let done = match wanted(&fields) {
        Ok(wanted) => share::share(&mut tx, &hone, &viewer, &wanted).await,
        Err(wrong) => Err(Error::Refused(wrong)),
    };
    match done {
        Ok(coaching) => {
            tx.commit().await?;
            let notice =
                format!("Saved. {} reads what is ticked, and nothing else.", coaching.coach);
            Ok(frame::done("/mirror/sharing", &notice))
        }
        Err(Error::Refused(wrong)) => {
            let frame = Frame::of(&viewer, Section::Mirror);
            let mut page = page(&mut tx, &hone, &viewer, frame).await?;
            for (offer, part) in page.offers.iter_mut().zip(Part::ALL) {
                offer.is_shared = fields.all("part").any(|word| word == offer.word);
                fields.one(&until(part)).clone_into(&mut offer.until);
            }
            page.wrong = Some(wrong);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, frame::html(&page)?).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

/// 'until Mon 29 June 2026', where a share has a last day.
pub(super) fn last_day(share: &Share) -> String {
    share.last_day().map(|day| format!(", until {}", day_text(day))).unwrap_or_default()
}
