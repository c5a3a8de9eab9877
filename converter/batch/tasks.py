"""The inputs of a batch, and the tasks that workers get: an input and what the journal knows of it."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from converter.batch.journal import JournalEntry
from converter.findings import Finding
from converter.profile import PageForm

PIPE_CAPACITY: Final = 32 << 10
"""Bytes that a pipe surely takes without a reader; a busy worker is sent no more."""


class InputPlace(NamedTuple):
    """Where an input lies."""

    key: str
    origin: bytes


class Input(NamedTuple):
    """A note to convert: a file that a worker reads, or bytes out of a container."""

    key: str
    """Its whole relative name with `/` between the parts; undecodable bytes are surrogates, as in `os.fsdecode`."""
    path: str = ""
    """The file; `""` when `data` holds the bytes."""
    data: bytes | str = b""
    """What was read from a container; text when the container says that it is text."""
    id: str = ""
    """Its id in JSON Lines; `""` for other inputs."""
    origin: bytes = b""
    """Digest of where it lies (`names.digest` of its absolute path, with its place in the container)."""
    entry: str = ""
    """The name of the quarantine entry that is tried again; `""` for other inputs."""
    targets: tuple[str, ...] = ()
    """The only targets to convert it for, the registration among them; empty for the targets of the run."""
    registration: PageForm | Literal[""] = ""
    """The form of its registration page; `""` for that of the run."""
    done_folder: str = ""
    """The folder of done files of the run that quarantined it; `""` when that run had none."""
    whole: bool = False
    """Whether this is no input but the notice that a container was read to its end without a fault."""
    changed: bool = False
    """Whether it changed after it was converted: its outputs are withdrawn, whatever its outcome."""
    fault: Finding | None = None
    """Why it cannot be converted."""
    unread_line: InputPlace | None = None
    """In JSON Lines, the place under which its line was quarantined while it could not be read."""


class Task(NamedTuple):
    """An input and what the journal knows of it."""

    number: int
    """Its place among the inputs of this run, from 1."""
    item: Input
    known: JournalEntry | None = None
    """None when no input has claimed its name before: a file under that name is not ours."""

    @property
    def size(self) -> int:
        """Bytes to send to a worker, roughly; little more than names when the worker reads a file."""
        return len(self.item.data) + len(self.item.key) + len(self.item.path)

    def belongs_to_another(self, digest: bytes) -> bool:
        """Whether the outputs under its name were made of another note; `digest` is that of this one's bytes.

        The other note was moved away or lies elsewhere, and its outputs may be the only trace, so they stay.
        """
        known = self.known
        if known is None or not known.outputs or known.input == digest or self.item.changed:
            return False
        return known.moved or known.origin != self.item.origin
