"""Options: counted, told apart, with price and choice."""

import pytest

from sim.domain.moves import MoveKind
from tests.reading.cases import moves

TRUE = [
    (
        "两个办法：一是补录停卡，今天生效；二是转给家里人，要付工本费二十。您看哪个合适？",
        {"count": "2", "distinct": "yes", "price": "yes", "choice": "yes"},
    ),
    ("①原路退268元②会籍顺延三个月③换成两节康复课，您挑。", {"count": "3", "choice": "yes"}),
    ("要么今天退，要么抵下个月，听您的。", {"count": "2", "choice": "yes"}),
    ("第一，我帮您补录；第二，我帮您补录一下。", {"count": "2", "distinct": "no"}),
]
FALSE = [
    "要带两样材料：一是身份证，二是病历。",
    "您是八号来的还是九号来的？",
    "我给您补录停卡。",
    "身份证或者护照都可以，带一样就行。",
]


@pytest.mark.parametrize(("text", "detail"), TRUE)
def test_details(text: str, detail: dict[str, str]) -> None:
    found = moves(text, MoveKind.OPTIONS)
    assert found, text
    assert {name: found[0].get(name) for name in detail} == detail


@pytest.mark.parametrize("text", FALSE)
def test_no_options(text: str) -> None:
    assert moves(text, MoveKind.OPTIONS) == []
