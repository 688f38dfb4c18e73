CREATE TABLE blob (
    -- BLAKE3 of the bytes.
    hash BLOB PRIMARY KEY,
    -- As whoever began to send it said: what is counted against the tenant's storage.
    size INTEGER NOT NULL,
    -- 1 once all bytes are here and have this hash.
    complete INTEGER NOT NULL DEFAULT 0,
    -- Who began to send it.
    user BLOB NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE blob_use (
    hash BLOB NOT NULL,
    -- The record and facet that name it now: whoever may read the facet may read the blob.
    record INTEGER NOT NULL,
    facet TEXT NOT NULL,
    -- Who named it: may send its bytes, even after losing sight of the record.
    user BLOB NOT NULL,
    PRIMARY KEY (hash, record, facet)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_use_record ON blob_use (record);
