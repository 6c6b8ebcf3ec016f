-- The names that one leader has in several rounds, both ways, noted at each launch: by them a close
-- finds what was released about the same leader before. They name no person.
CREATE TABLE same_leader (
    leader_ref BLOB NOT NULL,
    other_ref BLOB NOT NULL,
    PRIMARY KEY (leader_ref, other_ref)
) STRICT, WITHOUT ROWID;
