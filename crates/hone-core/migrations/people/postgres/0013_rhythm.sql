-- What somebody has put off: a line of their day, by its kind and id, until a day.
CREATE TABLE put_off (
    organisation_id UUID NOT NULL,
    person_id UUID NOT NULL,
    kind TEXT NOT NULL,
    id UUID NOT NULL,
    until TEXT NOT NULL,
    PRIMARY KEY (organisation_id, person_id, kind, id),
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
);

-- The one line that somebody wrote for a week, by its Monday. They alone read it.
CREATE TABLE week_line (
    organisation_id UUID NOT NULL,
    person_id UUID NOT NULL,
    week TEXT NOT NULL,
    line TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, person_id, week),
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
);

-- When somebody wants a mail with what waits for them. `quiet_days` has a bit for each day, Monday the
-- lowest; `last_slot` is the last day for which one was sent, or found needless.
CREATE TABLE nudge (
    organisation_id UUID NOT NULL,
    person_id UUID NOT NULL,
    often TEXT NOT NULL,
    weekday BIGINT NOT NULL,
    hour BIGINT NOT NULL,
    quiet_from BIGINT NOT NULL,
    quiet_to BIGINT NOT NULL,
    quiet_days BIGINT NOT NULL,
    time_zone TEXT NOT NULL,
    silent_until TEXT,
    last_slot TEXT,
    PRIMARY KEY (organisation_id, person_id),
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
);

-- What the links in such a mail hold, hashed.
CREATE TABLE nudge_link (
    hash BYTEA NOT NULL PRIMARY KEY,
    organisation_id UUID NOT NULL,
    person_id UUID NOT NULL,
    ends_at BIGINT NOT NULL,
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
);
CREATE INDEX nudge_link_of ON nudge_link (organisation_id, person_id);

-- The secret address of somebody's calendar, hashed.
CREATE TABLE calendar_feed (
    organisation_id UUID NOT NULL,
    person_id UUID NOT NULL,
    hash BYTEA NOT NULL UNIQUE,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, person_id),
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
);

-- Where somebody is who is new as a leader: weeks are counted from `began_on`, which a pause moves on;
-- on `asked_on` they last asked administrators for a round.
CREATE TABLE journey (
    organisation_id UUID NOT NULL,
    person_id UUID NOT NULL,
    began_on TEXT NOT NULL,
    state TEXT NOT NULL,
    paused_on TEXT,
    asked_on TEXT,
    PRIMARY KEY (organisation_id, person_id),
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
);

-- What moved in a team within some days.
CREATE INDEX team_event_at ON team_event (organisation_id, team_id, at);
