"""A persona played against scripted agents, and what is measured of it before people meet it."""
