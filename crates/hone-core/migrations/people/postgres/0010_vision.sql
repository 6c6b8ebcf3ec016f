-- What a team works towards: a scene that somebody will live through, why, and by when.
CREATE TABLE vision (
    organisation_id UUID NOT NULL,
    team_id UUID NOT NULL,
    id UUID NOT NULL,
    scene TEXT NOT NULL,
    why TEXT NOT NULL,
    horizon TEXT NOT NULL,
    state TEXT NOT NULL,
    learned TEXT NOT NULL,
    version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE
);
CREATE INDEX vision_of ON vision (organisation_id, team_id);

-- Each wording of a vision, in the order in which they came; the last one is the present one.
CREATE TABLE vision_words (
    organisation_id UUID NOT NULL,
    team_id UUID NOT NULL,
    vision_id UUID NOT NULL,
    number BIGINT NOT NULL,
    scene TEXT NOT NULL,
    why TEXT NOT NULL,
    horizon TEXT NOT NULL,
    written_by UUID,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, vision_id, number),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, vision_id) REFERENCES vision (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, written_by) REFERENCES person (organisation_id, id)
);

-- Objectives. `team_id` is the home of one; `serves_id` is an objective of that team, or one that is
-- shared with it and may be gone: no key of another table.
CREATE TABLE objective (
    organisation_id UUID NOT NULL,
    team_id UUID NOT NULL,
    id UUID NOT NULL,
    title TEXT NOT NULL,
    serves TEXT NOT NULL,
    serves_id UUID,
    how_it_serves TEXT NOT NULL,
    horizon TEXT NOT NULL,
    owner_id UUID,
    proposed_by UUID,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    learned TEXT NOT NULL,
    version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    archived_at BIGINT,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, owner_id) REFERENCES person (organisation_id, id),
    FOREIGN KEY (organisation_id, proposed_by) REFERENCES person (organisation_id, id)
);
CREATE INDEX objective_of ON objective (organisation_id, team_id);

-- An objective that its home team offers to somebody who leads another, and where it stands there.
-- `with_team_id` is that team, from their yes on.
CREATE TABLE objective_share (
    organisation_id UUID NOT NULL,
    team_id UUID NOT NULL,
    id UUID NOT NULL,
    objective_id UUID NOT NULL,
    offered_to UUID,
    with_team_id UUID,
    state TEXT NOT NULL,
    ended_by_team_id UUID,
    serves TEXT NOT NULL,
    serves_id UUID,
    how_it_serves TEXT NOT NULL,
    version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, objective_id) REFERENCES objective (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, with_team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, offered_to) REFERENCES person (organisation_id, id)
);
CREATE INDEX objective_share_of ON objective_share (organisation_id, objective_id);
CREATE INDEX objective_share_with ON objective_share (organisation_id, with_team_id);
CREATE UNIQUE INDEX objective_share_once ON objective_share (organisation_id, objective_id, with_team_id)
    WHERE state = 'shared';
CREATE INDEX objective_share_to ON objective_share (organisation_id, offered_to);

-- By what an objective is seen to come nearer: from a start to a target by a day.
CREATE TABLE key_result (
    organisation_id UUID NOT NULL,
    team_id UUID NOT NULL,
    id UUID NOT NULL,
    objective_id UUID NOT NULL,
    measure TEXT NOT NULL,
    start_value DOUBLE PRECISION NOT NULL,
    target_value DOUBLE PRECISION NOT NULL,
    due TEXT NOT NULL,
    version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    archived_at BIGINT,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, objective_id) REFERENCES objective (organisation_id, id) ON DELETE CASCADE
);
CREATE INDEX key_result_of ON key_result (organisation_id, objective_id);

-- One number and one line on a key result. `on_day` is the day for whoever wrote it; odds in percent.
CREATE TABLE key_check (
    organisation_id UUID NOT NULL,
    team_id UUID NOT NULL,
    id UUID NOT NULL,
    key_result_id UUID NOT NULL,
    person_id UUID,
    value DOUBLE PRECISION NOT NULL,
    odds BIGINT,
    line TEXT NOT NULL,
    on_day TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    archived_at BIGINT,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, key_result_id) REFERENCES key_result (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
);
CREATE INDEX key_check_of ON key_check (organisation_id, key_result_id);
CREATE INDEX key_check_by_person ON key_check (organisation_id, person_id);
