-- What this device was told to erase, for as long as free pages and the search index may still have it.
CREATE TABLE to_scrub (one INTEGER PRIMARY KEY CHECK (one = 1)) STRICT;
