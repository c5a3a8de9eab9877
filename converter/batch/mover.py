"""Moves inputs that have an outcome: after outputs and journal are on disk, and never over another file (P7, P10).

No step removes the only copy of an input. A file of another volume is copied, synced and read back before it goes.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from converter.batch import quarantine, quarantine_records
from converter.batch.config import BatchConfig
from converter.batch.outcome import DONE, KEPT, QUARANTINED, Outcome
from converter.batch.quarantine import SOURCE, QuarantineEntry
from converter.batch.report_files import check_writable, write_atomically
from converter.batch.tasks import Input, Task
from converter.files.storage import (
    Refused,
    make_folder,
    open_file,
    read_file,
    refusing,
    remove,
    replace_file,
    sync_file,
    sync_folder,
)
from converter.files.windows_paths import extended
from converter.findings import Finding
from converter.readers.decoding import MAX_BYTES

_PIECE: Final = 1 << 20
Processed = Sequence[tuple[Task, Outcome]]


class MovedFile(NamedTuple):
    """A file that was moved."""

    item: Input
    path: str
    """Its new path."""
    digest: str
    """SHA-256 of the bytes that were converted."""
    entry: str
    """Its entry in quarantine; `""` for a file that is done."""


class Mover:
    """Moves input files: done ones to a folder, and those of an inbox that need a person into the quarantine."""

    def __init__(self, config: BatchConfig, done: str | None, inbox: bool, ready: str = "") -> None:
        self._config = config
        self._done = Path(done).absolute() if done else None
        self._inbox = inbox
        self._ready = ready
        self.unmoved: list[tuple[str, Finding]] = []
        """Displayable names of inputs that could not be moved, and why. Their outcomes stand."""
        self.moved: list[MovedFile] = []
        """The files moved out of an inbox, for `recheck`."""

    @property
    def done_folder(self) -> str:
        """The folder of done files; `""` when they are not moved."""
        return str(self._done or "")

    def takes(self, task: Task, outcome: Outcome) -> bool:
        """Whether an input with this outcome is moved. Members of containers and quarantine entries are not."""
        item = task.item
        if not item.path or item.entry:
            return False
        if outcome.status != QUARANTINED:
            return outcome.status in (DONE, KEPT) and self._done is not None
        in_done = self._done is not None and self._done in Path(item.path).parents
        return in_done if item.changed else self._inbox

    def move(self, settled: Processed) -> list[int]:
        """Moves the inputs. Returns the numbers of those that could not be moved, which are added to `unmoved`."""
        stayed = {task.number: fault for task, outcome in settled if (fault := self._fault(task, outcome)) is not None}
        self.unmoved += [(outcome.name, stayed[task.number]) for task, outcome in settled if task.number in stayed]
        return list(stayed)

    def _fault(self, task: Task, outcome: Outcome) -> Finding | None:
        """Moves an input. Returns why it could not be moved."""
        try:
            path = self._move(task.item, outcome)
        except OSError as error:
            return Finding("MVG825", words=(errno.errorcode.get(error.errno or 0, "?"),))
        except Refused as error:
            return error.finding
        if self._inbox:
            self.moved.append(MovedFile(task.item, str(path), outcome.input_digest, outcome.entry))
        return None

    def _move(self, item: Input, outcome: Outcome) -> Path:
        source = Path(item.path)
        # Bytes written to the input since it was read are not part of the output, so it must not be filed as done.
        if outcome.input_digest and _digest(source) != outcome.input_digest:
            raise FileExistsError(errno.EEXIST, "")
        if outcome.status == QUARANTINED:
            target = self._into_quarantine(source, outcome)
        else:
            target = self._into_done(source, item.key, self._done)
        if self._ready and os.path.exists(extended(marker := Path(f"{source}{self._ready}"))):
            relocate(marker, target.with_name(f"{target.name}{self._ready}"))
        return target

    def _into_quarantine(self, source: Path, outcome: Outcome) -> Path:
        """Replaces the copy by the input itself. The record says so first: from then on nothing removes it."""
        entry = quarantine.read(self._config.quarantine, outcome.entry)
        if entry is None:
            raise FileNotFoundError(errno.ENOENT, "")
        marked = quarantine_records.mark(entry, self._config, holds=SOURCE, done_folder=self.done_folder)
        try:
            relocate(source, entry.note)
        except (OSError, Refused):
            quarantine_records.mark(marked, self._config, holds=entry.record["holds"])
            raise
        return entry.note

    def _into_done(self, source: Path, key: str, done: Path | None) -> Path:
        assert done is not None
        target = done / key
        make_folder(target.parent)
        if not Path(os.path.realpath(target.parent)).is_relative_to(os.path.realpath(done)):
            raise OSError(errno.ELOOP, "")
        if os.path.lexists(extended(target)) and _digest(target) != _digest(source):
            raise FileExistsError(errno.EEXIST, "")
        relocate(source, target)
        return target

    def settle(self, entry: QuarantineEntry, item: Input, outcome: Outcome) -> None:
        """Moves the source of a done note out of the quarantine; without a folder for it, it stays, marked settled.

        Raises `OSError`.
        """
        folder = self.done_folder or entry.record["done_folder"]
        try:
            if folder and os.path.exists(extended(entry.note)):
                target = self._into_done(entry.note, entry.record["key"], Path(folder))
                sync_folder(target.parent)
                self.moved.append(MovedFile(item._replace(entry="", targets=()), str(target), outcome.input_digest, ""))
        except (OSError, Refused) as error:
            number = (error.errno if isinstance(error, OSError) else error.number) or 0
            self.unmoved.append((outcome.name, Finding("MVG825", words=(errno.errorcode.get(number, "?"),))))
            folder = ""
        if folder:
            remove(entry.folder / f"{entry.name}.json")
        else:
            quarantine_records.mark(entry, self._config, settled=True)


def relocate(source: Path, target: Path) -> None:
    """Moves a file by rename, or to another volume by copy, sync, comparison and removal. Raises `OSError`, `Refused`.

    What is no regular file is not moved to another volume.
    """
    try:
        replace_file(source, target)
        return
    except OSError as error:
        if error.errno != errno.EXDEV or os.path.islink(extended(source)) or not os.path.isfile(extended(source)):
            raise
    written = hashlib.sha256()
    check_writable(target)

    def pieces(file: BinaryIO) -> Iterator[bytes]:
        while piece := file.read(_PIECE):
            written.update(piece)
            yield piece

    with os.fdopen(open_file(source, follow=False), "rb") as file:
        write_atomically(pieces(file), target)
    sync_folder(target.parent)
    if {_digest_whole(source), _digest_whole(target)} != {written.digest()}:
        remove(target)
        raise FileExistsError(errno.EEXIST, "")
    remove(source)


def make_durable(settled: Processed, config: BatchConfig) -> None:
    """Syncs outputs, quarantine entries and their folders to disk. Raises `Refused`."""
    folders: set[Path] = set()
    with refusing("MVG805"):
        for task, outcome in settled:
            for path in _made(task, outcome, config):
                sync_file(path)
                folders.update(parent for parent in path.parents if parent.is_relative_to(config.out))
        for folder in folders:
            sync_folder(folder)


def _made(task: Task, outcome: Outcome, config: BatchConfig) -> list[Path]:
    made = dict(outcome.outputs)
    paths = [Path(path) for target, path in config.outputs_of(task.item) if target in made]
    if outcome.status == QUARANTINED:
        note = config.quarantine / outcome.entry
        paths += [path for path in (note, note.with_name(f"{note.name}.json")) if os.path.isfile(extended(path))]
    return paths


def _digest(path: Path) -> str:
    return hashlib.sha256(read_file(path, MAX_BYTES + 1, follow=False)).hexdigest()


def _digest_whole(path: Path) -> bytes:
    with os.fdopen(open_file(path, follow=False), "rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
