"""Settings from the environment and ``.env``. Nothing is read at import: call ``load_settings``."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from sim.domain.errors import DuilianError
from sim.domain.score import EngineChoice

PREFIX = "DUILIAN_"
DOTENV = ".env"
Names = Annotated[tuple[str, ...], NoDecode]
"""Several names in one variable, with commas or blanks between them."""


class ServeGrading(StrEnum):
    """Whether ``duilian serve`` grades on PostgreSQL: as long as no worker does (``auto``), always, or never."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class SettingsError(DuilianError):
    """A setting is wrong. The message is one line that names the variable."""

    code = "settings"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible endpoint: where it is, the key ("" for none), the model's name there."""

    base_url: str | None
    api_key: str
    model: str


class Settings(BaseSettings):
    """Everything that can be set from outside.

    Every field is the variable ``DUILIAN_<FIELD>``; ``OPENAI_API_KEY`` and ``OPENAI_BASE_URL`` stand in for the
    model's key and address where those are not set. Times are seconds; prices are for a million tokens.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=DOTENV, env_ignore_empty=True, extra="ignore", frozen=True, populate_by_name=True
    )

    engine: EngineChoice = EngineChoice.AUTO
    data: Path = Path("data")
    content: Path | None = None
    database_url: str | None = None

    allowed_hosts: Names = ()
    trusted_proxies: Names = ()
    sign_in_idle: float = Field(12 * 3600, ge=60, le=30 * 86400)
    sign_in_lifetime: float = Field(7 * 86400, ge=300, le=90 * 86400)

    llm_base_url: str | None = Field(None, validation_alias=AliasChoices("DUILIAN_LLM_BASE_URL", "OPENAI_BASE_URL"))
    llm_api_key: SecretStr | None = Field(None, validation_alias=AliasChoices("DUILIAN_LLM_API_KEY", "OPENAI_API_KEY"))
    llm_model: str | None = None
    llm_fallback_base_url: str | None = None
    llm_fallback_api_key: SecretStr | None = None
    llm_fallback_model: str | None = None
    llm_at_once: int = Field(1000, ge=1, le=10_000)
    tokens_per_day: int | None = Field(None, ge=1)
    grader_base_url: str | None = None
    grader_api_key: SecretStr | None = None
    grader_model: str | None = None

    first_token_timeout: float = Field(60.0, gt=0, le=3600)
    between_tokens_timeout: float = Field(30.0, gt=0, le=3600)
    answer_timeout: float = Field(180.0, gt=0, le=7200)
    grader_timeout: float = Field(600.0, gt=0, le=7200)
    grader_samples: int = Field(1, ge=1, le=9)
    serve_grading: ServeGrading = ServeGrading.AUTO
    gradings_at_once: int = Field(4, ge=1, le=64)
    review_sample: float = Field(5.0, ge=0, le=100)
    otel_endpoint: str | None = Field(None, validation_alias=AliasChoices("OTEL_EXPORTER_OTLP_ENDPOINT"))
    ping_interval: float = Field(15.0, gt=0, le=300)

    retention_days: int = Field(0, ge=0, le=36500)
    price_prompt: float = Field(0.0, ge=0, le=1e6)
    price_cached: float | None = Field(None, ge=0, le=1e6)
    price_completion: float = Field(0.0, ge=0, le=1e6)
    grader_price_prompt: float | None = Field(None, ge=0, le=1e6)
    grader_price_cached: float | None = Field(None, ge=0, le=1e6)
    grader_price_completion: float | None = Field(None, ge=0, le=1e6)
    price_currency: str = Field("CNY", pattern="^[A-Z]{3}$")

    @field_validator("llm_base_url", "llm_fallback_base_url", "grader_base_url")
    @classmethod
    def _is_http(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("not an address that begins with http:// or https://")
        return value

    @field_validator("allowed_hosts", "trusted_proxies", mode="before")
    @classmethod
    def _are_names(cls, value: object) -> object:
        return tuple(filter(None, re.split(r"[\s,]+", value.lower()))) if isinstance(value, str) else value

    @property
    def store_url(self) -> str:
        """The database's address; a file in the data folder unless set."""
        return self.database_url or f"sqlite:///{self.data.absolute() / 'duilian.db'}"

    @property
    def on_postgresql(self) -> bool:
        """Whether the database is a server, which several machines can share."""
        return self.store_url.startswith("postgresql")

    @property
    def database_place(self) -> str:
        """Where the data is, to be shown: the folder, or the database's address without its password."""
        return str(self.data.absolute()) if self.database_url is None else _without_password(self.database_url)

    def customer_endpoint(self, choice: EngineChoice | None = None) -> Endpoint | None:
        """Return the endpoint that speaks for the customer, None for the offline engine.

        Raises SettingsError where the model engine is wanted and not fully described.
        """
        engine = choice or self.engine
        key = _plain(self.llm_api_key)
        if engine is EngineChoice.OFFLINE or (engine is EngineChoice.AUTO and not (self.llm_base_url or key)):
            return None
        if not (self.llm_base_url or key):
            raise SettingsError(
                "DUILIAN_LLM_BASE_URL: not set, but the model engine was asked for; "
                "set the address of an OpenAI-compatible endpoint, or DUILIAN_LLM_API_KEY"
            )
        if not self.llm_model:
            raise SettingsError(
                "DUILIAN_LLM_MODEL: not set; name the model the endpoint should use (or set DUILIAN_ENGINE=offline)"
            )
        return Endpoint(self.llm_base_url, key, self.llm_model)

    def fallback_endpoint(self, choice: EngineChoice | None = None) -> Endpoint | None:
        """Return the endpoint that is asked where the customer's fails; what is not set of it is as there.

        Raises SettingsError where that leaves no difference between the two.
        """
        first = self.customer_endpoint(choice)
        base_url, key = self.llm_fallback_base_url or self.llm_base_url, _plain(self.llm_fallback_api_key)
        if first is None or not (self.llm_fallback_base_url or key or self.llm_fallback_model):
            return None
        second = Endpoint(base_url, key or _shared_key(self, base_url), self.llm_fallback_model or first.model)
        if (second.base_url, second.model) == (first.base_url, first.model):
            raise SettingsError(
                "DUILIAN_LLM_FALLBACK_BASE_URL: the fallback is the same endpoint and model as the first; "
                "set another address, or another DUILIAN_LLM_FALLBACK_MODEL"
            )
        return second

    def grader_endpoint(self, choice: EngineChoice | None = None) -> Endpoint | None:
        """Return the endpoint that grades: the customer's unless a ``DUILIAN_GRADER_*`` setting differs."""
        engine = choice or self.engine
        own_address = self.grader_base_url or _plain(self.grader_api_key)
        if engine is EngineChoice.OFFLINE:
            return None
        if not own_address:
            shared = self.customer_endpoint(engine)
            if shared is None or not self.grader_model:
                return shared
            return Endpoint(shared.base_url, shared.api_key, self.grader_model)
        model = self.grader_model or self.llm_model
        if not model:
            raise SettingsError("DUILIAN_GRADER_MODEL: not set; name the model that grades")
        base_url = self.grader_base_url or self.llm_base_url
        return Endpoint(base_url, _plain(self.grader_api_key) or _shared_key(self, base_url), model)


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _plain(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret is not None else ""


def _shared_key(settings: Settings, base_url: str | None) -> str:
    """Send the customer's key to the grader only where both live at one address."""
    return _plain(settings.llm_api_key) if base_url == settings.llm_base_url else ""


def load_settings(**overrides: Any) -> Settings:
    """Read the environment and ``.env``; ``overrides`` (by field name) win, None means not given.

    Raises SettingsError with one line that names the variable.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError(_one_line(error)) from error


def _one_line(error: ValidationError) -> str:
    first = error.errors()[0]
    variable = _variables(str(first["loc"][0]))
    message = first["msg"].removeprefix("Value error, ")
    given = "" if variable.endswith("KEY") else f" (given: {first['input']!r})"
    return f"{variable}: {message}{given}"


def _variables(name: str) -> str:
    """Return the variable or variables a setting is read from; pydantic names a field by either."""
    for field, info in Settings.model_fields.items():
        alias = info.validation_alias
        if isinstance(alias, AliasChoices) and name in (field, *alias.choices):
            return " or ".join(str(choice) for choice in alias.choices)
    return PREFIX + name.upper()


def unknown_variables(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return a line per ``DUILIAN_*`` variable, there or in ``.env``, that no setting knows, with the nearest name."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    lines = []
    for name in sorted({*environ, *dotenv_values(DOTENV)}):
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            lines.append(f"{name}: no such setting" + (f"; did you mean {near[0]}?" if near else ""))
    return tuple(lines)
