"""`--keep DAYS`: removes patient data that is no longer needed, and never a source that is not done (P25).

It removes done files whose bytes the journal knows as done, settled sources in quarantine, discarded notes, and the
parts of JSON Lines output.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from converter.batch import quarantine
from converter.batch.config import WHOLE, BatchConfig
from converter.batch.journal import Journal
from converter.batch.names import DISCARDED, QUARANTINE, STATE, claim
from converter.batch.recheck import digest_of_file
from converter.batch.run import held
from converter.files.storage import remove
from converter.files.windows_paths import extended

_DAY: Final = 86400.0
_QUERY_SIZE: Final = 160
"""Files in one query of the journal."""


def apply_retention(
    config: BatchConfig, days: int, done_folder: str = "", parts: bool = False, who: str = "--keep"
) -> int:
    """Removes what is older than `days`, on behalf of `who`. Returns the number of notes removed.

    It holds the whole folder meanwhile: a run could need again what was chosen to go. `parts` says that the outputs are
    parts of JSON Lines. Raises `OSError`, and `Refused` when the folder is busy (MVG811) or the journal fails.
    """
    with held(replace(config, shard=WHOLE), who, datetime.now(UTC).isoformat(timespec="seconds")):
        limit, removed = time.time() - days * _DAY, 0
        for entry in [*quarantine.entries(config), *quarantine.entries(config, DISCARDED)]:
            if entry.since < limit and (entry.is_settled or "discarded" in entry.record):
                remove(entry.note)
                remove(entry.folder / f"{entry.name}.json")
                removed += 1
        if done_folder:
            with Journal(config.state) as journal:
                removed += sum(_remove_done(Path(done_folder), limit, journal))
        for path in list(_old(Path(config.out), limit)) if parts else ():
            remove(path)
            removed += 1
        return removed


def _remove_done(folder: Path, limit: float, journal: Journal) -> Iterator[int]:
    """Removes the old files that the journal knows as done with the same bytes; yields the number of each group."""
    folder = Path(extended(folder, below=True))
    old = sorted(_old(folder, limit))
    for at in range(0, len(old), _QUERY_SIZE):
        claims = {claim(path.relative_to(folder).as_posix()): path for path in old[at : at + _QUERY_SIZE]}
        known = journal.known(claims.keys())
        done = {name: row.input.hex() for name, row in known.items() if row.outputs and row.input}
        gone = [path for name, path in claims.items() if name in done and digest_of_file(path) == done[name]]
        for path in gone:
            remove(path)
        yield len(gone)


def _old(folder: Path, limit: float) -> Iterator[Path]:
    """The files below a folder that are older than `limit`, without the program's own folders."""
    for where, folders, names in os.walk(extended(folder, below=True)):
        folders[:] = [name for name in folders if name not in (STATE, QUARANTINE, DISCARDED)]
        for path in (Path(where, name) for name in names):
            status = os.lstat(extended(path))
            if max(status.st_mtime, status.st_ctime) < limit:
                yield path
