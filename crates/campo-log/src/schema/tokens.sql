-- A session: somebody signed in on a device. It has tokens; those that were there before stay good as long as it lasts.
ALTER TABLE session RENAME TO former_session;
CREATE TABLE session (
    id BLOB PRIMARY KEY,
    user BLOB NOT NULL,
    device BLOB NOT NULL,
    created_ms INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    -- The Ed25519 key that renewals are signed by; null for a session that is not renewed.
    key BLOB,
    -- SHA-256 of the refresh token that is good now, and of the one before it.
    refresh_hash BLOB,
    former_hash BLOB,
    -- With the former refresh token it gives the tokens that followed it.
    salt BLOB,
    renewed_ms INTEGER NOT NULL,
    -- SHA-256 of the newest access token, and whether it was ever used: until then its answer may have been lost.
    access_hash BLOB,
    confirmed INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE access_token (
    -- SHA-256 of the token; the token itself is nowhere on the server.
    hash BLOB PRIMARY KEY,
    session BLOB NOT NULL,
    -- Null: as long as its session.
    expires_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX access_token_session ON access_token (session);
INSERT INTO session (id, user, device, created_ms, seen_ms, expires_ms, renewed_ms)
    SELECT substr(token_hash, 1, 16), user, device, created_ms, created_ms, expires_ms, created_ms FROM former_session;
INSERT INTO access_token (hash, session) SELECT token_hash, substr(token_hash, 1, 16) FROM former_session;
DROP TABLE former_session;
