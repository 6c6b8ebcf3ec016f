//! What people see: pages and routes.
//!
//! A folder per concept, with each template beside its handler. A handler knows neither status nor
//! query: it finds, asks a rule, saves and shows; [`fault::Fault`] knows what a failure looks like.

mod account;
pub mod assets;
mod audit;
mod ballots;
mod bets;
mod coaching;
mod delegation;
mod demo;
mod entry;
mod experiments;
pub mod fault;
pub mod frame;
pub mod guard;
mod health;
mod input;
mod leaders;
mod mail;
mod method;
mod mirror;
mod model;
mod people;
mod plans;
mod print;
mod problem;
mod rate;
mod reports;
mod rhythm;
mod rounds;
pub mod routes;
mod sign_in;
mod stakeholders;
mod teams;
mod today;
mod tokens;
mod vision;
mod words;

use axum::Router;
use hone_core::Hone;

use routes::Routes;

/// Every route of Hone with the rule of who may use it.
pub fn routes(hone: &Hone) -> Routes {
    Routes::new(hone.clone())
        .with(assets::routes)
        .with(health::routes)
        .with(mail::routes)
        .with(entry::routes)
        .with(sign_in::routes)
        .with(account::routes)
        .with(people::routes)
        .with(audit::routes)
        .with(today::routes)
        .with(rhythm::routes)
        .with(rounds::routes)
        .with(leaders::routes)
        .with(reports::routes)
        .with(plans::routes)
        .with(coaching::routes)
        .with(mirror::routes)
        .with(teams::routes)
        .with(delegation::routes)
        .with(vision::routes)
        .with(stakeholders::routes)
        .with(bets::routes)
        .with(experiments::routes)
        .with(model::routes)
        .with(method::routes)
        .with(rate::routes)
        .with(ballots::routes)
        .with(demo::routes)
}

/// The whole site.
pub fn site(hone: &Hone) -> Router {
    routes(hone).into_router()
}
