"""A database brought to the present schema, backed up, and moved to another."""
