"""Zip archives: what Python's own reader gives, without its memory; damage and bombs have codes (P4, P7, P18, P21)."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from batching import GOOD
from converter.batch import zip_input
from converter.batch.tasks import Input
from converter.files import storage
from converter.files.storage import Refused
from converter.readers.decoding import MAX_BYTES

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0/"), min_size=1, max_size=12)
Pack = Callable[..., Path]


def _codes(path: Path) -> list[str]:
    """The code of each member, `""` for a good one, and that of the archive last, if it is refused."""
    codes: list[str] = []
    try:
        for item in zip_input.members(str(path)):
            codes.append(item.fault.code if item.fault else "")
    except Refused as refused:
        codes.append(refused.finding.code)
    return codes


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    def write(*members: tuple[str | zipfile.ZipInfo, bytes], before: bytes = b"", comment: bytes = b"") -> Path:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, data in members:
                archive.writestr(member, data)
            archive.comment = comment
        path = tmp_path / "n.zip"
        path.write_bytes(before + buffer.getvalue())
        return path

    return write


@given(st.dictionaries(NAMES, st.binary(max_size=300), max_size=6), st.booleans(), st.binary(max_size=20))
def test_the_members_are_those_that_pythons_own_reader_finds(
    tmp_path_factory: pytest.TempPathFactory, reported: dict[str, bytes], stored: bool, comment: bytes
) -> None:
    assume(b"PK" not in comment)  # Python's own reader takes a mark in the comment for the end
    path = tmp_path_factory.mktemp("zip") / "n.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in reported.items():
            archive.writestr(name, data)
        archive.comment = comment
    with zipfile.ZipFile(path) as archive:
        wanted = [Input(info.orig_filename, data=archive.read(info)) for info in archive.infolist()]
    assert list(zip_input.members(str(path))) == wanted


def test_an_archive_with_a_comment_is_read(pack: Pack) -> None:
    assert [item.data for item in zip_input.members(str(pack(("a", GOOD), comment=b"Avd 3 " * 50)))] == [GOOD]


def test_O3_what_stands_before_or_behind_an_archive_is_refused(pack: Pack) -> None:
    alone = pack(("a", GOOD)).read_bytes()
    path = pack(("b", GOOD))
    for joined in (alone + path.read_bytes(), b"x" + alone, alone + b"x", alone + bytes(10)):
        path.write_bytes(joined)
        assert _codes(path) in (["MVG838"], ["MVG817"])
    path.write_bytes(alone + path.read_bytes())
    with zipfile.ZipFile(pack(("b", GOOD), before=alone)) as archive:
        assert archive.namelist() == ["b"], "the control: Python's own reader passes over the first"


def test_members_in_the_same_place_are_refused(pack: Pack) -> None:
    path = pack(("a", GOOD), ("b", GOOD))
    data = bytearray(path.read_bytes())
    struct.pack_into("<L", data, data.rindex(b"PK\1\2") + 42, 0)
    path.write_bytes(data)
    assert _codes(path) == ["MVG838"]


def test_a_member_within_another_is_refused_however_many_bytes_a_name_has(pack: Pack) -> None:
    within = pack((zipfile.ZipInfo("b"), b"x")).read_bytes().partition(b"PK\1\2")[0]
    path = pack((zipfile.ZipInfo("å" * len(within)), GOOD + within), ("b", b"x"))
    data = bytearray(path.read_bytes())
    struct.pack_into("<L", data, data.rindex(b"PK\1\2") + 42, data.index(within))
    path.write_bytes(data)
    assert _codes(path) == ["MVG838"]


def test_P21_the_directory_of_an_archive_is_limited(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pack(("a", GOOD), ("b", GOOD))
    monkeypatch.setattr(zip_input, "MOST_MEMBERS", 1)
    assert _codes(path) == ["MVG837"]
    monkeypatch.undo()
    monkeypatch.setattr(zip_input, "MOST_DIRECTORY", 60)
    assert _codes(path) == ["MVG837"]


def test_an_archive_may_be_empty(pack: Pack, tmp_path: Path) -> None:
    assert _codes(pack()) == []
    (tmp_path / "n.zip").write_bytes(b"x" + (tmp_path / "n.zip").read_bytes())
    assert _codes(tmp_path / "n.zip") == ["MVG838"]


def test_large_numbers_stand_in_an_extra_field(tmp_path: Path) -> None:
    path = tmp_path / "n.zip"
    with zipfile.ZipFile(path, "w") as archive:
        with archive.open("a.txt", "w", force_zip64=True) as member:
            member.write(GOOD)
        archive.writestr("b.txt", GOOD)
    assert [item.data for item in zip_input.members(str(path))] == [GOOD, GOOD]


@pytest.mark.slow
def test_more_members_than_two_bytes_can_count_are_all_found(tmp_path: Path) -> None:
    path = tmp_path / "n.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(65_600):
            archive.writestr(str(number), b"")
    assert sum(1 for _ in zip_input.members(str(path))) == 65_600


@pytest.mark.slow
def test_a_file_cut_anywhere_is_refused_and_gives_nothing_wrong(pack: Pack, tmp_path: Path) -> None:
    whole = pack(("a.txt", GOOD), ("b.txt", GOOD[:40])).read_bytes()
    cut = tmp_path / "cut.zip"
    for length in range(len(whole)):
        cut.write_bytes(whole[:length])
        assert _codes(cut) == ["MVG817"], length


def test_a_changed_byte_never_gives_other_text(pack: Pack, tmp_path: Path) -> None:
    """Whatever byte is changed: the text is as it was, or the member or the archive is refused."""
    path = pack(("a.txt", b"Status u.a. " * 9), ("b.txt", b"x"))
    whole = path.read_bytes()
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        try:
            texts = [item.data for item in zip_input.members(str(path)) if item.fault is None]
        except Refused:
            continue
        assert set(texts) <= {b"Status u.a. " * 9, b"x"}, at


def test_a_directory_that_ends_within_an_entry_is_damaged(pack: Pack) -> None:
    path = pack(("a-name-to-cut.txt", GOOD))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\1\2")
    struct.pack_into("<H", data, at + 28, len("a-name-to-cut.txt") - 10)
    path.write_bytes(data)
    assert _codes(path) == ["MVG817"]


def test_a_bomb_is_not_unpacked(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pack(("stor", bytes(MAX_BYTES + 1)), ("jätte", bytes(MAX_BYTES)))
    assert _codes(path) == ["MVG104", ""]
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\1\2")
    struct.pack_into("<L", data, at + 24, 10)  # it says that it is small
    path.write_bytes(data)
    assert _codes(path) == ["MVG817", ""]


def test_an_encrypted_member_and_an_unknown_packing_are_refused_alone(pack: Pack) -> None:
    path = pack(("a", GOOD), ("b", GOOD))
    whole = path.read_bytes()
    at = whole.index(b"PK\1\2")
    for offset, value in ((8, 1), (10, 12)):
        data = bytearray(whole)
        struct.pack_into("<H", data, at + offset, value)
        path.write_bytes(data)
        assert _codes(path) == ["MVG823", ""]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_P18_a_member_that_is_no_file_is_refused_alone(pack: Pack, kind: int) -> None:
    link = zipfile.ZipInfo("länk")
    link.create_system, link.external_attr = 3, (kind | 0o777) << 16
    plain = zipfile.ZipInfo("fil")
    plain.create_system, plain.external_attr = 3, (stat.S_IFREG | 0o644) << 16
    assert _codes(pack((link, b"/etc/passwd"), (plain, GOOD), (zipfile.ZipInfo("dos"), GOOD))) == ["MVG802", "", ""]


def test_an_old_name_is_read_as_the_archivers_of_the_time_wrote_it(tmp_path: Path) -> None:
    path = tmp_path / "n.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("aab.txt", GOOD)
    path.write_bytes(path.read_bytes().replace(b"aab.txt", b"\x86\x84\x94.txt"))
    assert [item.key for item in zip_input.members(str(path))] == ["åäö.txt"]


def test_an_archive_that_cannot_be_read_is_not_taken_for_a_damaged_one(
    pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = pack(("a", GOOD))
    monkeypatch.setattr(zip_input, "open_file", lambda name, **_: os.open(name, os.O_WRONLY))
    assert _codes(path) == ["MVG803"]


def test_an_archive_that_cannot_be_read_any_more_is_reported_once(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pack(*((name, GOOD) for name in "abc"))
    opened: list[int] = []

    def open_file(name: str, **options: bool) -> int:
        opened.append(storage.open_file(name, **options))
        return opened[-1]

    monkeypatch.setattr(zip_input, "open_file", open_file)
    members = zip_input.members(str(path))
    assert next(members).data == GOOD
    unreadable = os.open(path, os.O_WRONLY)
    os.dup2(unreadable, opened[0])
    os.close(unreadable)
    with pytest.raises(Refused) as refused:
        next(members)
    assert refused.value.finding.code == "MVG803"
