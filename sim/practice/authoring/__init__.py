"""Authoring: drafts of archetypes, scenarios and rubrics, their versions, and the shelf of what is published."""
