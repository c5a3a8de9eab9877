"""The notes among a command's arguments: files, and all notes in folders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from converter.cli.files import read_source
from converter.cli.options import exit_on_refusal

_ENDINGS: Final = (".txt", ".xml")


def notes_in(names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each note; of a folder the `.txt` and `.xml` in it and in its folders, in order.

    Ends the command (66) at a file that cannot be read.
    """
    for name in names:
        for path in _files(Path(name)):
            with exit_on_refusal(str(path)):
                source = read_source(str(path))
            yield str(path), source


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(found for found in path.rglob("*") if found.suffix in _ENDINGS and found.is_file())
