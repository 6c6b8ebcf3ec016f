use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hone_core::account::Viewer;
use hone_core::clock::Moment;
use hone_core::coaching::{self, Coaching, Side, State as Stage};
use hone_core::db::PeopleTx;
use hone_core::{Hone, leader, plan, round};
use uuid::Uuid;

use super::grants::Offer;
use super::notes::Notes;
use super::{address, find};
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::{At, Fields};
use crate::mirror;

/// Something that a coach may open.
pub(super) struct Open {
    pub(super) href: String,
    pub(super) what: &'static str,
    pub(super) round: String,
    pub(super) since: String,
    pub(super) has_comments: bool,
}

#[derive(Template)]
#[template(path = "coaching/leader.html")]
struct LeaderPage {
    frame: Frame,
    viewer: Viewer,
    coaching: Coaching,
    offers: Vec<Offer>,
    /// What of the mirror is shared.
    mirror: Vec<&'static str>,
    is_anything_open: bool,
    notes: Notes,
}

#[derive(Template)]
#[template(path = "coaching/coach.html")]
struct CoachPage {
    frame: Frame,
    viewer: Viewer,
    coaching: Coaching,
    open: Vec<Open>,
    notes: Notes,
}

/// A coaching, as each of the two sees it.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let mut tx = hone.people.read().await?;
    let (coaching, side) = find(&mut tx, &viewer, id).await?;
    let frame = Frame::of(&viewer, section(side)).with_notice(&headers);
    let notes = Notes::of(&mut tx, &coaching, side).await?;
    match side {
        Side::Leader => {
            let offers = offers(&mut tx, &viewer, &coaching).await?;
            let mirror = mirror::shared_parts(&mut tx, &hone, &viewer, &coaching).await?;
            let is_anything_open = !mirror.is_empty()
                || offers.iter().any(|offer| offer.ticks.report || offer.ticks.plan);
            frame::html(&LeaderPage {
                frame,
                viewer,
                coaching,
                offers,
                mirror,
                is_anything_open,
                notes,
            })
        }
        Side::Coach => {
            let open = open(&mut tx, &hone, &viewer, &coaching).await?;
            frame::html(&CoachPage { frame, viewer, coaching, open, notes })
        }
    }
}

pub(super) fn section(side: Side) -> Section {
    match side {
        Side::Leader => Section::Reports,
        Side::Coach => Section::Coaching,
    }
}

async fn offers(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    coaching: &Coaching,
) -> Result<Vec<Offer>, Fault> {
    let grants = coaching::store::list_grants(tx, coaching).await?;
    let results = coaching::results(tx, viewer).await?;
    let offer = |(leader, round): &(leader::Leader, round::Round)| {
        let grant = grants.iter().find(|grant| grant.leader_id == leader.id);
        Offer::of(viewer, round, leader.id, grant)
    };
    Ok(results.iter().map(offer).collect())
}

/// What a coach may open, in the order of the rounds, and then of the mirror.
pub(super) async fn open(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    coaching: &Coaching,
) -> Result<Vec<Open>, Fault> {
    let organisation = coaching.organisation_id;
    let mine = leader::store::list_of_person(tx, organisation, coaching.person_id).await?;
    let grants = coaching::store::list_grants(tx, coaching).await?;
    let mut open = Vec::new();
    let day = |moment: Moment| moment.day_text(&viewer.zone());
    for leader in mine {
        let Some(grant) = grants.iter().find(|grant| grant.leader_id == leader.id) else {
            continue;
        };
        let Some(round) = round::store::find(tx, organisation, leader.round_id).await? else {
            continue;
        };
        if let Some(since) = grant.report_since {
            let href = format!("/reports/{}", leader.id);
            let has_comments = grant.comments_since.is_some();
            let (round, since) = (round.name.clone(), day(since));
            open.push(Open { href, what: "Report", round, since, has_comments });
        }
        let plan = plan::store::find_of_leader(tx, organisation, leader.id).await?;
        if let (Some(since), Some(_)) = (grant.plan_since, plan) {
            let href = format!("/reports/{}/plan", leader.id);
            let (round, since) = (round.name, day(since));
            open.push(Open { href, what: "Plan", round, since, has_comments: false });
        }
    }
    for part in mirror::open(tx, hone, viewer, coaching).await? {
        let (href, what, round, since) = (part.href, part.of, part.name.to_owned(), part.since);
        open.push(Open { href, what, round, since, has_comments: false });
    }
    Ok(open)
}

/// The coach says yes or no.
pub(super) async fn post_answer(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At(id): At<Uuid>,
    fields: Fields,
) -> Result<Response, Fault> {
    let mut tx = hone.people.write().await?;
    let (coaching, side) = find(&mut tx, &viewer, id).await?;
    if side != Side::Coach {
        return Err(Fault::NotFound);
    }
    let is_yes = match fields.one("answer") {
        "yes" => true,
        "no" => false,
        _ => return Err(Fault::BadRequest("Say yes or no.".to_owned())),
    };
    coaching::answer(&mut tx, &hone, &viewer, &coaching, is_yes).await?;
    tx.commit().await?;
    let name = &coaching.name;
    Ok(if is_yes {
        let notice = format!("You coach {name}, who is told by mail.");
        frame::done(&address(&coaching), &notice)
    } else {
        frame::done("/coaching/leaders", &format!("You said no. {name} is told by mail."))
    })
}

impl LeaderPage {
    fn heading(&self) -> String {
        let coach = &self.coaching.coach;
        match self.coaching.state {
            Stage::Asked => format!("You asked {coach}"),
            Stage::Agreed => format!("{coach} coaches you"),
            Stage::Declined => format!("{coach} cannot coach you now"),
            Stage::Ended => format!("Your coaching with {coach} has ended"),
        }
    }

    fn asked(&self) -> String {
        self.coaching.asked_at.day_text(&self.viewer.zone())
    }

    fn ended(&self) -> Option<String> {
        Some(self.coaching.ended_at?.day_text(&self.viewer.zone()))
    }

    fn is_asked(&self) -> bool {
        self.coaching.state == Stage::Asked
    }

    fn is_agreed(&self) -> bool {
        self.coaching.state == Stage::Agreed
    }
}

impl CoachPage {
    fn is_asked(&self) -> bool {
        self.coaching.state == Stage::Asked
    }

    fn asked(&self) -> String {
        self.coaching.asked_at.day_text(&self.viewer.zone())
    }
}
