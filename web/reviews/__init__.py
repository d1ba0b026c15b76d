"""Where trainers review scorecards and answer appeals, and see how well graders and people agree."""

from web.reviews import agreement, appeals, blind, decisions, queue

PAGES = (queue, agreement, blind, decisions, appeals)  # fixed paths before those that take an id
