//! What STYLE.md asks for and a program can check.
#![allow(clippy::unwrap_used, reason = "a test that fails may say so in any way")]

mod documents;
mod faults;
mod licences;
mod slices;
mod source;
mod sources;
