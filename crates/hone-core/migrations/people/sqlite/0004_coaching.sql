-- Whom a leader asks for coaching, what they grant the coach to see of each result, and the notes of
-- the two.
CREATE TABLE coaching (
    organisation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    coach_id BLOB NOT NULL,
    state TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    answered_at INTEGER,
    ended_at INTEGER,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id),
    FOREIGN KEY (organisation_id, coach_id) REFERENCES person (organisation_id, id)
) STRICT;
CREATE UNIQUE INDEX coaching_running ON coaching (organisation_id, person_id)
    WHERE state IN ('asked', 'agreed');
CREATE INDEX coaching_by_coach ON coaching (organisation_id, coach_id);

-- Since when the coach may see something; nothing where they may not.
CREATE TABLE coaching_grant (
    organisation_id BLOB NOT NULL,
    coaching_id BLOB NOT NULL,
    leader_id BLOB NOT NULL,
    report_since INTEGER,
    comments_since INTEGER,
    plan_since INTEGER,
    report_read_at INTEGER,
    plan_read_at INTEGER,
    PRIMARY KEY (organisation_id, coaching_id, leader_id),
    FOREIGN KEY (organisation_id, coaching_id) REFERENCES coaching (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, leader_id) REFERENCES leader (organisation_id, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE coaching_note (
    organisation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    coaching_id BLOB NOT NULL,
    held_on TEXT NOT NULL,
    goal TEXT NOT NULL,
    reality TEXT NOT NULL,
    options TEXT NOT NULL,
    will TEXT NOT NULL,
    next_on TEXT,
    changed_by BLOB NOT NULL,
    changed_at INTEGER NOT NULL,
    removed_at INTEGER,
    version INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, coaching_id) REFERENCES coaching (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, changed_by) REFERENCES person (organisation_id, id)
) STRICT;
CREATE INDEX coaching_note_of ON coaching_note (organisation_id, coaching_id);
CREATE INDEX coaching_note_removed ON coaching_note (removed_at) WHERE removed_at IS NOT NULL;

-- The steps of plans that were agreed with a coach.
CREATE TABLE coaching_step (
    organisation_id BLOB NOT NULL,
    step_id BLOB NOT NULL,
    coaching_id BLOB NOT NULL,
    PRIMARY KEY (organisation_id, step_id),
    FOREIGN KEY (organisation_id, step_id) REFERENCES step (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, coaching_id) REFERENCES coaching (organisation_id, id) ON DELETE CASCADE
) STRICT;

-- Whom leaders can turn to outside: a coach or a firm.
ALTER TABLE organisation ADD COLUMN contact_name TEXT NOT NULL DEFAULT '';
ALTER TABLE organisation ADD COLUMN contact_email TEXT NOT NULL DEFAULT '';
ALTER TABLE organisation ADD COLUMN contact_phone TEXT NOT NULL DEFAULT '';
ALTER TABLE organisation ADD COLUMN contact_says TEXT NOT NULL DEFAULT '';
