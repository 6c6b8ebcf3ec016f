-- A team is handed on to another lead. `heir_id` is whom the lead has asked to lead it, and since when.
ALTER TABLE team ADD COLUMN heir_id BLOB;
ALTER TABLE team ADD COLUMN heir_since INTEGER;
ALTER TABLE team ADD COLUMN led_since INTEGER NOT NULL DEFAULT 0;
UPDATE team SET led_since = made_at;

-- Until when somebody led it who then handed it on.
ALTER TABLE team_member ADD COLUMN led_until INTEGER;

-- Since when the letters under way are taken.
ALTER TABLE letter_box ADD COLUMN begun_at INTEGER NOT NULL DEFAULT 0;
UPDATE letter_box SET begun_at = shows_at - 604800;

-- What a lead and a member write for the two of them stays with these two, whoever leads the team.
CREATE TABLE stretch_of_two (
    organisation_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    lead_id BLOB NOT NULL,
    strength TEXT NOT NULL,
    next_step TEXT NOT NULL,
    support TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, team_id, person_id, lead_id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id),
    FOREIGN KEY (organisation_id, lead_id) REFERENCES person (organisation_id, id)
) STRICT;
INSERT INTO stretch_of_two (organisation_id, team_id, id, person_id, lead_id, strength, next_step,
                            support, version)
SELECT stretch.organisation_id, stretch.team_id, randomblob(16), stretch.person_id, team.lead_id,
       stretch.strength, stretch.next_step, stretch.support, stretch.version
FROM stretch
JOIN team ON team.organisation_id = stretch.organisation_id AND team.id = stretch.team_id;
DROP TABLE stretch;
ALTER TABLE stretch_of_two RENAME TO stretch;

-- The history of a stretch is known by its own id, so that two leads do not read each other's.
UPDATE team_event
SET entity_id = (
    SELECT stretch.id FROM stretch
    WHERE stretch.organisation_id = team_event.organisation_id
      AND stretch.team_id = team_event.team_id AND stretch.person_id = team_event.entity_id)
WHERE kind = 'stretch' AND EXISTS (
    SELECT 1 FROM stretch
    WHERE stretch.organisation_id = team_event.organisation_id
      AND stretch.team_id = team_event.team_id AND stretch.person_id = team_event.entity_id);

CREATE TABLE talk_of_two (
    organisation_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    lead_id BLOB NOT NULL,
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
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id),
    FOREIGN KEY (organisation_id, lead_id) REFERENCES person (organisation_id, id)
) STRICT;
INSERT INTO talk_of_two (organisation_id, team_id, id, person_id, lead_id, held_on, goal, reality,
                         options, will, next_on, version, made_at, archived_at)
SELECT talk.organisation_id, talk.team_id, talk.id, talk.person_id, team.lead_id, talk.held_on,
       talk.goal, talk.reality, talk.options, talk.will, talk.next_on, talk.version, talk.made_at,
       talk.archived_at
FROM talk
JOIN team ON team.organisation_id = talk.organisation_id AND team.id = talk.team_id;
DROP TABLE talk;
ALTER TABLE talk_of_two RENAME TO talk;
CREATE INDEX talk_of ON talk (organisation_id, team_id, person_id);
