"""Files that tell of a run: private, written whole or not at all, and nothing left of a run that was killed."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from converter.findings import Finding
from converter.storage import DRAFT, Refused, write_file

LONGEST_NAME: Final = 1000
"""Characters that are told of a name: a member of an archive may have one of any length."""


def cannot_write(option: str, error: Exception) -> Refused:
    """MVG850: the file of an option cannot be written, with the name of the error, which quotes nothing."""
    number = (error.errno if isinstance(error, OSError) else None) or 0
    name = getattr(error, "sqlite_errorname", None) or errno.errorcode.get(number, "?")
    return Refused(Finding("MVG850", words=(option, name)), number)


def check_writable(target: Path) -> None:
    """Tries whether a file can be written here, and clears away what a killed run left.

    Raises `OSError`, and `ValueError` for a name that is none.
    """
    with contextlib.suppress(FileNotFoundError):
        if stat.S_ISDIR(os.lstat(target).st_mode):
            raise IsADirectoryError(errno.EISDIR, "")
    tempfile.TemporaryFile(dir=target.parent).close()
    for left in target.parent.glob(f"{DRAFT}{_mark_of(target)}*.tmp"):
        with contextlib.suppress(OSError):  # Windows keeps the draft of a run that is writing it
            left.unlink()


def write_atomically(parts: Iterable[bytes], target: Path) -> None:
    """Writes a file piece by piece; it gets its name when the disk holds it. Raises `OSError`.

    The draft is named after its target, so that the next run finds it, and never as another run names its own.
    """
    write_file(parts, target, replace=True, mark=_mark_of(target))


def shard_path(name: str, shard: tuple[int, int]) -> Path:
    """The file of a run; shards that run beside each other have one each: `a.2-of-4.html`."""
    path = Path(name)
    return path if shard == (1, 1) else path.with_suffix(".{}-of-{}".format(*shard) + path.suffix)


def _mark_of(target: Path) -> str:
    return f"{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:12]}-"
