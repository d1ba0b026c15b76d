"""Texts as templates print them."""

from markupsafe import Markup

from sim.domain.score import Engine
from web.rendering.languages import LANGUAGES
from web.rendering.phrases import PhraseEnvironment
from web.rendering.renderer import LOCALES, Press

PRESS = Press({}, Engine.OFFLINE, None)


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
