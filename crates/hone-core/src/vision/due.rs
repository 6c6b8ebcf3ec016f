//! What waits for somebody among the objectives of a team.

use super::{key, objective, share};
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::due::{Line, Rank};
use crate::team::Team;
use crate::{Hone, Result};

/// What waits for a viewer among the objectives of a team, and what will. What is offered to somebody
/// could come into each team that they lead, and stands there each time under the same key.
pub async fn due(tx: &mut PeopleTx, _: &Hone, viewer: &Viewer, team: &Team) -> Result<Vec<Line>> {
    let page = |id| format!("/team/{}/objectives/{id}", team.id);
    let mut lines = Vec::new();
    for one in objective::list_asked(tx, viewer, team).await? {
        let text = format!("Do you take it on? {}", one.title);
        let line = Line::new(Rank::Waits, ("objective", one.id.0), text, page(one.id));
        lines.push(line.since(one.made_at.date(&viewer.zone())));
    }
    for offer in share::list_offers(tx, viewer, team).await? {
        let text = format!("{} offers to share an objective: {}", offer.home, offer.title);
        let page = format!("/team/{}/vision#offers", team.id);
        lines.push(Line::new(Rank::Waits, ("share", offer.id.0), text, page));
    }
    for key in key::list_awaited(tx, viewer, team).await? {
        let text = format!("Where does it stand? {}", key.measure);
        let href = format!("{}#keys", page(key.objective_id));
        let line = Line::new(Rank::Due, ("key-result", key.id.0), text, href);
        lines.push(line.kind("A key result is due").action("Check in").on(key.due.0));
    }
    Ok(lines.into_iter().map(|line| line.about(&team.name)).collect())
}
