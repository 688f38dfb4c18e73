-- The first tag of a device; its later incarnations name it too. Null for a first one.
ALTER TABLE device ADD COLUMN origin BLOB;
-- As the device last reported: its program, its edits without a verdict.
ALTER TABLE device ADD COLUMN version TEXT NOT NULL DEFAULT '';
ALTER TABLE device ADD COLUMN pending INTEGER NOT NULL DEFAULT 0;
-- When its destruction was ordered, and when the device said that it is done.
ALTER TABLE device ADD COLUMN wipe_ms INTEGER;
ALTER TABLE device ADD COLUMN wiped_ms INTEGER;
-- What its locked database is opened with again; useless without the device's own file.
ALTER TABLE device ADD COLUMN deposit BLOB;

-- SHA-256 of the edit as it came: with the chain it proves that no row was changed.
ALTER TABLE verdict ADD COLUMN digest BLOB NOT NULL DEFAULT x'0000000000000000000000000000000000000000000000000000000000000000';

-- When a device was given a record, by the server's clock: what a lost device held at a date.
ALTER TABLE held ADD COLUMN given_ms INTEGER NOT NULL DEFAULT 0;
CREATE TABLE held_before (
    device BLOB NOT NULL,
    record INTEGER NOT NULL,
    given_ms INTEGER NOT NULL,
    taken_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX held_before_device ON held_before (device);

CREATE TABLE quarantine (
    n INTEGER PRIMARY KEY,
    device BLOB NOT NULL,
    number INTEGER NOT NULL,
    user BLOB NOT NULL,
    record BLOB NOT NULL,
    -- revoked: device or person had no access; rights: they had the right once
    cause TEXT NOT NULL,
    reason TEXT NOT NULL,
    received_ms INTEGER NOT NULL,
    -- The edit in postcard, as it came.
    payload BLOB NOT NULL,
    -- campo_wire::sync::Verdict in postcard and the entry that says so, once somebody decided.
    outcome BLOB,
    decided_seq INTEGER,
    UNIQUE (device, number)
) STRICT;
CREATE INDEX quarantine_decided ON quarantine (user, decided_seq) WHERE decided_seq IS NOT NULL;
CREATE INDEX quarantine_open ON quarantine (device, record) WHERE outcome IS NULL;

CREATE TABLE epoch (
    -- Rises with each restore of a backup.
    number INTEGER PRIMARY KEY,
    -- The last entry it has in common with the epoch before.
    shared INTEGER NOT NULL,
    began_ms INTEGER NOT NULL,
    -- The last entry of an earlier epoch that any device knew of.
    known INTEGER NOT NULL
) STRICT;
CREATE TABLE returned (
    -- Entries lost with a restore that a device offered again, by their old number.
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    device BLOB NOT NULL,
    PRIMARY KEY (epoch, seq)
) STRICT, WITHOUT ROWID;
