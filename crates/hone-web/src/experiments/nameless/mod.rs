//! Challenges without a name: the page on which one is written, the box that takes it, and the page on which
//! its writer reads on.
//!
//! The first knows who asks, and issues a blind token to their device. The other two refuse whoever says so.

mod reading;
mod sending;
mod writing;

use axum::extract::DefaultBodyLimit;
use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::experiment::nameless::{self, Offer, Week};
use hone_core::team::Team;
use hone_core::{chance, hex};

use crate::fault::Fault;
use crate::routes::{Routes, Who};
use crate::teams;

/// The largest request, in bytes: a letter of 16 KiB, written as text.
const LARGEST: usize = 32 * 1024;

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    use Who::{Ballot, Person, Rater};
    routes
        .get("/team/{team}/challenges/nameless", Person, writing::get)
        .post("/team/{team}/challenges/nameless/token", Person, writing::post_token)
        .post("/ballots/letters", Ballot, sending::post)
        .post("/ballots/letters/place", Ballot, sending::post_place)
        .get("/letters", Rater, reading::get)
        .post("/letters/reading", Ballot, reading::post)
        .layer(DefaultBodyLimit::max(LARGEST))
}

/// What a member's device needs to hold a token: the same for all members of a team, but for their own mark.
pub(super) struct Token {
    /// Where it asks for one.
    pub(super) href: String,
    pub(super) round: String,
    pub(super) group: String,
    /// By which a device that several members use keeps their tokens apart.
    pub(super) mark: String,
    /// When these letters are shown.
    pub(super) until: i64,
}

/// What a viewer's device needs to hold a token of their team; nothing for the lead, and where writing
/// without a name is not offered.
pub(super) async fn token(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
) -> Result<Option<Token>, Fault> {
    if team.is_led_by(viewer) {
        return Ok(None);
    }
    let offer = nameless::offer(tx, team).await?;
    Ok(Token::of(viewer, team, &offer))
}

impl Token {
    fn of(viewer: &Viewer, team: &Team, offer: &Offer) -> Option<Self> {
        let week = offer.week.as_ref().filter(|_| offer.is_enough())?;
        let Week { round_ref, group_ref, shows_at, .. } = week;
        let mark = chance::digest("mark of a device", viewer.person_id.0.as_bytes());
        Some(Self {
            href: format!("{}/challenges/nameless/token", teams::address(team)),
            round: round_ref.to_string(),
            group: group_ref.to_string(),
            mark: hex::write(&mark[..8]),
            until: shows_at.0,
        })
    }
}
