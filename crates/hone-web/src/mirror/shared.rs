//! What a leader shares of their mirror and of their figures, as their coach reads it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use hone_core::Hone;
use hone_core::account::Viewer;
use hone_core::coaching::Coaching;
use hone_core::db::PeopleTx;
use hone_core::ids::CoachingId;
use hone_core::mirror::learning::{Learning, Past};
use hone_core::mirror::reflection::Reflection;
use hone_core::mirror::share::{self, Part, Shown};
use hone_core::mirror::statement::{Kind as Sort, Statement};
use hone_core::team::flow::WEEKS;
use uuid::Uuid;

use super::learning::standing;
use super::sharing::{last_day, name};
use super::{contrast_name, day_of};
use crate::bets::Fair;
use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Asking;
use crate::input::At;
use crate::teams::Figures;

/// One thing that is shared: what it is, when it was written, and its parts with their labels.
struct Line {
    what: String,
    when: String,
    parts: Vec<(&'static str, String)>,
}

/// What is shown of a part.
enum Body {
    Lines(Vec<Line>),
    Odds(Box<Fair>),
    /// The name of each team, and how much waits there.
    Waiting(Vec<(String, Figures)>),
}

#[derive(Template)]
#[template(path = "mirror/shared.html")]
struct Page {
    frame: Frame,
    coaching: Coaching,
    name: &'static str,
    since: String,
    until: String,
    body: Body,
}

/// A part of a leader's mirror, if it is shared with the viewer now. That they read it is noted.
pub(super) async fn get(
    Asking(viewer): Asking,
    State(hone): State<Hone>,
    At((id, part)): At<(Uuid, String)>,
) -> Result<Response, Fault> {
    let part = Part::of(&part).ok_or(Fault::NotFound)?;
    let mut tx = hone.people.write().await?;
    let found = share::find(&mut tx, &hone, &viewer, CoachingId(id), part).await?;
    let (coaching, share, shown) = found.ok_or(Fault::NotFound)?;
    tx.commit().await?;
    frame::html(&Page {
        frame: Frame::of(&viewer, Section::Coaching),
        name: name(part),
        since: share.since.map(|since| day_of(&viewer, since)).unwrap_or_default(),
        until: last_day(&share),
        body: body(&hone, &viewer, shown),
        coaching,
    })
}

fn body(hone: &Hone, viewer: &Viewer, shown: Shown) -> Body {
    let statement = |one: Statement| Line {
        what: of_sort(one.kind).to_owned(),
        when: format!("since {}", day_of(viewer, one.since)),
        parts: vec![("", one.text)],
    };
    let reflection = |one: Reflection| Line {
        what: one.asked,
        when: day_of(viewer, one.made_at),
        parts: vec![("", one.text)],
    };
    match shown {
        Shown::Statements(all) => Body::Lines(all.into_iter().map(statement).collect()),
        Shown::Reflections(all) => Body::Lines(all.into_iter().map(reflection).collect()),
        Shown::Learning(all) => {
            let line = |(one, past)| entry(hone, viewer, one, past);
            Body::Lines(all.into_iter().map(line).collect())
        }
        Shown::Odds(figures) => Body::Odds(Box::new(Fair::shared(*figures))),
        Shown::Waiting(teams) => {
            let of = |(team, waiting)| (team, Figures::shared(&waiting));
            Body::Waiting(teams.into_iter().map(of).collect())
        }
    }
}

fn of_sort(sort: Sort) -> &'static str {
    match sort {
        Sort::Brand => "To be relied on for",
        Sort::Words => "Three words",
        Sort::Principle => "A principle",
    }
}

fn entry(hone: &Hone, viewer: &Viewer, one: Learning, past: Vec<Past>) -> Line {
    let today = hone.clock.now().date(&viewer.zone());
    let contrast = contrast_name(hone, &one.contrast);
    let standing = standing(&one, today);
    let mut parts = Vec::new();
    for turn in past.into_iter().rev() {
        parts.push(("Tried", turn.tried));
        parts.push(("Expected", turn.expected));
        parts.push(("Happened", turn.happened));
        parts.push(("Learned", turn.learned));
    }
    parts.push(("Tried", one.tried));
    parts.push(("Expected", one.expected));
    parts.push(("Happened", one.happened));
    parts.push(("Learned", one.learned));
    parts.push(("Next", one.next));
    parts.retain(|(_, text)| !text.is_empty());
    let when = if contrast.is_empty() { standing } else { format!("{contrast}. {standing}") };
    Line { what: format!("Written on {}", day_of(viewer, one.made_at)), when, parts }
}

/// A part that a coach may read.
pub(crate) struct Open {
    pub(crate) href: String,
    /// What it is a part of.
    pub(crate) of: &'static str,
    pub(crate) name: &'static str,
    /// Since when they may, and until when.
    pub(crate) since: String,
}

/// What a coach may read of a leader's mirror and figures.
pub(crate) async fn open(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    coaching: &Coaching,
) -> Result<Vec<Open>, Fault> {
    let today = hone.clock.now().date(&viewer.zone());
    let open = share::list_open(tx, coaching, today).await?;
    let line = |share: &share::Share| {
        let since = share.since.map(|since| day_of(viewer, since)).unwrap_or_default();
        Open {
            href: format!("/coaching/{}/mirror/{}", coaching.id, share.part.word()),
            of: match share.part {
                Part::Statements | Part::Reflections | Part::Learning => "Mirror",
                Part::Odds | Part::Waiting => "Figures",
            },
            name: name(share.part),
            since: format!("{since}{}", last_day(share)),
        }
    };
    Ok(open.iter().map(line).collect())
}
