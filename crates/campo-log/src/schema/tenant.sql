CREATE TABLE meta (
    -- log_epoch, tenant_key, tenant_name, server_device, modules_seq
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE entry (
    -- One more than the last, taken in the write transaction: without gaps.
    seq INTEGER PRIMARY KEY,
    -- edit, module, person, device
    kind TEXT NOT NULL,
    -- The record's id, for edits.
    record BLOB,
    -- The author of an edit; the person a person or device entry is about.
    user BLOB,
    device BLOB,
    -- The edit's number on its device.
    number INTEGER,
    -- By the device's clock and by the server's, ms since 1970 UTC.
    at_ms INTEGER NOT NULL,
    received_ms INTEGER NOT NULL,
    -- Whether an edit met a concurrent one with another value, or a deletion.
    conflict INTEGER NOT NULL DEFAULT 0,
    -- The edit in postcard; JSON for the other kinds.
    payload BLOB NOT NULL
) STRICT;
CREATE INDEX entry_record ON entry (record, seq) WHERE record IS NOT NULL;
CREATE UNIQUE INDEX entry_edit ON entry (device, number) WHERE number IS NOT NULL;
CREATE INDEX entry_other ON entry (seq) WHERE number IS NULL;

CREATE TABLE dependent (
    -- The entry that may have moved the record into or out of somebody's scope ...
    seq INTEGER NOT NULL,
    -- ... by way of a record it refers to.
    record BLOB NOT NULL,
    PRIMARY KEY (seq, record)
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
    -- The handle that documents, projections and devices' holdings use.
    n INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    type TEXT NOT NULL,
    -- By the editing devices' clocks.
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL,
    -- The tombstone; null while the record lives.
    deleted_device BLOB,
    deleted_ms INTEGER,
    deleted_conflict INTEGER
) STRICT;

CREATE TABLE document (
    record INTEGER NOT NULL,
    facet TEXT NOT NULL,
    -- campo_document::Part::to_bytes
    state BLOB NOT NULL,
    -- What a document of a text says; null for the fields of a facet.
    text TEXT,
    PRIMARY KEY (record, facet)
) STRICT, WITHOUT ROWID;

CREATE TABLE verdict (
    -- Exactly once: an edit that is sent again gets this again.
    device BLOB NOT NULL,
    number INTEGER NOT NULL,
    -- The device's hash chain after this edit: tells a restored or cloned database.
    chain BLOB NOT NULL,
    -- campo_wire::sync::Verdict in postcard.
    outcome BLOB NOT NULL,
    PRIMARY KEY (device, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE consequence (
    -- The entry that the server made because the record was deleted; undone when it is brought back.
    cause BLOB NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (cause, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE sequence (
    -- The last number given per field and per filled-in pattern.
    field TEXT NOT NULL,
    prefix TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (field, prefix)
) STRICT, WITHOUT ROWID;

CREATE TABLE module (
    key TEXT PRIMARY KEY,
    version TEXT NOT NULL,
    hash TEXT NOT NULL,
    -- Canonical JSON.
    manifest TEXT NOT NULL,
    -- The order of installation, kept when a newer version replaces it.
    position INTEGER NOT NULL,
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE user (
    id BLOB PRIMARY KEY,
    -- As typed at sign-in.
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    -- Argon2id in PHC form.
    password_hash TEXT NOT NULL,
    -- JSON array of role keys.
    roles TEXT NOT NULL,
    -- JSON object, read in rules as user.<key>.
    attributes TEXT NOT NULL,
    disabled INTEGER NOT NULL DEFAULT 0,
    -- The entry that last changed this row.
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
    tag BLOB PRIMARY KEY,
    user BLOB NOT NULL,
    name TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    last_seen_ms INTEGER NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    -- SHA-256 of the bearer token; the token itself is nowhere on the server.
    token_hash BLOB PRIMARY KEY,
    user BLOB NOT NULL,
    device BLOB NOT NULL,
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE held (
    -- A device at cursor c has the record when from_seq <= c and not until_seq <= c.
    device BLOB NOT NULL,
    record INTEGER NOT NULL,
    from_seq INTEGER NOT NULL,
    until_seq INTEGER,
    PRIMARY KEY (device, record)
) STRICT, WITHOUT ROWID;
