//! The tree: how each objective of a team leads to its vision, and which leads nowhere yet. All numbers
//! are counts of the whole tree.

use std::collections::{BTreeMap, BTreeSet};

use super::objective::{self, Aim, DEEPEST, Horizon, Objective};
use super::statement::{self, Vision};
use crate::Result;
use crate::db::PeopleTx;
use crate::ids::ObjectiveId;
use crate::team::Team;

/// An objective with those that serve it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// The objective.
    pub objective: Objective,
    /// Those that serve it.
    pub below: Vec<Branch>,
}

/// How many open objectives look how far ahead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Horizons {
    /// Those that are worked on.
    pub n_now: usize,
    /// Those that come after that.
    pub n_next: usize,
    /// Those further ahead.
    pub n_later: usize,
}

/// What a team works towards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// The vision, be it agreed or a draft.
    pub vision: Option<Vision>,
    /// The open objectives that serve the vision, with those that serve them.
    pub leading: Vec<Branch>,
    /// The open objectives that serve nothing, or nothing that is open, with those that serve them.
    pub loose: Vec<Branch>,
    /// How far ahead the open objectives look.
    pub horizons: Horizons,
    /// Objectives that are reached or dropped.
    pub over: Vec<Objective>,
    /// Objectives that are put away.
    pub away: Vec<Objective>,
}

impl Tree {
    /// How many objectives are open.
    pub fn n_open(&self) -> usize {
        self.horizons.n_now + self.horizons.n_next + self.horizons.n_later
    }

    /// From an open objective up to where it leads: itself, what it serves, what that serves, and so on.
    /// Empty where it is not in the tree.
    pub fn path(&self, id: ObjectiveId) -> Vec<&Objective> {
        let roots = self.leading.iter().chain(&self.loose);
        roots.into_iter().find_map(|branch| path_in(branch, id)).unwrap_or_default()
    }

    /// Whether an open objective leads to the vision in the end.
    pub fn leads_to_vision(&self, id: ObjectiveId) -> bool {
        self.leading.iter().any(|branch| path_in(branch, id).is_some())
    }

    /// Every open objective, from the roots down.
    pub fn open(&self) -> Vec<&Objective> {
        let mut all = Vec::new();
        let mut waiting: Vec<&Branch> = self.leading.iter().chain(&self.loose).rev().collect();
        while let Some(branch) = waiting.pop() {
            all.push(&branch.objective);
            waiting.extend(branch.below.iter().rev());
        }
        all
    }
}

fn path_in(branch: &Branch, id: ObjectiveId) -> Option<Vec<&Objective>> {
    if branch.objective.id == id {
        return Some(vec![&branch.objective]);
    }
    let mut path = branch.below.iter().find_map(|below| path_in(below, id))?;
    path.push(&branch.objective);
    Some(path)
}

/// What a team works towards.
pub async fn tree(tx: &mut PeopleTx, team: &Team) -> Result<Tree> {
    Ok(grown(statement::present(tx, team).await?, objective::list(tx, team).await?))
}

/// The tree of objectives. What stands deeper than [`DEEPEST`] is cut off, and loose.
pub(super) fn grown(vision: Option<Vision>, objectives: Vec<Objective>) -> Tree {
    let mut tree = Tree { vision, ..Tree::default() };
    let mut open = Vec::new();
    for objective in objectives {
        if objective.archived_at.is_some() {
            tree.away.push(objective);
        } else if objective.state.is_over() {
            tree.over.push(objective);
        } else {
            match objective.horizon {
                Horizon::Now => tree.horizons.n_now += 1,
                Horizon::Next => tree.horizons.n_next += 1,
                Horizon::Later => tree.horizons.n_later += 1,
            }
            open.push(objective);
        }
    }
    let ids: BTreeSet<ObjectiveId> = open.iter().map(|one| one.id).collect();
    let mut below: BTreeMap<ObjectiveId, Vec<Objective>> = BTreeMap::new();
    let (mut leading, mut loose) = (Vec::new(), Vec::new());
    for objective in open {
        match objective.aim() {
            Aim::Vision if tree.vision.is_some() => leading.push(objective),
            Aim::Objective(id) if ids.contains(&id) => below.entry(id).or_default().push(objective),
            _ => loose.push(objective),
        }
    }
    tree.leading = leading.into_iter().map(|one| branch(one, &mut below, 1)).collect();
    tree.loose = loose.into_iter().map(|one| branch(one, &mut below, 1)).collect();
    while let Some((_, cut)) = below.pop_first() {
        tree.loose.extend(cut.into_iter().map(|one| branch(one, &mut below, 1)));
    }
    tree
}

/// An objective on a level, with those below it down to the deepest, which are taken out of `below`.
fn branch(
    objective: Objective,
    below: &mut BTreeMap<ObjectiveId, Vec<Objective>>,
    level: usize,
) -> Branch {
    let served_by = if level < DEEPEST { below.remove(&objective.id) } else { None };
    let served_by = served_by.unwrap_or_default().into_iter();
    let below = served_by.map(|one| branch(one, below, level + 1)).collect();
    Branch { objective, below }
}
