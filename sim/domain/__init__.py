"""Pure frozen types of the field. No I/O, no framework, no third-party import: every other room speaks in these."""
