-- What a round shows of the questionnaire itself, over all leaders.
CREATE TABLE quality (
    round_ref UUID PRIMARY KEY,
    document TEXT NOT NULL,
    sha256 BYTEA NOT NULL
);
