-- What a round shows of the questionnaire itself, over all leaders.
CREATE TABLE quality (
    round_ref BLOB PRIMARY KEY,
    document TEXT NOT NULL,
    sha256 BLOB NOT NULL
) STRICT, WITHOUT ROWID;
