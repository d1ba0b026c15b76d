"""The two kinds of database: their addresses, connections and errors, and how each runs a transaction."""
