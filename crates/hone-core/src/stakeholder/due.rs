//! What waits for somebody among the stakeholders and rhythms of a team.

use super::{Stakeholder, list, rhythm};
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::due::{Line, Rank};
use crate::team::Team;
use crate::{Hone, Result};

/// What waits for a viewer, and what will: stakeholders who have waited longer than the longest gap, and
/// rhythms. A calendar has stakeholders on the day on which it is time to speak.
pub async fn due(tx: &mut PeopleTx, _: &Hone, viewer: &Viewer, team: &Team) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    let people = list(tx, team).await?.into_iter();
    for one in people.filter(|one| one.archived_at.is_none() && one.is_turn_of(team, viewer)) {
        lines.push(of_stakeholder(team, &one));
    }
    let rhythms = rhythm::list(tx, team).await?.into_iter();
    for one in rhythms.filter(|one| one.archived_at.is_none() && one.is_turn_of(team, viewer)) {
        let page = format!("/team/{}/rhythms/{}", team.id, one.id);
        let text = format!("Tell {}: {}", one.to_whom, one.what);
        let line = Line::new(Rank::Rhythm, ("rhythm", one.id.0), text, &page);
        let line = line.titled(one.what).on(one.next_on.0);
        let line = line.deed("Done today", format!("{page}/beats"), &[]);
        lines.push(line.asking("what_came_back", "What came back, one sentence"));
    }
    Ok(lines.into_iter().map(|line| line.about(&team.name)).collect())
}

fn of_stakeholder(team: &Team, one: &Stakeholder) -> Line {
    let page = format!("/team/{}/stakeholders/{}", team.id, one.id);
    let text = format!("{}: you have not spoken for longer than you meant to.", one.name);
    Line::new(Rank::Rhythm, ("stakeholder", one.id.0), text, &page)
        .kind("Someone waits for a word")
        .titled("Time to speak with somebody who matters")
        .with(&one.name)
        .on(one.due())
        .from(one.overdue_from())
        .deed("We spoke today", format!("{page}/contacts"), &[])
        .asking("line", "What was said, one sentence")
}
