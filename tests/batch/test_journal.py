"""The journal: what it says is on disk, it names nobody, and a broken one is reported (P9, P10, P15)."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from batching import tree
from converter.batch.journal import NAME, Journal, JournalEntry, read_key
from converter.files.storage import Refused
from converter.findings import Finding

CLAIM, RUN, ORIGIN = b"c" * 16, b"r" * 8, b"o" * 16


def _code(folder: Path) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(Refused) as refused:
        Journal(folder)
    return refused.value.finding.code, refused.value.finding.words


_OLDER = """
CREATE TABLE note (claim BLOB PRIMARY KEY, run BLOB NOT NULL, origin BLOB NOT NULL, setting BLOB NOT NULL DEFAULT x'',
    input BLOB NOT NULL DEFAULT x'', outputs TEXT NOT NULL DEFAULT '[]', moved INTEGER NOT NULL DEFAULT 0,
    findings TEXT NOT NULL DEFAULT '[]') WITHOUT ROWID
"""
"""The table of journals that earlier versions of the program made."""


@pytest.mark.parametrize("table", ["", _OLDER], ids=["of this version", "of an earlier version"])
def test_what_was_claimed_and_settled_is_known_to_the_next_run(tmp_path: Path, table: str) -> None:
    with closing(sqlite3.connect(tmp_path / NAME)) as base:
        base.execute(table)
    settled = JournalEntry(
        RUN, ORIGIN, b"s" * 16, b"i" * 32, (("pmo", "0f" * 32),), moved=True,
        findings=(Finding("MVG402", 3, 1, ("Besöksorsak",)), Finding("MVG430")), finding_targets=((), ("pmo",)),
    )  # fmt: skip
    with Journal(tmp_path) as journal:
        assert journal.known([CLAIM]) == {}
        journal.write([(CLAIM, RUN, ORIGIN)], [])
        assert journal.known([CLAIM]) == {CLAIM: JournalEntry(RUN, ORIGIN)}
        journal.write([], [(CLAIM, settled)])
    with Journal(tmp_path) as journal:
        assert journal.known([CLAIM]) == {CLAIM: settled}
        journal.write([(CLAIM, b"next", b"elsewhere")], [])
        assert journal.known([CLAIM]) == {CLAIM: settled._replace(run=b"next")}, "it forgets nothing"


def test_an_input_that_nobody_claimed_is_noted_when_it_is_settled(tmp_path: Path) -> None:
    settled = JournalEntry(RUN, ORIGIN, b"s", b"i")
    with Journal(tmp_path) as journal:
        journal.write([], [(CLAIM, settled)])
        assert journal.known([CLAIM]) == {CLAIM: settled}


def test_the_disk_holds_a_step_whole_or_not_at_all(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal, pytest.raises(Refused):
        journal.write([(CLAIM, RUN, ORIGIN), (b"d", None, ORIGIN)], [])  # type: ignore[list-item]  # the database refuses it
    with Journal(tmp_path) as journal:
        assert journal.known([CLAIM]) == {}


def test_P17_the_file_is_private(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        journal.write([(CLAIM, RUN, ORIGIN)], [])
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content", [b"no data base at all, and long enough to be none" * 30, b"SQLite format 3\0" + b"x" * 4096]
)
def test_a_file_that_is_no_journal_is_reported(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    assert _code(tmp_path) == ("MVG819", ())


def test_a_journal_of_a_newer_version_is_reported(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / NAME) as base:
        base.execute("PRAGMA user_version = 99")
    assert _code(tmp_path) == ("MVG819", ())


def test_a_journal_that_another_program_holds_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("converter.batch.journal.LOCK_TIMEOUT", 0)
    with Journal(tmp_path) as journal, sqlite3.connect(tmp_path / NAME, isolation_level=None) as other:
        key = journal.key()
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Refused):
            journal.key()
        with pytest.raises(Refused) as reading:
            journal.known([CLAIM])
        with pytest.raises(Refused) as writing:
            journal.write([(CLAIM, RUN, ORIGIN)], [])
        assert reading.value.finding.words == writing.value.finding.words == ("SQLITE_BUSY",)
        assert _code(tmp_path) == ("MVG805", ("SQLITE_BUSY",))
        other.execute("ROLLBACK")
        assert journal.key() == key


def test_a_folder_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    assert _code(tmp_path / "finns inte") == ("MVG805", ("ENOENT",))


def test_the_key_of_a_folder_is_read_while_a_run_that_was_killed_has_left_its_work_half_done(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        key = journal.key()
        journal.write([(bytes([number]) * 16, RUN, ORIGIN) for number in range(200)], [])
    killed = tmp_path / "dödad"
    killed.mkdir()
    with closing(sqlite3.connect(tmp_path / NAME, isolation_level=None)) as base:
        for order in ("PRAGMA cache_size = 1", "BEGIN IMMEDIATE", "UPDATE note SET outputs = hex(randomblob(900))"):
            base.execute(order)
        for name in (NAME, f"{NAME}-journal"):
            shutil.copy(tmp_path / name, killed)
    before = tree(killed)
    assert len(before) == 2
    assert read_key(killed) == key
    assert tree(killed) == before
    (killed / NAME).write_bytes(b"x" * 4096)
    with pytest.raises(Refused) as broken:
        read_key(killed)
    assert broken.value.finding.code == "MVG819"


def test_P11_where_there_is_no_journal_and_none_can_be_made_that_is_reported(tmp_path: Path) -> None:
    (tmp_path / "fil").write_bytes(b"")
    with pytest.raises(Refused) as lacking:
        read_key(tmp_path / "fil" / ".mvg")
    assert lacking.value.finding.code == "MVG805"


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "MVG805"), (b"no data base at all" * 99, "MVG819"), (b"SQLite format 3\0", "MVG819")]
)
def test_a_file_that_has_no_key_is_reported(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(Refused) as broken:
        read_key(tmp_path)
    assert broken.value.finding.code == code


def test_every_folder_has_a_secret_of_its_own_that_stays(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    keys = []
    for folder in (tmp_path, tmp_path / "b", tmp_path):
        with Journal(folder) as journal:
            keys.append(journal.key())
    assert keys[0] == keys[2] != keys[1]


def test_O7_two_runs_that_share_a_folder_write_one_journal(tmp_path: Path) -> None:
    with Journal(tmp_path) as one, Journal(tmp_path) as other:
        one.write([(CLAIM, RUN, ORIGIN)], [])
        other.write([(b"d" * 16, RUN, ORIGIN)], [])
        assert one.known([CLAIM, b"d" * 16]) == other.known([CLAIM, b"d" * 16])
