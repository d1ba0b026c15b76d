"""Benchmarks: ``python -m tests.bench`` prints all figures as a table, or with ``--json`` as one object.

What a trainee feels is measured against the same upstream asked directly in the same run, so the figures hold on a
noisy machine. Loopback only; everything is bounded in time and stops by itself.
"""
