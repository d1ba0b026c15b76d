"""Reads one trainee line and tells which moves it makes, with the exact words of each. No I/O at read time."""

from sim.reading.context import ReadingContext
from sim.reading.reader import Reader, default_reader

__all__ = ["Reader", "ReadingContext", "default_reader"]
