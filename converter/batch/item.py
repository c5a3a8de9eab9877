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
