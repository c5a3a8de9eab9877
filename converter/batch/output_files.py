"""The files of a note's outputs, in the output folder: written all or none, kept, and withdrawn."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Container, Mapping
from pathlib import Path
from typing import Final

from converter.batch.config import BatchConfig
from converter.batch.journal import JournalEntry
from converter.batch.tasks import Input
from converter.files.storage import Refused, make_folder, read_file, refused, refusing, remove, write_file
from converter.files.windows_paths import extended
from converter.findings import Finding
from converter.readers.decoding import MAX_BYTES

MAX_OUTPUT_BYTES: Final = 64 * MAX_BYTES
FATAL_ERRNOS: Final = (
    errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM,
)  # fmt: skip
"""System errors that the next note would meet too: the run stops, and the input has no outcome (P11)."""


class OutputFiles:
    """The outputs of all notes of a run, as files; each worker has one."""

    def __init__(self, config: BatchConfig) -> None:
        self._config = config
        self._folders: set[str] = set()

    def are_intact(self, item: Input, known: JournalEntry) -> bool:
        """Whether the outputs of all targets are on disk with the digests of the journal."""
        paths = self._config.outputs_of(item)
        if [target for target, _ in known.outputs] != [target for target, _ in paths]:
            return False
        return all(_holds(path, digest) for (_, path), (_, digest) in zip(paths, known.outputs, strict=True))

    def intact_of(self, item: Input, digests: Mapping[str, str]) -> dict[str, str]:
        """Those of the digests, by target, whose outputs are on disk with them."""
        paths = self._config.outputs_of(item)
        return {to: digests[to] for to, path in paths if to in digests and _holds(path, digests[to])}

    def write(self, item: Input, outputs: Mapping[str, bytes], ours: bool) -> None:
        """Writes all outputs, by target, or none. Raises `Refused`.

        `ours` says that the journal knows the names, so that files there may be replaced.
        """
        written: list[str] = []
        try:
            for target, path in self._config.outputs_of(item):
                if target in outputs and self._write(outputs[target], path, ours):
                    written.append(path)
        except Refused:
            for path in written:
                with refusing("MVG805"):
                    remove(path)
            raise

    def _write(self, output: bytes, path: str, ours: bool) -> bool:
        """Writes an output. Returns False when an identical file is already there. Raises `Refused`."""
        try:
            self._make_folder(os.path.dirname(path))
            write_file(output, path, replace=ours, drafts=self._config.drafts, durable=False)
        except FileExistsError:
            ordinary = os.path.isfile(extended(path)) and not os.path.islink(extended(path))
            if not ordinary or read_file(path, MAX_OUTPUT_BYTES, follow=False) != output:
                raise refused("MVG816") from None
            return False
        except (OSError, ValueError) as error:
            raise (refused("MVG805", error) if _can_be_output(path) else refused("MVG816")) from None
        return True

    def _make_folder(self, folder: str) -> None:
        """Makes a private folder. Raises `Refused` when a link leads out of the output folder (P18)."""
        if folder in self._folders:
            return
        if not self._is_within(folder):
            raise refused("MVG802")
        make_folder(Path(folder))
        self._folders.add(folder)

    def _is_within(self, folder: str) -> bool:
        """Whether no link leads out of the output folder on the way to a folder."""
        return Path(os.path.realpath(folder)).is_relative_to(self._config.out)

    def foreign(self, item: Input, digests: Container[str]) -> Finding | None:
        """What says that a file stands in the place of an output that is withheld, not among `digests`.

        It may be the output of an earlier version of the note, made before the journal was lost.
        """
        withheld = [path for target, path in self._config.outputs_of(item) if target not in digests]
        return Finding("MVG816") if any(os.path.lexists(extended(path)) for path in withheld) else None

    def withdraw(self, item: Input, targets: Container[str]) -> Finding | None:
        """Removes what an earlier run made of an input for these targets. Returns why an output could not be removed.

        A folder of that name, and what lies beyond a link, is not ours. Raises `Refused` for an error that all notes
        would meet.
        """
        fault: Finding | None = None
        for target, path in self._config.outputs_of(item):
            try:
                if target in targets and self._is_within(os.path.dirname(path)) and _can_be_output(path):
                    remove(path)
            except OSError as error:
                found = refused("MVG805", error)
                if found.number in FATAL_ERRNOS:
                    raise found from None
                fault = fault or found.finding
        return fault


def _holds(path: str, digest: str) -> bool:
    """Whether a file can be read and has this digest."""
    try:
        return hashlib.sha256(read_file(path, MAX_OUTPUT_BYTES, follow=False)).hexdigest() == digest
    except Refused:
        return False


def _can_be_output(path: str) -> bool:
    """Whether nothing but a file or a link has that name, and nothing but folders the names above it."""
    above = os.path.dirname(path)
    while not os.path.lexists(extended(above)):
        above = os.path.dirname(above)
    is_ordinary = os.path.isfile(extended(path)) or os.path.islink(extended(path))
    return os.path.isdir(extended(above)) and (is_ordinary or not os.path.lexists(extended(path)))
