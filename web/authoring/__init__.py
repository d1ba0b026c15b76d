"""Where trainers write archetypes, scenarios and rubrics, try them out and publish them."""

from web.authoring import (
    complaint,
    drafted,
    editing,
    exchanging,
    guided,
    listing,
    publishing,
    reading,
    tryout,
    tryout_rubric,
    yaml_page,
)

PAGES = (
    complaint,
    guided,
    drafted,
    exchanging,
    listing,
    tryout_rubric,
    tryout,
    yaml_page,
    reading,
    publishing,
    editing,
)
