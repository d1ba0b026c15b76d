"""SillyTavern character cards, V1 to V3, as JSON and as PNG with the JSON in a text chunk.

After the open specifications "Character Card V2" and "V3" of the SillyTavern community: a card has ``spec``
and ``data``; V1 is the bare data. A PNG carries it base64-encoded under the keyword ``chara`` (V2) or ``ccv3`` (V3).
"""

import base64
import binascii
import io
import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

import orjson
from PIL import Image, PngImagePlugin, UnidentifiedImageError

from sim.domain.errors import ContentError

CARD_LIMIT = 2 * 1024 * 1024
"""Largest JSON of a card, in bytes."""
PIXEL_LIMIT = 40_000_000
"""Most pixels of a card's picture."""
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
TEXTS = (
    "name",
    "description",
    "personality",
    "scenario",
    "first_mes",
    "mes_example",
    "creator_notes",
    "system_prompt",
    "post_history_instructions",
)
_KEYWORDS = ("ccv3", "chara")
_SPECS = {2: ("chara_card_v2", "2.0"), 3: ("chara_card_v3", "3.0")}
_PICTURE = ((400, 600), (239, 235, 224))


@dataclass(frozen=True, slots=True)
class Card:
    """A card as it came. ``data`` holds every field, those nobody here knows among them."""

    data: Mapping[str, Any] = field(hash=False)

    def text(self, name: str) -> str:
        """Return a text field, "" where it is lacking."""
        return str(self.data.get(name) or "")

    @property
    def greetings(self) -> tuple[str, ...]:
        """All first messages: the first, then the alternate ones."""
        others = self.data.get("alternate_greetings") or ()
        return tuple(text for text in (self.text("first_mes"), *others) if text.strip())


def read_card(data: bytes, *, file: str) -> Card:
    """Read a card from the bytes of a JSON or PNG file. Raises ContentError that says what is wrong with it."""
    raw = _card_in_picture(data, file) if data.startswith(PNG_SIGNATURE) else data
    if len(raw) > CARD_LIMIT:
        _refuse(
            file,
            f"has {len(raw)} bytes; at most {CARD_LIMIT} are allowed",
            f"有 {len(raw)} 字节，最多 {CARD_LIMIT} 字节",
        )
    try:
        document = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        _refuse(file, "is not UTF-8; save the file as UTF-8", "不是 UTF-8 编码，请另存为 UTF-8", line)
    except json.JSONDecodeError as error:
        _refuse(file, f"is not JSON: {error.msg}", f"不是 JSON（第 {error.colno} 列读不下去）", error.lineno)
    except (ValueError, RecursionError) as error:
        _refuse(file, f"is not JSON that can be read: {error}", "不是能读的 JSON")
    return _checked(document, file)


def card_document(data: Mapping[str, Any], version: int) -> dict[str, Any]:
    """Return the mapping of a card of version 2 or 3 with this data; fields V2 and V3 ask for are filled in."""
    spec, number = _SPECS[version]
    full: dict[str, Any] = {
        **dict.fromkeys(TEXTS, ""),
        "alternate_greetings": [],
        "tags": [],
        "creator": "",
        "character_version": "",
        "extensions": {},
        **({"group_only_greetings": []} if version == 3 else {}),
        **data,
    }
    return {"spec": spec, "spec_version": number, "data": full}


def card_json(data: Mapping[str, Any], version: int) -> bytes:
    """Return a card as the bytes of a JSON file."""
    return orjson.dumps(card_document(data, version), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def card_picture(data: Mapping[str, Any]) -> bytes:
    """Return a card as a PNG that carries it in both versions, as readers of either expect."""
    size, colour = _PICTURE
    chunks = PngImagePlugin.PngInfo()
    for keyword, version in (("chara", 2), ("ccv3", 3)):
        chunks.add_text(keyword, base64.b64encode(orjson.dumps(card_document(data, version))).decode())
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG", pnginfo=chunks)
    return out.getvalue()


def _card_in_picture(data: bytes, file: str) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("PNG",)) as picture:
                if picture.width * picture.height > PIXEL_LIMIT:
                    _refuse(file, f"has more than {PIXEL_LIMIT} pixels", f"图片太大，最多 {PIXEL_LIMIT} 像素")
                picture.load()  # text may stand behind the picture's data
                texts = {key: value for key, value in picture.info.items() if isinstance(value, str)}
    except ContentError:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        _refuse(file, f"is no picture that can be read: {error}", "不是能读的 PNG 图片")
    except (OSError, SyntaxError, ValueError) as error:  # what pillow raises for broken and overlong chunks
        _refuse(file, f"is a broken PNG: {error}", "PNG 图片坏了，读不出来")
    found = next((texts[keyword] for keyword in _KEYWORDS if keyword in texts), None)
    if found is None:
        words = " or ".join(_KEYWORDS)
        _refuse(file, f"holds no character card: no text chunk {words}", "图片里没有角色卡（没有 chara 或 ccv3 数据）")
    try:
        return base64.b64decode(found, validate=True)
    except (binascii.Error, ValueError):
        _refuse(file, "holds a card that is not base64", "图片里的角色卡不是 base64，读不出来")


def _checked(document: Any, file: str) -> Card:
    """Return the card in a JSON value: V1 is the data itself, later versions hold it under ``data``."""
    data = document.get("data", document) if isinstance(document, Mapping) else None
    if not isinstance(data, Mapping):
        _refuse(file, "is no character card: a card is an object", "不是角色卡：要是一个 JSON 对象")
    if "spec" in document and document["spec"] not in {spec for spec, _number in _SPECS.values()}:
        _refuse(file, f"spec {document['spec']!r} is not known", f"不认识这种角色卡（spec: {document['spec']}）")
    for name in TEXTS:
        if not isinstance(data.get(name, ""), str | None):
            _refuse(file, f"{name} must be a text", f"{name} 要是文字")
    others = data.get("alternate_greetings", [])
    if not isinstance(others, list) or not all(isinstance(text, str) for text in others):
        _refuse(file, "alternate_greetings must be a list of texts", "alternate_greetings 要是文字的列表")
    if not str(data.get("name") or "").strip():
        _refuse(file, "has no name; that is no character card", "没有 name，不是角色卡")
    return Card(data)


def _refuse(file: str, message: str, zh: str, line: int = 1) -> NoReturn:
    raise ContentError(message, file=file, line=line, zh=zh)
