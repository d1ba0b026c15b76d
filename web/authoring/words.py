"""Words of the authors' pages for states and origins."""

from collections.abc import Mapping

from web.marking import _

STATES: Mapping[str, str] = {
    "published": _("在用"),
    "pending": _("有改动未发布"),
    "draft": _("草稿，未发布"),
    "archived": _("已归档"),
}

ORIGINS: Mapping[str, str] = {
    "shipped": _("随程序提供"),
    "changed": _("随程序提供，已改"),
    "own": _("自己写的"),
}

TONES: Mapping[str, str] = {"published": "good", "pending": "strong", "draft": "strong", "archived": ""}
