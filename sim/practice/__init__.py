"""Use cases: sessions, from start to scorecard, and in rooms of their own accounts, authoring, reviews, overviews.

Each opens one short transaction at a time and none while a model talks. ``Sessions`` starts, reads and ends,
``Turns`` carries a trainee's line to the customer and his answer back, ``Gradings`` makes the scorecard.
"""
