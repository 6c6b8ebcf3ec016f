-- Those outside a team who matter to it: what each needs of the other, and how often they speak. `since`
-- is the day on which somebody was written down: from it on the gaps count until a first contact.
CREATE TABLE stakeholder (
    organisation_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    they_need TEXT NOT NULL,
    we_need TEXT NOT NULL,
    owner_id BLOB,
    usual_gap INTEGER NOT NULL,
    longest_gap INTEGER NOT NULL,
    since TEXT NOT NULL,
    version INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    archived_at INTEGER,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, owner_id) REFERENCES person (organisation_id, id)
) STRICT;
CREATE INDEX stakeholder_of ON stakeholder (organisation_id, team_id);

-- Each contact with one of them, in one line.
CREATE TABLE stakeholder_contact (
    organisation_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    id BLOB NOT NULL,
    stakeholder_id BLOB NOT NULL,
    person_id BLOB,
    on_day TEXT NOT NULL,
    line TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    archived_at INTEGER,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, stakeholder_id) REFERENCES stakeholder (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
) STRICT;
CREATE INDEX stakeholder_contact_of ON stakeholder_contact (organisation_id, stakeholder_id);
CREATE INDEX stakeholder_contact_by_person ON stakeholder_contact (organisation_id, person_id);

-- What a team tells somebody every so many days.
CREATE TABLE rhythm (
    organisation_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    id BLOB NOT NULL,
    what TEXT NOT NULL,
    to_whom TEXT NOT NULL,
    channel TEXT NOT NULL,
    every_days INTEGER NOT NULL,
    owner_id BLOB,
    next_on TEXT NOT NULL,
    version INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    archived_at INTEGER,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, owner_id) REFERENCES person (organisation_id, id)
) STRICT;
CREATE INDEX rhythm_of ON rhythm (organisation_id, team_id);

-- Each time that it was done: what came back, and for which day it was due.
CREATE TABLE rhythm_beat (
    organisation_id BLOB NOT NULL,
    team_id BLOB NOT NULL,
    id BLOB NOT NULL,
    rhythm_id BLOB NOT NULL,
    person_id BLOB,
    on_day TEXT NOT NULL,
    due_on TEXT NOT NULL,
    what_came_back TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    archived_at INTEGER,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, team_id) REFERENCES team (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, rhythm_id) REFERENCES rhythm (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
) STRICT;
CREATE INDEX rhythm_beat_of ON rhythm_beat (organisation_id, rhythm_id);
CREATE INDEX rhythm_beat_by_person ON rhythm_beat (organisation_id, person_id);
