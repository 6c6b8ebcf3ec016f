//! Invitations: whom a person is asked about in a round, and that they fetched their tokens.
//!
//! What they answered, or whether they did, is unknown here and must remain so.

mod decision;
mod issuing;
mod links;
mod opening;
pub mod store;
#[cfg(test)]
mod tests;

pub use decision::{decline, mint_link, stop_reminders, unsubscribe, unsubscribe_address};
pub use issuing::{Issued, issue};
pub use links::{Links, address, mint_links};
pub use opening::{Asked, Door, Opening, open};

/// What the hash of a link's secret is made for.
const LINK: &str = "invitation link";
