-- A person's mirror: what they say of themselves, what they look back on, what they try and learn. Read by
-- them alone, and by a coach as long as they share it.
CREATE TABLE mirror_statement (
    organisation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    since INTEGER NOT NULL,
    version INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    archived_at INTEGER,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
) STRICT;
CREATE INDEX mirror_statement_of ON mirror_statement (organisation_id, person_id);
-- One brand statement and one set of own words at a time.
CREATE UNIQUE INDEX mirror_statement_once ON mirror_statement (organisation_id, person_id, kind)
    WHERE kind <> 'principle' AND archived_at IS NULL;

-- How a statement was worded before; `version` is the one that had these words last.
CREATE TABLE mirror_statement_past (
    organisation_id BLOB NOT NULL,
    statement_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    text TEXT NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, statement_id, version),
    FOREIGN KEY (organisation_id, statement_id) REFERENCES mirror_statement (organisation_id, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE mirror_reflection (
    organisation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    prompt TEXT NOT NULL,
    asked TEXT NOT NULL,
    contrast TEXT NOT NULL,
    text TEXT NOT NULL,
    version INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    archived_at INTEGER,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
) STRICT;
CREATE INDEX mirror_reflection_of ON mirror_reflection (organisation_id, person_id);

CREATE TABLE mirror_learning (
    organisation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    contrast TEXT NOT NULL,
    tried TEXT NOT NULL,
    expected TEXT NOT NULL,
    happened TEXT NOT NULL,
    learned TEXT NOT NULL,
    next TEXT NOT NULL,
    next_on TEXT,
    state TEXT NOT NULL,
    version INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    archived_at INTEGER,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
) STRICT;
CREATE INDEX mirror_learning_of ON mirror_learning (organisation_id, person_id);

-- What was tried before, in the same entry.
CREATE TABLE mirror_learning_past (
    organisation_id BLOB NOT NULL,
    learning_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    tried TEXT NOT NULL,
    expected TEXT NOT NULL,
    happened TEXT NOT NULL,
    learned TEXT NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, learning_id, version),
    FOREIGN KEY (organisation_id, learning_id) REFERENCES mirror_learning (organisation_id, id) ON DELETE CASCADE
) STRICT;

-- What a coach may read, since when, and until which day; no `since` where they may not.
CREATE TABLE mirror_share (
    organisation_id BLOB NOT NULL,
    coaching_id BLOB NOT NULL,
    part TEXT NOT NULL,
    since INTEGER,
    until TEXT,
    read_at INTEGER,
    PRIMARY KEY (organisation_id, coaching_id, part),
    FOREIGN KEY (organisation_id, coaching_id) REFERENCES coaching (organisation_id, id) ON DELETE CASCADE
) STRICT;
