"""The journal: which inputs are done, proven by hashes, in one SQLite file that survives any kill (P9, P10).

It holds no name and no text: an input is the digest of its name. A claim is written before a worker may write
under a name, so that whatever lies there afterwards is known to be ours.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final, NamedTuple, Self

from converter.findings import Finding
from converter.storage import PRIVATE, Refused, refused

NAME: Final = "journal.sqlite"
_VERSION: Final = 1
_PATIENCE: Final = 10.0
"""Seconds to wait for somebody who looks at the file with another program."""
_CACHE: Final = -256
"""KiB of the file that SQLite keeps in memory: the same for a hundred notes and for a million."""
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS note (
    claim BLOB PRIMARY KEY,
    run BLOB NOT NULL,
    origin BLOB NOT NULL,
    setting BLOB NOT NULL DEFAULT x'',
    input BLOB NOT NULL DEFAULT x'',
    outputs BLOB NOT NULL DEFAULT x'',
    moved INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID
"""
_LOOK_UP: Final = "SELECT claim, run, origin, setting, input, outputs, moved FROM note WHERE claim IN ({})"
_CLAIM: Final = (
    "INSERT INTO note (claim, run, origin) VALUES (?, ?, ?) ON CONFLICT (claim) DO UPDATE SET run = excluded.run"
)
_SETTLE: Final = (
    "INSERT OR REPLACE INTO note (run, origin, setting, input, outputs, moved, claim) VALUES (?, ?, ?, ?, ?, ?, ?)"
)


class Known(NamedTuple):
    """What the journal says of the input that has a claim."""

    run: bytes
    """The run that met it last."""
    origin: bytes
    """Digest of where it lies (`names.digest` of its whole path)."""
    setting: bytes = b""
    """Digest of profile, options and program that it was settled under."""
    input: bytes = b""
    """SHA-256 of its bytes; empty until it is settled, and when it could not be read."""
    outputs: bytes = b""
    """The SHA-256 of each output, one behind the other, in the order of the targets; empty when it is not done."""
    moved: bool = False
    """Whether it was to be moved away: what comes under its name later is another note."""


class Journal:
    """The journal of one output folder. Every method raises `Refused` when the file cannot be read or written."""

    def __init__(self, folder: Path) -> None:
        try:
            os.close(os.open(folder / NAME, os.O_RDWR | os.O_CREAT, PRIVATE))  # SQLite gives its files the same mode
            self._base = sqlite3.connect(folder / NAME, isolation_level=None, timeout=_PATIENCE)
            version = self._base.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, _VERSION):
                raise Refused(Finding("MVG819"))
            for pragma in (f"cache_size = {_CACHE}", "synchronous = FULL", "temp_store = MEMORY"):
                self._base.execute(f"PRAGMA {pragma}")
            self._base.execute("BEGIN IMMEDIATE")
            self._base.execute(_SCHEMA)
            self._base.execute(f"PRAGMA user_version = {_VERSION}")
            self._base.execute("COMMIT")
        except OSError as error:
            raise refused("MVG805", error) from None
        except sqlite3.Error as error:
            raise _refused(error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()

    def begin(self) -> None:
        """Opens a step, so that look-ups cost little until it is written."""
        try:
            if not self._base.in_transaction:
                self._base.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise _refused(error) from None

    def known(self, claims: Collection[bytes]) -> dict[bytes, Known]:
        """What is known of the inputs that have these claims."""
        try:
            rows = self._base.execute(_LOOK_UP.format(",".join("?" * len(claims))), tuple(claims))
            return {
                claim: Known(run, origin, setting, content, outputs, bool(moved))
                for claim, run, origin, setting, content, outputs, moved in rows
            }
        except sqlite3.Error as error:
            raise _refused(error) from None

    def write(self, claims: Iterable[tuple[bytes, bytes, bytes]], settled: Iterable[tuple[bytes, Known]]) -> None:
        """Notes who is met (claim, run, origin) and what became of inputs (by claim), in one step.

        The disk holds it when this returns.
        """
        self.begin()
        try:
            self._base.executemany(_SETTLE, ((*known, claim) for claim, known in settled))
            self._base.executemany(_CLAIM, claims)
            self._base.execute("COMMIT")
        except sqlite3.Error as error:
            raise _refused(error) from None


def _refused(error: sqlite3.Error) -> Refused:
    """MVG819 for a file that is no journal, else MVG805 with SQLite's own name of the error, which quotes nothing."""
    name = getattr(error, "sqlite_errorname", "?")
    if name in ("SQLITE_NOTADB", "SQLITE_CORRUPT"):
        return Refused(Finding("MVG819"))
    return Refused(Finding("MVG805", words=(name,)))
