"""Numbers and texts as templates print them."""

from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from sim.domain.score import Engine
from web.pages.languages import LANGUAGES
from web.pages.rendering import LOCALES, Press, points

PRESS = Press({}, Engine.OFFLINE, None)


@given(st.integers(-(10**9), 10**9) | st.integers(0, 10**6).map(lambda tenths: tenths / 10))
def test_numbers_look_as_babel_writes_them_in_every_language(value: float) -> None:
    for language in LANGUAGES:
        assert points(value) == format_decimal(value, "#,##0.#", locale=LOCALES[language])


def test_a_number_is_rounded_to_a_decimal() -> None:
    assert [points(each) for each in (66.67, 59.96, 0.04, -0.04)] == ["66.7", "60", "0", "0"]


def test_a_text_is_translated_and_its_variables_are_escaped() -> None:
    english = PRESS.environments["en"]
    assert english.from_string("{{ _('练习') }}").render() != "练习"
    shown = english.from_string("{{ _('%(name)s 在看', name=name) }}").render(name="<b>")
    assert "&lt;b&gt;" in shown
    assert PRESS.environments["zh"].from_string("{{ _('100%%') }}").render() == Markup("100%")
