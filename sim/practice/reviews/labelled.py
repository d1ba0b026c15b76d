"""Labelled sets: transcripts with people's labels, loaded from files as sessions with ratings, and given out again."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import orjson

from sim.domain.account import Viewer
from sim.domain.archetype import Archetype
from sim.domain.audit import Action
from sim.domain.errors import InvalidInputError
from sim.domain.ports import GradingCase
from sim.domain.review import Author, Rating, RatingSource
from sim.domain.scenario import Scenario
from sim.domain.score import Scorecard
from sim.domain.session import ContentRef, Session, SessionSettings, TurnRecord, TurnStatus
from sim.domain.text import Bilingual
from sim.domain.transcript import Transcript
from sim.grading.agreement.labels import Label
from sim.grading.documents import scorecard_document
from sim.library import transcript_document, versioned
from sim.practice.accounts import Audit
from sim.practice.casting import Casting
from sim.practice.reviews.agreement import AgreementReport
from sim.practice.reviews.graded import LABELLED
from sim.practice.reviews.labels import raters_of
from sim.practice.reviews.texts import checked_text
from sim.store import Store
from sim.store.reviews.records import LabelledImport

SET_NAME_LIMIT = 60
"""Longest name of a labelled set, in characters."""


@dataclass(frozen=True, slots=True)
class ExportedSet:
    """A labelled set as files: ``transcripts.jsonl`` and one file of labels for each person who gave any."""

    files: Mapping[str, bytes]


class LabelledSets:
    """Keeps labelled sets apart from what people practised: in nobody's history, no queue, no group's figures."""

    def __init__(self, store: Store, casting: Casting, audit: Audit) -> None:
        """``casting`` pins content and finds sessions again."""
        self._store = store
        self._casting = casting
        self._audit = audit

    async def keep(
        self,
        set_name: str,
        case: GradingCase,
        card: Scorecard,
        archetype: Archetype | None,
        labels: Mapping[str, Label],
    ) -> str:
        """Keep one graded transcript with its labels and return the id of its session.

        The same transcript under the same grader is one session, however often it is loaded.

        Args:
            set_name: Names the set.
            case: The transcript and the rubric it was graded by.
            card: Its scorecard.
            archetype: The library's, None where the transcript names another.
            labels: By the rater's name.

        Raises:
            InvalidInputError: The name is empty or too long, or cannot stand in a path.
            ConflictError: The set holds other words under this transcript's id.
        """
        name = _checked_name(set_name)
        now = datetime.now(UTC)
        played = versioned(archetype or _unknown_archetype(case.transcript))
        scenario = versioned(case.transcript.scenario)
        session = _session(name, case, card, played, scenario, now)
        await self._store.reviews.keep_labelled(
            LabelledImport(
                session=session,
                content=self._casting.pinned_content(played, scenario, case.rubric),
                scorecard=scorecard_document(replace(card, id=session.id)),
                ratings=tuple(_rating(session.id, rater, label, now) for rater, label in labels.items()),
                set_name=name,
                transcript_id=case.transcript.id,
            )
        )
        return session.id

    async def export(self, viewer: Viewer, report: AgreementReport) -> ExportedSet:
        """Return the sessions of a report with what people said of them, as ``duilian agree`` reads them.

        People are numbered, not named: ``labels-1.jsonl`` … in the order of their ids.
        """
        transcripts = []
        for card in report.cards:
            played = await self._casting.stored(card.rated.session_id)
            transcripts.append(transcript_document(replace(played.transcript(), id=card.name)))
        files = {"transcripts.jsonl": _lines(transcripts)}
        for number, labels in enumerate(raters_of(report.cards).values(), start=1):
            files[f"labels-{number}.jsonl"] = _lines(_label_document(label) for label in labels)
        await self._audit.note(viewer, Action.EXPORTED, "labelled-set", {"sessions": str(len(transcripts))})
        return ExportedSet(files)


def _checked_name(name: str) -> str:
    plain = checked_text(name, "set", limit=SET_NAME_LIMIT)
    if "/" in plain:
        raise InvalidInputError("标注集的名字里不能有斜线。 / The name of a set cannot hold a slash.", field="set")
    return plain


def _session(
    set_name: str, case: GradingCase, card: Scorecard, archetype: Archetype, scenario: Scenario, now: datetime
) -> Session:
    return Session(
        id=_session_id(set_name, case.transcript.id, card),
        scenario=ContentRef(scenario.id, scenario.version),
        archetype=ContentRef(archetype.id, archetype.version),
        rubric=ContentRef(case.rubric.id, case.rubric.version),
        settings=SessionSettings(seed=0),
        engine=card.engine,
        model=None,
        prompt_version="",
        created_at=now,
        ended_at=now,
        turns=tuple(_records(case.transcript, now)),
        owner=LABELLED + set_name,
    )


def _session_id(set_name: str, transcript_id: str, card: Scorecard) -> str:
    grader = (card.engine.value, card.model or "", card.prompt_version, card.rubric_id, card.rubric_version)
    return hashlib.sha256(orjson.dumps([set_name, transcript_id, *grader])).hexdigest()[:24]


def _unknown_archetype(transcript: Transcript) -> Archetype:
    """Return a type of customer of which only the id is known."""
    nothing = Bilingual("")
    return Archetype(
        id=transcript.archetype,
        name=Bilingual(transcript.archetype),
        summary=nothing,
        motive=nothing,
        key=nothing,
        pitfalls=(),
        style=(),
        never=(),
        start_anger=0,
        start_trust=0,
        rules=(),
        doors=(),
    )


def _records(transcript: Transcript, now: datetime) -> Iterator[TurnRecord]:
    for turn in transcript.turns:
        status = TurnStatus.INTERRUPTED if turn.interrupted else TurnStatus.COMPLETE
        yield TurnRecord(turn.turn, turn.speaker, turn.text, status, now)


def _rating(session_id: str, rater: str, label: Label, now: datetime) -> Rating:
    return Rating(
        session_id=session_id,
        author=Author(LABELLED + rater, rater),
        criteria=label.criteria,
        gates=label.gates,
        created_at=now,
        total=label.total,
        source=RatingSource.IMPORTED,
    )


def _label_document(label: Label) -> dict[str, Any]:
    document: dict[str, Any] = {"id": label.id, "criteria": dict(label.criteria), "gates": dict(label.gates)}
    return document if label.total is None else {**document, "total": label.total}


def _lines(documents: Iterable[Mapping[str, Any]]) -> bytes:
    return b"".join(orjson.dumps(document) + b"\n" for document in documents)
