"""Trying out drafts: a talk with a customer or case, old sessions graded anew by a rubric."""
