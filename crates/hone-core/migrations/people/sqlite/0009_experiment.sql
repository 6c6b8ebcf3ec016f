-- In how many days the lead of a team answers a challenge, where the team has agreed on another number
-- than the usual one.
CREATE TABLE challenge_terms (
    organisation_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    answer_days INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, team_id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE
) STRICT;

-- A challenge to a process, a procedure or a decision, which the lead answers by a day. `raised_by` is
-- nothing where nobody may know, or where they were erased.
CREATE TABLE challenge (
    organisation_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    id BLOB NOT NULL,
    raised_by BLOB,
    target TEXT NOT NULL,
    title TEXT NOT NULL,
    why TEXT NOT NULL,
    instead TEXT NOT NULL,
    answer_due TEXT NOT NULL,
    state TEXT NOT NULL,
    answer TEXT,
    reason TEXT NOT NULL,
    answered_on TEXT,
    again_on TEXT,
    learned TEXT NOT NULL,
    version INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    archived_at INTEGER,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, raised_by) REFERENCES person (organisation_id, id)
) STRICT;
CREATE INDEX challenge_of ON challenge (organisation_id, team_id);

-- An experiment: what is tried, what should come of it, until when, and what became of it.
CREATE TABLE experiment (
    organisation_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    id BLOB NOT NULL,
    challenge_id BLOB,
    after_id BLOB,
    owner_id BLOB,
    if_we TEXT NOT NULL,
    then_see TEXT NOT NULL,
    because TEXT NOT NULL,
    measure TEXT NOT NULL,
    baseline TEXT NOT NULL,
    adopt_if TEXT NOT NULL,
    guardrail TEXT NOT NULL,
    starts_on TEXT,
    ends_on TEXT,
    state TEXT NOT NULL,
    is_stopped INTEGER NOT NULL,
    result TEXT NOT NULL,
    verdict TEXT,
    reason TEXT NOT NULL,
    learned TEXT NOT NULL,
    check_on TEXT,
    is_kept INTEGER,
    found TEXT NOT NULL,
    version INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    archived_at INTEGER,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, challenge_id) REFERENCES challenge (organisation_id, id),
    FOREIGN KEY (organisation_id, after_id) REFERENCES experiment (organisation_id, id),
    FOREIGN KEY (organisation_id, owner_id) REFERENCES person (organisation_id, id)
) STRICT;
CREATE INDEX experiment_of ON experiment (organisation_id, team_id);
CREATE INDEX experiment_from ON experiment (organisation_id, challenge_id);

-- Whom an experiment reaches, and how: the waves that a change makes.
CREATE TABLE affected (
    organisation_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    id BLOB NOT NULL,
    experiment_id BLOB NOT NULL,
    who TEXT NOT NULL,
    what_changes TEXT NOT NULL,
    effect TEXT NOT NULL,
    told_on TEXT,
    they_said TEXT NOT NULL,
    version INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    archived_at INTEGER,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, experiment_id) REFERENCES experiment (organisation_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX affected_by ON affected (organisation_id, team_id, experiment_id);
