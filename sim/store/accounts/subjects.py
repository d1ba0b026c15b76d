"""What the ids in the audit log stand for, as far as that is still there: names and titles, never a transcript."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, select

from sim.store.schema import account, api_token, invitation, library_document, practice_group, session


@dataclass(frozen=True, slots=True)
class TalkSubject:
    """A session as the log speaks of it: whose it is, and in which case."""

    owner: str
    scenario: str


@dataclass(frozen=True, slots=True)
class Subjects:
    """What some ids stand for. What has gone, or never was, is in none of these.

    ``people`` and ``groups`` by their names, ``tokens`` by what they are for, ``invitations`` by whom they are meant
    for ("" where nobody wrote that down), ``titles`` of content written at the desk by ``kind/id``.
    """

    people: Mapping[str, str]
    groups: Mapping[str, str]
    tokens: Mapping[str, str]
    invitations: Mapping[str, str]
    titles: Mapping[str, str]
    talks: Mapping[str, TalkSubject]


def read(connection: Connection, ids: Collection[str]) -> Subjects:
    """Look ids up, whichever table they are from; the owners of talks are among the people."""
    wanted = frozenset(ids)
    talks = {
        row.id: TalkSubject(row.owner, row.scenario_id)
        for row in connection.execute(
            select(session.c.id, session.c.owner, session.c.scenario_id).where(session.c.id.in_(wanted))
        )
    }
    people = wanted | {talk.owner for talk in talks.values()}
    return Subjects(
        people=_pairs(connection, account.c.id, account.c.shown_name, people),
        groups=_pairs(connection, practice_group.c.id, practice_group.c.name, wanted),
        tokens=_pairs(connection, api_token.c.id, api_token.c.name, wanted),
        invitations=_pairs(connection, invitation.c.id, invitation.c.note, wanted),
        titles=_titles(connection, wanted),
        talks=talks,
    )


def _pairs(connection: Connection, key: Column[Any], value: Column[Any], wanted: Collection[str]) -> Mapping[str, str]:
    return {row[0]: row[1] for row in connection.execute(select(key, value).where(key.in_(wanted)))}


def _titles(connection: Connection, wanted: Collection[str]) -> Mapping[str, str]:
    names = {name for _kind, slash, name in (each.partition("/") for each in wanted) if slash}
    table = library_document
    found = connection.execute(select(table.c.kind, table.c.id, table.c.title).where(table.c.id.in_(names)))
    return {f"{row.kind}/{row.id}": row.title for row in found}
