"""Cutting a line at its quotes."""

from hypothesis import given
from hypothesis import strategies as st

from sim.domain.score import Evidence
from web.rendering.quotes import Citation, cut, quote_anchor

LINE = "您守了一上午没等到人，是我们的错，对不起。"


def cite(words: str, code: str, tone: str) -> Citation:
    start = LINE.index(words)
    return Citation(start, start + len(words), code, tone, f"part-{code}")


def test_a_line_without_quotes_is_one_plain_piece() -> None:
    (piece,) = cut(2, LINE, ())
    assert (piece.text, piece.tones, piece.ends, piece.anchor) == (LINE, (), (), "")


def test_overlapping_quotes_are_cut_where_either_begins_or_ends() -> None:
    pieces = cut(2, LINE, [cite("是我们的错，对不起", "A1", "apology"), cite("对不起", "A3", "resolution")])
    assert [piece.text for piece in pieces] == ["您守了一上午没等到人，", "是我们的错，", "对不起", "。"]
    assert pieces[1].tones == ("apology",)
    assert pieces[2].tones == ("apology", "resolution")
    assert [end.code for end in pieces[2].ends] == ["A1", "A3"]
    assert pieces[0].ends == pieces[3].ends == ()


def test_a_quote_is_found_by_its_anchor() -> None:
    words = cite("没等到人", "L1", "listening")
    pieces = cut(4, LINE, [words])
    evidence = Evidence(4, words.start, words.end, "没等到人")
    assert [piece.text for piece in pieces if piece.anchor == quote_anchor(evidence)] == ["没等到人"]


def test_behind_a_piece_each_tone_shows_one_way_back_and_the_rest_as_a_number() -> None:
    words = "对不起"
    cited = [cite(words, code, "apology") for code in ("A1", "A2", "A2")] + [cite(words, "G1", "gate")]
    (piece,) = [piece for piece in cut(2, LINE, cited) if piece.text == words]
    assert [end.code for end in piece.ways_back] == ["A1", "G1"]
    assert piece.untold == 1


SPANS = st.lists(st.tuples(st.integers(-3, 30), st.integers(-3, 30), st.sampled_from("LEAR")), max_size=8)


@given(text=st.text(max_size=25), spans=SPANS)
def test_pieces_are_the_line_and_carry_exactly_the_quotes_over_them(
    text: str, spans: list[tuple[int, int, str]]
) -> None:
    citations = [Citation(start, end, f"{tone}1", tone, "x") for start, end, tone in spans]
    pieces = cut(2, text, citations)
    assert "".join(piece.text for piece in pieces) == text
    place = 0
    for piece in pieces:
        for offset in range(place, place + len(piece.text)):
            over = {item.tone for item in citations if 0 <= item.start <= offset < item.end and item.end <= len(text)}
            assert set(piece.tones) == over
        place += len(piece.text)


@given(text=st.text(min_size=1, max_size=25), spans=SPANS)
def test_every_quote_inside_the_line_begins_and_ends_once(text: str, spans: list[tuple[int, int, str]]) -> None:
    citations = [Citation(start, end, f"{tone}{n}", tone, "x") for n, (start, end, tone) in enumerate(spans)]
    inside = [item for item in citations if 0 <= item.start < item.end <= len(text)]
    pieces = cut(2, text, citations)
    assert sorted(end.code for piece in pieces for end in piece.ends) == sorted(item.code for item in inside)
    assert {piece.anchor for piece in pieces if piece.anchor} == {f"q-2-{item.start}" for item in inside}
