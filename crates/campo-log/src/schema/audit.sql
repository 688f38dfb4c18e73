CREATE TABLE audit (
    -- Without gaps: a row taken out shows.
    seq INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    -- Who did it; null for whoever runs the server.
    user BLOB,
    -- As `user.create`: what was done, to what kind of thing.
    action TEXT NOT NULL,
    resource_type TEXT NOT NULL,
    resource TEXT NOT NULL,
    -- JSON, without secrets and without the content of records.
    detail TEXT NOT NULL,
    -- SHA-256 over the row before's and this row's content.
    hash BLOB NOT NULL
) STRICT;
CREATE INDEX audit_user ON audit (user, seq) WHERE user IS NOT NULL;
CREATE INDEX audit_action ON audit (action, seq);
-- Append-only, for whoever holds this file by way of the program.
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;
CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never removed'); END;
