"""Background work. The grading row is the truth; whatever runs it only carries the session's id."""

from sim.jobs.heartbeat import Heartbeat
from sim.jobs.runner import GradingRunner

__all__ = ["GradingRunner", "Heartbeat"]
