"""Checks files again after they were converted: a sender may still write to them (promise P25).

A file that changes after it was moved is found by its bytes. Its outputs are withdrawn, an alarm is raised (MVG842),
and it is converted again when it has been unchanged for the settle time.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from converter.batch import quarantine
from converter.batch.config import BatchConfig
from converter.batch.journal import NAME, Journal
from converter.batch.mover import MovedFile
from converter.batch.names import claim
from converter.batch.outcome import QUARANTINED, Outcome, Totals
from converter.batch.tasks import Input
from converter.files.leases import is_being_written
from converter.files.storage import Refused, read_file
from converter.files.windows_paths import extended
from converter.findings import Finding
from converter.readers.decoding import MAX_BYTES

CHANGED: Final = "MVG842"


class FileState(NamedTuple):
    """The metadata that changes when a file is written to."""

    size: int
    modified: int
    """Nanoseconds since the epoch by the clock of the file system: compared with itself only."""
    inode: int
    is_file: bool = True
    """Whether it is an ordinary file; pipes and links have no bytes of their own."""


_UNKNOWN: Final = FileState(-1, -1, -1)
"""The state of a file that was moved: its bytes alone say whether it has changed since it was converted."""


class Observation(NamedTuple):
    """A state of a file, and since when it has been seen."""

    state: FileState
    since: float
    """Seconds by our own clock (`time.monotonic`)."""


class _Followed(NamedTuple):
    moved: MovedFile
    state: FileState
    until: float


class Recheck:
    """Follows the files that were moved out of an inbox. It listens to the runs that convert them."""

    def __init__(self, config: BatchConfig, settle: float, seconds: float) -> None:
        self._config, self._settle, self._seconds = config, settle, seconds
        self._followed: list[_Followed] = []
        self._unsettled: dict[str, Observation] = {}
        """Changed files in quarantine by entry name, until they have been unchanged for the settle time."""
        self._retrying: dict[str, Input] = {}

    def look(self, now: float) -> list[Input]:
        """The files that have changed, and changed files that are to be converted again."""
        return [*self._changed(now), *self._settled(now)]

    def stands(self, item: Input) -> bool:
        """Whether an input of a scan is still to be converted: another run may have held the folder since.

        A source that was done meanwhile is not there, or settled; one that changed after that is an alarm all the same.
        One that waits for a target of another profile is left to the person who knows which.
        """
        if (item.path and state_of(item.path) is None) or not self._config.can_make(item.targets):
            return False
        entry = quarantine.read(self._config.quarantine, item.entry) if item.entry else None
        return not item.entry or (entry is not None and (item.fault is not None or not entry.is_settled))

    def follow(self, moved: Iterable[MovedFile]) -> None:
        """Checks moved files again for the recheck time, and changed ones that are in quarantine until they settle."""
        now = time.monotonic()
        for each in moved:
            state = state_of(each.path)
            if state is None:
                continue
            if each.item.changed and each.entry:
                self._unsettled[each.entry] = Observation(state, now)
            elif each.digest:
                # Compared by its bytes first: the sender may have written between the conversion and now.
                self._followed.append(_Followed(each, _UNKNOWN, now + self._seconds))

    def resume(self, done_folder: str) -> None:
        """Follows what an earlier watch moved within the recheck time. Raises `Refused`."""
        if not os.path.exists(extended(self._config.state / NAME)):
            return
        since, now = time.time() - self._seconds, time.monotonic()
        moved: list[MovedFile] = []
        for entry in [entry for entry in quarantine.entries(self._config) if entry.holds_source]:
            if not entry.is_settled and entry.record["findings"][0]["code"] == CHANGED:
                # The watch that raised the alarm ended before it could convert the file again.
                self._unsettled[entry.name] = Observation(_UNKNOWN, now)
            if is_newer(entry.note, since):
                item = quarantine.item_of(entry)
                moved.append(MovedFile(item, str(entry.note), entry.record["input_sha256"], entry.name))
        with Journal(self._config.state) as journal:
            moved += _done_since(Path(done_folder), since, journal) if done_folder else ()
        self._followed += [_Followed(each, _UNKNOWN, now + self._seconds) for each in moved if each.digest]

    def on_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Goes on following a source that stays in quarantine after it was converted again."""
        for outcome in outcomes:
            item = self._retrying.pop(outcome.key, None)
            if item is not None and outcome.status == QUARANTINED:
                self.follow([MovedFile(item._replace(changed=False), item.path, outcome.input_digest, outcome.entry)])

    def on_end(self, totals: Totals) -> None:  # noqa: ARG002 -- every listener receives them
        """Forgets the inputs that the run did not reach."""
        self._retrying.clear()

    def _changed(self, now: float) -> list[Input]:
        """The files that were written to after they were moved."""
        changed: list[Input] = []
        kept: list[_Followed] = []
        for each in self._followed:
            state = state_of(each.moved.path)
            if state is None or now > each.until:
                continue
            if state == each.state or digest_of_file(each.moved.path) == each.moved.digest:
                kept.append(each._replace(state=state))
                continue
            moved = each.moved
            if moved.entry:
                self._unsettled[moved.entry] = Observation(state, now)
            fault = Finding(CHANGED)
            changed.append(moved.item._replace(path=moved.path, entry=moved.entry, fault=fault, changed=True))
        self._followed = kept
        return changed

    def _settled(self, now: float) -> list[Input]:
        """The changed files in quarantine that have been unchanged for the settle time."""
        settled: list[Input] = []
        for name, seen in list(self._unsettled.items()):
            entry = quarantine.read(self._config.quarantine, name)
            state = state_of(str(entry.note)) if entry is not None else None
            if entry is None or state is None or entry.is_settled:
                del self._unsettled[name]
            elif state != seen.state:
                self._unsettled[name] = Observation(state, now)
            elif now - seen.since >= self._settle and not is_being_written(str(entry.note)):
                del self._unsettled[name]
                item = quarantine.item_of(entry)._replace(changed=True)
                self._retrying[item.key] = item
                settled.append(item)
        return settled


def state_of(path: str) -> FileState | None:
    """The state of a file; None when it is gone."""
    try:
        status = os.lstat(extended(path))
    except OSError:
        return None
    return FileState(status.st_size, status.st_mtime_ns, status.st_ino, stat.S_ISREG(status.st_mode))


def digest_of_file(path: str | Path) -> str:
    """SHA-256 of a file; `""` when it cannot be read."""
    try:
        return hashlib.sha256(read_file(path, MAX_BYTES + 1, follow=False)).hexdigest()
    except Refused:
        return ""


def _done_since(folder: Path, since: float, journal: Journal) -> Iterator[MovedFile]:
    """The newer files in the folder of done files that the journal knows as moved there."""
    folder = Path(extended(folder, below=True))
    for path in [path for path in folder.rglob("*") if is_newer(path, since)]:
        key = path.relative_to(folder).as_posix()
        for known in journal.known([claim(key)]).values():
            if known.moved:
                yield MovedFile(Input(key, str(path), origin=known.origin), str(path), known.input.hex(), "")


def is_newer(path: Path, since: float) -> bool:
    """Whether a file is there and was changed after a time, in seconds since the epoch."""
    try:
        status = os.lstat(extended(path))
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and max(status.st_mtime, status.st_ctime) > since
