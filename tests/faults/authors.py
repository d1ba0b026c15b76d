"""Authors who never give up: what is broken off they look up, and send again until they are told that it is done."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

from sim.library import Kind
from sim.library.bundle import Member, pack
from tests.faults.clients import Client

_IMPORT_EVERY = 3
_PUBLISH_EVERY = 2
_PATIENCE_SECONDS = 0.02
_FORM = "content-type: application/x-www-form-urlencoded\r\n"
_EDGE = "edge-of-a-part"
_CASE = """\
id: {id}
title: 第{number}稿
trade: 供水
briefing: 您是营业厅的坐席，客户来问账单。
facts:
  - {{id: tripled, text: 客户上月水费是平时的三倍。, said: [平时三十，上月九十。]}}
  - {{id: meter, text: 水表在走廊。, disclosure: asked, said: [表在走廊里。], asked_by: [水表]}}
responsibility:
  - {{matter: 抄表, fault: unclear, established: false}}
severity: moderate
opinion_risk: low
hidden_need: {{text: 怕以后月月如此。, hints: [以后还会这样吗。], said: [我怕月月这样。], asked_by: [担心]}}
demand: {{text: 查清并退多收的钱。, said: [把多收的退我。]}}
authority: [上门查表]
forbidden: [当场退钱]
openings: {{stubborn: [水费怎么翻了三倍？]}}
typical_archetype: stubborn
"""


def text_of(document: str, number: int) -> str:
    """Return the text of a document in its author's round ``number``."""
    return _CASE.format(id=document, number=number)


@dataclass(slots=True)
class Work:
    """What authors were told: rounds saved and published, by document; acts that a kill cut, by what they were."""

    saved: dict[str, list[int]] = field(default_factory=dict)
    published: dict[str, list[int]] = field(default_factory=dict)
    cut: Counter[str] = field(default_factory=Counter)
    torn: list[str] = field(default_factory=list)
    done: int = 0


class Author:
    """Writes one document, round after round: imported from a zip with its twin, saved as a draft, published."""

    def __init__(self, client: Client, document: str, work: Work) -> None:
        self._client = client
        self._document = document
        self._work = work
        self._place = f"/content/scenarios/{document}"

    async def write(self, over: asyncio.Event) -> None:
        """Write until it is over."""
        number = 0
        while not over.is_set():
            number += 1
            if number % _IMPORT_EVERY == 1:
                await self._import(number)
            else:
                await self._save(number)
            if number % _PUBLISH_EVERY == 0:
                await self._publish(number)

    async def _import(self, number: int) -> None:
        documents = (self._document, f"{self._document}-twin")
        packed = pack(Member(Kind.SCENARIO, name, text_of(name, number)) for name in documents)
        part = f'--{_EDGE}\r\ncontent-disposition: form-data; name="file"; filename="content.zip"\r\n\r\n'
        body = part.encode() + packed + f"\r\n--{_EDGE}--\r\n".encode()
        kind = f"content-type: multipart/form-data; boundary={_EDGE}\r\n"
        await self._until_told("import", "/content/import", body, kind, b"</html>", number)
        for name in documents:
            self._work.saved.setdefault(name, []).append(number)

    async def _save(self, number: int) -> None:
        sheet = {"base": number - 1, "text": text_of(self._document, number), "note": "", "act": "save"}
        body = urlencode(sheet).encode()
        await self._until_told("save", f"{self._place}/yaml", body, _FORM, f"yaml?saved={number}".encode(), number)
        self._work.saved[self._document].append(number)

    async def _publish(self, number: int) -> None:
        body = urlencode({"base": number, "reason": "试过了"}).encode()
        told = f"history?published={number}".encode()
        await self._until_told("publish", f"{self._place}/publish", body, _FORM, told, number)
        self._work.published.setdefault(self._document, []).append(number)

    async def _until_told(self, act: str, path: str, body: bytes, kind: str, told: bytes, number: int) -> None:
        """Send until the answer says ``told``; after each failure the document is the last round's or this one's."""
        cut = False
        while True:
            status, lines = await self._client.ask("POST", path, body, kind)
            if any(told in line for line in lines):
                break
            if status not in (0, 200, 303, 503):
                self._client.memory.wrong.append(f"{act} {self._document} {number}: {status} {lines[-1:]}")
                await asyncio.sleep(1)
            cut = cut or status == 0
            await asyncio.sleep(_PATIENCE_SECONDS)
            await self._look(number)
        self._work.cut[act] += cut
        self._work.done += 1

    async def _look(self, number: int) -> None:
        """Note where the document is neither as it was nor as it is to be."""
        status, lines = await self._client.ask("GET", f"{self._place}/export.yaml")
        if status == 404 and number == 1:
            return
        if status == 200 and (text := _whole(lines)) is not None:
            if text not in (text_of(self._document, number - 1), text_of(self._document, number)):
                self._work.torn.append(f"{self._document} {number}: {text[:80]!r}")
        elif status not in (0, 200, 503):
            self._client.memory.wrong.append(f"{self._document} {number}: {status}")


def _whole(lines: list[bytes]) -> str | None:
    """Return the body of an answer, None where it broke off."""
    length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), -1)
    body = b"\n".join(lines[lines.index(b"") + 1 :]) + b"\n" if b"" in lines else b""
    return body.decode() if len(body) == length else None
