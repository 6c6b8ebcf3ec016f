//! A leader in a round: who is asked about them, proposed by the leader and approved by an
//! administrator.

mod change;
mod show;

use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::ids::LeaderId;
use hone_core::leader::{self, Leader};
use hone_core::round::{self, Round};
use uuid::Uuid;

use crate::fault::Fault;
use crate::routes::{Routes, Who};

/// The routes of this part.
pub(crate) fn routes(routes: Routes) -> Routes {
    use Who::{Administrator, Person};
    routes
        .get("/leaders/{leader}", Person, show::get)
        .post("/leaders/{leader}/raters", Person, change::post_raters)
        .post("/leaders/{leader}/raters/{person}/removal", Person, change::post_rater_removal)
        .post("/leaders/{leader}/proposal", Person, change::post_proposal)
        .post("/leaders/{leader}/approval", Administrator, change::post_approval)
        .post("/leaders/{leader}/reopening", Administrator, change::post_reopening)
        .post("/leaders/{leader}/removal", Administrator, change::post_removal)
}

/// A leader with their round, if the viewer is that leader or an administrator.
async fn find(tx: &mut PeopleTx, viewer: &Viewer, id: Uuid) -> Result<(Round, Leader), Fault> {
    let leader = leader::store::find(tx, viewer.organisation_id, LeaderId(id)).await?;
    let leader = leader
        .filter(|leader| viewer.is_administrator || leader.person_id == viewer.person_id)
        .ok_or(Fault::NotFound)?;
    let round = round::store::find(tx, viewer.organisation_id, leader.round_id).await?;
    Ok((round.ok_or(Fault::NotFound)?, leader))
}
