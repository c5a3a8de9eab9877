"""Where a batch reads and where it writes: what it writes is never its own input, and no two options share a file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from converter.batch.hash_chain import head_path
from converter.batch.names import is_ignored
from converter.cli.batch_options import BatchOptions, places_of
from converter.cli.command import usage_error

if TYPE_CHECKING:
    from converter.batch.inputs import Source


class OwnPlaces(NamedTuple):
    """The folders and files that a run writes, each with its option, as absolute paths without links."""

    folders: tuple[tuple[str, Path], ...]
    files: tuple[tuple[str, Path], ...]

    def check(self, source: Source) -> None:
        """Raises a usage error for a source that a run of it would write into, or over."""
        inside = Path(os.path.realpath(source.path))
        for option, folder in self.folders:
            if inside == folder or (source.recursive and inside in folder.parents):
                raise usage_error(*_LIES_IN_INPUT[option])
        for option, file in self.files:
            if inside == file and not inside.is_dir():  # a folder cannot be replaced, which is reported later
                raise usage_error(f"{option}: filen är själv indata.", f"{option}: the file is an input.")
            read = inside == file.parent or (source.recursive and inside in file.parents)
            if read and not is_ignored(file.name):
                raise usage_error(
                    f"{option}: filen ligger i en inmapp, där nästa körning läser den som en anteckning.",
                    f"{option}: the file lies in an input folder, where the next run reads it as a note.",
                )


_LIES_IN_INPUT = {
    "--out": ("Utmappen ligger i en inmapp.", "The output folder lies in an input folder."),
    "--move-done": ("Mappen för färdiga filer ligger i en inmapp.",
                    "The folder of done files lies in an input folder."),
}  # fmt: skip


def own_places(options: BatchOptions, reports: Sequence[str] = ()) -> OwnPlaces:
    """The places that the options name. Raises a usage error when two of them write the same file."""
    folder, lines = places_of(options.out)
    folders = [("--out", folder), ("--move-done", options.move_done)]
    files = [("--out", lines), *(("--report", name) for name in reports), ("--audit", options.audit),
             ("--metrics", options.metrics)]  # fmt: skip
    if options.audit:
        files.append(("--audit", str(head_path(Path(options.audit)))))
    found = OwnPlaces(_real(folders), _real(files))
    first: dict[Path, str] = {}
    for option, file in found.files:
        if other := first.get(file):
            raise usage_error(f"{other} och {option} skriver till samma fil.",
                              f"{other} and {option} write the same file.")  # fmt: skip
        first[file] = option
    return found


def _real(named: Sequence[tuple[str, str | None]]) -> tuple[tuple[str, Path], ...]:
    return tuple((option, Path(os.path.realpath(name))) for option, name in named if name)
