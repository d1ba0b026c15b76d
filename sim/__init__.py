"""Duilian's engine room: everything that works without a web framework.

The rooms import only downward (checked by import-linter): ``runtime`` → ``settings | jobs`` → ``practice`` →
``customer | grading | store | library`` → ``reading | llm`` → ``domain``.
"""

__version__ = "0.1.0"
