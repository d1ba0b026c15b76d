"""What two versions of a document differ in, in a few words for who has just saved."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from web.authoring.forms.parts import LISTED, Section
from web.marking import _

_COUNTED = (
    ("removed", _("%(list)s：删去 %(n)s 条")),
    ("added", _("%(list)s：新加 %(n)s 条")),
    ("changed", _("%(list)s：改了 %(n)s 条")),
)
_ORDER = _("%(list)s：换了次序")
_FIELDS = _("改了：%(names)s")


def told(
    sections: Iterable[Section], old: Mapping[str, Any], new: Mapping[str, Any], text: Callable[[str], str]
) -> tuple[str, ...]:
    """Return what the form's fields say otherwise in ``new``: lists by counts, other fields by name.

    ``text`` translates a marked text. Empty where no field of the form differs.
    """
    found: list[str] = []
    names: list[str] = []
    for part in (part for section in sections for part in section.parts):
        before, after = old.get(part.name), new.get(part.name)
        if before == after:
            continue
        if part.widget in LISTED and isinstance(before or [], list) and isinstance(after or [], list):
            counts = _counts(before or [], after or [])
            words = [words % {"list": text(part.label), "n": counts[kind]} for kind, words in _worded(text, counts)]
            found += words or [text(_ORDER) % {"list": text(part.label)}]
        else:
            names.append(text(part.label))
    return (*found, text(_FIELDS) % {"names": text(_("、")).join(names)}) if names else tuple(found)


def _worded(text: Callable[[str], str], counts: Mapping[str, int]) -> list[tuple[str, str]]:
    return [(kind, text(words)) for kind, words in _COUNTED if counts[kind]]


def _counts(before: Sequence[Any], after: Sequence[Any]) -> Counter[str]:
    """Count what was removed, added and changed; an item counts as changed where its id stayed, or else by the rest."""
    old, new = _without(before, after), _without(after, before)
    was, now = [_id(item) for item in old], [_id(item) for item in new]
    same = sum(1 for name in was if name and name in now)
    unnamed = min(was.count(""), now.count(""))
    changed = same + unnamed
    return Counter(removed=len(old) - changed, added=len(new) - changed, changed=changed)


def _without(items: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    """Return the items that have no equal among the others."""
    left = Counter(map(_key, others))
    found = []
    for item in items:
        key = _key(item)
        if left[key]:
            left[key] -= 1
        else:
            found.append(item)
    return found


def _key(item: Any) -> str:
    return json.dumps(item, sort_keys=True, default=str)


def _id(item: Any) -> str:
    return str(item.get("id", "")) if isinstance(item, Mapping) else ""
