-- What this device is and how far it is: identity, position, chain, token.
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value BLOB NOT NULL
) WITHOUT ROWID;

-- The installed modules as the server sent them.
CREATE TABLE module (
  key      TEXT PRIMARY KEY,
  manifest TEXT NOT NULL                -- canonical JSON
) WITHOUT ROWID;

-- Rises whenever a module is written, so that every open connection notices.
CREATE TABLE module_count (total INTEGER NOT NULL);
INSERT INTO module_count VALUES (0);
CREATE TRIGGER module_added AFTER INSERT ON module BEGIN UPDATE module_count SET total = total + 1; END;
CREATE TRIGGER module_changed AFTER UPDATE ON module BEGIN UPDATE module_count SET total = total + 1; END;
CREATE TRIGGER module_removed AFTER DELETE ON module BEGIN UPDATE module_count SET total = total + 1; END;

-- The people of the tenant, and whose the devices are: names for conflicts and history.
CREATE TABLE person (
  id    TEXT PRIMARY KEY,
  name  TEXT NOT NULL,
  roles TEXT NOT NULL                   -- JSON array of role keys
) WITHOUT ROWID;

CREATE TABLE device (
  tag  BLOB PRIMARY KEY,
  user TEXT NOT NULL,
  name TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE record (
  n          INTEGER PRIMARY KEY,       -- this device's handle, the row id of projections and search
  id         TEXT NOT NULL UNIQUE,
  type       TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  confirmed  INTEGER NOT NULL,          -- 1 once the server has it in this person's scope
  tomb_device BLOB,                     -- the confirmed tombstone, NULL while the record lives
  tomb_ms     INTEGER,
  tomb_conflict INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX record_by_type ON record (type, n);

-- One Automerge document per facet, and one per text that merges letter by letter, as campo_document::Part stores them.
CREATE TABLE document (
  n         INTEGER NOT NULL,
  facet     TEXT NOT NULL,
  confirmed BLOB,                       -- what the server's log says, NULL for a facet it does not have yet
  current   BLOB,                       -- with the edits on top that are not in the log yet, NULL when there are none
  text      TEXT,                       -- what the current document of a text says
  PRIMARY KEY (n, facet)
) WITHOUT ROWID;

-- Every edit made on this device. Accounting: each is in exactly one state.
CREATE TABLE edit (
  local   INTEGER PRIMARY KEY AUTOINCREMENT, -- the order they were made in
  device  BLOB NOT NULL,                -- with number: its name on the wire, given when it is first sent
  number  INTEGER,
  n       INTEGER NOT NULL,
  kind    TEXT NOT NULL,                -- create, update, delete, restore
  facet   TEXT,                         -- of a change
  state   INTEGER NOT NULL,             -- 0 local, 1 sent, 2 accepted, 3 accepted with conflict, 4 refused, 5 quarantined, 6 discarded
  in_log  INTEGER NOT NULL DEFAULT 0,   -- 1 once pulled back, so that the confirmed document holds it
  seq     INTEGER,                      -- its number in the log, once known
  grp     INTEGER,                      -- edits of one group share the local number of its first
  reason  TEXT,                         -- JSON of the refusal
  at_ms   INTEGER NOT NULL,
  payload BLOB NOT NULL,                -- postcard of campo_document::Edit
  UNIQUE (device, number)
);
CREATE INDEX edit_open ON edit (state, local);
CREATE INDEX edit_of_record ON edit (n, local);

-- The log's edits as this device received them: the history it can show without a connection.
CREATE TABLE entry (
  seq     INTEGER PRIMARY KEY,
  n       INTEGER NOT NULL,
  payload BLOB NOT NULL
);
CREATE INDEX entry_of_record ON entry (n, seq);
