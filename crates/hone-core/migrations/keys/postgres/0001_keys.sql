-- Keys of rounds that are under way. Whoever copies the other databases must not copy this one:
-- with it, sealed ballots can be read until the close, and never after it.
CREATE TABLE round_key (
    round_ref UUID PRIMARY KEY,
    secret BYTEA NOT NULL
);
