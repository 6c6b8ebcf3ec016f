-- A leader and those who practise with them.
CREATE TABLE team (
    organisation_id UUID NOT NULL REFERENCES organisation (id),
    id UUID NOT NULL,
    name TEXT NOT NULL,
    lead_id UUID NOT NULL,
    version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    archived_at BIGINT,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, lead_id) REFERENCES person (organisation_id, id)
);

-- Who is or was in a team, the lead included.
CREATE TABLE team_member (
    organisation_id UUID NOT NULL,
    team_id UUID NOT NULL,
    person_id UUID NOT NULL,
    since BIGINT NOT NULL,
    left_at BIGINT,
    PRIMARY KEY (organisation_id, team_id, person_id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
);
CREATE INDEX team_member_by_person ON team_member (organisation_id, person_id);

-- What changed in a team's tools. Rows are added, never changed, but that who and why are blanked
-- when a person is erased.
CREATE TABLE team_event (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_id UUID NOT NULL,
    team_id UUID NOT NULL,
    kind TEXT NOT NULL,
    entity_id UUID NOT NULL,
    at BIGINT NOT NULL,
    person_id UUID,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    note TEXT NOT NULL,
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
);
CREATE INDEX team_event_of ON team_event (organisation_id, team_id, kind, entity_id, number);
CREATE INDEX team_event_by_person ON team_event (organisation_id, person_id);

-- What a team finds by its words. `words` has each word once, in small letters.
CREATE TABLE practice_text (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organisation_id UUID NOT NULL,
    team_id UUID NOT NULL,
    kind TEXT NOT NULL,
    entity_id UUID NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    words TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    terms TSVECTOR NOT NULL
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED,
    UNIQUE (organisation_id, kind, entity_id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE
);
CREATE INDEX practice_text_of ON practice_text (organisation_id, team_id);
CREATE INDEX practice_text_terms ON practice_text USING GIN (terms);

-- Whom rounds are about, to know who may make a team.
CREATE INDEX leader_by_person ON leader (organisation_id, person_id);
