-- People: who there is, who rates whom. No answer is ever stored here.
CREATE TABLE organisation (
    id UUID PRIMARY KEY,
    name TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE account (
    id UUID PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    password_hash TEXT,
    n_failures BIGINT NOT NULL,
    locked_until BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE passkey (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    credential_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    credential TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE TABLE ceremony (
    id UUID PRIMARY KEY,
    account_id UUID,
    state TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE person (
    organisation_id UUID NOT NULL REFERENCES organisation (id),
    id UUID NOT NULL,
    account_id UUID REFERENCES account (id),
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    manager_id UUID,
    team TEXT NOT NULL,
    department TEXT NOT NULL,
    language TEXT NOT NULL,
    is_administrator BOOLEAN NOT NULL,
    is_coach BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    left_at BIGINT,
    PRIMARY KEY (organisation_id, id),
    UNIQUE (organisation_id, email),
    FOREIGN KEY (organisation_id, manager_id) REFERENCES person (organisation_id, id)
        DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX person_by_account ON person (account_id);
CREATE INDEX person_by_manager ON person (organisation_id, manager_id);

CREATE TABLE session (
    token_hash BYTEA PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    organisation_id UUID NOT NULL,
    person_id UUID NOT NULL,
    agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
);
CREATE INDEX session_by_account ON session (account_id);

CREATE TABLE entry_link (
    secret_hash BYTEA PRIMARY KEY,
    organisation_id UUID,
    person_id UUID,
    account_id UUID,
    purpose TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE import_draft (
    organisation_id UUID NOT NULL REFERENCES organisation (id),
    id UUID NOT NULL,
    file_name TEXT NOT NULL,
    content TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, id)
);

CREATE TABLE model (
    digest BYTEA PRIMARY KEY,
    version TEXT NOT NULL,
    document TEXT NOT NULL
);

CREATE TABLE round (
    organisation_id UUID NOT NULL REFERENCES organisation (id),
    id UUID NOT NULL,
    round_ref UUID NOT NULL UNIQUE,
    name TEXT NOT NULL,
    form TEXT NOT NULL,
    k BIGINT NOT NULL,
    load_cap BIGINT NOT NULL,
    closes_at BIGINT NOT NULL,
    releases_at BIGINT NOT NULL,
    phase TEXT NOT NULL,
    model_digest BYTEA REFERENCES model (digest),
    created_at BIGINT NOT NULL,
    launched_at BIGINT,
    closed_at BIGINT,
    released_at BIGINT,
    reminded_on TEXT,
    PRIMARY KEY (organisation_id, id)
);

CREATE TABLE leader (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    round_id UUID NOT NULL,
    person_id UUID NOT NULL,
    leader_ref UUID NOT NULL UNIQUE,
    nominations TEXT NOT NULL,
    asked_at BIGINT,
    has_result BOOLEAN,
    PRIMARY KEY (organisation_id, id),
    UNIQUE (organisation_id, round_id, person_id),
    FOREIGN KEY (organisation_id, round_id) REFERENCES round (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
);

CREATE TABLE rater (
    organisation_id UUID NOT NULL,
    leader_id UUID NOT NULL,
    person_id UUID NOT NULL,
    category TEXT NOT NULL,
    has_declined BOOLEAN NOT NULL,
    PRIMARY KEY (organisation_id, leader_id, person_id),
    FOREIGN KEY (organisation_id, leader_id) REFERENCES leader (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
);
CREATE INDEX rater_by_person ON rater (organisation_id, person_id);

-- One group per leader and category; group_ref is the only key that people and ballots share.
CREATE TABLE ballot_group (
    group_ref UUID PRIMARY KEY,
    organisation_id UUID NOT NULL,
    leader_id UUID NOT NULL,
    category TEXT NOT NULL,
    UNIQUE (organisation_id, leader_id, category),
    FOREIGN KEY (organisation_id, leader_id) REFERENCES leader (organisation_id, id) ON DELETE CASCADE
);

CREATE TABLE invitation (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    round_id UUID NOT NULL,
    person_id UUID NOT NULL,
    wants_no_reminders BOOLEAN NOT NULL,
    PRIMARY KEY (organisation_id, id),
    UNIQUE (organisation_id, round_id, person_id),
    FOREIGN KEY (organisation_id, round_id) REFERENCES round (organisation_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organisation_id, person_id) REFERENCES person (organisation_id, id)
);

CREATE TABLE invitation_link (
    secret_hash BYTEA PRIMARY KEY,
    organisation_id UUID NOT NULL,
    invitation_id UUID NOT NULL,
    FOREIGN KEY (organisation_id, invitation_id) REFERENCES invitation (organisation_id, id) ON DELETE CASCADE
);

-- That a credential was fetched, never whether a ballot was sent.
CREATE TABLE issuance (
    group_ref UUID NOT NULL REFERENCES ballot_group (group_ref) ON DELETE CASCADE,
    person_id UUID NOT NULL,
    request_hash BYTEA NOT NULL,
    PRIMARY KEY (group_ref, person_id)
);

CREATE TABLE outbox (
    id UUID PRIMARY KEY,
    organisation_id UUID,
    to_name TEXT NOT NULL,
    to_address TEXT NOT NULL,
    subject TEXT NOT NULL,
    plain TEXT NOT NULL,
    html TEXT NOT NULL,
    unsubscribe TEXT,
    state TEXT NOT NULL,
    n_attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    claimed_until BIGINT NOT NULL,
    last_error TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX outbox_due ON outbox (state, due_at);

CREATE TABLE audit (
    organisation_id UUID NOT NULL,
    id UUID NOT NULL,
    actor_id UUID,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, id)
);
CREATE INDEX audit_by_time ON audit (organisation_id, at);
