"""Retention: what is done and old is removed, and never a source that is not done (P25)."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from batching import BAD, GOOD, OTHER, Ran, tree
from converter.batch import quarantine, quarantine_records, retention
from converter.batch.config import BatchConfig
from converter.batch.inputs import Source, items
from converter.batch.locks import run_lock
from converter.batch.mover import Mover
from converter.batch.quarantine import QuarantineEntry
from converter.batch.retention import apply_retention
from converter.files.storage import Refused

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
            quarantine_records.mark(entry, config, settled=True)
        elif entry.record["key"] == "e.txt":
            quarantine_records.discard(entry, config, "någon", "nu", "dubblett")


def _left(config: BatchConfig, done: Path) -> tuple[list[str], list[str], int]:
    kept = sorted(entry.record["key"] for entry in quarantine.entries(config))
    return sorted(tree(done)), kept, len(list(quarantine.entries(config, "discarded")))


def test_the_time_of_a_source_begins_when_its_note_is_done(
    ran: None, config: BatchConfig, later: Callable[[float], None]
) -> None:
    (entry,) = (entry for entry in quarantine.entries(config) if entry.record["key"] == "c.txt")
    os.utime(entry.folder / f"{entry.name}.json", (1, 1))
    quarantine_records.mark(entry, config, settled=True)
    assert apply_retention(config, 30) == 0
    later(31)
    assert apply_retention(config, 30) == 3


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


def test_P25_a_source_that_a_run_has_opened_again_is_not_removed(
    ran: None, run: Run, config: BatchConfig, inbox: Path, later: Callable[[float], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The same bytes come again, and need a person again, between the choice of what is to go and its removal."""
    monkeypatch.setattr("converter.batch.locks.LOCK_TIMEOUT", 0)
    real = quarantine.entries
    arrived: list[int] = []

    def chosen_and_then_a_run(*given: Any) -> list[QuarantineEntry]:
        found = list(real(*given))
        if not arrived:
            arrived.append((inbox / "d.txt").write_bytes(BAD))
            with suppress(Refused):  # the message is that the folder is busy
                run(mover=Mover(config, None, inbox=True))
        return found

    later(31)
    monkeypatch.setattr(quarantine, "entries", chosen_and_then_a_run)
    apply_retention(config, 30)
    in_quarantine = [entry.note.exists() for entry in real(config) if entry.record["key"] == "d.txt"]
    assert (inbox / "d.txt").exists() or in_quarantine == [True]


def test_P14_nothing_is_removed_while_a_run_or_a_shard_holds_the_folder(
    ran: None, config: BatchConfig, done: Path, later: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("converter.batch.locks.LOCK_TIMEOUT", 0)
    later(31)
    before = _left(config, done)
    with run_lock(config.state / "lock", "annan@dator", "i dag", (1, 2)), pytest.raises(Refused) as busy:
        apply_retention(replace(config, shard=(2, 2)), 30, str(done))
    assert (busy.value.finding.code, _left(config, done)) == ("MVG811", before)
    assert apply_retention(replace(config, shard=(2, 2)), 30, str(done)) == 4


def _versions(number: int) -> list[bytes]:
    return [BAD + b"\n" * version for version in range(number)]


@pytest.mark.slow
@pytest.mark.counted
def test_a_discarded_note_stays_so_when_older_ones_of_its_name_have_gone(
    run: Run, config: BatchConfig, inbox: Path, later: Callable[[float], None]
) -> None:
    for version in _versions(8):
        (inbox / "c.txt").write_bytes(version)
        run()
        (entry,) = quarantine.entries(config)
        quarantine_records.discard(entry, config, "någon", "nu", "dubblett")
    gone = [entry for entry in quarantine.entries(config, "discarded") if entry.record["sequence"] <= 6]
    for entry in gone:
        os.utime(entry.folder / f"{entry.name}.json", (1, 1))
    assert apply_retention(config, 30) == 6
    for version in _versions(8)[6:]:
        (inbox / "c.txt").write_bytes(version)
        assert run().codes == {"c.txt": ["MVG841"]}
    (inbox / "c.txt").write_bytes(_versions(9)[8])
    run()
    (entry,) = quarantine.entries(config)
    kept = tree(Path(config.out, "discarded"))
    quarantine_records.discard(entry, config, "någon", "nu", "dubblett")
    assert kept.items() < tree(Path(config.out, "discarded")).items(), "nothing is written over"


@pytest.mark.slow
@pytest.mark.counted
def test_P7_a_note_that_is_done_leaves_the_quarantine_when_others_of_its_name_have_gone(
    run: Run, config: BatchConfig, inbox: Path
) -> None:
    for version in _versions(6):
        (inbox / "c.txt").write_bytes(version)
        run(mover=Mover(config, None, inbox=True))
    for entry in quarantine.entries(config):
        if entry.record["sequence"] < 6:
            quarantine_records.remove(quarantine_records.mark(entry, config, holds="copy"))
    (inbox / "c.txt").write_bytes(_versions(6)[5])
    assert run().codes["c.txt"][:1] == ["MVG401"]
    (entry,) = quarantine.entries(config)
    assert entry.record["sequence"] == 6, "the same note has one entry"
    quarantine_records.mark(entry, config, holds="copy")
    (inbox / "c.txt").write_bytes(GOOD)
    assert run().statuses == {"c.txt": "done"}
    assert list(quarantine.entries(config)) == []


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
