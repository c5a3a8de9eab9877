"""Paths beyond 260 characters, as Windows takes them. Simulated: the calls are seen; the files are those of Linux."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from converter.files import storage, windows_paths
from converter.files.windows_paths import extended
from paths import ROOT

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


@pytest.mark.usefixtures("windows")
def test_a_folder_that_is_searched_gets_the_prefix_whatever_its_length() -> None:
    assert extended("C:/ut", below=True) == "\\\\?\\C:\\ut"
    assert extended("\\\\?\\C:\\ut", below=True) == "\\\\?\\C:\\ut"


def test_elsewhere_a_path_stays_as_it_is() -> None:
    assert extended(Path("/a") / ("b" * 300)) == "/a/" + "b" * 300
    assert extended("a/b", below=True) == "a/b"


CALL = re.compile(
    r"os\.(?:open|stat|lstat|mkdir|utime|scandir|listdir|walk|rename|link|path\.(?:exists|lexists|isdir|isfile|islink))\("
    r"|(?<![\w.])open\(|sqlite3\.connect\(|TemporaryFile\(|CreateFileW\("
    r"|\.(?:exists|is_file|is_dir|is_symlink|mkdir|stat|lstat|glob|rglob|iterdir|read_bytes|read_text|write_text)\("
)
"""A call of the system on a path."""
CALLS_ON_OTHERS = (
    "open(open_file(", "entry.is_dir(", "os.open(file, os.O_RDWR | os.O_CREAT", "sqlite3.connect(file,",
    'sqlite3.connect("",', "open(log,", "TemporaryFile(dir=folder)", "_TEMPLATE.read_text",
    "os.open(path, os.O_RDONLY | os.O_NONBLOCK", "archive.open(info)", "folder.glob(", "Path(folder).glob(",
    "folder.rglob(", "state.glob(", "tarfile.open(", 'Path("/proc/self/statm")',
)  # fmt: skip
"""Calls on a descriptor, on a file of the program, on Unix alone, or on a name that the line before has extended."""


def test_every_call_on_a_path_in_a_batch_takes_long_ones() -> None:
    batch = [*sorted((ROOT / "converter" / "batch").glob("*.py")), ROOT / "converter" / "files" / "leases.py"]
    lines = [(path.name, line.strip()) for path in batch for line in path.read_text("utf-8").splitlines()]
    calls = [(name, line) for name, line in lines if CALL.search(line) and not line.startswith(("#", '"""'))]
    assert len(calls) > 30
    missed = [
        call for call in calls if "extended(" not in call[1] and not any(other in call[1] for other in CALLS_ON_OTHERS)
    ]
    assert missed == []


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
