"""Where a batch reads and where it writes: what it writes is never its own input, and no two options share a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Final, NamedTuple

from converter.batch.hash_chain import head_path
from converter.batch.inputs import Source
from converter.batch.names import is_ignored
from converter.cli.batch_options import BatchOptions, places_of
from converter.cli.command import usage_error
from converter.cli.reporting import exit_on_refusal, exit_with
from converter.files.storage import open_file
from converter.files.windows_paths import extended
from converter.findings import Finding


class OwnPlaces(NamedTuple):
    """The folders and files that a run writes, each with its option, as absolute paths without links."""

    folders: tuple[tuple[str, Path], ...]
    files: tuple[tuple[str, Path], ...]

    def check(self, source: Source) -> None:
        """Raises a usage error for a source that a run of it would write into, or over."""
        if "\0" in source.path:  # in a list: no file has such a name
            return
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


_PIECE: Final = 1 << 16


def check_sources(sources: Iterable[Source], places: OwnPlaces, options: BatchOptions) -> None:
    """Exits for a source that does not exist (66) or that contains what the run writes (2)."""
    for source in sources:
        if not os.path.lexists(extended(source.path)):
            exit_with(source.path, [Finding("MVG801")], options.reporting)
        places.check(source)


def all_of(
    sources: Iterable[Source], files_from: str | None, options: BatchOptions, places: OwnPlaces, end: bytes
) -> Iterator[Source]:
    """The sources, then those of the list `files_from`; the command ends when that cannot be opened (66).

    A listed source that the run writes ends it before a report is written (2).
    """
    yield from sources
    if files_from is None:
        return
    if files_from == "-" and sys.stdin is not None:
        file: IO[bytes] = sys.stdin.buffer
    else:
        with exit_on_refusal(files_from, options.reporting):
            file = os.fdopen(open_file(files_from), "rb")
    with file:
        for name in _names(file, end):
            source = Source(os.fsdecode(name), options.recursive)
            places.check(source)
            yield source


def _names(file: IO[bytes], end: bytes) -> Iterator[bytes]:
    """The names of a list, each ended by a line end or by NUL; empty ones are skipped."""
    if end == b"\n":
        yield from filter(None, (line.rstrip(b"\r\n") for line in file))
        return
    rest = b""
    while piece := file.read(_PIECE):
        *whole, rest = (rest + piece).split(end)
        yield from filter(None, whole)
    if rest:
        yield rest
