"""The fixed texts of templates, translated once: when a template is compiled, not each time it is written.

A list of fifty people says the same dozen words in every row. Each language has an environment of its own, so a text
without variables is a constant of its templates; to look it up at every place took a third of a page's time.
"""

from collections.abc import Callable
from typing import cast

from jinja2 import Environment, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup


class PhraseEnvironment(Environment):
    """An environment of one language; its global ``_`` translates."""

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        """Return the code of a template. Jinja2 offers this method to be overridden."""
        translate = cast(Callable[[str], Markup], self.globals["_"])
        template = _Translation(translate).visit(source)
        return super()._generate(template, name, filename, defer_init)


class _Translation(NodeTransformer):
    """Puts the translation in the place of every text marked without variables."""

    def __init__(self, translate: Callable[[str], Markup]) -> None:
        self._translate = translate

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        match node:
            case nodes.Call(node=nodes.Name(name="_"), args=[nodes.Const(value=str() as source)], kwargs=[]):
                return nodes.Const(self._translate(source), lineno=node.lineno, environment=node.environment)
        return node
