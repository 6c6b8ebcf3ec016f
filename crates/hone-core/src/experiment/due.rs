//! What waits for somebody among challenges and experiments.

use std::collections::BTreeSet;

use jiff::civil::Date;
use uuid::Uuid;

use super::board::{Turn, turn, turn_of};
use super::{challenge, store};
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::due::{Line, Rank};
use crate::team::{self, Team};
use crate::{Hone, Result};

/// What waits for a viewer on the board of a team, and what will.
pub async fn due(
    tx: &mut PeopleTx,
    hone: &Hone,
    viewer: &Viewer,
    team: &Team,
) -> Result<Vec<Line>> {
    let today = hone.clock.now().date(&viewer.zone());
    let here: BTreeSet<_> =
        team::members(tx, team).await?.into_iter().map(|member| member.person_id).collect();
    // Asked as if all days had come, so that each turn tells its day and whose it will be.
    let then = Date::MAX;
    let is_mine = |turn: &Turn| turn.whose() == Some(viewer.person_id);
    let mut lines = Vec::new();
    let (is_lead, me) = (team.is_led_by(viewer), viewer.person_id);
    for one in challenge::store::list_for(tx, team, is_lead, me).await? {
        let page = format!("/team/{}/challenges/{}", team.id, one.id);
        let turn = Some(turn_of(team, &one, &here, then)).filter(is_mine);
        lines.extend(turn.and_then(|turn| line(turn, today, one.id.0, &one.title, page)));
    }
    for one in store::list_for(tx, team, is_lead, me).await? {
        let page = format!("/team/{}/experiments/{}", team.id, one.id);
        let turn = Some(turn(team, &one, &here, then)).filter(is_mine);
        let what = format!("if we {}", one.if_we);
        lines.extend(turn.and_then(|turn| line(turn, today, one.id.0, &what, page)));
    }
    Ok(lines.into_iter().map(|line| line.about(&team.name)).collect())
}

/// The line of a turn; none of what has no day and can wait.
fn line(turn: Turn, today: Date, id: Uuid, what: &str, page: String) -> Option<Line> {
    let (rank, kind, does) = match turn {
        Turn::Answer(_, due) if due < today => (Rank::Promised, "answer", "An answer was due"),
        Turn::Answer(..) => (Rank::Waits, "answer", "Answer a challenge"),
        Turn::Again(..) => (Rank::Promised, "again", "Look at this again"),
        Turn::Make(_) => (Rank::Waits, "make", "Make an experiment of it"),
        Turn::Do(_) => (Rank::Promised, "do", "You said that you do it"),
        Turn::Start(_, Some(_)) => (Rank::Due, "start", "Start it"),
        Turn::Start(..) | Turn::Nobody(_) => return None,
        Turn::End(..) => (Rank::Due, "end", "What did you see"),
        Turn::Decide(_) => (Rank::Due, "decide", "Adopt, adapt or drop"),
        Turn::Check(..) => (Rank::Due, "check", "Is it still in use"),
    };
    let line = Line::new(rank, (kind, id), format!("{does}: {what}"), page);
    Some(match turn {
        Turn::Answer(_, due) => line.by(Some(due)),
        Turn::Again(_, day) => line.on(day),
        Turn::Start(_, Some(day)) => line.on(day).kind("A start is due"),
        Turn::End(_, day) => line.on(day).kind("An end is due"),
        Turn::Decide(_) => line.kind("An end is due"),
        Turn::Check(_, day) => line.on(day).kind("A review is due"),
        _ => line,
    })
}
