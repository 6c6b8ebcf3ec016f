-- The letters of a team that are under way: which names the ballots know them by, and when they are shown.
-- `board_ref` is the team's own name there, week after week.
CREATE TABLE letter_box (
    organisation_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    board_ref BLOB NOT NULL,
    round_ref BLOB NOT NULL,
    group_ref BLOB NOT NULL,
    shows_at INTEGER NOT NULL,
    phase TEXT NOT NULL,
    PRIMARY KEY (organisation_id, team_id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE
) STRICT;

-- Who could write: their devices fetched a blind token, as they all do whenever they open the board. It
-- says nothing of whether they wrote, and goes with the week.
CREATE TABLE letter_right (
    group_ref BLOB NOT NULL,
    person_id BLOB NOT NULL,
    request_hash BLOB NOT NULL,
    PRIMARY KEY (group_ref, person_id, request_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX letter_right_by_person ON letter_right (person_id);

-- Challenges that were written without a name: by which secret their writer reads on, and what the writer
-- replied to the answer.
CREATE TABLE nameless (
    organisation_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    challenge_id BLOB NOT NULL,
    reader_hash BLOB NOT NULL,
    reply TEXT NOT NULL,
    is_withdrawn INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, challenge_id),
    FOREIGN KEY (organisation_id, challenge_id) REFERENCES challenge (organisation_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX nameless_by_reader ON nameless (reader_hash);
