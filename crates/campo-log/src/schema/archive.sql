CREATE TABLE archive (
    -- The last entry of the block, which begins after the block before.
    last INTEGER PRIMARY KEY,
    -- zstd of postcard: the number of each edit and its payload, in order. The entries keep everything but the payload.
    block BLOB NOT NULL
) STRICT;
