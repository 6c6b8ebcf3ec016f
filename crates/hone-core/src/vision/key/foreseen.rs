//! What somebody foresaw with the odds of their check-ins, and what came of it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{CheckIn, KeyResult, Measured, list_all, store};
use crate::account::Viewer;
use crate::db::PeopleTx;
use crate::ids::{KeyResultId, TeamId};
use crate::team;
use crate::vision::objective::{self, Objective, State};
use crate::{Hone, Result};

/// A key result on which somebody gave odds before its day.
#[derive(Clone, Debug, PartialEq)]
pub struct Foreseen {
    /// The team in which they have it.
    pub team_id: TeamId,
    /// The objective.
    pub objective: Objective,
    /// The key result, with target and day as they stand now.
    pub key: KeyResult,
    /// The first odds that they gave, in percent.
    pub odds: i64,
    /// What came of it.
    pub course: Course,
}

/// What came of a key result by its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// Its day has not come.
    Ahead,
    /// Nobody has said since its day where it stands.
    Awaited,
    /// It was put away, or its objective was, or was dropped, before anybody said so.
    Void,
    /// Whether it was reached: by its day, or as the first check-in from its day on says.
    Known(bool),
}

/// How many check-ins with odds that count somebody has written.
pub async fn n_with_odds(tx: &mut PeopleTx, viewer: &Viewer) -> Result<i64> {
    store::n_with_odds(tx, viewer.organisation_id, viewer.person_id).await
}

/// What whoever asks foresaw, over all their teams, the latest day first. Only they get it.
pub async fn foreseen(tx: &mut PeopleTx, hone: &Hone, viewer: &Viewer) -> Result<Vec<Foreseen>> {
    let today = hone.clock.now().date(&viewer.zone());
    let mut found: BTreeMap<KeyResultId, Foreseen> = BTreeMap::new();
    for team in team::list(tx, viewer).await? {
        let mut measured = list_all(tx, &team).await?;
        measured.retain(|one| first_odds(one, viewer).is_some());
        if measured.is_empty() {
            continue;
        }
        let objectives = objective::list(tx, &team).await?;
        for one in measured {
            let of = objectives.iter().find(|objective| objective.id == one.key.objective_id);
            if let (Some(odds), Some(objective)) = (first_odds(&one, viewer), of) {
                let course = course(objective, &one, today);
                let (team_id, objective) = (team.id, objective.clone());
                let foreseen = Foreseen { team_id, objective, key: one.key, odds, course };
                found.insert(foreseen.key.id, foreseen);
            }
        }
    }
    let mut all: Vec<Foreseen> = found.into_values().collect();
    all.sort_by_key(|one| std::cmp::Reverse((one.key.due.0, one.key.id)));
    Ok(all)
}

/// The first odds of somebody that count: later ones know more.
fn first_odds(one: &Measured, viewer: &Viewer) -> Option<i64> {
    let is_theirs = |check: &&CheckIn| {
        check.archived_at.is_none()
            && check.person_id == Some(viewer.person_id)
            && check.on_day < one.key.due
    };
    one.checks.iter().rev().filter(is_theirs).find_map(|check| check.odds)
}

/// What is known early counts from its day on: only what is reached can be, and odds would look too careful.
fn course(objective: &Objective, one: &Measured, today: Date) -> Course {
    let key = &one.key;
    let checks = || one.checks.iter().rev().filter(|check| check.archived_at.is_none());
    let was_reached =
        checks().any(|check| check.on_day <= key.due && key.is_reached_at(check.value));
    let last = checks().find(|check| check.on_day >= key.due);
    let is_over = objective.state == State::Dropped || objective.archived_at.is_some();
    if was_reached || last.is_some() {
        let is_reached = was_reached || last.is_some_and(|check| key.is_reached_at(check.value));
        if key.due.0 <= today { Course::Known(is_reached) } else { Course::Ahead }
    } else if is_over || key.archived_at.is_some() {
        Course::Void
    } else if key.due.0 <= today {
        Course::Awaited
    } else {
        Course::Ahead
    }
}
