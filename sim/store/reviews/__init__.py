"""What people say of scorecards, as it is stored: the queue, overrides, comments, second ratings, appeals.

``review_store`` is the surface. Nothing is imported here, since gradings enter the queue and labelled sets are graded.
"""
