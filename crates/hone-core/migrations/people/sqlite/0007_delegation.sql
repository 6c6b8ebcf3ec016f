-- The delegation board: work and decisions that are handed over, each with an owner and a level of
-- authority from 1 (the lead decides) to 7 (the owner decides, unheard).
CREATE TABLE area (
    organisation_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    id BLOB NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    owner_id BLOB NOT NULL,
    offered_by BLOB NOT NULL,
    level INTEGER NOT NULL,
    level_since INTEGER NOT NULL,
    trial_from INTEGER,
    trial_ends TEXT,
    done_when TEXT NOT NULL,
    limits TEXT NOT NULL,
    check_in TEXT NOT NULL,
    every_days INTEGER NOT NULL,
    next_check_in TEXT,
    state TEXT NOT NULL,
    paused_until TEXT,
    version INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    archived_at INTEGER,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, owner_id) REFERENCES person (organisation_id, id),
    FOREIGN KEY (organisation_id, offered_by) REFERENCES person (organisation_id, id)
) STRICT;
CREATE INDEX area_of ON area (organisation_id, team_id);

-- A proposal to change the level of an area; one at a time is open.
CREATE TABLE level_proposal (
    organisation_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    id BLOB NOT NULL,
    area_id BLOB NOT NULL,
    from_level INTEGER NOT NULL,
    to_level INTEGER NOT NULL,
    proposed_by BLOB NOT NULL,
    want_to_see TEXT NOT NULL,
    trial_ends TEXT,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, area_id) REFERENCES area (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, proposed_by) REFERENCES person (organisation_id, id)
) STRICT;
CREATE UNIQUE INDEX level_proposal_open ON level_proposal (organisation_id, area_id)
    WHERE state = 'proposed';
CREATE INDEX level_proposal_of ON level_proposal (organisation_id, team_id, state);

-- A question in an area, with a proposal of whoever asks.
CREATE TABLE area_request (
    organisation_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    id BLOB NOT NULL,
    area_id BLOB NOT NULL,
    asked_by BLOB NOT NULL,
    level_then INTEGER NOT NULL,
    question TEXT NOT NULL,
    own_proposal TEXT NOT NULL,
    needed_by TEXT,
    promised_on TEXT,
    state TEXT NOT NULL,
    answer TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, area_id) REFERENCES area (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, asked_by) REFERENCES person (organisation_id, id)
) STRICT;
CREATE INDEX area_request_of ON area_request (organisation_id, team_id, state);
CREATE INDEX area_request_in ON area_request (organisation_id, area_id);

-- A decision that was taken in an area.
CREATE TABLE decision (
    organisation_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    id BLOB NOT NULL,
    area_id BLOB NOT NULL,
    taken_by BLOB NOT NULL,
    level_then INTEGER NOT NULL,
    summary TEXT NOT NULL,
    lead_heard_at INTEGER,
    undone_at INTEGER,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, area_id) REFERENCES area (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, taken_by) REFERENCES person (organisation_id, id)
) STRICT;
CREATE INDEX decision_of ON decision (organisation_id, team_id, area_id);

-- A look at an area: as agreed, or beyond it.
CREATE TABLE check_in (
    organisation_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    id BLOB NOT NULL,
    area_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    started_by BLOB NOT NULL,
    note TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, area_id) REFERENCES area (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, started_by) REFERENCES person (organisation_id, id)
) STRICT;
CREATE INDEX check_in_of ON check_in (organisation_id, team_id, area_id);

-- What a mistake, or a success, taught. It says nowhere who made it.
CREATE TABLE lesson (
    organisation_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    id BLOB NOT NULL,
    area_id BLOB,
    written_by BLOB NOT NULL,
    title TEXT NOT NULL,
    what_happened TEXT NOT NULL,
    surprise TEXT NOT NULL,
    learned TEXT NOT NULL,
    change TEXT NOT NULL,
    change_owner_id BLOB,
    change_due TEXT,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    archived_at INTEGER,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, area_id) REFERENCES area (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, written_by) REFERENCES person (organisation_id, id),
    FOREIGN KEY (organisation_id, change_owner_id) REFERENCES person (organisation_id, id)
) STRICT;
CREATE INDEX lesson_of ON lesson (organisation_id, team_id);

-- What somebody could grow into next; read by them and the lead.
CREATE TABLE stretch (
    organisation_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    strength TEXT NOT NULL,
    next_step TEXT NOT NULL,
    support TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, team_id, person_id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
) STRICT;

-- A talk of the lead with somebody; read by the two.
CREATE TABLE talk (
    organisation_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    held_on TEXT NOT NULL,
    goal TEXT NOT NULL,
    reality TEXT NOT NULL,
    options TEXT NOT NULL,
    will TEXT NOT NULL,
    next_on TEXT,
    version INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    archived_at INTEGER,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
) STRICT;
CREATE INDEX talk_of ON talk (organisation_id, team_id, person_id);
