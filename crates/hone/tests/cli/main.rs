//! The program as whoever runs it meets it: what it says, and what it does when something is wrong.
#![allow(clippy::unwrap_used, reason = "a test that fails may say so in any way")]

mod config;
mod db;
mod full;
mod help;
mod life;
mod program;
mod trouble;
mod verify;
