//! What moved in somebody's teams: things with what was done to them, never by whom.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::account::Viewer;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::delegation::{area, lesson};
use crate::experiment::challenge;
use crate::team::{self, Team, Titled, event};
use crate::vision::{objective, statement};
use crate::{Result, bet, experiment, stakeholder};

/// A thing that moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// In which tool.
    pub tool: &'static str,
    /// In which team.
    pub team: String,
    /// What it is called.
    pub title: String,
    /// Its page, without the host.
    pub href: String,
    /// What was done to it, in that order, each once, such as `placed it`.
    pub did: Vec<String>,
    /// When something was done to it last.
    pub at: Moment,
}

/// What a thing is called, and where it is.
struct Named {
    tool: &'static str,
    title: String,
    href: String,
}

/// What moved in the viewer's teams from a moment up to another, the latest first. What the viewer may
/// not read is left out.
pub async fn list(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    from: Moment,
    to: Moment,
) -> Result<Vec<Moved>> {
    let mut moved = Vec::new();
    for team in team::list(tx, viewer).await?.iter().filter(|team| team.archived_at.is_none()) {
        moved.extend(in_team(tx, viewer, team, from, to).await?);
    }
    moved.sort_by_key(|thing| std::cmp::Reverse(thing.at));
    Ok(moved)
}

async fn in_team(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
    from: Moment,
    to: Moment,
) -> Result<Vec<Moved>> {
    let events = event::list_between(tx, team, from, to).await?;
    let Some(first) = events.last() else { return Ok(Vec::new()) };
    let named = named(tx, viewer, team, (first.at, to)).await?;
    let mut places: BTreeMap<Uuid, usize> = BTreeMap::new();
    let mut moved: Vec<Moved> = Vec::new();
    for done in events {
        let Some(thing) = named.get(&done.entity_id) else { continue };
        let at = *places.entry(done.entity_id).or_insert_with(|| {
            moved.push(of(team, thing, done.at));
            moved.len() - 1
        });
        let did = &mut moved[at].did;
        if !did.contains(&done.to_state) {
            // The latest comes first here, and last where it is told.
            did.insert(0, done.to_state);
        }
    }
    Ok(moved)
}

fn of(team: &Team, thing: &Named, at: Moment) -> Moved {
    Moved {
        tool: thing.tool,
        team: team.name.clone(),
        title: thing.title.clone(),
        href: thing.href.clone(),
        did: Vec::new(),
        at,
    }
}

/// What the viewer can read in a team of what moved, by id. A tool whose things move names them here.
async fn named(
    tx: &mut PeopleTx,
    viewer: &Viewer,
    team: &Team,
    between: (Moment, Moment),
) -> Result<BTreeMap<Uuid, Named>> {
    let mut all = BTreeMap::new();
    let mut name = |tool, part, things: Vec<Titled>| {
        for Titled { id, title } in things {
            let href = format!("/team/{}/{part}/{}", team.id, id.simple());
            all.insert(id, Named { tool, title, href });
        }
    };
    name("Delegation", "delegation", area::list_moved(tx, viewer, team, between).await?);
    name("Lessons", "delegation/lessons", lesson::list_moved(tx, viewer, team, between).await?);
    name("Bets", "bets", bet::list_moved(tx, team, between).await?);
    name("Challenges", "challenges", challenge::list_moved(tx, team, between).await?);
    let tried = experiment::list_moved(tx, team, between).await?;
    let tried = tried
        .into_iter()
        .map(|Titled { id, title }| Titled { id, title: format!("If we {title}") });
    name("Experiments", "experiments", tried.collect());
    name("Objectives", "objectives", objective::list_moved(tx, team, between).await?);
    let base = format!("/team/{}", team.id);
    for one in statement::list(tx, team).await? {
        let href = format!("{base}/vision/{}", one.id);
        all.insert(one.id.0, Named { tool: "Vision", title: "The vision".to_owned(), href });
    }
    for one in stakeholder::list(tx, team).await? {
        let href = format!("{base}/stakeholders/{}", one.id);
        all.insert(one.id.0, Named { tool: "People who matter", title: one.name, href });
    }
    for one in stakeholder::rhythm::list(tx, team).await? {
        let href = format!("{base}/rhythms/{}", one.id);
        all.insert(one.id.0, Named { tool: "Rhythms", title: one.what, href });
    }
    Ok(all)
}
