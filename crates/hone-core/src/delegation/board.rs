//! The board: each area with what waits in it, for whom, and whether it could go a level up.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::area::{self, Area, State};
use super::level::Proposal;
use super::record::store::Tally;
use super::request::Request;
use super::{Level, level, record, request};
use crate::account::Viewer;
use crate::clock::Moment;
use crate::db::PeopleTx;
use crate::ids::{AreaId, PersonId};
use crate::team::Team;
use crate::{Hone, Result};

/// So many decisions, none of them undone, suggest a level more.
const DECISIONS: i64 = 3;
/// So many weeks at a level suggest one more.
const WEEKS: i64 = 8;
/// So many questions of the owner that waited for the lead suggest a level more.
const QUESTIONS: i64 = 3;

/// Whose turn an area is, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Somebody has to say yes or no to the offer.
    Offer(PersonId),
    /// Somebody has to answer a proposal for another level.
    Proposal(PersonId),
    /// Somebody has to answer a question, since a moment; perhaps they have said by when.
    Question(PersonId, Moment, Option<Date>),
    /// It goes ahead on a day unless the lead objects.
    GoesAhead(Date),
    /// A look is due since a day.
    Look(Date),
    /// Nobody's: the next look is on this day, if one is agreed.
    Nobody(Option<Date>),
    /// Nobody's: it stands still.
    Paused(Option<Date>),
}

impl Turn {
    /// Whose it is.
    pub fn whose(&self) -> Option<PersonId> {
        match self {
            Self::Offer(person) | Self::Proposal(person) | Self::Question(person, ..) => {
                Some(*person)
            }
            _ => None,
        }
    }
}

/// Why an area could go a level up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The level it could have.
    pub to: Level,
    /// How many decisions the owner has taken at its level.
    pub n_decisions: i64,
    /// For how many weeks it is at its level.
    pub n_weeks: i64,
    /// How many questions waited for the lead at its level; none where they are too few to tell.
    pub n_questions: i64,
}

/// An area on the board.
#[derive(Clone, Debug)]
pub struct Row {
    /// The area.
    pub area: Area,
    /// The proposal that waits.
    pub proposal: Option<Proposal>,
    /// The oldest question that is open.
    pub request: Option<Request>,
    /// Whose turn it is.
    pub turn: Turn,
    /// Why it could go a level up, if it could.
    pub hint: Option<Hint>,
}

/// The areas of a team that are not over.
#[derive(Clone, Debug)]
pub struct Board {
    /// What is a draft of the viewer, offered, or under way; first where it is the viewer's turn.
    pub rows: Vec<Row>,
}

/// What waits in the areas of a team.
pub(super) struct Waiting {
    /// The proposal of each area that waits.
    pub(super) proposals: BTreeMap<AreaId, Proposal>,
    /// The oldest question of each area that is open.
    pub(super) requests: BTreeMap<AreaId, Request>,
}

impl Waiting {
    pub(super) async fn of(tx: &mut PeopleTx, team: &Team) -> Result<Self> {
        let proposals = level::store::list_open(tx, team).await?;
        let mut requests = BTreeMap::new();
        for open in request::store::list_open(tx, team).await? {
            requests.entry(open.area_id).or_insert(open);
        }
        Ok(Self {
            proposals: proposals.into_iter().map(|open| (open.area_id, open)).collect(),
            requests,
        })
    }
}

/// The board as a viewer sees it.
pub async fn board(tx: &mut PeopleTx, hone: &Hone, viewer: &Viewer, team: &Team) -> Result<Board> {
    let now = hone.clock.now();
    let today = now.date(&viewer.zone());
    let Waiting { mut proposals, mut requests } = Waiting::of(tx, team).await?;
    let tallies: BTreeMap<_, Tally> = record::store::list_tallies(tx, team)
        .await?
        .into_iter()
        .map(|tally| (tally.area_id, tally))
        .collect();
    let waited: BTreeMap<_, i64> =
        request::store::list_waited(tx, team).await?.into_iter().collect();
    let row = |area: Area| {
        let (proposal, request) = (proposals.remove(&area.id), requests.remove(&area.id));
        let turn = turn(team, &area, proposal.as_ref(), request.as_ref(), today);
        let hint = hint(&area, tallies.get(&area.id), waited.get(&area.id), now)
            .filter(|_| proposal.is_none() && area.is_under_way(today));
        Row { area, proposal, request, turn, hint }
    };
    let open = area::store::list_open(tx, team, viewer.person_id).await?;
    let mut rows: Vec<Row> = open.into_iter().map(row).collect();
    rows.sort_by_key(|row| row.turn.whose() != Some(viewer.person_id));
    Ok(Board { rows })
}

pub(super) fn turn(
    team: &Team,
    area: &Area,
    proposal: Option<&Proposal>,
    request: Option<&Request>,
    today: Date,
) -> Turn {
    match area.state {
        State::Draft => return Turn::Nobody(None),
        State::Offered => return Turn::Offer(area.other_than(team, area.offered_by)),
        _ if area.is_paused(today) => {
            return Turn::Paused(area.paused_until.as_deref().and_then(|day| day.parse().ok()));
        }
        _ => {}
    }
    if let Some(proposal) = proposal {
        return Turn::Proposal(area.other_than(team, proposal.proposed_by));
    }
    match request {
        Some(open) if open.is_announced(team) => {
            return Turn::GoesAhead(open.day().unwrap_or(today));
        }
        Some(open) => {
            let other = area.other_than(team, open.asked_by);
            return Turn::Question(other, open.opened_at, open.promise());
        }
        None => {}
    }
    match area.next_look() {
        Some(day) if day <= today => Turn::Look(day),
        day => Turn::Nobody(day),
    }
}

/// Whether an area could go a level up: after three decisions of the owner, eight weeks at a level, or
/// three questions that waited for the lead; and as long as no decision is undone.
fn hint(area: &Area, tally: Option<&Tally>, waited: Option<&i64>, now: Moment) -> Option<Hint> {
    const WEEK: i64 = 7 * 24 * 3600;
    let to = area.level.next()?;
    let (n_decisions, n_undone) = tally.map_or((0, 0), |tally| (tally.n_decisions, tally.n_undone));
    let n_weeks = (now.0 - area.level_since.0) / WEEK;
    let n_questions = waited.copied().filter(|n| *n >= QUESTIONS).unwrap_or_default();
    let is_enough = n_decisions >= DECISIONS || n_weeks >= WEEKS || n_questions > 0;
    (is_enough && n_undone == 0).then_some(Hint { to, n_decisions, n_weeks, n_questions })
}
