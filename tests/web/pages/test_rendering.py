"""Numbers and texts as templates print them."""

from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from sim.domain.score import Engine
from web.rendering.languages import LANGUAGES
from web.rendering.phrases import PhraseEnvironment
from web.rendering.renderer import LOCALES, Press, points

PRESS = Press({}, Engine.OFFLINE, None)


@given(st.integers(-(10**9), 10**9) | st.integers(0, 10**6).map(lambda tenths: tenths / 10))
def test_numbers_look_as_babel_writes_them_in_every_language(value: float) -> None:
    for language in LANGUAGES:
        assert points(value) == format_decimal(value, "#,##0.#", locale=LOCALES[language])


def test_a_number_is_rounded_to_a_decimal() -> None:
    assert [points(each) for each in (66.67, 59.96, 0.04, -0.04)] == ["66.7", "60", "0", "0"]


def test_a_text_is_translated_and_its_variables_are_escaped() -> None:
    english = PRESS.environments[LOCALES["en"]]
    assert english.from_string("{{ _('练习') }}").render() != "练习"
    shown = english.from_string("{{ _('%(name)s 在看', name=name) }}").render(name="<b>")
    assert "&lt;b&gt;" in shown
    assert PRESS.environments[LOCALES["zh"]].from_string("{{ _('100%%') }}").render() == Markup("100%")


def test_a_fixed_text_is_a_constant_of_the_compiled_template() -> None:
    for language in LANGUAGES:
        environment = PRESS.environments[LOCALES[language]]
        code = environment.compile("{{ _('练习') }}<p title=\"{{ _('练习') }}\">{{ shown(_('练习')) }}", raw=True)
        assert "context.call(" in code  # of what is no text
        assert "'_'" not in code
        said = environment.from_string("{{ words('练习') }}").render(words=environment.globals["_"])
        assert said in code


def test_what_stands_in_a_translation_for_html_is_escaped_no_more_than_once() -> None:
    environment = PhraseEnvironment(autoescape=True)
    environment.globals["_"] = lambda source: Markup("<b>%s</b>") % source
    template = "{{ _('&') }}{{ _('<') | upper }}{{ given(_('>')) }}"
    assert environment.from_string(template).render(given=lambda text: text) == "<b>&amp;</b><B>&LT;</B><b>&gt;</b>"
