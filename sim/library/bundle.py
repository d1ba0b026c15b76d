"""A whole library as one zip: a file for each document, in the folders a content root has. Nothing is ever unpacked."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sim.domain.errors import ContentError
from sim.library.checks import ID
from sim.library.forms import Kind

MOST_FILES = 500
FILE_LIMIT = 256 * 1024
"""Largest file in a zip, unpacked, in bytes."""
TOTAL_LIMIT = 32 * 1024 * 1024
"""Largest zip, unpacked, in bytes."""
ZIP_SIGNATURE = b"PK\x03\x04"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_FOLDERS = {kind.folder: kind for kind in Kind}
_MEMBER = re.compile(rf"(?:[^/\\]+/)?({'|'.join(map(re.escape, _FOLDERS))})/({ID.pattern})\.ya?ml")


@dataclass(frozen=True, slots=True)
class Member:
    """One document of a zip: what kind it is by its folder, its id by its name, its text."""

    kind: Kind
    id: str
    text: str


def pack(members: Iterable[Member]) -> bytes:
    """Return a zip of these documents. The same documents give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            info = zipfile.ZipInfo(f"{member.kind.folder}/{member.id}.yaml", _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, member.text)
    return out.getvalue()


def unpack(data: bytes, *, file: str) -> tuple[tuple[Member, ...], tuple[ContentError, ...]]:
    """Return the documents in a zip, and what of it was refused.

    A name is taken only where it is a folder of content and an id (so none leads anywhere else), in a top folder of
    any name or none; schemas and folders are passed over. Raises ContentError where it is no zip, or one too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not _is_passed_over(info.filename)]
            _check_sizes(infos, file)
            found = list(_members(archive, infos, file))
    except (zipfile.BadZipFile, EOFError, zlib.error) as error:
        raise ContentError(f"is no zip that can be read: {error}", file=file, zh="不是能读的 zip 文件") from error
    problems = tuple(each for each in found if isinstance(each, ContentError))
    members = tuple(each for each in found if isinstance(each, Member))
    if not found:
        folders = ", ".join(f"{folder}/" for folder in _FOLDERS)
        raise ContentError(
            f"holds no content; allowed: YAML files in {folders}",
            file=file,
            zh=f"里面没有内容：YAML 文件要放在 {folders}",
        )
    return members, problems


def _is_passed_over(name: str) -> bool:
    return name.endswith(("/", ".json")) or name.startswith("__MACOSX/")


def _check_sizes(infos: list[zipfile.ZipInfo], file: str) -> None:
    if len(infos) > MOST_FILES:
        message = f"holds {len(infos)} files; at most {MOST_FILES} are allowed"
        raise ContentError(message, file=file, zh=f"有 {len(infos)} 个文件，最多 {MOST_FILES} 个")
    total = sum(info.file_size for info in infos)
    if total > TOTAL_LIMIT:
        message = f"unpacks to {total} bytes; at most {TOTAL_LIMIT} are allowed"
        raise ContentError(message, file=file, zh=f"解开有 {total} 字节，最多 {TOTAL_LIMIT} 字节")


def _members(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], file: str) -> Iterator[Member | ContentError]:
    seen: set[tuple[Kind, str]] = set()
    for info in infos:
        place = f"{file}/{info.filename}"
        name = _MEMBER.fullmatch(info.filename)
        if name is None:
            yield ContentError(
                "is no place for content",
                file=place,
                zh="这个位置放不了内容：要在 personas/ 或 rubrics/ 下面，文件名就是编号",
            )
            continue
        kind, content_id = _FOLDERS[name[1]], name[2]
        if (kind, content_id) in seen:
            yield ContentError(f"{content_id!r} stands twice in the zip", file=place, zh=f"“{content_id}”在包里有两份")
            continue
        seen.add((kind, content_id))
        yield _member(archive, info, place, kind, content_id)


def _member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, place: str, kind: Kind, content_id: str
) -> Member | ContentError:
    try:
        with archive.open(info) as stream:
            data = stream.read(FILE_LIMIT + 1)  # what the directory says of the size need not be true
    except (RuntimeError, NotImplementedError) as error:  # encrypted, or packed in a way unknown here
        return ContentError(f"cannot be unpacked: {error}", file=place, zh="解不开：可能加了密码")
    if len(data) > FILE_LIMIT:
        return ContentError(f"is larger than {FILE_LIMIT} bytes", file=place, zh=f"太大了，最多 {FILE_LIMIT} 字节")
    try:
        return Member(kind, content_id, data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        zh = "不是 UTF-8 编码，请另存为 UTF-8"
        return ContentError("is not UTF-8; save the file as UTF-8", file=place, line=line, zh=zh)
