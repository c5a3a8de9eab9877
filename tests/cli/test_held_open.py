"""A command whose file another program holds open ends with 75, and the file is as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from holder import FOR_EVER, Holder
from paths import SAMPLES

Mvg = Callable[..., CompletedProcess[str]]
NOTE = SAMPLES / "halsont-chatt.txt"


@pytest.mark.parametrize("arguments", [
    ("export", NOTE, "-o", "{ut}.xml", "--force"),
    ("copy", NOTE, "-o", "{ut}.txt", "--force"),
    ("register", NOTE, "-o", "{ut}.html", "--to", "html", "--force"),
], ids=lambda arguments: arguments[0])  # fmt: skip
def test_a_command_ends_with_75_and_leaves_the_file(
    mvg: Mvg, arguments: tuple[Any, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = [str(word).format(ut=tmp_path / "ut") for word in arguments]
    target = Path(next(word for word in written if word.startswith(str(tmp_path))))
    target.write_bytes(b"old")
    Holder(monkeypatch, FOR_EVER, "replace")
    ran = mvg(*written)
    assert (ran.returncode, "MVG872" in ran.stderr, target.read_bytes()) == (75, True, b"old")


@pytest.mark.parametrize("option", ["--report", "--metrics", "--audit"])
def test_a_batch_ends_with_75_when_what_it_writes_beside_the_notes_is_held(
    mvg: Mvg, option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / ("mvg.prom" if option == "--metrics" else "mvg.jsonl")
    Holder(monkeypatch, FOR_EVER, "replace")
    ran = mvg("batch", NOTE, "--out", tmp_path / "ut", "--jobs", "1", option, file)
    assert (ran.returncode, "MVG872" in ran.stderr) == (75, True)
