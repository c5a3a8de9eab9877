"""What a run must remember of every input, on disk and not in memory, and only until it ends."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterable
from functools import cached_property
from pathlib import Path
from typing import Final

from converter.files.storage import DRAFT, PRIVATE, refusing
from converter.files.windows_paths import extended

_CACHE: Final = -256
"""Page cache of SQLite, in KiB (negative by its convention), so that memory does not grow with the notes."""


def scratch(table: str, file: Path | None = None) -> sqlite3.Connection:
    """A private database with one table, never synced to disk; without `file` it has no name and ends with the process.

    Raises `OSError` and `sqlite3.Error`.
    """
    if file is not None:
        os.close(os.open(extended(file), os.O_RDWR | os.O_CREAT, PRIVATE))  # SQLite gives its files the same mode
    base = sqlite3.connect("" if file is None else extended(file), isolation_level=None)
    for order in ("journal_mode = MEMORY", "synchronous = OFF", f"cache_size = {_CACHE}"):
        base.execute(f"PRAGMA {order}")
    base.execute(f"CREATE TABLE {table}")
    return base


def insert(base: sqlite3.Connection, order: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Stores rows. Raises `sqlite3.Error`."""
    base.execute("BEGIN")
    base.executemany(order, rows)
    base.execute("COMMIT")


_LOOK_UP: Final = "SELECT claim, origin FROM seen WHERE claim IN ({})"


class SeenClaims:
    """The claims that inputs of this run have made to names which the journal knew before, and their origins.

    Methods raise `Refused` when the disk cannot hold them. The file goes with the drafts of the run.
    """

    def __init__(self, drafts: Path) -> None:
        self._file = drafts / f"{DRAFT}seen.sqlite"

    @cached_property
    def _base(self) -> sqlite3.Connection:
        return scratch("seen (claim BLOB PRIMARY KEY, origin BLOB) WITHOUT ROWID", self._file)

    def add(self, claims: Collection[tuple[bytes, bytes]]) -> None:
        """Stores claims and origins."""
        if claims:
            with refusing("MVG805", sqlite3.Error):
                insert(self._base, "INSERT INTO seen VALUES (?, ?)", claims)

    def origins(self, claims: Collection[bytes]) -> dict[bytes, bytes]:
        """The origin of the input that has made each of these claims; claims that none has made are left out."""
        if "_base" not in self.__dict__:  # nothing was added, as in a first run
            return {}
        order = _LOOK_UP.format(",".join("?" * len(claims)))
        with refusing("MVG805", sqlite3.Error):
            return dict(self._base.execute(order, tuple(claims)))

    def close(self) -> None:
        """Lets go of the file."""
        if "_base" in self.__dict__:
            self._base.close()
