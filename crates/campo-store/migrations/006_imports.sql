-- Imports of files done on this device, the last few, so that each can be taken back.
CREATE TABLE import (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    -- The file's name.
    source TEXT NOT NULL,
    -- Where its columns went, JSON: what the next file of the type begins with.
    map TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    created INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0,
    undone INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- What an import did to each record.
CREATE TABLE imported (
    import TEXT NOT NULL,
    record TEXT NOT NULL,
    -- The fields it changed as they were, JSON; NULL for a record it made.
    before TEXT,
    -- Tells whether the record is still as the import left it.
    after BLOB NOT NULL,
    PRIMARY KEY (import, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX imported_record ON imported (record);

-- What leaves a person's scope is not kept here either.
CREATE TRIGGER imported_left AFTER DELETE ON record BEGIN DELETE FROM imported WHERE record = OLD.id; END;
