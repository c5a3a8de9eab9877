"""Ordinary files: read whole though they grow, written whole though the system takes a piece at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from converter.files.storage import open_file, read_file, sync_file, sync_folder, write_file


def test_a_file_that_grows_while_it_is_read_is_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, real = tmp_path / "a", os.read
    file.write_bytes(b"one ")

    def grow(descriptor: int, most: int) -> bytes:
        if file.stat().st_size == 4:
            file.write_bytes(b"one two three")
        return real(descriptor, most)

    monkeypatch.setattr(os, "read", grow)
    assert read_file(file, 100) == b"one two three"
    assert read_file(file, 7) == b"one two"


def test_every_byte_is_written_though_the_system_takes_a_few_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:3]))
    write_file(b"0123456789", tmp_path / "a", replace=False)
    write_file((b"0123", b"", b"456789"), tmp_path / "b", replace=False)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() == b"0123456789"


def test_a_draft_lies_where_it_is_reported_to_and_is_gone_after_a_fault(tmp_path: Path) -> None:
    drafts = tmp_path / "drafts"
    drafts.mkdir()

    def pieces() -> Iterator[bytes]:
        yield b"half"
        assert len(list(drafts.iterdir())) == 1
        raise OSError(5, "")

    with pytest.raises(OSError, match="5"):
        write_file(pieces(), tmp_path / "a", replace=False, drafts=drafts, durable=False)
    assert list(tmp_path.iterdir()) == [drafts]
    assert list(drafts.iterdir()) == []


def test_a_link_is_followed_only_where_that_is_allowed(tmp_path: Path) -> None:
    from converter.files.storage import Refused

    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    os.close(open_file(tmp_path / "b"))
    with pytest.raises(Refused) as refused:
        open_file(tmp_path / "b", follow=False)
    assert refused.value.finding.code == "MVG802"


def test_files_and_folders_are_waited_for_and_a_folder_that_cannot_be_opened_is_let_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[int] = []
    monkeypatch.setattr(os, "fsync", waited.append)
    (tmp_path / "a").touch()
    sync_file(tmp_path / "a")
    sync_folder(tmp_path)
    assert len(waited) == 2

    def refuse(*_: object) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "open", refuse)
    sync_folder(tmp_path)
    assert len(waited) == 2
