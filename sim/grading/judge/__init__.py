"""The judge that is a model: what it is asked, and what its answer comes to."""
