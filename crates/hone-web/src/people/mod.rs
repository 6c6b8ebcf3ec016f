//! The people of an organisation, for administrators.

mod edit;
mod import;
mod list;

use axum::extract::DefaultBodyLimit;
use hone_core::staff::import::LARGEST;

use crate::account::erasure;
use crate::routes::{Routes, Who};

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/people", Who::Administrator, list::get)
        .get("/people/export.csv", Who::Administrator, list::export)
        .get("/people/new", Who::Administrator, edit::get_new)
        .post("/people", Who::Administrator, edit::post_new)
        .get("/people/{id}", Who::Administrator, edit::get)
        .post("/people/{id}", Who::Administrator, edit::post)
        .post("/people/{id}/invitation", Who::Administrator, edit::invite)
        .post("/people/{id}/leaving", Who::Administrator, edit::leave)
        .post("/people/{id}/return", Who::Administrator, edit::come_back)
        .get("/people/{id}/erasure", Who::Administrator, erasure::get_of)
        .post("/people/{id}/erasure", Who::Administrator, erasure::post_of)
        .get("/people/template.csv", Who::Administrator, import::template)
        .get("/people/import", Who::Administrator, import::get)
        .get("/people/import/{id}", Who::Administrator, import::preview)
        .post("/people/import/{id}", Who::Administrator, import::confirm)
        .with(upload)
}

/// The file itself may be larger than anything else that is sent here.
fn upload(routes: Routes) -> Routes {
    const AROUND_THE_FILE: usize = 64 * 1024;
    routes
        .post("/people/import", Who::Administrator, import::post)
        .layer(DefaultBodyLimit::max(LARGEST + AROUND_THE_FILE))
}
