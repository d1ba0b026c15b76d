"""Use cases of a practice session: start, say, end, grade, and what may be read of it.

Each opens one short transaction at a time and none while a model talks. ``Sessions`` starts, reads and ends,
``Turns`` carries a trainee's line to the customer and his answer back, ``Gradings`` makes the scorecard.
"""
