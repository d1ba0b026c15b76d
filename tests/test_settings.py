from pathlib import Path

import pytest

from sim.domain.score import EngineChoice
from sim.settings import Endpoint, SettingsError, load_settings, unknown_variables


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_nothing_set_means_offline() -> None:
    settings = load_settings()
    assert settings.customer_endpoint() is None
    assert settings.grader_endpoint() is None
    assert settings.store_url == f"sqlite:///{Path.cwd() / 'data' / 'duilian.db'}"


def test_an_address_alone_turns_the_model_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUILIAN_LLM_BASE_URL", "http://127.0.0.1:8080/v1")
    monkeypatch.setenv("DUILIAN_LLM_MODEL", "qwen")
    settings = load_settings()
    endpoint = Endpoint("http://127.0.0.1:8080/v1", "", "qwen")
    assert settings.customer_endpoint() == settings.grader_endpoint() == endpoint
    assert settings.customer_endpoint(EngineChoice.OFFLINE) is None


def test_the_usual_names_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-usual")
    monkeypatch.setenv("OPENAI_BASE_URL", "https://models.example/v1")
    monkeypatch.setenv("DUILIAN_LLM_MODEL", "large")
    assert load_settings().customer_endpoint() == Endpoint("https://models.example/v1", "sk-usual", "large")
    monkeypatch.setenv("DUILIAN_LLM_API_KEY", "sk-own")
    assert load_settings().customer_endpoint() == Endpoint("https://models.example/v1", "sk-own", "large")


def test_the_grader_may_live_elsewhere_and_never_gets_the_other_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUILIAN_LLM_BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("DUILIAN_LLM_API_KEY", "sk-customer")
    monkeypatch.setenv("DUILIAN_LLM_MODEL", "small")
    monkeypatch.setenv("DUILIAN_GRADER_MODEL", "large")
    assert load_settings().grader_endpoint() == Endpoint("http://127.0.0.1:1/v1", "sk-customer", "large")
    monkeypatch.setenv("DUILIAN_GRADER_BASE_URL", "http://127.0.0.1:2/v1")
    assert load_settings().grader_endpoint() == Endpoint("http://127.0.0.1:2/v1", "", "large")
    monkeypatch.setenv("DUILIAN_GRADER_API_KEY", "sk-grader")
    assert load_settings().grader_endpoint() == Endpoint("http://127.0.0.1:2/v1", "sk-grader", "large")


def test_a_fallback_takes_what_is_not_set_of_it_from_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUILIAN_LLM_BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("DUILIAN_LLM_API_KEY", "sk-first")
    monkeypatch.setenv("DUILIAN_LLM_MODEL", "large")
    assert load_settings().fallback_endpoint() is None
    monkeypatch.setenv("DUILIAN_LLM_FALLBACK_MODEL", "small")
    assert load_settings().fallback_endpoint() == Endpoint("http://127.0.0.1:1/v1", "sk-first", "small")
    monkeypatch.setenv("DUILIAN_LLM_FALLBACK_BASE_URL", "http://127.0.0.1:2/v1")
    assert load_settings().fallback_endpoint() == Endpoint("http://127.0.0.1:2/v1", "", "small")
    monkeypatch.setenv("DUILIAN_LLM_FALLBACK_API_KEY", "sk-second")
    assert load_settings().fallback_endpoint() == Endpoint("http://127.0.0.1:2/v1", "sk-second", "small")
    assert load_settings().fallback_endpoint(EngineChoice.OFFLINE) is None


def test_a_fallback_that_is_the_first_again_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUILIAN_LLM_BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("DUILIAN_LLM_MODEL", "large")
    monkeypatch.setenv("DUILIAN_LLM_FALLBACK_MODEL", "large")
    with pytest.raises(SettingsError, match=r"^DUILIAN_LLM_FALLBACK_BASE_URL: .*same endpoint"):
        load_settings().fallback_endpoint()


def test_a_grader_may_be_a_model_while_the_customer_is_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUILIAN_GRADER_BASE_URL", "http://127.0.0.1:2/v1")
    monkeypatch.setenv("DUILIAN_GRADER_MODEL", "large")
    settings = load_settings()
    assert settings.customer_endpoint() is None
    assert settings.grader_endpoint() == Endpoint("http://127.0.0.1:2/v1", "", "large")


def test_a_dotenv_file_counts_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("DUILIAN_LLM_MODEL=filed\nDUILIAN_LLM_BASE_URL=http://127.0.0.1:1/v1\nOTHER=1\n")
    endpoint = load_settings().customer_endpoint()
    assert endpoint is not None
    assert endpoint.model == "filed"
    monkeypatch.setenv("DUILIAN_LLM_MODEL", "said")
    endpoint = load_settings().customer_endpoint()
    assert endpoint is not None
    assert endpoint.model == "said"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DUILIAN_ENGINE", "magic", "magic"),
        ("DUILIAN_GRADER_SAMPLES", "many", "many"),
        ("DUILIAN_ANSWER_TIMEOUT", "-1", "-1"),
        ("DUILIAN_LLM_BASE_URL", "models.example", "http://"),
        ("OPENAI_BASE_URL", "ftp://x", "http://"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert name in caught.value.message.partition(": ")[0].split(" or ")
    assert said in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("environment", "choice", "name"),
    [
        ({"DUILIAN_LLM_API_KEY": "sk-x"}, None, "DUILIAN_LLM_MODEL"),
        ({}, EngineChoice.LLM, "DUILIAN_LLM_BASE_URL"),
        ({"DUILIAN_GRADER_BASE_URL": "http://127.0.0.1:1/v1"}, None, "DUILIAN_GRADER_MODEL"),
    ],
)
def test_half_a_model_is_refused(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], choice: EngineChoice | None, name: str
) -> None:
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    settings = load_settings()
    with pytest.raises(SettingsError, match=f"^{name}: "):
        (settings.customer_endpoint(choice), settings.grader_endpoint(choice))


def test_a_misspelt_setting_is_noticed() -> None:
    lines = unknown_variables({"DUILIAN_LLM_MODLE": "x", "DUILIAN_DATA": "y", "PATH": "z"})
    assert lines == ("DUILIAN_LLM_MODLE: no such setting; did you mean DUILIAN_LLM_MODEL?",)


def test_a_password_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUILIAN_DATABASE_URL", "postgresql+psycopg://li:secret@db/desk")
    monkeypatch.setenv("DUILIAN_LLM_API_KEY", "sk-secret")
    settings = load_settings()
    assert settings.database_place == "postgresql+psycopg://db/desk"
    assert "sk-secret" not in repr(settings)


def test_a_misspelt_setting_in_the_file_is_noticed_too() -> None:
    Path(".env").write_text("DUILIAN_ENGIN=offline\n")
    assert unknown_variables({}) == ("DUILIAN_ENGIN: no such setting; did you mean DUILIAN_ENGINE?",)
