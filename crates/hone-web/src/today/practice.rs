//! What waits for the viewer in the tools of their teams.

use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::{Hone, team};

use super::{Line, To};
use crate::fault::Fault;
use crate::{bets, delegation};

/// So many of a team stand on the first page; the pages of the tools have the others.
const MOST: usize = 3;

/// What somebody else waits for.
pub(super) async fn lines(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
) -> Result<Vec<Line>, Fault> {
    let mut lines = Vec::new();
    let teams = team::list(tx, viewer).await?;
    for team in teams.iter().filter(|team| team.archived_at.is_none()) {
        let areas = delegation::waiting(tx, hone, viewer, team).await?.into_iter().take(MOST);
        let bets = bets::waiting(tx, hone, viewer, team).await?.into_iter().take(MOST);
        lines.extend(areas.chain(bets).map(|(text, page)| Line {
            kind: "Someone waits for you",
            about: team.name.clone(),
            text,
            action: "Look at it",
            to: To::Page(page),
        }));
    }
    Ok(lines)
}
