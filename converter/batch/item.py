"""One input of a batch, before anything is done with it."""

from __future__ import annotations

from typing import NamedTuple

from converter.findings import Finding


class Item(NamedTuple):
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
    again: bool = False
    """Whether it comes out of the quarantine."""
    fault: Finding | None = None
    """Why there is nothing to convert."""
