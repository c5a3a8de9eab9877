"""Atomic writes of reports, metrics and heads: private files, complete or absent; killed runs leave nothing behind."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import sqlite3
import stat
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from converter.files.held_open import is_held_open
from converter.files.storage import DRAFT, Refused, error_name, refused, remove, write_file
from converter.files.windows_paths import extended
from converter.findings import Finding

LONGEST_NAME: Final = 1000
"""Limit of a name in reports, in characters: a member of an archive may have a name of any length."""


@contextlib.contextmanager
def writing(option: str) -> Iterator[None]:
    """Raises `Refused` for what goes wrong within: MVG850, or MVG872 when another program holds the file open.

    The finding has the name of the error and quotes no data.
    """
    try:
        yield
    except (OSError, ValueError, sqlite3.Error) as error:
        if is_held_open(error):
            raise refused("MVG872", error) from None
        number = (error.errno if isinstance(error, OSError) else None) or 0
        raise Refused(Finding("MVG850", words=(option, error_name(error))), number) from None


def check_writable(target: Path) -> None:
    """Checks that a file can be written, and removes the drafts of a killed run.

    Raises `OSError`, and `ValueError` for a name that is none.
    """
    with contextlib.suppress(FileNotFoundError):
        if stat.S_ISDIR(os.lstat(extended(target)).st_mode):
            raise IsADirectoryError(errno.EISDIR, "")
    folder = extended(target.parent, below=True)
    tempfile.TemporaryFile(dir=folder).close()
    for left in Path(folder).glob(f"{DRAFT}{_mark_of(target)}*.tmp"):
        with contextlib.suppress(OSError):  # Windows keeps the draft of a run that is writing it
            remove(left)


def write_atomically(parts: Iterable[bytes], target: Path) -> None:
    """Writes a file piece by piece; it gets its name when it is synced to disk. Raises `OSError`.

    The draft is named after its target, so that the next run finds it, and never as another run names its own.
    """
    write_file(parts, target, replace=True, mark=_mark_of(target))


def shard_path(name: str, shard: tuple[int, int]) -> Path:
    """The file of a run; each shard has its own: `a.2-of-4.html`."""
    path = Path(name)
    return path if shard == (1, 1) else path.with_suffix(".{}-of-{}".format(*shard) + path.suffix)


def _mark_of(target: Path) -> str:
    return f"{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:12]}-"
