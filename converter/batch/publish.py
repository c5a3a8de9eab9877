"""Files that tell of a run: private, written whole or not at all, and nothing left of a run that was killed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Final, cast

from converter.findings import Finding
from converter.storage import PRIVATE, Refused, refused

_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def unwritable(option: str, error: Exception) -> Refused:
    """MVG850: the file of an option of the command cannot be written."""
    told = refused("MVG805", error)
    return Refused(Finding("MVG850", words=(option, *told.finding.words)), told.number)


def prepare(target: Path) -> None:
    """Tries whether a file can be written here, and clears away what a killed run left. Raises `OSError`."""
    if target.is_dir():
        raise IsADirectoryError(21, "")
    spool(target).close()
    for left in target.parent.glob(f"{_draft_of(target)}*.tmp"):
        with contextlib.suppress(OSError):  # Windows keeps the draft of a run that is writing it
            left.unlink()


def spool(target: Path) -> BinaryIO:
    """A file without a name beside the target, for what is not in its order yet. Raises `OSError`, `ValueError`."""
    return cast("BinaryIO", tempfile.TemporaryFile(dir=target.parent))


def publish(parts: Iterable[bytes], target: Path) -> None:
    """Writes a file piece by piece; it gets its name when the disk holds it. Raises `OSError`.

    The draft is named after its target, so that the next run finds it, and never as another run names its own.
    """
    draft = f"{target.parent}{os.sep}{_draft_of(target)}{os.urandom(6).hex()}.tmp"  # Path keeps each part it has met
    try:
        with open(os.open(draft, _NEW, PRIVATE), "wb") as file:  # noqa: PTH123 -- a descriptor
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, target)  # noqa: PTH105 -- as above
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(draft)  # noqa: PTH108 -- as above
        raise


def _draft_of(target: Path) -> str:
    return f".mvg-{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:12]}-"
