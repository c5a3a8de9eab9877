"""What a worker is told of one input."""

from __future__ import annotations

from typing import NamedTuple

from converter.batch.item import Item
from converter.batch.journal import Known


class Task(NamedTuple):
    """An input and what the journal knows of it."""

    number: int
    """Its place among the inputs of this run, from 1."""
    item: Item
    known: Known | None = None
    """None when nobody has claimed its name before: what lies there is not ours."""
    met: bool = False
    """Whether an earlier run may have put it in quarantine."""
