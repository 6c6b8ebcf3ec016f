//! What the disclosure rule promises, checked from the outside.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod agreement;
mod attacker;
mod cells;
mod comments;
mod growth;
mod intervals;
mod organisation;
mod overview;
mod parsing;
mod properties;
mod quality;
mod record;
mod reference;
mod waves;
mod whole_release;
mod wishes;
mod words;
