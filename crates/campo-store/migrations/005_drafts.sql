-- What somebody began to type and did not save. It never leaves the device.
CREATE TABLE draft (
    -- What it is a draft of, as the page names it.
    key TEXT PRIMARY KEY,
    -- As the page wrote it.
    content TEXT NOT NULL,
    at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
