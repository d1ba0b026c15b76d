"""What a group has practised, assignments, exports, tokens and cost, privacy."""

from web.overview import assignments, exports, groups, persons, privacy, sessions, usage

PAGES = (groups, persons, sessions, assignments, usage, exports, privacy)
