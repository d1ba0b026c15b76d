"""Trying out drafts: rehearsals of a persona, regradings and agreement runs of a rubric, in the background."""
