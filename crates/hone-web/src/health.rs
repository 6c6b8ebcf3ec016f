//! Whether this node can answer.

use axum::extract::State;
use axum::http::StatusCode;
use hone_core::Hone;

use crate::routes::{Routes, Who};

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get("/healthz", Who::Rater, get)
}

/// 200 when both databases can be read.
async fn get(State(hone): State<Hone>) -> (StatusCode, &'static str) {
    let is_ready = hone.people.read().await.is_ok() && hone.ballots.read().await.is_ok();
    if is_ready {
        (StatusCode::OK, "ready\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
    }
}
