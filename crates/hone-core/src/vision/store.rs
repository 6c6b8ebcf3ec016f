//! What the queries on objectives have in common: how far a team reaches, and whose turn one is.

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

/// The objectives of the team `$2` of the organisation `$1`, its own alone, that are not put away and on
/// which the next word is that of the person `$3`: of the owner, and of the lead (whether that is `$3`
/// says `$4`) where the owner is not there.
macro_rules! from_turns {
    () => {
        " FROM objective
          LEFT JOIN person AS owner ON owner.organisation_id = objective.organisation_id
                                   AND owner.id = objective.owner_id AND owner.left_at IS NULL
          LEFT JOIN team_member AS seat ON seat.organisation_id = objective.organisation_id
                                       AND seat.team_id = objective.team_id
                                       AND seat.person_id = owner.id AND seat.left_at IS NULL
          WHERE objective.organisation_id = $1 AND objective.team_id = $2
            AND objective.archived_at IS NULL
            AND CASE WHEN seat.person_id IS NULL THEN $4 ELSE objective.owner_id = $3 END "
    };
}

pub(super) use {from_reached, from_turns};
