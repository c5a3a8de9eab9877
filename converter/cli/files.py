"""Reads notes and writes results: a file, or a standard stream for `-`."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

import click

from converter.files.storage import read_file, refused, write_file


def read_source(name: str) -> bytes:
    """The bytes of a file, or of standard input for `-`. Raises `Refused`; never waits on a pipe or a device."""
    from converter.readers.decoding import MAX_BYTES

    return read_bytes(name, MAX_BYTES + 1)


def read_bytes(name: str, most: int) -> bytes:
    """At most `most` bytes of a file, or of standard input for `-`. Raises `Refused` as `read_source` does."""
    if name != "-":
        return read_file(name, most)
    if sys.stdin is None:  # closed before the command started
        raise refused("MVG801")
    try:
        return sys.stdin.buffer.read(most)
    except OSError as error:
        raise refused("MVG803", error) from None


def write_output(text: str, name: str | None, force: bool, line_end: str = "\n") -> None:
    """Writes the output as UTF-8 to a file, or to standard output for `-` or no name. Raises `Refused`."""
    from converter.conversion.output import encoded

    data = encoded(text, line_end)
    if name in (None, "-"):
        _to_standard_output(text, data)
        return
    try:
        write_file(data, str(name), force)
    except FileExistsError:
        raise refused("MVG804") from None
    except (OSError, ValueError) as error:  # a name with NUL is a ValueError
        raise refused("MVG805", error) from None


def is_same(one: str, other: str) -> bool:
    """Whether two names lead to the same file; False for names that cannot be looked up."""
    try:
        return Path(one).samefile(other)
    except (OSError, ValueError):
        return False


def _to_standard_output(text: str, data: bytes) -> None:
    from converter.note.unicode_text import for_screen

    if sys.stdout is None:  # closed before the command started
        raise refused("MVG805", OSError(errno.EBADF, ""))
    try:
        if sys.stdout.isatty():
            click.echo(for_screen(text), nl=False)
        else:
            sys.stdout.buffer.write(data)
        sys.stdout.flush()
    except OSError as error:
        if error.errno == errno.EPIPE:  # nobody reads the output any more: only the exit code says so
            raise
        discard_stream(sys.stdout)
        raise refused("MVG805", error) from None


def discard_stream(stream: IO[str]) -> None:
    """Discards what is buffered for a standard stream: at exit Python would write it again, with a traceback."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
