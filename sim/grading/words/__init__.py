"""The words of a talk: read once, quoted exactly, compared."""
