"""One's own account: name, language, password, where one is signed in."""

import pytest

from tests.web.desk import Desk
from tests.web.people import PASSWORD, browser, make

NEW = "four words not related"


async def test_name_and_language_are_changed(desk: Desk) -> None:
    lee = await make(desk, "lee")
    async with browser(desk, "lee") as visitor:
        saved = await visitor.post("/account", shown_name="<i>李</i>", language="en")
        assert saved.status_code == 303
        page = (await visitor.get("/account")).text
        assert '<html lang="en">' in page
        assert "&lt;i&gt;李&lt;/i&gt;" in page
        assert "<i>李" not in page
    assert (await desk.runtime.accounts.people.load(lee.id)).language == "en"


@pytest.mark.parametrize(
    "fields",
    [{"shown_name": " "}, {"shown_name": "x" * 81}, {"shown_name": "李\u202e"}, {"shown_name": "李", "language": "fr"}],
)
async def test_what_cannot_be_is_told_at_its_field(desk: Desk, fields: dict[str, str]) -> None:
    lee = await make(desk, "lee")
    async with browser(desk, "lee") as visitor:
        page = await visitor.post("/account", **fields)
        assert page.status_code == 422
        assert "field-error" in page.text
    assert await desk.runtime.accounts.people.load(lee.id) == lee


async def test_a_new_password_signs_all_others_out_and_renews_this_one(desk: Desk) -> None:
    await make(desk, "lee")
    async with browser(desk, "lee") as here, browser(desk, "lee") as elsewhere:
        old = here.secret
        changed = await here.post("/account/password", old=PASSWORD, password=NEW, again=NEW)
        assert changed.status_code == 303
        assert here.secret != old
        assert (await here.get("/account")).status_code == 200
        assert (await elsewhere.get("/account")).status_code == 303
        assert (await elsewhere.sign_in("lee")).status_code == 422
        assert (await elsewhere.sign_in("lee", NEW)).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong-password", NEW, NEW, "现在的密码不对"),
        (PASSWORD, "short", "short", "8 到 128"),
        (PASSWORD, "x" * 129, "x" * 129, "8 到 128"),
        (PASSWORD, "password1", "password1", "太容易"),
        (PASSWORD, "lee123456", "lee123456", "太容易"),
        (PASSWORD, NEW, NEW + "!", "不一样"),
    ],
)
async def test_a_password_that_will_not_do_changes_nothing(
    desk: Desk, old: str, new: str, again: str, said: str
) -> None:
    await make(desk, "lee")
    async with browser(desk, "lee") as visitor:
        page = await visitor.post("/account/password", old=old, password=new, again=again)
        assert page.status_code == 422
        assert said in page.text
        assert new not in page.text.replace("lee", "")
        assert (await visitor.get("/account")).status_code == 200
    async with browser(desk, "lee"):
        pass


async def test_guessing_the_old_password_is_slowed_down(desk: Desk) -> None:
    await make(desk, "lee")
    async with browser(desk, "lee") as visitor:
        for _ in range(8):
            await visitor.post("/account/password", old="wrong-password", password=NEW, again=NEW)
        page = await visitor.post("/account/password", old=PASSWORD, password=NEW, again=NEW)
        assert "太多次" in page.text


async def test_a_browser_is_signed_out_from_another(desk: Desk) -> None:
    lee = await make(desk, "lee")
    await make(desk, "kim")
    async with browser(desk, "lee") as here, browser(desk, "lee") as elsewhere, browser(desk, "kim") as other:
        found = await desk.runtime.accounts.sign_ins.of(lee.id)
        assert len(found) == 2
        page = (await here.get("/account")).text
        other_one = next(each.id for each in found if f"/account/sign-ins/{each.id}/end" in page)
        assert (await other.post(f"/account/sign-ins/{other_one}/end")).status_code == 404
        assert (await here.post(f"/account/sign-ins/{other_one}/end")).status_code == 303
        assert (await elsewhere.get("/account")).status_code == 303
        assert (await here.get("/account")).status_code == 200


async def test_signing_out_everywhere(desk: Desk) -> None:
    await make(desk, "lee")
    async with browser(desk, "lee") as here, browser(desk, "lee") as elsewhere:
        assert (await here.post("/account/sign-out-everywhere")).headers["location"] == "/sign-in"
        for each in (here, elsewhere):
            assert (await each.get("/account")).headers["location"].startswith("/sign-in")
