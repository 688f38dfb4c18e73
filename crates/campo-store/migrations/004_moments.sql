-- No two acts of a device are of one moment: the server tells by it an act that comes twice.
CREATE INDEX edit_moment ON edit (at_ms);
