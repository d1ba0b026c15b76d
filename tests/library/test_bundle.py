"""A library as a zip: what goes in comes out, and nothing leads anywhere else or grows without end."""

import io
import zipfile

import pytest

from sim.domain.errors import ContentError
from sim.library import Kind
from sim.library.bundle import FILE_LIMIT, MOST_FILES, Member, pack, unpack

MEMBERS = (Member(Kind.SCENARIO, "late-bus", "id: late-bus\n"), Member(Kind.RUBRIC, "r", "id: r\n# 注释\n"))


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_what_is_packed_is_unpacked() -> None:
    assert unpack(pack(MEMBERS), file="x.zip") == (MEMBERS, ())
    assert pack(MEMBERS) == pack(MEMBERS)


def test_a_top_folder_and_what_lies_beside_the_content_are_passed_over() -> None:
    files = {"content-main/personas/scenarios/a.yml": b"id: a", "content-main/personas/schema/scenario.json": b"{}"}
    assert unpack(zipped({**files, "__MACOSX/x": b""}), file="x")[0] == (Member(Kind.SCENARIO, "a", "id: a"),)


SLIPS = [
    "../../personas/scenarios/a.yaml",
    "/personas/scenarios/a.yaml",
    "personas/scenarios/../../../a.yaml",
    "personas\\scenarios\\a.yaml",
    "personas/scenarios/..yaml",
    "C:/personas/scenarios/a.yaml",
    "a/b/personas/scenarios/a.yaml",
    "personas/scenarios/A B.yaml",
]


@pytest.mark.parametrize("name", SLIPS)
def test_a_name_that_leads_elsewhere_is_refused_and_the_rest_taken(name: str) -> None:
    members, problems = unpack(zipped({name: b"id: a", "rubrics/r.yaml": b"id: r"}), file="x.zip")
    if name.startswith("C:/"):  # a top folder of any name: only the id below it counts
        assert [member.id for member in members] == ["a", "r"]
        return
    assert [member.id for member in members] == ["r"]
    assert len(problems) == 1
    assert "位置" in problems[0].what.zh


def test_bombs_are_not_unpacked() -> None:
    bomb = zipped({f"rubrics/r{n}.yaml": b"0" * 3_000_000 for n in range(12)})
    assert len(bomb) < 100_000
    with pytest.raises(ContentError, match="unpacks to"):
        unpack(bomb, file="x")
    many = zipped({f"rubrics/r{n}.yaml": b"" for n in range(MOST_FILES + 1)})
    with pytest.raises(ContentError, match="at most 500"):
        unpack(many, file="x")


def test_a_size_that_is_not_true_does_not_help() -> None:
    data = zipped({"rubrics/r.yaml": b"0" * (FILE_LIMIT + 10)})
    lying = data.replace((FILE_LIMIT + 10).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    members, problems = unpack(data, file="x")
    assert (members, problems[0].what.zh) == ((), f"太大了，最多 {FILE_LIMIT} 字节")
    try:
        members, problems = unpack(lying, file="x")
    except ContentError:
        return
    assert all(len(member.text) <= 100 for member in members)


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04 no", zipped({}), zipped({"readme.txt": b"x"})[:-30], zipped({"x.json": b""})],
    ids=["nothing", "no-archive", "no-files", "cut-off", "no-content"],  # bytes of a zip hold the time
)
def test_what_is_no_library_is_refused(data: bytes) -> None:
    with pytest.raises(ContentError, match=r"^x\.zip"):
        unpack(data, file="x.zip")


def test_files_that_are_not_utf_8_or_stand_twice_are_named() -> None:
    files = {"rubrics/a.yaml": "名: 甲".encode("gb18030"), "rubrics/b.yaml": b"id: b", "x/rubrics/b.yml": b"id: b"}
    members, problems = unpack(zipped(files), file="x")
    assert [member.id for member in members] == ["b"]
    assert [problem.what.zh for problem in problems] == ["不是 UTF-8 编码，请另存为 UTF-8", "“b”在包里有两份"]
