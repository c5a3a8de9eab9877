"""Paths beyond 260 characters, as Windows takes them. Simulated: the calls are seen; the files are those of Linux."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from converter.files import storage, windows_paths
from converter.files.windows_paths import extended

LONG = "mapp med ett långt namn\\" * 12


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows_paths, "IS_WINDOWS", True)


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("C:\\ut\\a.txt", "C:\\ut\\a.txt"),
        (f"C:\\{LONG}a.txt", f"\\\\?\\C:\\{LONG}a.txt"),
        (f"C:/{LONG}".replace("\\", "/") + "a.txt", f"\\\\?\\C:\\{LONG}a.txt"),
        (f"\\\\server\\delad\\{LONG}a.txt", f"\\\\?\\UNC\\server\\delad\\{LONG}a.txt"),
        (f"\\\\?\\C:\\{LONG}a.txt", f"\\\\?\\C:\\{LONG}a.txt"),
        ("C:\\" + "a" * 244, "C:\\" + "a" * 244),
        ("C:\\" + "a" * 245, "\\\\?\\C:\\" + "a" * 245),
    ],
)
@pytest.mark.usefixtures("windows")
def test_a_long_path_gets_the_prefix_and_a_short_one_stays(name: str, taken: str) -> None:
    assert extended(name) == taken


def test_elsewhere_a_path_stays_as_it_is() -> None:
    assert extended(Path("/a") / ("b" * 300)) == "/a/" + "b" * 300


@pytest.mark.usefixtures("windows")
def test_every_file_is_opened_written_replaced_and_removed_by_such_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"C:\\{LONG}a.txt"
    seen: list[str] = []

    def call(*arguments: Any, **_: Any) -> int:
        seen.extend(argument for argument in arguments if isinstance(argument, str))
        raise OSError(28, "full")

    for function in ("open", "replace", "unlink"):
        monkeypatch.setattr(os, function, call)
    for act in (
        lambda: storage.read_file(name, 9), lambda: storage.write_file(b"x", name, replace=True, drafts=f"C:\\{LONG}"),
        lambda: storage.replace_file(name, name), lambda: storage.remove(name),
    ):  # fmt: skip
        with pytest.raises((OSError, storage.Refused)):
            act()
    assert len(seen) >= 5
    assert all(one.startswith("\\\\?\\C:\\") for one in seen)
