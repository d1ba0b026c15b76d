"""An author as a browser without script would be: fills in the forms it was given, field by field."""

import re
from dataclasses import dataclass
from html import unescape

import httpx

from tests.web.desk import Desk

_FIELD = re.compile(
    r"<input(?P<input>[^>]*)>|<textarea(?P<area>[^>]*)>\n?(?P<text>.*?)</textarea>|<select(?P<select>[^>]*)>(?P<options>.*?)</select>",
    re.DOTALL,
)
HTML = {"accept": "text/html"}
Typed = dict[str, str | list[str]]


def attribute(tag: str, name: str) -> str | None:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else None


def filled(page: str) -> Typed:
    """Return what the editor's form of a page would send if nothing was typed."""
    form = page[page.index('enctype="multipart/form-data"') :]
    form = form[: form.index("</form>")]
    typed: Typed = {}
    for found in _FIELD.finditer(form):
        tag = found["input"] or found["area"] or found["select"]
        name = attribute(tag, "name")
        if name is None:
            continue
        if found["select"] is not None:
            chosen = re.search(r'<option value="([^"]*)" selected>', found["options"])
            first = re.search(r'<option value="([^"]*)"', found["options"])
            typed[name] = unescape((chosen or first)[1])  # type: ignore[index]  # a select has options
        elif found["area"] is not None:
            typed[name] = unescape(found["text"]).replace("\n", "\r\n")
        elif attribute(tag, "type") == "checkbox":
            if " checked" in tag:
                before = typed.setdefault(name, [])
                typed[name] = [*(before if isinstance(before, list) else [before]), attribute(tag, "value") or ""]
        else:
            typed[name] = attribute(tag, "value") or ""
    return typed


@dataclass
class Author:
    """Opens forms and sends them."""

    desk: Desk

    async def get(self, path: str, status: int = 200) -> str:
        response = await self.desk.client.get(path, headers=HTML)
        assert response.status_code == status, (response.status_code, response.text[-1500:])
        return response.text

    async def send(self, path: str, typed: Typed) -> httpx.Response:
        parts = [
            (name, (None, item))
            for name, value in typed.items()
            for item in (value if isinstance(value, list) else [value])
        ]
        return await self.desk.client.post(path, files=parts, headers=HTML)

    async def open(self, path: str) -> Typed:
        return filled(await self.get(path))

    async def save(self, path: str, **changes: str | list[str]) -> httpx.Response:
        """Open a form, type the changes (``__`` stands for a dot), and save."""
        typed = await self.open(path)
        typed |= {name.replace("__", "."): value for name, value in changes.items()}
        return await self.send(path, {**typed, "act": "save"})
