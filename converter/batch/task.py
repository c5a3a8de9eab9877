"""What a worker is told of one input."""

from __future__ import annotations

from typing import Final, NamedTuple

from converter.batch.item import Item
from converter.batch.journal import Known

LIGHT: Final = 32 << 10
"""What a pipe takes in without its reader, in bytes or so; a worker that is busy is given no more."""


class Task(NamedTuple):
    """An input and what the journal knows of it."""

    number: int
    """Its place among the inputs of this run, from 1."""
    item: Item
    known: Known | None = None
    """None when nobody has claimed its name before: what lies there is not ours."""

    @property
    def size(self) -> int:
        """How much goes along with it; little more than names when the worker reads a file."""
        return len(self.item.data) + len(self.item.key) + len(self.item.path)

    def is_anothers(self, digest: bytes) -> bool:
        """Whether what lies under its name was made of another note, when its own bytes have this digest.

        That one was moved away, or lies elsewhere; it may exist nowhere else, so nothing of it is taken back.
        """
        known = self.known
        if known is None or not known.outputs or known.input == digest or self.item.changed:
            return False
        return known.moved or known.origin != self.item.origin
