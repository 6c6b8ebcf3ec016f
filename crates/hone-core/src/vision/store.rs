//! What the queries on objectives have in common: how far a team reaches.

/// What the team `$2` of the organisation `$1` reaches: its own objectives, and those that are shared
/// with it while they are not put away, with the share by which they are there. Each of both is found by
/// an index of its own.
macro_rules! from_reached {
    () => {
        " FROM (
              SELECT own.organisation_id, own.id, NULL AS share_id
              FROM objective AS own
              WHERE own.organisation_id = $1 AND own.team_id = $2
              UNION ALL
              SELECT theirs.organisation_id, theirs.objective_id, theirs.id
              FROM objective_share AS theirs
              WHERE theirs.organisation_id = $1 AND theirs.with_team_id = $2
                AND theirs.state = 'shared'
          ) AS reached
          JOIN objective ON objective.organisation_id = reached.organisation_id
              AND objective.id = reached.id
              AND (reached.share_id IS NULL OR objective.archived_at IS NULL)
          LEFT JOIN objective_share AS share ON share.organisation_id = reached.organisation_id
              AND share.id = reached.share_id "
    };
}

pub(super) use from_reached;
