"""What entries of the audit log are about, by names: people, talks and content instead of their ids."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.domain.audit import Action, AuditEntry
from sim.domain.errors import NotFoundError
from sim.domain.session import Session
from sim.library import Kind
from sim.practice.authoring.entries import title_of
from sim.runtime import Runtime
from web.authoring.places import Folder, address
from web.marking import _
from web.rendering.renderer import Pages

ABOUT_TALKS = frozenset({Action.TRANSCRIPT_VIEWED, Action.OVERRIDDEN, Action.APPEAL_ANSWERED})
OWNER = "owner"
_TALK = _("%(case)s（%(person)s）")


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry is about: its name and where it can be read."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Names:
    """``subjects`` by their ids, ``people`` by theirs; what is gone, or was never named, is in neither."""

    subjects: Mapping[str, Subject]
    people: Mapping[str, str]


async def names_in(runtime: Runtime, pages: Pages, entries: Iterable[AuditEntry]) -> Names:
    """Look up what entries speak of."""
    notes = [entry.note for entry in entries]
    talks = [
        talk
        for name in {note.subject for note in notes if note.action in ABOUT_TALKS}
        if (talk := await _talk(runtime, name)) is not None
    ]
    ids = {*(note.subject for note in notes), *(note.detail.get(OWNER, "") for note in notes)}
    people = await runtime.store.people.named({*ids, *(talk.owner for talk in talks)} - {""})
    found = {name: Subject(shown, f"/admin/people/{name}") for name, shown in people.items()}
    for note in notes:
        kind, slash, document = note.subject.partition("/")
        content = runtime.library.of_kind(Kind(kind)).get(document) if slash and kind in set(Kind) else None
        if content is not None:
            found[note.subject] = Subject(pages.own(title_of(content)), address(Folder.of(Kind(kind)), document))
    for talk in talks:
        found[talk.id] = Subject(_talk_name(runtime, pages, talk, people), f"/sessions/{talk.id}/scorecard")
    return Names(found, people)


async def _talk(runtime: Runtime, session_id: str) -> Session | None:
    try:
        return await runtime.store.load_session(session_id)
    except NotFoundError:
        return None


def _talk_name(runtime: Runtime, pages: Pages, talk: Session, people: Mapping[str, str]) -> str:
    scenario = runtime.library.scenarios.get(talk.scenario.id)
    case = pages.own(scenario.title) if scenario else talk.scenario.id
    person = people.get(talk.owner)
    return pages.text(_TALK) % {"case": case, "person": person} if person else case
