-- A code of the office that signs a person in on one device, once.
CREATE TABLE enrollment (
    -- SHA-256 of the token; the token itself is nowhere on the server.
    hash BLOB PRIMARY KEY,
    user BLOB NOT NULL,
    expires_ms INTEGER NOT NULL,
    -- When it was used; those that were are kept a while to be recognized.
    used_ms INTEGER
) STRICT, WITHOUT ROWID;
