"""What practice adds up to: overviews of a group, assignments, exports, tokens and cost, personal data, retention."""
