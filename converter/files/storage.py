"""Reads regular files only, and writes files atomically."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from converter.files.held_open import is_held_open, retried
from converter.files.windows_paths import extended
from converter.findings import Finding, FindingError
from converter.findings.catalogue import Code

_READ: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_DRAFT: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_NO_FOLLOW: Final = getattr(os, "O_NOFOLLOW", 0)
_NO_LINKS: Final = (errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP)
_NOT_REGULAR: Final = (errno.ENXIO, errno.ELOOP)
PRIVATE: Final = 0o600
PRIVATE_FOLDER: Final = 0o700
DRAFT: Final = ".mvg-"
"""Prefix of the names of temporary files."""


class Refused(FindingError):
    """A file that cannot be read or written."""

    def __init__(self, finding: Finding, number: int = 0) -> None:
        super().__init__(finding)
        self.number = number
        """The error number of the system (`errno`); 0 when the program itself refuses."""


def refused(code: Code, error: Exception | None = None) -> Refused:
    """A refusal with the name of the error of the system or of SQLite (`ENOSPC`), which quotes no file name.

    A file that another program holds open is MVG872, whatever was to be done with it.
    """
    if is_held_open(error):
        return Refused(Finding("MVG872"), errno.EACCES)
    number = (error.errno if isinstance(error, OSError) else None) or 0
    return Refused(Finding(code, words=(error_name(error),) if error else ()), number)


def error_name(error: Exception) -> str:
    """The name of an error of the system or of SQLite; `?` for another."""
    number = (error.errno if isinstance(error, OSError) else None) or 0
    return getattr(error, "sqlite_errorname", None) or errno.errorcode.get(number, "?")


@contextmanager
def refusing(code: Code, *errors: type[Exception]) -> Iterator[None]:
    """Raises `Refused` with this code for what goes wrong within: an `OSError`, or one of `errors`."""
    caught: tuple[type[Exception], ...] = (OSError, *errors)
    try:
        yield
    except caught as error:
        raise refused(code, error) from None


def open_file(name: str | Path, follow: bool = True) -> int:
    """A descriptor of a regular file, for reading. Raises `Refused`; never waits on a pipe or a device.

    Without `follow` a name that is a link is refused (P18).
    """
    return open_sized(name, follow)[0]


def open_sized(name: str | Path, follow: bool) -> tuple[int, int]:
    """The descriptor and the size of the file in bytes."""
    try:
        descriptor = os.open(extended(name), _READ if follow else _READ | _NO_FOLLOW)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise refused("MVG801") from None
    except OSError as error:
        # A socket, a link where none is followed, a folder on Windows.
        not_regular = error.errno in _NOT_REGULAR or os.path.isdir(extended(name))
        raise (refused("MVG802") if not_regular else refused("MVG803", error)) from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise refused("MVG802")
    return descriptor, status.st_size


def read_file(name: str | Path, most: int, follow: bool = True) -> bytes:
    """The bytes of a regular file, at most `most` of them. Raises `Refused` as `open_file` does."""
    descriptor, size = open_sized(name, follow)
    try:
        likely = min(size + 1, most)  # one byte more than it has, so that one call shows that this is all
        data = os.read(descriptor, likely)
        while likely <= len(data) < most and (more := os.read(descriptor, most - len(data))):
            data += more
        return data
    except OSError as error:
        raise refused("MVG803", error) from None
    finally:
        os.close(descriptor)


def write_file(
    data: bytes | Iterable[bytes], target: str | Path, replace: bool,
    drafts: str | Path = "", durable: bool = True, mark: str = "",
) -> None:  # fmt: skip
    """A private draft gets the bytes first, all at once or piece by piece, and its name last: nobody sees half a file.

    Without `replace` an existing name is refused (`FileExistsError`), in the step that gives it. The draft lies in
    `drafts`, a folder of the same file system, or beside the target. `durable` waits for the disk to hold the bytes.
    Raises `OSError`.
    """
    target = extended(target)
    draft = extended(os.path.join(drafts or os.path.dirname(target), f"{DRAFT}{mark}{os.urandom(6).hex()}.tmp"))
    descriptor = os.open(draft, _DRAFT, PRIVATE)
    try:
        try:
            for piece in [data] if isinstance(data, bytes) else data:
                write_all(descriptor, piece)
            if durable:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        _publish_draft(draft, target, replace)
    except BaseException:
        remove(draft)
        raise


def remove(name: str | Path) -> None:
    """Takes a file away, if it is there. Raises `OSError`."""
    with suppress(FileNotFoundError):
        retried(lambda: os.unlink(extended(name)))


def replace_file(source: str | Path, target: str | Path) -> None:
    """Gives a file another name, in place of what has it. Raises `OSError`."""
    retried(lambda: os.replace(extended(source), extended(target)))


def write_all(descriptor: int, data: bytes) -> None:
    """Writes all bytes, in as many calls as the system needs. Raises `OSError`."""
    written = os.write(descriptor, data)
    while written < len(data):
        written += os.write(descriptor, data[written:])


def _publish_draft(draft: str, target: str | Path, replace: bool) -> None:
    if replace:
        if os.path.exists(target) and not os.path.isfile(target):  # a device or a pipe would be gone
            raise OSError(errno.EINVAL, "not a regular file")
        replace_file(draft, target)
    elif sys.platform == "win32":
        retried(lambda: os.rename(draft, target))  # refuses an existing name there
    else:
        _link(draft, target)


def _link(draft: str, target: str | Path) -> None:
    """Renames the draft unless the target exists, atomically where the file system has hard links."""
    try:
        os.link(draft, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # FAT and some network shares: take the name first, then put the draft in its place.
        os.close(os.open(target, _DRAFT, PRIVATE))
        replace_file(draft, target)
    else:
        os.unlink(draft)


def make_folder(folder: Path) -> None:
    """Makes a private folder, and those above it that are missing. Raises `OSError`."""
    for missing in reversed([folder, *folder.parents]):
        if not os.path.exists(extended(missing)):
            with suppress(FileExistsError):  # another process has made it meanwhile
                os.mkdir(extended(missing), PRIVATE_FOLDER)


def sync_file(path: Path) -> None:
    """Waits until the bytes of a file are on disk (fsync)."""
    descriptor = os.open(extended(path), os.O_RDWR | _NO_FOLLOW)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Waits until the names in a folder are on disk; does nothing where folders cannot be opened (Windows)."""
    try:
        descriptor = os.open(extended(folder), os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
