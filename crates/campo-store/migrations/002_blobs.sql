-- The attached files that records of this device name, or that were handed over here.
CREATE TABLE blob (
  hash      BLOB PRIMARY KEY,           -- BLAKE3 of the bytes
  size      INTEGER NOT NULL,           -- as a description says, until the bytes are here
  file      TEXT UNIQUE,                -- its name in the folder of blobs, NULL while nothing of it is here
  complete  INTEGER NOT NULL DEFAULT 0, -- 1 once the file holds all of it, verified
  on_server INTEGER NOT NULL DEFAULT 0, -- 1 once the server is known to have all of it
  named     INTEGER NOT NULL DEFAULT 0, -- 1 once a record named it: from then on its bytes are owed to the server
  pinned    INTEGER NOT NULL DEFAULT 0,
  made_ms   INTEGER,                    -- when it was handed over here, NULL for one from elsewhere
  failures  INTEGER NOT NULL DEFAULT 0, -- transfers that failed since the last that did not
  next_ms   INTEGER NOT NULL DEFAULT 0, -- not to be tried before
  refused   TEXT                        -- why the server did not take it
) WITHOUT ROWID;
CREATE INDEX blob_unfinished ON blob (hash) WHERE complete = 0 OR on_server = 0;

-- Which records name them.
CREATE TABLE blob_use (
  n          INTEGER NOT NULL,          -- the record
  hash       BLOB NOT NULL,
  thumb      INTEGER NOT NULL,          -- 1 when it is the small picture of a file
  replicates INTEGER NOT NULL,          -- 1 when the record's module lets it come by itself
  PRIMARY KEY (n, hash, thumb)
) WITHOUT ROWID;
CREATE INDEX blob_use_of ON blob_use (hash);
