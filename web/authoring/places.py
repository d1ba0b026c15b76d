"""Where content lives in addresses, and what the pages of one document share."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Path

from sim.domain.errors import ContentError
from sim.library import Kind
from sim.practice.authoring import Draft
from sim.practice.authoring.publishing import Standing
from sim.runtime import Runtime
from sim.store.library import LibraryDocument
from web.authoring.forms.naming import Naming
from web.marking import _, pgettext
from web.rendering.renderer import Pages


class Folder(StrEnum):
    """Where documents of a kind live in addresses."""

    SCENARIOS = "scenarios"
    ARCHETYPES = "archetypes"
    RUBRICS = "rubrics"

    @property
    def kind(self) -> Kind:
        """The kind of document."""
        return Kind(self.value.removesuffix("s"))

    @classmethod
    def of(cls, kind: Kind) -> "Folder":
        """Return the folder of a kind."""
        return cls(f"{kind.value}s")


DocumentId = Annotated[str, Path(max_length=64)]


FOLDERS: Mapping[Folder, str] = {
    Folder.SCENARIOS: pgettext("many", "案例"),
    Folder.ARCHETYPES: _("客户类型"),
    Folder.RUBRICS: pgettext("many", "量规"),
}

TABS = (
    ("form", "", _("表单")),
    ("yaml", "/yaml", "YAML"),
    ("preview", "/preview", _("预览")),
    ("tryout", "/tryout", _("试演")),
    ("history", "/history", _("历史")),
    ("publish", "/publish", _("发布")),
)


def address(folder: Folder, document_id: str) -> str:
    """Return the address of a document's form."""
    return f"/content/{folder}/{document_id}"


async def about(runtime: Runtime, pages: Pages, draft: Draft, tab: str) -> dict[str, Any]:
    """Return what every page of a document shows; ``place_of`` names a place of it in the words of its form."""
    folder = Folder.of(draft.kind)
    document = await runtime.authoring.document(draft.kind, draft.id)
    standing: Standing = await runtime.authoring.standing(draft)
    return {
        "page": "content",
        "folder": folder,
        "document_id": draft.id,
        "document": document,
        "draft": draft,
        "standing": standing,
        "home": address(folder, draft.id),
        "tab": tab,
        "tabs": TABS,
        "folder_name": FOLDERS[folder],
        "place_of": Naming(draft.kind, pages.text, archetype_names(runtime, pages)),
        "state": state_of(draft, document, has_file=draft.id in runtime.shelf.files.of_kind(draft.kind)),
    }


def archetype_names(runtime: Runtime, pages: Pages) -> dict[str, str]:
    """Return the names of all customer types by id, in the language of the page."""
    return {archetype.id: pages.own(archetype.name) for archetype in runtime.library.archetypes.values()}


def state_of(draft: Draft, document: LibraryDocument | None, *, has_file: bool) -> str:
    """Return where a document stands, as the key of its words."""
    if document is not None and document.archived_at is not None:
        return "archived"
    if draft.number == 0:
        return "published"
    in_use = document.published if document is not None else None
    if in_use is None and not has_file:
        return "draft"
    return "published" if in_use == draft.number else "pending"


def told(problems: Sequence[ContentError]) -> list[ContentError]:
    """Return problems in the order of their lines."""
    return sorted(problems, key=lambda problem: problem.line)
