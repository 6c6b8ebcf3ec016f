-- What the releases of a round say together, made of their published numbers.
CREATE TABLE overview (
    round_ref UUID PRIMARY KEY,
    document TEXT NOT NULL,
    sha256 BYTEA NOT NULL
);
