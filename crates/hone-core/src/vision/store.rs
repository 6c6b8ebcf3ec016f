//! What the queries on objectives have in common: how far a team reaches.

/// Joins the share by which an objective is in the team `$2`, where it comes from elsewhere.
macro_rules! shared {
    () => {
        " LEFT JOIN objective_share AS share ON share.organisation_id = objective.organisation_id
              AND share.objective_id = objective.id AND share.with_team_id = $2
              AND share.state = 'shared' "
    };
}

/// What the team `$2` of the organisation `$1` reaches: its own objectives, and those that are shared
/// with it while they are not put away.
macro_rules! reached {
    () => {
        " objective.organisation_id = $1
          AND (objective.team_id = $2 OR (share.id IS NOT NULL AND objective.archived_at IS NULL)) "
    };
}

pub(super) use {reached, shared};
