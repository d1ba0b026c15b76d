"""Transcripts as other programs read them: transcript files, messages for fine-tuning, tasks for annotation."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sim.domain.score import Evidence, Scorecard
from sim.domain.transcript import Speaker, Transcript
from sim.library import transcript_document
from sim.practice.overview.exports.label import NOTICE, aigc_document
from sim.reading.masking import mask


class Form(StrEnum):
    """The forms of a transcript: our own file, OpenAI's messages, Label Studio's tasks."""

    TRANSCRIPT = "transcript"
    MESSAGES = "messages"
    LABEL_STUDIO = "label-studio"

    @property
    def is_array(self) -> bool:
        """Tell whether a file of many is one JSON array; else it has an object on each line."""
        return self is not Form.MESSAGES


@dataclass(frozen=True, slots=True)
class Talk:
    """A session's transcript with its scorecard, if it has one; ``trainee`` is who speaks in it, "" where untold."""

    transcript: Transcript
    scorecard: Scorecard | None = None
    trainee: str = ""


def covered(talk: Talk) -> Talk:
    """Return the talk with phone numbers, cards and the like covered; lengths stay, so quotes keep their places."""
    transcript = talk.transcript
    turns = tuple(replace(turn, text=mask(turn.text).text) for turn in transcript.turns)
    return replace(talk, transcript=replace(transcript, turns=turns))


def document_of(talk: Talk, form: Form) -> dict[str, Any]:
    """Return a talk as a JSON object of a form, with the label of AI-generated content in it."""
    match form:
        case Form.TRANSCRIPT:
            return _labelled(transcript_document(talk.transcript), talk)
        case Form.MESSAGES:
            return _messages(talk)
        case Form.LABEL_STUDIO:
            return _task(talk)


def _messages(talk: Talk) -> dict[str, Any]:
    """The customer is the assistant: who learns from these plays the customer."""
    transcript = talk.transcript
    scenario = transcript.scenario
    roles = {Speaker.CUSTOMER: "assistant", Speaker.TRAINEE: "user"}
    about = {"id": transcript.id, "archetype": transcript.archetype, "scenario": scenario.id}
    return {
        "messages": [
            {"role": "system", "content": "\n".join(filter(None, (scenario.title.zh, scenario.briefing.zh)))},
            *({"role": roles[turn.speaker], "content": turn.text} for turn in transcript.turns if turn.text),
        ],
        "metadata": _labelled(about, talk),
    }


def _task(talk: Talk) -> dict[str, Any]:
    """A task for ``<Paragraphs value="$dialogue">`` with the grader's quotes as predictions to be mended."""
    transcript, card = talk.transcript, talk.scorecard
    data = {
        "id": transcript.id,
        "scenario": transcript.scenario.title.zh,
        "archetype": transcript.archetype,
        "dialogue": [{"author": turn.speaker.value, "text": turn.text} for turn in transcript.turns],
    }
    task: dict[str, Any] = {"data": _labelled(data, talk)}
    if card is not None:
        task["predictions"] = [
            {
                "model_version": card.model or card.engine.value,
                "score": None if card.total is None else card.total / 100,
                "result": list(_regions(transcript, card)),
            }
        ]
    return task


def _regions(transcript: Transcript, card: Scorecard) -> Iterator[dict[str, Any]]:
    places = {turn.turn: place for place, turn in enumerate(transcript.turns)}
    quoted = [(score.id, score.evidence) for score in card.criteria]
    quoted += [(gate.id, gate.evidence) for gate in card.gates if not gate.passed]
    for label, evidence in quoted:
        for item in evidence:
            if item.turn in places:
                yield _region(transcript, places[item.turn], item, label)


def _region(transcript: Transcript, place: int, item: Evidence, label: str) -> dict[str, Any]:
    return {
        "from_name": "label",
        "to_name": "dialogue",
        "type": "paragraphlabels",
        "value": {
            "start": str(place),
            "end": str(place),
            "startOffset": item.start,
            "endOffset": item.end,
            "text": transcript.turns[place].text[item.start : item.end],
            "paragraphlabels": [label],
        },
    }


def _labelled(document: dict[str, Any], talk: Talk) -> dict[str, Any]:
    who = {"trainee": talk.trainee} if talk.trainee else {}
    return {**document, **who, "notice": NOTICE.zh, "aigc": aigc_document(talk.transcript.id)}
