-- The track that is being recorded. It never leaves the device as such.
CREATE TABLE recording (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    started_ms INTEGER NOT NULL,
    paused INTEGER NOT NULL,
    -- What it is for and which fences it watches, JSON.
    plan TEXT NOT NULL,
    -- What is known of its positions, JSON.
    totals TEXT NOT NULL
) STRICT;

-- What was written of it, a minute or so at once.
CREATE TABLE recorded (
    n INTEGER PRIMARY KEY,
    -- The encoded positions.
    segment BLOB NOT NULL,
    -- The fences crossed, JSON.
    crossings TEXT NOT NULL
) STRICT;
