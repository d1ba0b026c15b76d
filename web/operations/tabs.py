"""The second row of links of an administrator's pages: those that are there."""

from collections.abc import Collection


def _(text: str) -> str:
    """Mark a text for the catalogue."""
    return text


TABS = (
    ("/admin/operations", _("运行")),
    ("/admin/people", _("人员")),
    ("/admin/groups", _("班组")),
    ("/admin/audit", _("审计")),
    ("/admin/invitations", _("邀请")),
    ("/overview/usage", _("用量")),
)


def tabs_among(paths: Collection[str]) -> tuple[tuple[str, str], ...]:
    """Return address and name (a source text) of the administrator's pages among the served ``paths``."""
    return tuple(tab for tab in TABS if tab[0] in paths)
