"""Two texts side by side: every line of both stands in the rows or is told to be folded away."""

from hypothesis import given
from hypothesis import strategies as st

from sim.practice.authoring.differences import Line, Row, side_by_side

texts = st.lists(st.sampled_from("abcd"), max_size=12).map("\n".join)


@given(old=texts, new=texts)
def test_nothing_is_left_out(old: str, new: str) -> None:
    rows = side_by_side(old, new, context=1)
    if old.splitlines() == new.splitlines():
        assert rows == ()
        return
    folded = sum(row.folded for row in rows)
    assert len([row for row in rows if row.old]) + folded == len(old.splitlines())
    assert len([row for row in rows if row.new]) + folded == len(new.splitlines())
    for row in rows:
        assert row.old is None or old.splitlines()[row.old.number - 1] == row.old.text
        assert row.new is None or new.splitlines()[row.new.number - 1] == row.new.text
        assert row.changed or row.folded or (row.old and row.new and row.old.text == row.new.text)


def test_a_change_stands_between_the_lines_around_it() -> None:
    old, new = "\n".join("abcdefgh"), "\n".join("abcdXfgh")
    assert side_by_side(old, new, context=1) == (
        Row(None, None, changed=False, folded=3),
        Row(Line(4, "d"), Line(4, "d"), changed=False),
        Row(Line(5, "e"), Line(5, "X"), changed=True),
        Row(Line(6, "f"), Line(6, "f"), changed=False),
        Row(None, None, changed=False, folded=2),
    )
