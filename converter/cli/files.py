"""Reading the note and writing the result: whole or not at all, and nothing but ordinary files."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from converter.findings import Finding

_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)

_NO_LINKS: Final = (errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP)


class Refused(Exception):
    """A file that cannot be read or written; carries the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


def _refused(code: str, error: Exception | None = None) -> Refused:
    from converter.findings import Finding

    number = error.errno if isinstance(error, OSError) else None
    return Refused(Finding(code, words=(errno.errorcode.get(number or 0, "?"),) if error else ()))


def read_source(name: str) -> bytes:
    """The bytes of a file, or of standard input for `-`. Raises `Refused`; never waits on a pipe or a device."""
    from converter.readers.decoding import MAX_BYTES

    if name == "-":
        if sys.stdin is None:  # it was closed before the command began
            raise _refused("MVG801")
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        if Path(name).is_dir():
            raise _refused("MVG802")
        descriptor = os.open(name, _FLAGS)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise _refused("MVG801") from None
    except OSError as error:
        raise _refused("MVG803", error) from None
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise _refused("MVG802")
        try:
            return file.read(MAX_BYTES + 1)
        except OSError as error:
            raise _refused("MVG803", error) from None


def write_output(text: str, name: str | None, force: bool) -> None:
    """Writes the output as UTF-8 to a file, or to standard output when there is no name. Raises `Refused`."""
    if name is None:
        _to_standard_output(text)
    else:
        write_bytes(text.encode(), name, force)


def write_bytes(data: bytes, name: str, force: bool) -> None:
    """Writes a file, whole or not at all, private. Raises `Refused`."""
    try:
        _to_file(data, Path(name), force)
    except FileExistsError:
        raise _refused("MVG804") from None
    except (OSError, ValueError) as error:  # a name with NUL is a ValueError
        raise _refused("MVG805", error) from None


def make_folder(name: str) -> None:
    """A private folder, unless it is there already. Raises `Refused`."""
    try:
        Path(name).mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise _refused("MVG805", error) from None


def is_same(one: str, other: str) -> bool:
    """Whether two names are one file; names that cannot be looked up are none."""
    try:
        return Path(one).samefile(other)
    except (OSError, ValueError):
        return False


def _to_standard_output(text: str) -> None:
    from converter.characters import for_screen

    if sys.stdout is None:  # it was closed before the command began
        raise _refused("MVG805", OSError(errno.EBADF, ""))
    try:
        if sys.stdout.isatty():
            click.echo(for_screen(text), nl=False)
        else:
            sys.stdout.buffer.write(text.encode())
        sys.stdout.flush()
    except OSError as error:
        give_up_output()
        raise _refused("MVG805", error) from None


def give_up_output() -> None:
    """Sends what is left for standard output nowhere: at exit it would be tried again, with a traceback."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _to_file(data: bytes, target: Path, force: bool) -> None:
    """A private file beside the target gets the bytes first, and its name last: nobody sees half a note."""
    if not force and os.path.lexists(target):
        raise FileExistsError
    draft = target.parent / f".mvg-{os.urandom(6).hex()}.tmp"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        _name(draft, target, force)
    finally:
        draft.unlink(missing_ok=True)


def _name(draft: Path, target: Path, force: bool) -> None:
    if force:
        draft.replace(target)
    elif sys.platform == "win32":
        draft.rename(target)  # refuses an existing name there
    else:
        _link(draft, target)


def _link(draft: Path, target: Path) -> None:
    """Gives the draft its name only if nobody has it, in one step where the file system knows links."""
    try:
        os.link(draft, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # FAT and some network shares: take the name first, then put the draft in its place.
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        draft.replace(target)
