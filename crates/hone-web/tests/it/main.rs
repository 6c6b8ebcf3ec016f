//! Pages through the router: one test binary, a file per slice.
#![allow(clippy::unwrap_used, reason = "a test that fails may say so in any way")]

mod access;
mod account;
mod ask;
mod attacker;
mod bets;
mod canaries;
mod coaching;
mod delegation;
mod experiments;
mod exports;
mod figures;
mod files;
mod frozen;
mod handing;
mod letters;
mod mail;
mod mirror;
mod overview;
mod people;
mod practice;
mod promise;
mod rate;
mod reports;
mod rhythm;
mod rounds;
mod stakeholders;
mod stranger;
mod vision;

use ask::{ask, signed_in};
