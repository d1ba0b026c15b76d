"""Trials of drafts as they are stored."""

from sim.store.tryouts.store import TryoutStore

__all__ = ["TryoutStore"]
