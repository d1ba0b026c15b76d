"""What entries of the audit log are about, by names: people, groups, talks and content instead of their ids."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sim.domain.audit import Action, AuditEntry, AuditNote
from sim.library import Kind
from sim.practice.authoring.entries import title_of
from sim.runtime import Runtime
from sim.store.accounts.subjects import Subjects, TalkSubject
from web.accounts.words import DETAILS, SUBJECTS, VALUES
from web.authoring.places import Folder, address
from web.marking import _
from web.rendering.renderer import Pages

_MACHINE_MADE = re.compile(r"[0-9a-f]{16,}")
_TALK = _("%(case)s（%(person)s）")
_GONE_PERSON = _("已离开的人")
_GONE_GROUP = _("已解散的班组")
_GONE = _("已经删除")
_ALL = _("全部班组")
_UNNAMED = _("没写给谁的邀请")
_PASSED = "rehearsal:"
_CODED = frozenset(name for name, _code in VALUES)
_OF_GROUPS = frozenset({"group", "joined", "left"})


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry is about: its name, and where it can be read ("" nowhere)."""

    name: str
    href: str = ""


class Names:
    """The names of what some entries speak of, in the language of a page."""

    def __init__(self, runtime: Runtime, pages: Pages, found: Subjects) -> None:
        """``found`` is what the ids in these entries stand for."""
        self._library = runtime.library
        self._pages = pages
        self._found = found

    def subject(self, note: AuditNote) -> Subject:
        """Return what an entry is about; what has gone goes by the name the entry kept, if any."""
        known = self._known(note.subject)
        if known is not None:
            return known
        if note.subject in SUBJECTS:
            return Subject(self._pages.text(SUBJECTS[note.subject]))
        if not note.subject and note.action == Action.EXPORTED:
            return Subject(self._pages.text(_ALL))
        if not _MACHINE_MADE.fullmatch(note.subject):
            return Subject(note.subject or note.detail.get("name", ""))
        return Subject(note.detail.get("name") or self._pages.text(_GONE))

    def details(self, note: AuditNote) -> list[tuple[str, str]]:
        """Return what else an entry tells, as (name, value). A name that stands as the subject is not told twice."""
        subject = self.subject(note).name
        told = [(name, self._value(name, value)) for name, value in note.detail.items() if value]
        return [
            (self._pages.text(DETAILS[name]) if name in DETAILS else name, value)
            for name, value in told
            if value and (name != "name" or value != subject)
        ]

    def _known(self, name: str) -> Subject | None:
        found = self._found
        if name in found.people:
            return Subject(found.people[name], f"/admin/people/{name}")
        if name in found.groups:
            return Subject(found.groups[name], f"/admin/people?group={name}")
        if name in found.talks:
            return Subject(self._talk(found.talks[name]), f"/sessions/{name}/scorecard")
        if name in found.invitations:
            return Subject(found.invitations[name] or self._pages.text(_UNNAMED), "/admin/invitations")
        if name in found.tokens:
            return Subject(found.tokens[name])
        return self._document(name)

    def _document(self, name: str) -> Subject | None:
        kind, slash, document = name.partition("/")
        if not slash or kind not in set(Kind):
            return None
        href = address(Folder.of(Kind(kind)), document)
        content = self._library.of_kind(Kind(kind)).get(document)
        if content is not None:
            return Subject(self._pages.own(title_of(content)), href)
        return Subject(self._found.titles[name], href) if name in self._found.titles else None

    def _talk(self, talk: TalkSubject) -> str:
        case = self._case(talk.scenario)
        person = self._found.people.get(talk.owner)
        return self._pages.text(_TALK) % {"case": case, "person": person} if person else case

    def _case(self, name: str) -> str:
        scenario = self._library.scenarios.get(name)
        return self._pages.own(scenario.title) if scenario else name

    def _value(self, name: str, value: str) -> str:
        text = self._pages.text
        if name == "owner":
            return self._found.people.get(value) or text(_GONE_PERSON)
        if name in _OF_GROUPS:
            return text(_("、")).join(self._found.groups.get(each) or text(_GONE_GROUP) for each in value.split())
        if name == "invitation":
            return self._found.invitations.get(value) or text(_UNNAMED)
        if name == "part":
            return self._part(value)
        if name == "scenario":
            return self._case(value)
        if name == "archetype":
            archetype = self._library.archetypes.get(value)
            return self._pages.own(archetype.name) if archetype else value
        if name == "ground" and value.startswith(_PASSED):
            return " ".join((text(_("试演通过")), *value.split()[1:]))
        if name in _CODED:
            return re.sub(r"[\w-]+", lambda code: text(VALUES.get((name, code[0]), code[0])), value)
        return value

    def _part(self, name: str) -> str:
        """Return a criterion or gate by its code and name, as any rubric has it."""
        for rubric in self._library.rubrics.values():
            parts = [(each.id, each.code, each.name) for group in rubric.dimensions for each in group.criteria]
            parts += [(each.id, each.code, each.name) for each in rubric.gates]
            for part, code, words in parts:
                if part == name:
                    return f"{code} {self._pages.own(words)}"
        return name


async def names_in(runtime: Runtime, pages: Pages, entries: Iterable[AuditEntry]) -> Names:
    """Look up what entries speak of."""
    ids = set()
    for entry in entries:
        ids |= {entry.note.subject, *(id_ for value in entry.note.detail.values() for id_ in value.split())}
    return Names(runtime, pages, await runtime.audit.subjects(ids - {""}))
