-- A leader and those who practise with them.
CREATE TABLE team (
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    lead_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    archived_at INTEGER,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, lead_id) REFERENCES person (organisation_id, id)
) STRICT;

-- Who is or was in a team, the lead included.
CREATE TABLE team_member (
    organisation_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    since INTEGER NOT NULL,
    left_at INTEGER,
    PRIMARY KEY (organisation_id, team_id, person_id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
) STRICT;
CREATE INDEX team_member_by_person ON team_member (organisation_id, person_id);

-- What changed in a team's tools. Rows are added, never changed, but that who and why are blanked
-- when a person is erased.
CREATE TABLE team_event (
    number INTEGER PRIMARY KEY,
    organisation_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    entity_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    person_id BLOB,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    note TEXT NOT NULL,
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
) STRICT;
CREATE INDEX team_event_of ON team_event (organisation_id, team_id, kind, entity_id, number);
CREATE INDEX team_event_by_person ON team_event (organisation_id, person_id);

-- What a team finds by its words. `words` has each word once, in small letters.
CREATE TABLE practice_text (
    number INTEGER PRIMARY KEY,
    organisation_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    entity_id BLOB NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    words TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    UNIQUE (organisation_id, kind, entity_id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX practice_text_of ON practice_text (organisation_id, team_id);
CREATE VIRTUAL TABLE practice_index USING fts5 (
    words, content = 'practice_text', content_rowid = 'number',
    tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3'
);
-- What is erased leaves no trace in the index.
INSERT INTO practice_index (practice_index, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER practice_text_added AFTER INSERT ON practice_text BEGIN
    INSERT INTO practice_index (rowid, words) VALUES (new.number, new.words);
END;
CREATE TRIGGER practice_text_removed AFTER DELETE ON practice_text BEGIN
    INSERT INTO practice_index (practice_index, rowid, words) VALUES ('delete', old.number, old.words);
END;
CREATE TRIGGER practice_text_changed AFTER UPDATE ON practice_text BEGIN
    INSERT INTO practice_index (practice_index, rowid, words) VALUES ('delete', old.number, old.words);
    INSERT INTO practice_index (rowid, words) VALUES (new.number, new.words);
END;

-- Whom rounds are about, to know who may make a team.
CREATE INDEX leader_by_person ON leader (organisation_id, person_id);
