"""Good talks in a dozen trades, plain and formal: no gate fails them and each earns what a trainer would give."""

from pathlib import Path

import pytest

from sim.domain.ports import GradingCase
from sim.domain.transcript import Transcript
from sim.grading.grade import grade
from sim.grading.rules.offline import OfflineGrader
from sim.library import Library, default_roots, read_transcripts
from sim.reading import default_reader

LIBRARY = Library.load(default_roots())
TALKS = read_transcripts(Path(__file__).parent / "good_talks.jsonl", LIBRARY.scenarios)
GOOD = 70


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.id)
async def test_a_good_talk_fails_no_gate_and_is_scored_as_one(talk: Transcript) -> None:
    reader = default_reader()
    card = await grade(GradingCase(talk, LIBRARY.rubric("service-complaint")), OfflineGrader(reader), reader)
    assert [gate.reasoning for gate in card.gates if not gate.passed] == []
    assert card.total is not None
    assert card.total >= GOOD
