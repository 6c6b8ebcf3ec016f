//! Mail as people see it: the outbox of the demonstration, how sending fares, and the page that ends
//! reminders.

mod outbox;
mod standing;
mod unsubscribe;

use crate::routes::{Routes, Who};

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get("/demo/outbox", Who::Demo, outbox::list)
        .get("/demo/outbox/{id}", Who::Demo, outbox::show)
        .get("/mail", Who::Administrator, standing::show)
        .post("/mail/attempts", Who::Administrator, standing::try_again)
        .get("/unsubscribe/{token}", Who::Rater, unsubscribe::show)
        .post("/unsubscribe/{token}", Who::Rater, unsubscribe::post)
}
