"""Tar archives: every member once; where one is cut off or damaged, it is reported (P4, P7, P18, P21)."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from batching import GOOD
from converter.batch import tar_input
from converter.files.storage import Refused
from converter.readers.decoding import MAX_BYTES

PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "tar": bytes,
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}


def _tar(*members: tuple[str, bytes, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, kind, data in members:
            member = tarfile.TarInfo(name)
            member.type, member.size, member.linkname = kind, len(data), "/etc/passwd"
            archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def _reported(path: Path) -> tuple[list[tuple[str, bytes | str, str]], str]:
    """Name, data and code of each member, and the code of the archive."""
    found: list[tuple[str, bytes | str, str]] = []
    try:
        for item in tar_input.members(str(path)):
            found.append((item.key, item.data, item.fault.code if item.fault else ""))
    except Refused as refused:
        return found, refused.finding.code
    return found, ""


@pytest.mark.parametrize("packing", PACKINGS)
def test_members_come_in_their_order_whatever_the_packing(tmp_path: Path, packing: str) -> None:
    plain = _tar(
        ("mapp", tarfile.DIRTYPE, b""), ("mapp/å.txt", tarfile.REGTYPE, GOOD), ("b", tarfile.REGTYPE, b"x" * 512)
    )
    (tmp_path / "n").write_bytes(PACKINGS[packing](plain))
    assert _reported(tmp_path / "n") == ([("mapp/å.txt", GOOD, ""), ("b", b"x" * 512, "")], "")


@pytest.mark.parametrize("packing", PACKINGS)
def test_an_archive_cut_anywhere_is_reported_and_what_came_before_is_whole(tmp_path: Path, packing: str) -> None:
    plain = _tar(("a", tarfile.REGTYPE, GOOD), ("b", tarfile.REGTYPE, b"y" * 512))
    end = len(plain.rstrip(b"\0")) + 1024
    whole = PACKINGS[packing](plain[:end])
    cut = tmp_path / "n"
    steps = sorted({*range(0, len(whole), 97), *range(0, len(whole), 512), len(whole) - 1})
    for length in steps:
        cut.write_bytes(whole[:length])
        members, code = _reported(cut)
        assert code == "MVG817", length
        assert [data for _, data, _ in members] in ([], [GOOD], [GOOD, b"y" * 512]), length


def test_an_archive_may_be_filled_up_behind_its_end(tmp_path: Path) -> None:
    (tmp_path / "n").write_bytes(_tar(("a", tarfile.REGTYPE, GOOD)) + bytes(100_000))
    assert _reported(tmp_path / "n") == ([("a", GOOD, "")], "")
    (tmp_path / "n").write_bytes(_tar(("a", tarfile.REGTYPE, GOOD)) + bytes(100_000) + b"mer")
    assert _reported(tmp_path / "n") == ([("a", GOOD, "")], "MVG817")


@pytest.mark.parametrize("packing", PACKINGS)
def test_O3_archives_that_were_joined_give_all_their_notes(tmp_path: Path, packing: str) -> None:
    one, other = (_tar((name, tarfile.REGTYPE, GOOD)) for name in "ab")
    (tmp_path / "n").write_bytes(PACKINGS[packing](one) + PACKINGS[packing](other))
    assert _reported(tmp_path / "n") == ([("a", GOOD, ""), ("b", GOOD, "")], "")
    (tmp_path / "n").write_bytes(PACKINGS[packing](one + other[:-700]))
    assert _reported(tmp_path / "n")[0][0] == ("a", GOOD, "")


def test_O3_the_control_pythons_own_reader_ends_behind_the_first(tmp_path: Path) -> None:
    (tmp_path / "n").write_bytes(b"".join(_tar((name, tarfile.REGTYPE, GOOD)) for name in "ab"))
    with tarfile.open(tmp_path / "n") as archive:
        assert archive.getnames() == ["a"]


@pytest.mark.parametrize("packing", ["gz", "bz2", "xz"])
@pytest.mark.parametrize(("more", "code"), [(b"PK and more", "MVG817"), (bytes(1000), ""), (bytes(200_000), "")])
def test_O3_what_stands_behind_a_packed_archive_is_refused_unless_it_is_nothing(
    tmp_path: Path, packing: str, more: bytes, code: str
) -> None:
    (tmp_path / "n").write_bytes(PACKINGS[packing](_tar(("a", tarfile.REGTYPE, GOOD))) + more)
    assert _reported(tmp_path / "n") == ([("a", GOOD, "")], code)


def test_a_damaged_header_is_reported_though_the_archive_ends_well(tmp_path: Path) -> None:
    data = bytearray(_tar(("a", tarfile.REGTYPE, b"z" * 512), ("b", tarfile.REGTYPE, GOOD)))
    data[1024 + 150] ^= 1
    (tmp_path / "n").write_bytes(data)
    with tarfile.open(tmp_path / "n") as archive:
        assert archive.getnames() == ["a"], "the control: Python's own reader takes it for the end"
    assert _reported(tmp_path / "n") == ([("a", b"z" * 512, "")], "MVG817")


def test_an_archive_without_its_end_is_cut_even_between_two_members(tmp_path: Path) -> None:
    """The control: `tarfile` itself takes it for whole."""
    plain = _tar(("a", tarfile.REGTYPE, b"z" * 512), ("b", tarfile.REGTYPE, GOOD))
    (tmp_path / "n").write_bytes(plain[:1024])
    with tarfile.open(tmp_path / "n") as archive:
        assert archive.getnames() == ["a"]
    assert _reported(tmp_path / "n") == ([("a", b"z" * 512, "")], "MVG817")


@pytest.mark.parametrize("packing", ["gz", "bz2", "xz"])
def test_a_changed_byte_of_a_packed_archive_is_reported(tmp_path: Path, packing: str) -> None:
    whole = PACKINGS[packing](_tar(("a", tarfile.REGTYPE, GOOD)))
    for at in range(20, len(whole), 41):
        (tmp_path / "n").write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        members, code = _reported(tmp_path / "n")
        assert code == "MVG817" or [data for _, data, _ in members] == [GOOD], at


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_P18_a_member_that_is_no_file_is_refused_alone(tmp_path: Path, kind: bytes) -> None:
    (tmp_path / "n").write_bytes(_tar(("länk", kind, b""), ("a", tarfile.REGTYPE, GOOD)))
    assert _reported(tmp_path / "n") == ([("länk", b"", "MVG802"), ("a", GOOD, "")], "")


def test_a_member_that_is_too_large_is_refused_alone(tmp_path: Path) -> None:
    huge = bytes(MAX_BYTES + 1)
    (tmp_path / "n").write_bytes(_tar(("a", tarfile.REGTYPE, huge), ("b", tarfile.REGTYPE, GOOD)))
    assert _reported(tmp_path / "n") == ([("a", b"", "MVG104"), ("b", GOOD, "")], "")


@pytest.mark.parametrize("data", [b"", b"x" * 5000, b"\x1f\x8b", b"BZh9", b"\xfd7zXZ\0"])
def test_what_is_no_archive_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "n").write_bytes(data)
    assert _reported(tmp_path / "n") == ([], "MVG817")


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="this system has no file that fails when it is read")
def test_a_file_that_fails_while_it_is_read_is_reported() -> None:
    assert _reported(Path("/proc/self/mem")) == ([], "MVG803")
