//! What a rater finds behind their link: whom they are asked about, and what they are promised.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use hone_core::category::Category;
use hone_core::chance::Secret;
use hone_core::ids::RoundRef;
use hone_core::invitation::{self, Asked, Door, Opening};
use hone_core::{Hone, hex};
use hone_model::{Form, Model};
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::form;
use crate::fault::Fault;
use crate::words::{minutes, number};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sent {
    secret: String,
}

#[derive(Template)]
#[template(path = "rate/opening.html")]
struct Page {
    opening: Opening,
    leaders: Vec<Row>,
    model: Arc<Model>,
}

/// One leader on the page.
struct Row {
    asked: Asked,
    /// The disclosure floor.
    k: i64,
}

#[derive(Template)]
#[template(path = "rate/door.html")]
struct Shut<'a> {
    heading: &'a str,
    way_out: &'a str,
    /// The round that has closed, under which the browser asks whether its ballots were counted.
    round_ref: Option<RoundRef>,
}

/// Shows what is behind a link.
pub(super) async fn post(
    State(hone): State<Hone>,
    sent: Result<Json<Sent>, JsonRejection>,
) -> Result<Response, Fault> {
    let Json(sent) = sent?;
    match invitation::open(&hone, &Secret::from_text(&sent.secret)).await? {
        Door::Open(opening) => {
            let model = form::model(&hone, &opening.model_digest).await?;
            Ok(Html(Page::of(*opening, model).render()?).into_response())
        }
        Door::Closed { round, round_ref } => {
            let heading = format!("The round ‘{round}’ has closed.");
            let way_out = "Answers can no longer be sent or changed, and the single sheets are \
                           destroyed.";
            shut(StatusCode::GONE, &heading, way_out, round_ref)
        }
        Door::Unknown => shut(
            StatusCode::NOT_FOUND,
            "This link opens nothing.",
            "It may have been cut short on the way, or its round is long over. Open the link in \
             your newest mail from Hone, or copy all of it into the address bar.",
            None,
        ),
    }
}

fn shut(
    status: StatusCode,
    heading: &str,
    way_out: &str,
    round_ref: Option<RoundRef>,
) -> Result<Response, Fault> {
    Ok((status, Html(Shut { heading, way_out, round_ref }.render()?)).into_response())
}

impl Page {
    fn of(mut opening: Opening, model: Arc<Model>) -> Self {
        let asked = std::mem::take(&mut opening.leaders);
        let leaders = asked.into_iter().map(|asked| Row { asked, k: opening.k }).collect();
        Self { opening, leaders, model }
    }

    fn closes(&self) -> String {
        let zone = TimeZone::get(&self.opening.time_zone).unwrap_or(TimeZone::UTC);
        self.opening.closes_at.text(&zone)
    }

    fn digest(&self) -> String {
        hex::write(&self.opening.model_digest)
    }

    fn minutes(&self) -> String {
        minutes(self.form().map_or(0, |form| form.minutes))
    }

    fn form(&self) -> Option<&Form> {
        self.model.form(&self.opening.form)
    }

    /// Whether people are asked if they have seen a change.
    fn is_about_change(&self) -> bool {
        self.form().is_some_and(|form| form.change().is_some())
    }

    /// How many other people one is counted with at least, in words.
    fn others_at_least(&self) -> String {
        number(usize::try_from(self.opening.k - 1).unwrap_or_default())
    }

    /// The one leader, if there is but one.
    fn only(&self) -> Option<&Row> {
        match &self.leaders[..] {
            [row] => Some(row),
            _ => None,
        }
    }

    /// The one leader, if the answers about them are shown as the rater's own.
    fn only_identified(&self) -> Option<&Row> {
        self.only().filter(|row| row.asked.category.is_identified())
    }
}

impl Row {
    fn is_small(&self) -> bool {
        i64::try_from(self.asked.others.len() + 1).is_ok_and(|n| n < self.k)
    }

    fn first_name(&self) -> &str {
        self.asked.name.split_whitespace().next().unwrap_or(&self.asked.name)
    }

    fn is_own(&self) -> bool {
        self.asked.category == Category::Own
    }

    fn role(&self) -> &'static str {
        match self.asked.category {
            Category::Own => "you answer about yourself",
            Category::Manager => "you answer as their manager",
            Category::Reports => "you answer as a direct report",
            Category::Peers => "you answer as a peer",
            Category::Others => "you answer as somebody who works with them",
        }
    }
}
