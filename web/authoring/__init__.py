"""Where trainers write archetypes, scenarios and rubrics, try them out and publish them."""

from web.authoring import editing, exchanging, listing, publishing, reading, yaml_page
from web.authoring.drafting import complaint, drafted, guided
from web.authoring.tryout import parts, rubric

PAGES = (
    complaint,
    guided,
    drafted,
    exchanging,
    listing,
    rubric,
    parts,
    yaml_page,
    reading,
    publishing,
    editing,
)
