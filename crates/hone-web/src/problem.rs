//! A failure as the rater's script reads it: a status, and words to show.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::fault::Fault;

/// Why a request of the script was not done.
#[derive(Debug, Serialize)]
pub(crate) struct Problem {
    #[serde(skip)]
    status: StatusCode,
    /// What is wrong and what would help, to be shown as it is.
    why: String,
    /// Where it is wrong, if it is in one place.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
}

impl Problem {
    /// A failure without a place.
    pub(crate) fn new(status: StatusCode, why: &str) -> Self {
        Self { status, why: why.to_owned(), field: None }
    }

    /// Something in the request that cannot be taken.
    pub(crate) fn at(field: &str, why: &str) -> Self {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Self { status, why: why.to_owned(), field: Some(field.to_owned()) }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.status, Json(self)).into_response()
    }
}

impl From<hone_core::Error> for Problem {
    fn from(error: hone_core::Error) -> Self {
        let fault = Fault::from(error);
        let (status, heading, way_out) = fault.words();
        Self::new(status, &format!("{heading} {way_out}"))
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        let status = rejection.status();
        if status == StatusCode::PAYLOAD_TOO_LARGE {
            return Self::new(status, "This is more than 64 KiB. Shorten the comments.");
        }
        Self::new(status, &rejection.body_text())
    }
}
