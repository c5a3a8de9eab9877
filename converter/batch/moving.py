"""Moving inputs away when they are settled: after output and journal are on disk, and over nothing (P7, P10)."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from converter.batch.how import How
from converter.batch.names import output_name, quarantine_name
from converter.batch.outcome import QUARANTINED, Outcome
from converter.batch.quarantine import folder_of
from converter.batch.task import Task
from converter.findings import Finding
from converter.readers.decoding import MAX_BYTES
from converter.storage import Refused, read_file, refused, sync_file, sync_folder

_FOLDER: Final = 0o700
Settled = Sequence[tuple[Task, Outcome]]


class Mover:
    """Moves inputs that are files: those that are done to a folder, those that need a person into the quarantine."""

    def __init__(self, how: How, done: str | None, inbox: bool) -> None:
        self._how = how
        self._done = Path(done).absolute() if done else None
        self._inbox = inbox
        self.unmoved: list[tuple[str, Finding]] = []
        """Names (as they may be shown) of inputs that could not be moved, and why. They are settled all the same."""

    def takes(self, task: Task, outcome: Outcome) -> bool:
        """Whether an input that ended so leaves its place; what came out of a container has none."""
        wanted = self._inbox if outcome.status == QUARANTINED else self._done is not None
        return wanted and bool(task.item.path)

    def move(self, settled: Settled) -> list[int]:
        """Moves the inputs; the numbers of those that could not be moved, which stay and are named."""
        stayed = {task.number: fault for task, outcome in settled if (fault := self._fault(task, outcome)) is not None}
        names = {task.number: outcome.name for task, outcome in settled}
        self.unmoved += [(names[number], fault) for number, fault in stayed.items()]
        return list(stayed)

    def _fault(self, task: Task, outcome: Outcome) -> Finding | None:
        """Moves an input; why it could not be moved."""
        try:
            self._move(task, outcome)
        except OSError as error:
            return Finding("MVG825", words=(errno.errorcode.get(error.errno or 0, "?"),))
        except Refused as error:
            return error.finding
        return None

    def _move(self, task: Task, outcome: Outcome) -> None:
        source = Path(task.item.path)
        if outcome.status == QUARANTINED:
            self._set_aside(source, _copy(task, outcome, self._how), outcome.input_digest)
            return
        assert self._done is not None
        target = self._done / task.item.key
        for missing in reversed(target.parents):
            if not missing.exists():
                missing.mkdir(_FOLDER, exist_ok=True)
        if not Path(os.path.realpath(target.parent)).is_relative_to(os.path.realpath(self._done)):
            raise OSError(errno.ELOOP, "")
        # What was written to the input since it was read is no part of the output, and must not go out of sight.
        if _digest(source) != outcome.input_digest or (os.path.lexists(target) and _digest(target) != _digest(source)):
            raise FileExistsError(errno.EEXIST, "")
        source.replace(target)

    def _set_aside(self, source: Path, copy: Path, digest: str) -> None:
        """The input itself takes the place of its copy, or is taken away when the copy is on another file system."""
        if copy.exists() and _digest(source) != digest:
            raise FileExistsError(errno.EEXIST, "")
        try:
            source.replace(copy)
        except OSError as error:
            if error.errno != errno.EXDEV or not copy.exists():
                raise
            source.unlink()


def make_durable(settled: Settled, how: How) -> None:
    """Waits until the disk holds what was made of the inputs. Raises `Refused`."""
    folders: set[Path] = set()
    try:
        for task, outcome in settled:
            for path in _made(task, outcome, how):
                sync_file(path)
                folders.update(parent for parent in path.parents if parent.is_relative_to(how.out))
        for folder in folders:
            sync_folder(folder)
    except OSError as error:
        raise refused("MVG805", error) from None


def _made(task: Task, outcome: Outcome, how: How) -> list[Path]:
    if outcome.status != QUARANTINED:
        return [Path(how.out, output_name(task.item.key, *ending)) for ending in how.endings]
    copy = _copy(task, outcome, how)
    return [path for path in (copy, copy.with_name(f"{copy.name}.json")) if path.exists()]


def _copy(task: Task, outcome: Outcome, how: How) -> Path:
    name = quarantine_name(task.item.key, task.item.origin, bytes.fromhex(outcome.input_digest))
    return folder_of(how) / name


def _digest(path: Path) -> str:
    return hashlib.sha256(read_file(path, MAX_BYTES + 1, follow=False)).hexdigest()
