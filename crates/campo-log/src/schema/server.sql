CREATE TABLE tenant (
    -- Also the name of its file: tenants/<key>.sqlite
    key TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
