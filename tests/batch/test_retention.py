"""Retention: what is done and old is removed, and never a source that is not done (P25)."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from batching import BAD, GOOD, OTHER, Ran, tree
from converter.batch import quarantine, retention
from converter.batch.config import BatchConfig
from converter.batch.inputs import Source, items
from converter.batch.mover import Mover
from converter.batch.retention import apply_retention

Run = Callable[..., Ran]
DAY = 86400.0


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets so many days go by, for whoever asks the clock about retention."""
    real = time.time

    class Clock:
        days = 0.0

        @staticmethod
        def time() -> float:
            return real() + Clock.days * DAY

    def go(days: float) -> None:
        Clock.days = days

    monkeypatch.setattr(retention, "time", Clock)
    return go


@pytest.fixture
def done(tmp_path: Path) -> Path:
    return tmp_path / "klara"


@pytest.fixture
def ran(run: Run, config: BatchConfig, inbox: Path, done: Path) -> None:
    """Two done notes that were moved, one source in quarantine, one that is settled there, one that is discarded."""
    (inbox / "mapp").mkdir()
    for name, data in (("a.txt", GOOD), ("mapp/b.xml", OTHER), ("c.txt", BAD), ("d.txt", BAD), ("e.txt", BAD)):
        (inbox / name).write_bytes(data)
    run(recursive=True, mover=Mover(config, str(done), inbox=True))
    for entry in list(quarantine.entries(config)):
        if entry.record["key"] == "d.txt":
            quarantine.mark(entry, config, settled=True)
        elif entry.record["key"] == "e.txt":
            quarantine.discard(entry, config, "någon", "nu", "dubblett")


def _left(config: BatchConfig, done: Path) -> tuple[list[str], list[str], int]:
    kept = sorted(entry.record["key"] for entry in quarantine.entries(config))
    return sorted(tree(done)), kept, len(list(quarantine.entries(config, "discarded")))


def test_nothing_is_removed_before_its_time(
    ran: None, config: BatchConfig, done: Path, later: Callable[[float], None]
) -> None:
    later(29)
    assert apply_retention(config, 30, str(done)) == 0
    assert _left(config, done) == (["a.txt", "mapp/b.xml"], ["c.txt", "d.txt"], 1)


def test_what_is_done_settled_or_discarded_is_removed_and_a_source_that_waits_is_not(
    ran: None, config: BatchConfig, done: Path, later: Callable[[float], None]
) -> None:
    later(31)
    assert apply_retention(config, 30, str(done)) == 4
    assert _left(config, done) == ([], ["c.txt"], 0)
    (entry,) = quarantine.entries(config)
    assert entry.note.read_bytes() == BAD


def test_a_file_that_the_journal_does_not_know_by_its_bytes_stays(
    ran: None, config: BatchConfig, done: Path, later: Callable[[float], None]
) -> None:
    (done / "a.txt").write_bytes(GOOD + b"x")
    (done / "annan.txt").write_bytes(GOOD)
    (done / "mapp/b.xml").unlink()
    (done / "mapp/b.xml").symlink_to(done / "annan.txt")
    later(31)
    apply_retention(config, 30, str(done))
    assert sorted(tree(done)) == ["a.txt", "annan.txt", "mapp/b.xml"]


def test_without_a_folder_of_done_files_only_the_own_folders_are_swept(
    ran: None, config: BatchConfig, done: Path, later: Callable[[float], None]
) -> None:
    later(31)
    assert apply_retention(config, 30) == 2
    assert _left(config, done) == (["a.txt", "mapp/b.xml"], ["c.txt"], 0)


def test_parts_of_json_lines_go_when_they_are_old(
    run: Run, config: BatchConfig, inbox: Path, later: Callable[[float], None]
) -> None:
    (inbox / "n.jsonl").write_text(json.dumps({"id": "a", "note": GOOD.decode()}))
    (inbox / "x.txt").write_bytes(BAD)
    run(items([Source(str(inbox))]))
    later(31)
    assert apply_retention(config, 30, parts=True) == 1
    assert [name for name in tree(Path(config.out)) if not name.startswith("quarantine/")] == []
    assert len(list(quarantine.entries(config))) == 1
    assert (config.state / "journal.sqlite").exists()
