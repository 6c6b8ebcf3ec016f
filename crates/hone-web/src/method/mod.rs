//! How the numbers are made and what is promised, in plain words.

use askama::Template;
use axum::response::Response;
use hone_core::account::Viewer;
use hone_core::anonymity::{SURRENDERS, Surrender};
use hone_core::result::whom::Whom;
use hone_model::{RuleId, Sentences};

use crate::fault::Fault;
use crate::frame::{self, Frame, Section};
use crate::guard::Perhaps;
use crate::routes::{Routes, Who};

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/method", Who::Anyone, get_method).get("/promise", Who::Anyone, get_promise)
}

#[derive(Template)]
#[template(path = "method/show.html")]
struct Method {
    frame: Frame,
    /// What the report calls a thing, and when.
    rules: [(String, String); RuleId::ALL.len()],
}

#[derive(Template)]
#[template(path = "method/promise.html")]
struct Promise {
    frame: Frame,
    surrenders: [Surrender; 8],
}

async fn get_method(Perhaps(viewer): Perhaps) -> Result<Response, Fault> {
    frame::html(&page(viewer.as_ref()))
}

/// How the numbers are made.
pub(crate) fn page(viewer: Option<&Viewer>) -> impl Template {
    let (sentences, whom) = (Sentences::builtin(), Whom::anyone());
    let rules = RuleId::ALL.map(|id| {
        let (name, says) = (sentences.name(id), sentences.says(id));
        (whom.said(name), whom.said(&says))
    });
    Method { frame: Frame::maybe(viewer, Section::Elsewhere), rules }
}

async fn get_promise(Perhaps(viewer): Perhaps) -> Result<Response, Fault> {
    let frame = Frame::maybe(viewer.as_ref(), Section::Elsewhere);
    frame::html(&Promise { frame, surrenders: SURRENDERS })
}
