"""The inputs of a batch, and the tasks that workers get: an input and what the journal knows of it."""

from __future__ import annotations

from typing import Final, NamedTuple

from converter.batch.journal import JournalEntry
from converter.findings import Finding

PIPE_CAPACITY: Final = 32 << 10
"""What a pipe takes in without its reader, in bytes or so; a worker that is busy is given no more."""


class Input(NamedTuple):
    """A note to convert: a file that a worker reads, or bytes that are here already."""

    key: str
    """Its whole relative name, `/` between the parts; bytes that are no text are surrogates, as in `os.fsdecode`."""
    path: str = ""
    """The file; `""` when the data is here."""
    data: bytes | str = b""
    """What was taken out of a container; text when the container says that it is text."""
    id: str = ""
    """Its id in JSON Lines; `""` for what came otherwise."""
    origin: bytes = b""
    """Digest of where it lies (`names.digest` of its absolute path, with its place in the container)."""
    entry: str = ""
    """The quarantine entry that it was taken from to be tried again; `""` for an input from elsewhere."""
    targets: tuple[str, ...] = ()
    """The only targets that it is to be converted for, the registration among them; empty for those of the run."""
    done_folder: str = ""
    """Where the run that put it in quarantine moves done files; `""` when that run left them in their place."""
    whole: bool = False
    """Whether it is no input but says that a container was read to its end without fault."""
    changed: bool = False
    """Whether it changed after it was converted: what was made of it is withdrawn, whatever became of the file."""
    fault: Finding | None = None
    """Why there is nothing to convert."""


class Task(NamedTuple):
    """An input and what the journal knows of it."""

    number: int
    """Its place among the inputs of this run, from 1."""
    item: Input
    known: JournalEntry | None = None
    """None when nobody has claimed its name before: what lies there is not ours."""

    @property
    def size(self) -> int:
        """How much goes along with it; little more than names when the worker reads a file."""
        return len(self.item.data) + len(self.item.key) + len(self.item.path)

    def belongs_to_another(self, digest: bytes) -> bool:
        """Whether what lies under its name was made of another note, when its own bytes have this digest.

        That one was moved away, or lies elsewhere; it may exist nowhere else, so nothing of it is taken back.
        """
        known = self.known
        if known is None or not known.outputs or known.input == digest or self.item.changed:
            return False
        return known.moved or known.origin != self.item.origin
