-- A walk over all records that began from nothing: 1 = forget the record if the walk does not meet it, 2 = the server
-- lost its log after a backup: bring the record back.
ALTER TABLE record ADD COLUMN unseen INTEGER NOT NULL DEFAULT 0;
CREATE INDEX record_unseen ON record (unseen) WHERE unseen > 0;
-- 1 for an edit that was accepted once, by a log that the server lost.
ALTER TABLE edit ADD COLUMN returned INTEGER NOT NULL DEFAULT 0;
