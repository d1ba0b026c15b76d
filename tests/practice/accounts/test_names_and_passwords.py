"""Names, short texts, days and passwords as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pwdlib.hashers.argon2 import Argon2Hasher

from sim.domain.errors import InvalidInputError
from sim.practice.accounts.names import checked_days, checked_name, checked_note, checked_text, name_key
from sim.practice.accounts.passwords import Passwords, checked_password, generated_password
from sim.practice.accounts.secret import form_token, new_secret, secret_hash


@pytest.mark.parametrize("name", ["lee", "李雷", "li.lei@branch-1", "ＬＥＥ", " lee ", "x" * 64])
def test_a_name_is_kept_in_its_plain_form(name: str) -> None:
    assert name_key(checked_name(name)) == name_key(name)


@pytest.mark.parametrize("name", ["", "x", "x" * 65, "a b", "<b>", "a\x00b", "a\u202eb", "../x", "ﷺ" * 20])
def test_what_cannot_be_a_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        checked_name(name)
    assert refused.value.field == "name"


@given(st.text())
def test_a_checked_name_is_checked_for_good(name: str) -> None:
    try:
        plain = checked_name(name)
    except InvalidInputError:
        return
    assert checked_name(plain) == plain
    assert plain.isprintable()


@pytest.mark.parametrize("text", ["", "  ", "x" * 81, "a\u200bb", "a\nb", "\ud800"])
def test_short_texts_hold_what_can_be_seen(text: str) -> None:
    with pytest.raises(InvalidInputError):
        checked_text(text, "shown_name")


def test_a_note_may_be_empty_and_html_is_a_text() -> None:
    assert checked_note("  ", "note") == ""
    assert checked_text("<b>李</b>", "shown_name") == "<b>李</b>"


@pytest.mark.parametrize("text", ["", "0", "31", "-1", "1.5", "１", "9" * 30, "x"])
def test_days_are_a_small_number(text: str) -> None:
    with pytest.raises(InvalidInputError):
        checked_days(text, range(1, 31))


async def test_passwords_are_long_or_unlikely_enough_and_nothing_more_is_asked() -> None:
    for good in (
        "四个不相干的词语",
        "correct horse battery",
        "lowercase only phrase",
        generated_password(),
        "é" * 3 + "quite other words",
    ):
        assert await checked_password(good) == good
    for bad in ("", "1234567", "password", "对练台对练台对练台", "zhangsan1", "qwertyuiop", "x" * 129, "aaaaaaaaaaaa"):
        with pytest.raises(InvalidInputError) as refused:
            await checked_password(bad, known=("zhangsan",))
        assert refused.value.field == "password"


async def test_a_password_is_right_however_its_characters_are_composed() -> None:
    passwords = Passwords(Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1))
    stored = await passwords.hash("cafe\u0301 ＡＢＣ words")
    assert "cafe" not in stored
    assert (await passwords.verify("café ABC words", stored))[0]
    assert not (await passwords.verify("cafe ABC words", stored))[0]
    assert await passwords.verify("anything", None) == (False, None)


async def test_a_hash_of_an_older_recipe_is_made_anew() -> None:
    old = Passwords(Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1))
    new = Passwords(Argon2Hasher(time_cost=2, memory_cost=16, parallelism=1))
    stored = await old.hash("some words")
    right, renewed = await new.verify("some words", stored)
    assert right
    assert renewed is not None
    assert await new.verify("some words", renewed) == (True, None)


def test_secrets_are_long_and_nothing_follows_from_what_is_kept() -> None:
    secret = new_secret("duilian_")
    assert len(secret) > 40
    assert secret not in secret_hash(secret) + form_token(secret)
    assert secret_hash(secret) != form_token(secret)
    assert len({new_secret() for _ in range(100)}) == 100
