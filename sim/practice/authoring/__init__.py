"""Authoring: drafts of archetypes, scenarios and rubrics, their versions, and the shelf of what is published."""

from sim.practice.authoring.authoring import Authoring, History
from sim.practice.authoring.drafts import Draft, UnreadableDraftError
from sim.practice.authoring.exchange import Exchange
from sim.practice.authoring.publishing import PublishGate, ReasonNeededError
from sim.practice.authoring.shelf import Shelf

__all__ = [
    "Authoring",
    "Draft",
    "Exchange",
    "History",
    "PublishGate",
    "ReasonNeededError",
    "Shelf",
    "UnreadableDraftError",
]
