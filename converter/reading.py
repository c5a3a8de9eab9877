"""What a reader gives back."""

from __future__ import annotations

from typing import NamedTuple

from converter.findings import Finding
from converter.model import TriageNote


class Block(NamedTuple):
    """A heading and what stood under it, as written: what the balance holds against the model."""

    heading: str
    """As written, colon and all; `""` for text before the first heading."""
    body: str
    fact: str = ""
    """The fact the block was read as (of `model.FACTS`); `""` for a keyword entry."""


class Reading(NamedTuple):
    """A note as read, or the findings that say why it could not be read."""

    note: TriageNote | None
    findings: tuple[Finding, ...] = ()
    text: str = ""
    """The decoded source."""
    form: str = ""
    """Which form it was read as (of `readers.FORMS`)."""
    blocks: tuple[Block, ...] = ()
    """What the copied text was cut into, in its order; an XML note needs none."""
