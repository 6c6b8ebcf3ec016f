-- The letters of a team that are under way: which names the ballots know them by, and when they are shown.
-- `board_ref` is the team's own name there, week after week.
CREATE TABLE letter_box (
    organisation_id UUID NOT NULL,
    team_id UUID NOT NULL,
    board_ref UUID NOT NULL,
    round_ref UUID NOT NULL,
    group_ref UUID NOT NULL,
    shows_at BIGINT NOT NULL,
    phase TEXT NOT NULL,
    PRIMARY KEY (organisation_id, team_id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE
);

-- Who could write: their devices fetched a blind token, as they all do whenever they open the board. It
-- says nothing of whether they wrote, and goes with the week.
CREATE TABLE letter_right (
    group_ref UUID NOT NULL,
    person_id UUID NOT NULL,
    request_hash BYTEA NOT NULL,
    PRIMARY KEY (group_ref, person_id, request_hash)
);
CREATE INDEX letter_right_by_person ON letter_right (person_id);

-- Challenges that were written without a name: by which secret their writer reads on, and what the writer
-- replied to the answer.
CREATE TABLE nameless (
    organisation_id UUID NOT NULL,
    team_id UUID NOT NULL,
    challenge_id UUID NOT NULL,
    reader_hash BYTEA NOT NULL,
    reply TEXT NOT NULL,
    is_withdrawn BOOLEAN NOT NULL,
    PRIMARY KEY (organisation_id, challenge_id),
    FOREIGN KEY (organisation_id, challenge_id) REFERENCES challenge (organisation_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX nameless_by_reader ON nameless (reader_hash);
