"""One person's data: handed out whole, deleted whole."""

import base64
import secrets
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from sim.domain.account import Role, Viewer
from sim.domain.audit import Action
from sim.domain.errors import ConflictError, NotAllowedError
from sim.practice.accounts import Audit
from sim.practice.accounts.audit import noted_by
from sim.practice.accounts.people import People, PersonChange
from sim.practice.overview.exports.label import NOTICE
from sim.practice.overview.roster import Person
from sim.store import Store


class PersonalData:
    """What is stored about one person: for himself and for administrators."""

    def __init__(self, store: Store, people: People, audit: Audit) -> None:
        """``people`` keeps accounts; ``audit`` is where hand-outs and deletions are written down."""
        self._store = store
        self._people = people
        self._audit = audit

    async def export(self, viewer: Viewer, person: Person) -> AsyncIterator[bytes]:
        """Return every row about a person as JSON Lines (``{"table", "row"}``), as they come; no credentials.

        Raises NotAllowedError for anybody but himself and administrators.
        """
        if viewer.id != person.id and not viewer.is_at_least(Role.ADMINISTRATOR):
            raise NotAllowedError
        await self._audit.note(viewer, Action.EXPORTED, person.key, {"form": "personal-data"})
        return self._lines(person)

    async def delete(self, viewer: Viewer, person: Person) -> int:
        """Delete a person's account and all he practised; return how many sessions that were.

        What he wrote about others (reviews, content) stays without his name; the audit log stays as it is.
        The account is disabled first, so that nobody practises with it meanwhile. Raises NotAllowedError for anybody
        but administrators, ConflictError for one's own account and for the last administrator's.
        """
        if not viewer.is_at_least(Role.ADMINISTRATOR):
            raise NotAllowedError
        if person.id and person.id == viewer.id:
            raise ConflictError(
                "不能删除自己正在用的账号，请另一位管理员来删。"
                " / You cannot delete the account you are using; ask another administrator."
            )
        if person.id:
            await self._people.change(viewer, person.id, PersonChange(disabled=True))
        deleted = 0
        while some := await self._store.privacy.purge_owner(person.id):
            deleted += some
        note = noted_by(viewer, Action.PERSON_DELETED, person.key, {"sessions": str(deleted)})
        await self._store.privacy.forget(person.id, f"gone-{secrets.token_hex(8)}", note)
        return deleted

    async def _lines(self, person: Person) -> AsyncIterator[bytes]:
        yield _line({"table": "", "row": {"exported_at": datetime.now(UTC), "notice": NOTICE.zh}})
        for table, row in await self._store.privacy.rows_of(person.id):
            yield _line({"table": table, "row": row})
        after = ""
        while sessions := await self._store.privacy.sessions_of(person.id, after):
            for session_id in sessions:
                rows = await self._store.privacy.rows_of_session(session_id)
                yield b"".join(_line({"table": table, "row": row}) for table, row in rows)
            after = sessions[-1]


def _line(document: Mapping[str, Any]) -> bytes:
    return orjson.dumps(document, default=_plain, option=orjson.OPT_APPEND_NEWLINE)


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} is not written as JSON")
