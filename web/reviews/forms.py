"""Forms that could not be taken: shown again with what was sent and what is wrong with it."""

from dataclasses import dataclass, field

from sim.domain.errors import InvalidInputError
from web.rendering.renderer import Pages


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody sent that could not be taken: the part of the page, his entries, and what is wrong with them."""

    part: str = ""
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def value(self, part: str, name: str) -> str:
        """Return an entry, to be shown again; "" in all other parts of the page."""
        return self.values.get(name, "") if part == self.part else ""

    def error(self, part: str, name: str) -> str:
        """Return what is wrong with an entry, "" where nothing is."""
        return self.errors.get(name, "") if part == self.part else ""

    def told(self, part: str) -> str:
        """Return the error of a part that belongs to none of its fields, or all of them."""
        return " ".join(self.errors.values()) if part == self.part else ""


NOTHING_SENT = Sent()


def refused(pages: Pages, part: str, values: dict[str, str], error: InvalidInputError) -> Sent:
    """Return what was sent, with the error at its field, in the language of the page."""
    return Sent(part, values, {error.field: pages.said(error.message)})
