"""The reader as a whole: spans, order, determinism, whatever the text."""

from hypothesis import given
from hypothesis import strategies as st

from sim.domain.moves import Reading
from sim.domain.scenario import CaseFact, HiddenNeed, Scenario
from sim.domain.text import Bilingual
from sim.reading import ReadingContext, default_reader

SCENARIO = Scenario(
    id="gym-card",
    title=Bilingual("健身卡停卡"),
    facts=(CaseFact("f1", "10月8日申请停卡30天，前台没有录入"), CaseFact("f2", "11月多扣会费268元")),
    hidden_need=HiddenNeed("怕被当成占便宜的人"),
    authority=("补录停卡30天", "多扣的268元原路退回"),
    forbidden=("不得承诺退整年会费",),
)
CONTEXT = ReadingContext(SCENARIO, "停卡一个月你们照扣268，谁给我个说法？", ("您好，我先查一下。",), 4)
PIECES = st.sampled_from(
    [
        "您好",
        "對不起",
        "　",
        "\u200b",
        "，",
        "。",
        "\n",
        "“",
        "”",
        "３点前",
        "我给您回电",
        "没办法",
        "ＯＫ",
        "😀",
        "İ",
        "\ud800",
    ]
)

READER = default_reader()


def read(text: str) -> Reading:
    return READER.read(text, CONTEXT)


@given(st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=30).map("".join)))
def test_every_quote_is_the_slice_it_claims_to_be(text: str) -> None:
    reading = read(text)
    assert reading.text == text
    for move in reading.moves:
        assert 0 <= move.start < move.end <= len(text)
        assert move.quote == text[move.start : move.end]


@given(st.lists(PIECES, max_size=30).map("".join))
def test_moves_are_ordered_and_reading_again_changes_nothing(text: str) -> None:
    reading = read(text)
    assert [move.start for move in reading.moves] == sorted(move.start for move in reading.moves)
    assert read(text) == reading
