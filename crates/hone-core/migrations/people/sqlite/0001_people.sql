-- People: who there is, who rates whom. No answer is ever stored here.
CREATE TABLE organisation (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE account (
    id BLOB PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    password_hash TEXT,
    n_failures INTEGER NOT NULL,
    locked_until INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE passkey (
    id BLOB PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    credential_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    credential TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;

CREATE TABLE ceremony (
    id BLOB PRIMARY KEY,
    account_id BLOB,
    state TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE person (
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    id BLOB NOT NULL,
    account_id BLOB REFERENCES account (id),
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    manager_id BLOB,
    team TEXT NOT NULL,
    department TEXT NOT NULL,
    language TEXT NOT NULL,
    is_administrator INTEGER NOT NULL,
    is_coach INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    left_at INTEGER,
    PRIMARY KEY (organisation_id, id),
    UNIQUE (organisation_id, email),
    FOREIGN KEY (organisation_id, manager_id) REFERENCES person (organisation_id, id)
        DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX person_by_account ON person (account_id);
CREATE INDEX person_by_manager ON person (organisation_id, manager_id);

CREATE TABLE session (
    token_hash BLOB PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    organisation_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    agent TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
) STRICT;
CREATE INDEX session_by_account ON session (account_id);

CREATE TABLE entry_link (
    secret_hash BLOB PRIMARY KEY,
    organisation_id BLOB,
    person_id BLOB,
    account_id BLOB,
    purpose TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE import_draft (
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    id BLOB NOT NULL,
    file_name TEXT NOT NULL,
    content TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, id)
) STRICT;

CREATE TABLE model (
    digest BLOB PRIMARY KEY,
    version TEXT NOT NULL,
    document TEXT NOT NULL
) STRICT;

CREATE TABLE round (
    organisation_id BLOB NOT NULL REFERENCES organisation (id),
    id BLOB NOT NULL,
    round_ref BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    form TEXT NOT NULL,
    k INTEGER NOT NULL,
    load_cap INTEGER NOT NULL,
    closes_at INTEGER NOT NULL,
    releases_at INTEGER NOT NULL,
    phase TEXT NOT NULL,
    model_digest BLOB REFERENCES model (digest),
    created_at INTEGER NOT NULL,
    launched_at INTEGER,
    closed_at INTEGER,
    released_at INTEGER,
    reminded_on TEXT,
    PRIMARY KEY (organisation_id, id)
) STRICT;

CREATE TABLE leader (
    organisation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    round_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    leader_ref BLOB NOT NULL UNIQUE,
    nominations TEXT NOT NULL,
    asked_at INTEGER,
    has_result INTEGER,
    PRIMARY KEY (organisation_id, id),
    UNIQUE (organisation_id, round_id, person_id),
    FOREIGN KEY (organisation_id, round_id) REFERENCES round (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
) STRICT;

CREATE TABLE rater (
    organisation_id BLOB NOT NULL,
    leader_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    category TEXT NOT NULL,
    has_declined INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, leader_id, person_id),
    FOREIGN KEY (organisation_id, leader_id) REFERENCES leader (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
) STRICT;
CREATE INDEX rater_by_person ON rater (organisation_id, person_id);

-- One group per leader and category; group_ref is the only key that people and ballots share.
CREATE TABLE ballot_group (
    group_ref BLOB PRIMARY KEY,
    organisation_id BLOB NOT NULL,
    leader_id BLOB NOT NULL,
    category TEXT NOT NULL,
    UNIQUE (organisation_id, leader_id, category),
    FOREIGN KEY (organisation_id, leader_id) REFERENCES leader (organisation_id, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE invitation (
    organisation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    round_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    wants_no_reminders INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, id),
    UNIQUE (organisation_id, round_id, person_id),
    FOREIGN KEY (organisation_id, round_id) REFERENCES round (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
) STRICT;

CREATE TABLE invitation_link (
    secret_hash BLOB PRIMARY KEY,
    organisation_id BLOB NOT NULL,
    invitation_id BLOB NOT NULL,
    FOREIGN KEY (organisation_id, invitation_id) REFERENCES invitation (organisation_id, id) ON DELETE CASCADE
) STRICT;

-- That a credential was fetched, never whether a ballot was sent.
CREATE TABLE issuance (
    group_ref BLOB NOT NULL REFERENCES ballot_group (group_ref) ON DELETE CASCADE,
    person_id BLOB NOT NULL,
    request_hash BLOB NOT NULL,
    PRIMARY KEY (group_ref, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    id BLOB PRIMARY KEY,
    organisation_id BLOB,
    to_name TEXT NOT NULL,
    to_address TEXT NOT NULL,
    subject TEXT NOT NULL,
    plain TEXT NOT NULL,
    html TEXT NOT NULL,
    unsubscribe TEXT,
    state TEXT NOT NULL,
    n_attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    claimed_until INTEGER NOT NULL,
    last_error TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_due ON outbox (state, due_at);

CREATE TABLE audit (
    organisation_id BLOB NOT NULL,
    id BLOB NOT NULL,
    actor_id BLOB,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, id)
) STRICT;
CREATE INDEX audit_by_time ON audit (organisation_id, at);
