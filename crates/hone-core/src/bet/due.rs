//! What waits for somebody among the bets of a team.

use super::{Open, State, store};
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::due::{Line, Rank};
use crate::team::Team;
use crate::{Hone, Result};

/// What waits for a viewer among the bets of a team, and what will.
pub async fn due(tx: &mut PeopleTx, _: &Hone, viewer: &Viewer, team: &Team) -> Result<Vec<Line>> {
    let who = (viewer.person_id, team.is_led_by(viewer));
    let open = store::list_for(tx, team, who).await?;
    let lines = open.iter().filter_map(|open| of_bet(viewer, team, open));
    Ok(lines.map(|line| line.about(&team.name)).collect())
}

fn of_bet(viewer: &Viewer, team: &Team, open: &Open) -> Option<Line> {
    let bet = &open.bet;
    let page = format!("/team/{}/bets/{}", team.id, bet.id);
    let is_mine = bet.owner_id == viewer.person_id;
    if open.is_without_judge_for(viewer, team) {
        let text = format!("Nobody is there to judge it: {}", bet.we_try);
        let line = Line::new(Rank::Waits, ("judge", bet.id.0), text, format!("{page}/change"));
        return Some(line.action("Choose another judge"));
    }
    if open.is_ready_for(viewer) {
        let text = format!("All odds are in: {}", bet.we_try);
        let line = Line::new(Rank::Waits, ("placing", bet.id.0), text, format!("{page}#place"));
        return Some(line.action("Place the bet"));
    }
    match bet.state {
        State::Draft if bet.revealed_at.is_none() && !is_mine => {
            if open.is_given {
                return None;
            }
            let text = format!("Your odds are asked for: {}", bet.we_try);
            let since = bet.made_at.date(&viewer.zone());
            let line = Line::new(Rank::Waits, ("odds", bet.id.0), text, page);
            Some(line.since(since).action("Give odds"))
        }
        State::Placed if is_mine || bet.judge_id == viewer.person_id => {
            let text = format!("You judge how it went: {}", bet.we_try);
            let line = Line::new(Rank::Due, ("bet", bet.id.0), text, format!("{page}#end"));
            let line = line.titled(format!("A bet is judged: {}", bet.we_try));
            let line = line.kind("A review is due").action("Say how it went").on(bet.review()?);
            Some(if bet.judge_id == viewer.person_id { line } else { line.only_dated() })
        }
        State::Placed | State::Draft | State::Yes | State::No | State::Void | State::Stopped => {
            None
        }
    }
}
