"""The web: FastAPI app factory, routes by page, templates, static sources."""
