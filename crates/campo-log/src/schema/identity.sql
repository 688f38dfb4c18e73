-- A person's second factor: what their authenticator app makes codes of (TOTP, RFC 6238).
CREATE TABLE factor (
    user BLOB PRIMARY KEY,
    secret BLOB NOT NULL,
    -- 0 until a first code proved that the app has the secret.
    in_force INTEGER NOT NULL DEFAULT 0,
    -- The time step of the last code that was taken: a code is good once.
    last_step INTEGER NOT NULL DEFAULT 0
) STRICT;
-- Where the log tells of people's and devices' access: live sockets look there after each change.
CREATE INDEX entry_access ON entry (seq) WHERE kind IN ('person', 'device');
-- SHA-256 of the codes for who lost the app; each is good once.
CREATE TABLE recovery_code (
    user BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (user, hash)
) STRICT, WITHOUT ROWID;
