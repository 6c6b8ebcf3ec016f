-- What a leader practises after a result: one contrast, and a few sentences 'When …, I will …'.
CREATE TABLE plan (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    leader_id UUID NOT NULL,
    contrast TEXT NOT NULL,
    look_again_on TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    UNIQUE (organisation_id, leader_id),
    FOREIGN KEY (organisation_id, leader_id) REFERENCES leader (organisation_id, id) ON DELETE CASCADE
);

CREATE TABLE step (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    plan_id UUID NOT NULL,
    practice TEXT,
    moment TEXT NOT NULL,
    deed TEXT NOT NULL,
    rhythm TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    state TEXT NOT NULL,
    learned TEXT NOT NULL,
    reminded_on TEXT,
    version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, plan_id) REFERENCES plan (organisation_id, id) ON DELETE CASCADE
);
CREATE INDEX step_of_plan ON step (organisation_id, plan_id);
CREATE INDEX step_to_remind ON step (state, rhythm);
