//! The rhythm of practice: the week, the month, the mails that bring to mind what waits, and the calendar.

mod calendar;
mod journey;
mod links;
mod month;
mod settings;
mod week;

use hone_core::rhythm::moved::Moved;

pub(crate) use journey::card;

use crate::routes::{Routes, Who};
use crate::words::capital;

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/week", Who::Person, week::get)
        .post("/week", Who::Person, week::post)
        .get("/month", Who::Person, month::get)
        .get("/rhythm", Who::Person, settings::get)
        .post("/rhythm/mails", Who::Person, settings::post)
        .post("/rhythm/calendar", Who::Person, calendar::post)
        .post("/rhythm/calendar/removal", Who::Person, calendar::post_removal)
        .get("/journey", Who::Person, journey::get)
        .post("/journey", Who::Person, journey::post)
        .post("/journey/turn", Who::Person, journey::post_turn)
        .post("/journey/asking", Who::Person, journey::post_asking)
        .get("/calendar/{secret}", Who::Rater, calendar::get)
        .get("/nudges/{token}/pause", Who::Rater, links::get_pause)
        .post("/nudges/{token}/pause", Who::Rater, links::post_pause)
        .get("/nudges/{token}/stop", Who::Rater, links::get_stop)
        .post("/nudges/{token}/stop", Who::Rater, links::post_stop)
}

/// What was done to a thing, as a line of its own.
fn did(moved: &Moved) -> String {
    format!("{}.", capital(&moved.did.join(", ")))
}
