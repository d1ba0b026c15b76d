"""Reviewing: people have the last word on scorecards, and graders are measured against them.

``Reviews`` holds the use cases: the reviewer's desk, blind second ratings, appeals, agreement, labelled sets.
"""

from dataclasses import dataclass

from sim.practice.accounts import Access, Audit
from sim.practice.casting import Casting
from sim.practice.reviews.agreement import AgreementDesk
from sim.practice.reviews.appeals import Appeals
from sim.practice.reviews.blind import BlindRatings
from sim.practice.reviews.desk import ReviewDesk
from sim.practice.reviews.graded import GradedSessions
from sim.practice.reviews.labelled import LabelledSets
from sim.reading import Reader
from sim.store import Store

__all__ = ["Reviews", "make_reviews"]


@dataclass(frozen=True, slots=True)
class Reviews:
    """The use cases of reviewing. ``graded`` finds a session's effective scorecard for pages of other rooms."""

    graded: GradedSessions
    desk: ReviewDesk
    blind: BlindRatings
    appeals: Appeals
    agreement: AgreementDesk
    labelled: LabelledSets


def make_reviews(
    store: Store, casting: Casting, access: Access, audit: Audit, reader: Reader, *, sample: float
) -> Reviews:
    """Join the use cases; ``sample`` percent of unsuspicious sessions are reviewed all the same."""
    graded = GradedSessions(store, casting, access, audit, reader)
    desk = ReviewDesk(store, graded, sample)
    return Reviews(
        graded=graded,
        desk=desk,
        blind=BlindRatings(store, graded),
        appeals=Appeals(store, graded, desk, access),
        agreement=AgreementDesk(store, access),
        labelled=LabelledSets(store, casting, audit),
    )
