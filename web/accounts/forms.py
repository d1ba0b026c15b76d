"""What the forms of accounts share: where an error belongs, and what is shown of groups and roles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Form

from sim.domain.account import Group, Role
from sim.domain.errors import ConflictError, DuilianError, InvalidInputError, NotAllowedError
from web.accounts.words import LANGUAGE_CHOICES, ROLES
from web.rendering.renderer import LANGUAGE_NAMES, Pages

REFUSALS = (InvalidInputError, ConflictError, NotAllowedError)
"""Errors that are shown in the form, with all that was typed still there."""

Text = Annotated[str, Form()]
Choices = Annotated[list[str], Form(default_factory=list)]


@dataclass(frozen=True, slots=True)
class Faults:
    """The errors of a form as (field, message), and the status of the page that shows them."""

    all: Sequence[tuple[str, str]] = ()
    status: int = 200

    def of(self, field: str) -> str:
        """Return the message for a field, "" where it is right."""
        return next((message for name, message in self.all if name == field), "")


def faults_of(pages: Pages, error: DuilianError | None) -> Faults:
    """Return an error as a form shows it; none for None."""
    if error is None:
        return Faults()
    field, message = getattr(error, "field", ""), pages.said(error.message)
    status = 409 if isinstance(error, ConflictError) else 403 if isinstance(error, NotAllowedError) else 422
    return Faults(((field, message),), status)


def role_choices(pages: Pages) -> list[tuple[str, str]]:
    """Return the roles to choose from, the least first."""
    return [(role, pages.text(ROLES[role])) for role in (Role.TRAINEE, Role.TRAINER, Role.ADMINISTRATOR)]


def language_choices(pages: Pages) -> list[tuple[str, str]]:
    """Return the languages to choose from, none of them first."""
    return [("", pages.text(LANGUAGE_CHOICES[""])), *LANGUAGE_NAMES.items()]


def group_choices(pages: Pages, groups: Sequence[Group], empty: str) -> list[tuple[str, str]]:
    """Return the groups to choose one from, ``empty`` for none first."""
    return [("", pages.text(empty)), *((group.id, group.name) for group in groups)]


def said(pages: Pages, words: Mapping[str, str], code: str) -> str:
    """Return the words for a code, the code itself where there are none."""
    return pages.text(words[code]) if code in words else code
