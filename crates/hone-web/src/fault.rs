//! The one place where a failure becomes an answer.

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::rejection::{FormRejection, JsonRejection, PathRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use crate::frame::Frame;

/// Why a request is not answered as hoped, in the viewer's terms.
#[derive(Debug)]
pub enum Fault {
    /// It does not exist, or is hidden from the viewer: both look the same.
    NotFound,
    /// It cannot be done; the text says why and what would help.
    Refused(String),
    /// The request itself makes no sense.
    BadRequest(String),
    /// The disk is full.
    DiskFull,
    /// It is our fault; the log has the cause.
    Broken,
}

#[derive(Template)]
#[template(path = "ui/fault.html")]
struct Page<'a> {
    frame: Frame,
    heading: &'a str,
    way_out: &'a str,
}

impl Fault {
    /// Status, heading and way out.
    pub(crate) fn words(&self) -> (StatusCode, &'static str, &str) {
        match self {
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "There is nothing here.",
                "It may have moved, or it is not for this account. Go back, or start again from the first page.",
            ),
            Self::Refused(why) => (StatusCode::CONFLICT, "This cannot be done now.", why),
            Self::BadRequest(why) => (StatusCode::BAD_REQUEST, "We could not read this.", why),
            Self::DiskFull => (
                StatusCode::INSUFFICIENT_STORAGE,
                "There is no room left.",
                "Nothing was lost and nothing was saved. Whoever runs this installation has to free space on the disk; then try again.",
            ),
            Self::Broken => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something broke on our side.",
                "Nothing was saved. Try again; if it happens twice, tell whoever runs this installation.",
            ),
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let (status, heading, way_out) = self.words();
        let page = Page { frame: Frame::nobody(), heading, way_out };
        let html = page.render().unwrap_or_else(|_| format!("{heading} {way_out}"));
        (status, Html(html)).into_response()
    }
}

/// The answer to an address that is no route.
pub(crate) async fn nowhere() -> Fault {
    Fault::NotFound
}

impl From<hone_core::Error> for Fault {
    fn from(error: hone_core::Error) -> Self {
        match error {
            hone_core::Error::Refused(why) => Self::Refused(why),
            hone_core::Error::DiskFull => {
                log(&error);
                Self::DiskFull
            }
            other => {
                log(&other);
                Self::Broken
            }
        }
    }
}

fn log(error: &dyn std::error::Error) {
    let mut chain = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        chain = format!("{chain}: {cause}");
        source = cause.source();
    }
    tracing::error!("{chain}");
}

impl From<askama::Error> for Fault {
    fn from(error: askama::Error) -> Self {
        log(&error);
        Self::Broken
    }
}

macro_rules! unreadable {
    ($($rejection:ty),*) => {$(
        impl From<$rejection> for Fault {
            fn from(rejection: $rejection) -> Self {
                Self::BadRequest(rejection.body_text())
            }
        }
    )*};
}
unreadable!(FormRejection, JsonRejection, QueryRejection, MultipartRejection);

impl From<PathRejection> for Fault {
    fn from(_: PathRejection) -> Self {
        Self::NotFound
    }
}
