//! What device and server share of SQLite: opening, durability, migrations, projections, lists.
