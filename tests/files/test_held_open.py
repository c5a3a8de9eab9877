"""A file that another program holds open, as Windows refuses it: simulated by the error that Windows gives."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from converter.batch.report_files import writing
from converter.files.held_open import is_held_open, retried
from converter.files.storage import Refused, refused, remove, replace_file, write_file
from holder import FOR_EVER, Holder, held
from paths import ROOT


def test_a_file_that_is_held_for_a_moment_is_replaced_after_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    holder = Holder(monkeypatch, 3, "replace")
    (tmp_path / "a").write_bytes(b"old")
    write_file(b"new", tmp_path / "a", replace=True)
    assert (tmp_path / "a").read_bytes() == b"new"
    assert (holder.left, 0 < holder.waits < 0.2) == (0, True)


def test_a_file_that_stays_held_is_left_as_it_is_and_no_draft_remains(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = Holder(monkeypatch, FOR_EVER, "replace")
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(PermissionError) as error:
        write_file(b"new", tmp_path / "a", replace=True)
    assert is_held_open(error.value)
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"old"]
    assert holder.waits < 1


def test_a_file_is_removed_after_the_moment_that_it_isheld(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Holder(monkeypatch, 2, "unlink")
    (tmp_path / "a").write_bytes(b"old")
    remove(tmp_path / "a")
    remove(tmp_path / "a")
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("error", [PermissionError(13, "no right"), FileNotFoundError(2, "none"), OSError(28, "full")])
def test_another_refusal_is_not_attempted_again(error: OSError, monkeypatch: pytest.MonkeyPatch) -> None:
    attempts: list[int] = []

    def fail() -> None:
        attempts.append(1)
        raise error

    monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("it waited"))
    with pytest.raises(type(error)):
        retried(fail)
    assert len(attempts) == 1


@pytest.mark.parametrize("number", [5, 32, 33])
def test_the_refusal_says_that_the_file_is_open_and_ends_with_75(number: int) -> None:
    for reported in (refused("MVG805", held(number)), refused("MVG803", held(number)), _of_an_option(held(number))):
        assert (reported.finding.code, reported.finding.exit_code) == ("MVG872", 75)
    assert refused("MVG805", PermissionError(13, "")).finding.code == "MVG805"
    assert _of_an_option(PermissionError(13, "")).finding.code == "MVG850"


def _of_an_option(error: OSError) -> Refused:
    with pytest.raises(Refused) as stopped, writing("-o"):
        raise error
    return stopped.value


def test_names_are_changed_and_removed_in_one_place() -> None:
    """All others call `replace_file`, `write_file` and `remove`, which try again."""
    changes = re.compile(r"\bos\.(replace|rename|unlink|remove)\(|\.(unlink|rename)\(|shutil\.move")
    for path in sorted((ROOT / "converter").rglob("*.py")):
        if path.name != "storage.py":
            assert not changes.search(path.read_text("utf-8")), path
    assert replace_file.__module__ == "converter.files.storage"
