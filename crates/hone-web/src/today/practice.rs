//! What waits for the viewer in the tools of their teams.

use hone_core::account::Viewer;
use hone_core::db::PeopleTx;
use hone_core::{Hone, team};

use super::{Line, To};
use crate::fault::Fault;
use crate::{bets, delegation, experiments};

/// So many of a tool stand on the first page; its own pages have the others.
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
        let line = |kind, text, page| {
            let (about, to) = (team.name.clone(), To::Page(page));
            Line { kind, about, text, action: "Look at it", to }
        };
        let waiting = delegation::waiting(tx, hone, viewer, team).await?.into_iter().take(MOST);
        lines.extend(waiting.map(|(text, page)| line("Someone waits for you", text, page)));
        let waiting = bets::waiting(tx, hone, viewer, team).await?.into_iter().take(MOST);
        lines.extend(waiting.map(|(text, page)| line("Someone waits for you", text, page)));
        let waiting = experiments::waiting(tx, hone, viewer, team).await?.into_iter().take(MOST);
        lines.extend(waiting.map(|(kind, text, page)| line(kind, text, page)));
    }
    Ok(lines)
}
