-- 1 once all of the record was erased: nothing of it is ever shown or taken again.
ALTER TABLE record ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;

CREATE TABLE erasure (
    n INTEGER PRIMARY KEY,
    -- The entry that says so.
    seq INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    -- Who ordered it; null for whoever runs the server.
    user BLOB,
    reason TEXT NOT NULL,
    record BLOB NOT NULL,
    -- JSON array of field keys; empty for all of the record.
    fields TEXT NOT NULL
) STRICT;
CREATE INDEX erasure_record ON erasure (record);

CREATE TABLE erasure_device (
    erasure INTEGER NOT NULL,
    -- A device that had the record, in one of its incarnations.
    device BLOB NOT NULL,
    -- When it was heard of after it had carried the erasure out.
    acknowledged_ms INTEGER,
    PRIMARY KEY (erasure, device)
) STRICT, WITHOUT ROWID;
CREATE INDEX erasure_open ON erasure_device (device) WHERE acknowledged_ms IS NULL;
