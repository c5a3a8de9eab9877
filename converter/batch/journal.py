"""The journal of an output folder: its inputs, their outputs and their findings.

One SQLite file for each output folder, whatever the number of runs that share it. It holds digests, never a name or
note text; the words of findings hold none either.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple, Self
from urllib.parse import quote

from converter.files.storage import PRIVATE, Refused, error_name, make_folder, refusing
from converter.files.windows_paths import extended
from converter.findings import Finding

NAME: Final = "journal.sqlite"
_VERSION: Final = 2
LOCK_TIMEOUT: Final = 60.0
"""Seconds to wait for other shards of the folder, and for other programs that read the file."""
_CACHE: Final = -256
"""Page cache of SQLite, in KiB (negative by its convention), so that memory does not grow with the notes."""
_KEY_BYTES: Final = 16
# Rows lie in the order of the inputs, so that a block writes few pages: only the index is in the order of the claims.
# Journals of older versions have the rows in it too (WITHOUT ROWID); every statement does for both.
_SCHEMA: Final = (
    """
CREATE TABLE IF NOT EXISTS note (
    claim BLOB PRIMARY KEY NOT NULL,
    run BLOB NOT NULL,
    origin BLOB NOT NULL,
    setting BLOB NOT NULL DEFAULT x'',
    input BLOB NOT NULL DEFAULT x'',
    outputs TEXT NOT NULL DEFAULT '[]',
    moved INTEGER NOT NULL DEFAULT 0,
    findings TEXT NOT NULL DEFAULT '[]'
)
""",
    "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
)
_LOOK_UP: Final = "SELECT claim, run, origin, setting, input, outputs, moved, findings FROM note WHERE claim IN ({})"
_CLAIM: Final = (
    "INSERT INTO note (claim, run, origin) VALUES (?, ?, ?) ON CONFLICT (claim) DO UPDATE SET run = excluded.run"
)
_SETTLE: Final = (
    "INSERT INTO note (run, origin, setting, input, outputs, moved, findings, claim) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (claim) DO UPDATE SET (run, origin, setting, input, outputs, moved, findings) = (excluded.run, "
    "excluded.origin, excluded.setting, excluded.input, excluded.outputs, excluded.moved, excluded.findings)"
)
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
Outputs = tuple[tuple[str, str], ...]
"""Target and SHA-256 (hexadecimal) of each output, in the order of the targets."""


class JournalEntry(NamedTuple):
    """The journal's row of the input that has a claim."""

    run: bytes
    """The last run that had this input."""
    origin: bytes
    """Digest of where it lies (`names.digest` of its whole path)."""
    config_digest: bytes = b""
    """Digest of profile, options and program that it was processed under."""
    input: bytes = b""
    """SHA-256 of its bytes; empty until it has an outcome, and when it could not be read."""
    outputs: Outputs = ()
    moved: bool = False
    """Whether the input was moved: a file that later has its name is another note."""
    findings: tuple[Finding, ...] = ()
    """Its findings, so that a later report has them too."""
    finding_targets: tuple[tuple[str, ...], ...] = ()
    """The targets of each finding, as in `Outcome`."""


class Journal:
    """The journal of one output folder. Every method raises `Refused` when the file cannot be read or written."""

    def __init__(self, folder: Path) -> None:
        with refusing("MVG805"), _refusing():
            file = extended(folder / NAME)
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, PRIVATE))  # SQLite gives its files the same mode
            self._base = sqlite3.connect(file, isolation_level=None, timeout=LOCK_TIMEOUT)
            self._prepare()

    def _prepare(self) -> None:
        for pragma in (f"cache_size = {_CACHE}", "synchronous = FULL", "temp_store = MEMORY"):
            self._base.execute(f"PRAGMA {pragma}")
        self._base.execute("BEGIN IMMEDIATE")
        if not _version(self._base):
            for order in _SCHEMA:
                self._base.execute(order)
            self._base.execute("INSERT OR IGNORE INTO meta VALUES ('key', ?)", (os.urandom(_KEY_BYTES),))
            self._base.execute(f"PRAGMA user_version = {_VERSION}")
        self._base.execute("COMMIT")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()

    def key(self) -> bytes:
        """The secret key of this folder for short ids (`names.short_id`)."""
        with _refusing():
            return _key(self._base)

    def known(self, claims: Collection[bytes]) -> dict[bytes, JournalEntry]:
        """The rows of the inputs that have these claims."""
        with _refusing():
            rows = self._base.execute(_LOOK_UP.format(",".join("?" * len(claims))), tuple(claims)).fetchall()
        known: dict[bytes, JournalEntry] = {}
        made = json.loads(f"[{','.join(row[5] for row in rows)}]")  # of all rows at once, which is quicker
        for (claim, run, origin, config_digest, content, _, moved, stored), pairs in zip(rows, made, strict=True):
            outputs = tuple(map(tuple, pairs))
            known[claim] = JournalEntry(run, origin, config_digest, content, outputs, bool(moved), *_findings(stored))
        return known

    def write(
        self, claims: Iterable[tuple[bytes, bytes, bytes]], settled: Iterable[tuple[bytes, JournalEntry]]
    ) -> None:
        """Stores claims (claim, run, origin) and rows (by claim) in one transaction.

        The disk holds it when this returns.
        """
        rows = [
            (row.run, row.origin, row.config_digest, row.input, _ENCODER.encode(row.outputs), row.moved,
             _stored(row.findings, row.finding_targets), claim)
            for claim, row in settled
        ]  # fmt: skip
        with _refusing(), self._base:  # which rolls back what was begun when an error leaves it
            self._base.execute("BEGIN IMMEDIATE")
            self._base.executemany(_SETTLE, rows)
            self._base.executemany(_CLAIM, claims)


def read_key(folder: Path) -> bytes:
    """The secret key of a folder for short ids, read without writing: the folder may be on a read-only share.

    Only where there is no journal one is made: whoever removed a damaged one may look before the next run. Raises
    `Refused` as `Journal` does.
    """
    file = folder / NAME
    if not os.path.exists(extended(file)):
        with refusing("MVG805"):
            make_folder(folder)
        with Journal(folder) as journal:
            return journal.key()
    try:
        return _key_of(file, "mode=ro")
    except sqlite3.Error as error:
        if not getattr(error, "sqlite_errorname", "").startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")):
            raise _refused(error) from None
    with _refusing():  # a run was killed while it wrote, which cannot be undone here; the key was written long before
        return _key_of(file, "immutable=1")


def _key_of(file: Path, way: str) -> bytes:
    with closing(sqlite3.connect(f"file:{quote(extended(file))}?{way}", uri=True, timeout=LOCK_TIMEOUT)) as base:
        _version(base)
        return _key(base)


def _key(base: sqlite3.Connection) -> bytes:
    return bytes(base.execute("SELECT value FROM meta WHERE name = 'key'").fetchone()[0])


def _version(base: sqlite3.Connection) -> int:
    """The version of a journal, 0 for a new one. Raises `Refused` for one that this program does not know."""
    version = int(base.execute("PRAGMA user_version").fetchone()[0])
    if version not in (0, _VERSION):
        raise Refused(Finding("MVG819"))
    return version


@lru_cache(maxsize=1024)  # most notes have the findings of many others
def _findings(stored: str) -> tuple[tuple[Finding, ...], tuple[tuple[str, ...], ...]]:
    """Stored findings, and the targets of each."""
    found = json.loads(stored)
    findings = tuple(Finding(code, line, column, tuple(words)) for code, line, column, words, _ in found)
    return findings, tuple(tuple(targets) for *_, targets in found)


@lru_cache(maxsize=1024)
def _stored(findings: tuple[Finding, ...], targets: tuple[tuple[str, ...], ...]) -> str:
    return _ENCODER.encode([[*finding, of] for finding, of in zip(findings, targets, strict=True)])


@contextmanager
def _refusing() -> Iterator[None]:
    """Raises `Refused` for an error of SQLite within."""
    try:
        yield
    except sqlite3.Error as error:
        raise _refused(error) from None


def _refused(error: sqlite3.Error) -> Refused:
    """MVG819 for a file that is no journal, else MVG805 with SQLite's name of the error, which quotes no data."""
    name = error_name(error)
    if name in ("SQLITE_NOTADB", "SQLITE_CORRUPT"):
        return Refused(Finding("MVG819"))
    return Refused(Finding("MVG805", words=(name,)))
