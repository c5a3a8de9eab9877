"""An inbox that is scanned again and again: network shares tell nobody of a new file (promise P25).

A file is taken when it has rested for the settle time and no program here holds it open, or when its marker file has
come. What was taken is looked at again: a sender that writes on in a file is found by the bytes, what was made of the
half note is withdrawn, and the file is converted again when it has come to rest.
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
from converter.batch.inputs import Found, Source, files, members
from converter.batch.journal import NAME, Journal
from converter.batch.leases import is_being_written
from converter.batch.mover import MovedFile
from converter.batch.names import claim, digest
from converter.batch.outcome import QUARANTINED, Outcome, Totals
from converter.batch.tasks import Input
from converter.findings import Finding
from converter.readers.decoding import MAX_BYTES
from converter.storage import Refused, read_file

CHANGED: Final = "MVG842"
_LONG: Final = 10
"""So many settle times may a file be held open before that is reported."""


class FileState(NamedTuple):
    """What changes when somebody writes a file."""

    size: int
    changed: int
    """Nanoseconds since the epoch, by the clock of the share: compared with itself only."""
    inode: int
    is_file: bool = True
    """Whether it is an ordinary file; pipes and links have no bytes of their own."""


_UNKNOWN: Final = FileState(-1, -1, -1)
"""That of a file that an earlier watch has seen: its bytes alone say whether it changed."""


class ArrivalRules(NamedTuple):
    """When a file is taken."""

    settle: float = 60.0
    """Seconds that its size and time must have rested."""
    ready: str = ""
    """The ending of the marker file beside each file; `""` when there are none."""
    recheck: float = 600.0
    """Seconds that a file is looked at again after it was taken and moved."""


class _Seen(NamedTuple):
    state: FileState
    since: float
    """When it was first seen in this state, by our own clock (`time.monotonic`)."""


class _Taken(NamedTuple):
    state: FileState
    digest: str = ""
    """SHA-256 of the bytes that were converted; `""` when it is not known."""


class _Followed(NamedTuple):
    moved: MovedFile
    state: FileState
    until: float


class Backlog(NamedTuple):
    """What lies in the inbox and has not been taken."""

    files: int = 0
    oldest: float = 0.0
    """Seconds since the one that has rested longest last changed."""


class Inbox:
    """The files of a folder, and those that were taken from it, until it is certain that nobody writes on in them.

    It is a listener of the runs that convert what it gives: these tell it the digests of the files.
    """

    def __init__(self, source: Source, config: BatchConfig, rules: ArrivalRules) -> None:
        self._source, self._config, self._rules = source, config, rules
        self._seen: dict[str, _Seen] = {}
        self._taken: dict[str, _Taken] = {}
        self._paths: dict[str, str] = {}
        self._followed: list[_Followed] = []
        self._again: dict[str, _Seen] = {}
        self._retrying: dict[str, Input] = {}
        self._reported: set[tuple[str, str]] = set()
        self.backlog = Backlog()

    # -- looking --------------------------------------------------------------------------------------------------

    def look(self) -> list[Input | Found]:
        """What is to be taken now, and what is to be reported of files that are left alone."""
        now = time.monotonic()
        found = list(files([self._source]))
        states = dict(self._states(found))
        before, self._seen = self._seen, {}
        for path, state in states.items():
            same = path in before and before[path].state == state
            self._seen[path] = before[path] if same else _Seen(state, now)
        self._taken = {path: taken for path, taken in self._taken.items() if path in states}
        given = [*self._rechecked(now), *self._retried(now), *self._judged(found, now)]
        waiting = [path for path in self._seen if path not in self._taken]
        self.backlog = Backlog(len(waiting), max((self._age(path, now) for path in waiting), default=0.0))
        return given

    def _age(self, path: str, now: float) -> float:
        """Seconds since a file last changed; what a watch before this one has seen counts as well."""
        try:
            changed = os.lstat(path).st_ctime
        except OSError:  # it has gone meanwhile
            changed = time.time()
        return max(now - self._seen[path].since, time.time() - changed)

    def _states(self, found: Iterable[Found]) -> Iterator[tuple[str, FileState]]:
        for each in found:
            if each.fault is None and (state := _state_of(each.path)) is not None:
                yield each.path, state

    def _judged(self, found: Iterable[Found], now: float) -> Iterator[Input | Found]:
        """Each file of the inbox that is to be taken, that changed, or that is to be reported."""
        names = {each.path for each in found}
        for each in found:
            # A folder that cannot be listed, as when a share is away for a moment, is listed at the next look.
            if each.fault is not None:
                if each.fault.severity != "error":
                    yield from self._report(each, each.fault)
            elif each.path in self._seen:
                yield from self._judge(each, names, now)

    def _judge(self, found: Found, names: set[str], now: float) -> Iterator[Input | Found]:
        path, seen = found.path, self._seen[found.path]
        if (taken := self._taken.get(path)) is not None:
            if taken.state == seen.state or (taken.digest and _digest(path) == taken.digest):
                self._taken[path] = taken._replace(state=seen.state)
            else:
                del self._taken[path]
                if taken.digest:  # it is taken again when it has come to rest
                    yield Input(found.key, path, origin=digest(path), fault=Finding(CHANGED), changed=True)
            return
        rested = now - seen.since
        if fault := self._waits(path, names, rested):
            if rested >= self._rules.settle and fault.code:
                yield from self._report(found, fault)
        elif self._rules.ready or (rested > 0 and rested >= self._rules.settle):
            yield found

    def _waits(self, path: str, names: set[str], rested: float) -> Finding | None:
        """Why a file is not taken; None when nothing but the settle time keeps it."""
        ready = self._rules.ready
        if ready and path.endswith(ready):
            return Finding("MVG844" if path.removesuffix(ready) not in names else "", words=(ready,))
        if ready and f"{path}{ready}" not in names:
            return Finding("MVG844", words=(ready,))
        state = self._seen[path].state
        if state.is_file and not state.size:
            return Finding("MVG843")
        if rested >= self._rules.settle and is_being_written(path):
            return Finding("MVG845" if rested >= _LONG * self._rules.settle else "")
        return None

    def _report(self, found: Found, fault: Finding) -> Iterator[Input]:
        """Reports a file that is left alone, once."""
        if (found.path, fault.code) not in self._reported:
            self._reported.add((found.path, fault.code))
            yield Input(found.key, found.path, origin=digest(found.path), fault=fault)

    # -- taking ---------------------------------------------------------------------------------------------------

    def take(self, given: Iterable[Input | Found]) -> Iterator[Input]:
        """The inputs of what a look gave; none of them is given again unless it changes."""
        for each in given:
            if isinstance(each, Input):
                yield each
            elif (state := _state_of(each.path)) is not None:
                self._taken[each.path] = _Taken(state)
                self._paths[each.key] = each.path
                yield from members(each)

    def on_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Remembers the bytes that files were converted as; a source that stays in quarantine is followed on."""
        for outcome in outcomes:
            path = self._paths.pop(outcome.key, "")
            if path in self._taken:
                self._taken[path] = self._taken[path]._replace(digest=outcome.input_digest)
            item = self._retrying.pop(outcome.key, None)
            if item is not None and outcome.status == QUARANTINED:
                self.follow([MovedFile(item, item.path, outcome.input_digest, outcome.entry)])

    def on_end(self, totals: Totals) -> None:  # noqa: ARG002 -- every listener is told
        """What was not told of now is told of never."""
        self._paths.clear()
        self._retrying.clear()

    def follow(self, moved: Iterable[MovedFile]) -> None:
        """Looks again at files that were moved out of the inbox."""
        until = time.monotonic() + self._rules.recheck
        for each in moved:
            if each.digest and (state := _state_of(each.path)) is not None:
                self._followed.append(_Followed(each, state, until))

    # -- looking again --------------------------------------------------------------------------------------------

    def _rechecked(self, now: float) -> list[Input]:
        """The files that were written on in after they were moved."""
        changed: list[Input] = []
        kept: list[_Followed] = []
        for each in self._followed:
            state = _state_of(each.moved.path)
            if state is None or now > each.until:
                continue
            if state != each.state and _digest(each.moved.path) != each.moved.digest:
                changed.append(self._changed(each.moved, _Seen(state, now)))
            else:
                kept.append(each._replace(state=state))
        self._followed = kept
        return changed

    def _changed(self, moved: MovedFile, seen: _Seen) -> Input:
        if moved.entry:
            self._again[moved.entry] = seen
        return moved.item._replace(path=moved.path, entry=moved.entry, fault=Finding(CHANGED), changed=True)

    def resume(self, done_folder: str) -> None:
        """Looks again at what a watch that has ended moved within the recheck time. Raises `Refused`."""
        if not (self._config.state / NAME).exists():
            return
        since = time.time() - self._rules.recheck
        sources = [entry for entry in quarantine.entries(self._config) if entry.holds_source]
        moved = [
            MovedFile(quarantine.item_of(entry), str(entry.note), entry.record["input_sha256"], entry.name)
            for entry in sources
            if _is_newer(entry.note, since)
        ]
        # A watch that was killed had promised to convert these again.
        changed = [
            entry for entry in quarantine.pending(self._config) if entry.record["findings"][0]["code"] == CHANGED
        ]
        self._again |= {entry.name: _Seen(_UNKNOWN, time.monotonic()) for entry in changed if entry.holds_source}
        with Journal(self._config.state) as journal:
            for path in (
                [path for path in Path(done_folder).rglob("*") if _is_newer(path, since)] if done_folder else []
            ):
                key = path.relative_to(done_folder).as_posix()
                for known in journal.known([claim(key)]).values():
                    item = Input(key, str(path), origin=known.origin)
                    moved += [MovedFile(item, str(path), known.input.hex(), "")] if known.moved else []
        until = time.monotonic() + self._rules.recheck
        self._followed += [_Followed(each, _UNKNOWN, until) for each in moved if each.digest]

    def withdrawn(self, moved: Iterable[MovedFile]) -> None:
        """Files that changed and are in quarantine now are converted again when they have come to rest."""
        for each in moved:
            if each.item.changed and each.entry and (state := _state_of(each.path)) is not None:
                self._again[each.entry] = _Seen(state, time.monotonic())

    def _retried(self, now: float) -> list[Input]:
        """The changed files in quarantine that have come to rest."""
        rested: list[Input] = []
        for name, seen in list(self._again.items()):
            entry = quarantine.read(quarantine.folder_of(self._config), name)
            state = _state_of(str(entry.note)) if entry is not None else None
            if entry is None or state is None or entry.is_settled:
                del self._again[name]
            elif state != seen.state:
                self._again[name] = _Seen(state, now)
            elif now - seen.since >= self._rules.settle and not is_being_written(str(entry.note)):
                del self._again[name]
                item = quarantine.item_of(entry)._replace(changed=True)
                self._retrying[item.key] = item
                rested.append(item)
        return rested


def _is_newer(path: Path, since: float) -> bool:
    try:
        status = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and max(status.st_mtime, status.st_ctime) > since


def _state_of(path: str) -> FileState | None:
    try:
        status = os.lstat(path)
    except OSError:  # it has gone meanwhile
        return None
    return FileState(status.st_size, status.st_mtime_ns, status.st_ino, stat.S_ISREG(status.st_mode))


def _digest(path: str) -> str:
    try:
        return hashlib.sha256(read_file(path, MAX_BYTES + 1, follow=False)).hexdigest()
    except Refused:
        return ""
