"""Grading: judges propose levels with quotes, code checks the evidence and makes the scorecard."""
