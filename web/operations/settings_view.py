"""The settings as an administrator may see them: never a key or a password."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import AliasChoices, SecretStr

from sim.settings import PREFIX, Settings

HIDDEN = "***"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: the variable it is read from, its value as it may be shown, whether it is the default."""

    variable: str
    value: str
    is_default: bool


def settings_view(settings: Settings) -> tuple[Setting, ...]:
    """Return all settings in the order of their definition; a key that is set shows as ``***``."""
    return tuple(_settings(settings))


def _settings(settings: Settings) -> Iterator[Setting]:
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        alias = field.validation_alias
        variable = str(alias.choices[0]) if isinstance(alias, AliasChoices) else str(alias or PREFIX + name.upper())
        yield Setting(variable, _shown(value), value == field.get_default(call_default_factory=True))


def _shown(value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, SecretStr):
        return HIDDEN if value.get_secret_value() else ""
    if isinstance(value, tuple | list | frozenset):
        return ", ".join(_shown(each) for each in value)
    return _without_password(str(value))


def _without_password(text: str) -> str:
    """Return an address without user, password and query; other texts as they are."""
    if "://" not in text:
        return text
    parts = urlsplit(text)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
