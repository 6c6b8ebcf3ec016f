-- Ballots: what was answered about a leader. No person, no time, no order is ever stored here.
CREATE TABLE round (
    round_ref UUID PRIMARY KEY,
    form TEXT NOT NULL,
    k BIGINT NOT NULL,
    phase TEXT NOT NULL,
    model_version TEXT NOT NULL,
    model TEXT NOT NULL,
    manifest TEXT NOT NULL
);

CREATE TABLE ballot_group (
    group_ref UUID PRIMARY KEY,
    leader_ref UUID NOT NULL,
    round_ref UUID NOT NULL REFERENCES round (round_ref),
    category TEXT NOT NULL,
    n_invited BIGINT NOT NULL,
    is_aborted BOOLEAN NOT NULL
);
CREATE INDEX ballot_group_by_round ON ballot_group (round_ref, leader_ref);

-- Ballots. Without the key of the round nobody can read of a row what was answered, in which group
-- and under which ballot id: so the order in which rows were written tells nothing about ballots.
CREATE TABLE ballot (
    row_id BYTEA PRIMARY KEY,
    round_ref UUID NOT NULL REFERENCES round (round_ref),
    wrapped BYTEA NOT NULL
);

-- The ids of the ballots that a close counted, so that each rater's device can find its own for 90 days.
CREATE TABLE counted (
    ballot_id BYTEA PRIMARY KEY,
    round_ref UUID NOT NULL REFERENCES round (round_ref)
);
CREATE INDEX counted_by_round ON counted (round_ref);

-- Whether a leader has enough answers, as of a day: refreshed once a day, so that it tells no arrival.
CREATE TABLE standing (
    leader_ref UUID PRIMARY KEY,
    round_ref UUID NOT NULL,
    day TEXT NOT NULL,
    is_enough BOOLEAN NOT NULL
);

-- The turnout of a round in steps of 5 per cent, as of a day, like the standing.
CREATE TABLE turnout (
    round_ref UUID PRIMARY KEY,
    day TEXT NOT NULL,
    percent BIGINT
);

CREATE TABLE release (
    leader_ref UUID PRIMARY KEY,
    round_ref UUID NOT NULL,
    document TEXT NOT NULL,
    sha256 BYTEA NOT NULL
);
