"""Drafting help: from a real complaint, its personal data removed, to the draft of a case that an author completes."""
