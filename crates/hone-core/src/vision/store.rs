//! What the queries on objectives have in common: how far a team reaches, and whose turn one is.

/// What the team `$2` of the organisation `$1` reaches of a table: what belongs to its own objectives, and
/// to those that are shared with it while they are not put away, with the share by which it is there. Each
/// of both is found by an index of its own.
macro_rules! from_reached {
    ("objective") => {
        from_reached!("objective", "theirs.id = shared.id")
    };
    ("key_result") => {
        from_reached!("key_result", "theirs.objective_id = shared.id")
    };
    ("key_check") => {
        from_reached!(
            "key_check",
            "theirs.key_result_id IN (SELECT id FROM key_result
                                      WHERE organisation_id = $1 AND objective_id = shared.id)"
        )
    };
    // A cross join is for SQLite what its order says, which without statistics of the tables begins with
    // all that the organisation has.
    ($table:literal, $is_of_shared:literal) => {
        concat!(
            " FROM (SELECT own.*, NULL AS share_id FROM ",
            $table,
            " AS own
                    WHERE own.organisation_id = $1 AND own.team_id = $2
                    UNION ALL
                    SELECT theirs.*, with_us.id
                    FROM objective_share AS with_us
                    CROSS JOIN objective AS shared
                    CROSS JOIN ",
            $table,
            " AS theirs
                    WHERE with_us.organisation_id = $1 AND with_us.with_team_id = $2
                      AND with_us.state = 'shared'
                      AND shared.organisation_id = $1 AND shared.id = with_us.objective_id
                      AND shared.archived_at IS NULL
                      AND theirs.organisation_id = $1 AND ",
            $is_of_shared,
            ") AS ",
            $table,
            " "
        )
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
