"""An inbox that is scanned again and again, for network shares send no notification of a new file (promise P25).

A file is taken when it has been unchanged for the settle time and no program on this machine holds it open, or when its
marker file has come. A file that stays in the inbox is compared with its digest, and one that was moved is followed by
`recheck`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from converter.batch.config import BatchConfig
from converter.batch.inputs import Found, Source, files, members
from converter.batch.mover import MovedFile
from converter.batch.names import digest
from converter.batch.outcome import Outcome, Totals
from converter.batch.recheck import CHANGED, FileState, Observation, Recheck, digest_of_file, state_of
from converter.batch.tasks import Input
from converter.files.leases import is_being_written
from converter.files.windows_paths import extended
from converter.findings import Finding

_OPEN_LIMIT: Final = 10
"""Settle times that a file may be held open before it is reported."""


class ArrivalRules(NamedTuple):
    """When a file is taken."""

    settle: float = 60.0
    """Seconds that its size and time must have been unchanged."""
    ready: str = ""
    """Suffix of the marker file beside each file; `""` when there are none."""
    recheck: float = 600.0
    """Seconds that a moved file is checked for changes."""


class _Taken(NamedTuple):
    state: FileState
    digest: str = ""
    """SHA-256 of the bytes that were converted; `""` until it is known."""


class Backlog(NamedTuple):
    """The files in the inbox that have not been taken."""

    files: int = 0
    oldest: float = 0.0
    """Seconds since the last change of the one that has been unchanged longest."""


class Inbox:
    """The files of a folder. It listens to the runs that convert them, to know the digests of what they read."""

    def __init__(self, source: Source, config: BatchConfig, rules: ArrivalRules) -> None:
        self._source, self._rules = source, rules
        self._seen: dict[str, Observation] = {}
        self._taken: dict[str, _Taken] = {}
        self._paths: dict[str, str] = {}
        self._reported: set[tuple[str, str]] = set()
        self.backlog = Backlog()
        self.recheck = Recheck(config, rules.settle, rules.recheck)

    # -- scanning -------------------------------------------------------------------------------------------------

    def scan(self) -> list[Input | Found]:
        """The files to take now, and inputs that report changed files and files that are left alone."""
        now = time.monotonic()
        found = list(files([self._source]))
        states = {each.path: state for each in found if each.fault is None and (state := state_of(each.path))}
        before, self._seen = self._seen, {}
        for path, state in states.items():
            unchanged = path in before and before[path].state == state
            self._seen[path] = before[path] if unchanged else Observation(state, now)
        self._taken = {path: taken for path, taken in self._taken.items() if path in states}
        result = [*self.recheck.look(now), *self._arrivals(found, now)]
        waiting = [path for path in self._seen if path not in self._taken]
        self.backlog = Backlog(len(waiting), max((self._age(path, now) for path in waiting), default=0.0))
        return result

    def _age(self, path: str, now: float) -> float:
        """Seconds since the last change of a file, also of one that an earlier watch has seen."""
        try:
            changed = os.lstat(extended(path)).st_ctime
        except OSError:  # it is gone
            changed = time.time()
        return max(now - self._seen[path].since, time.time() - changed)

    def _arrivals(self, found: Iterable[Found], now: float) -> Iterator[Input | Found]:
        """Each file of the inbox that is to be taken, has changed, or is to be reported."""
        names = {each.path for each in found}
        for each in found:
            # A folder that cannot be listed, as when a share is away for a moment, is listed by the next scan.
            if each.fault is not None:
                if each.fault.severity != "error":
                    yield from self._report(each, each.fault)
            elif each.path in self._taken:
                yield from self._compare(each)
            elif each.path in self._seen:
                unchanged = now - self._seen[each.path].since
                if (obstacle := self._obstacle(each.path, names, unchanged)) is not None:
                    for fault in obstacle if unchanged >= self._rules.settle else ():
                        yield from self._report(each, fault)
                elif self._rules.ready or (unchanged > 0 and unchanged >= self._rules.settle):
                    yield each

    def _compare(self, found: Found) -> Iterator[Input]:
        """Reports a file that stays in the inbox and has changed; it is taken again when it has settled."""
        path, taken, state = found.path, self._taken[found.path], self._seen[found.path].state
        if taken.state == state or (taken.digest and digest_of_file(path) == taken.digest):
            self._taken[path] = taken._replace(state=state)
            return
        del self._taken[path]
        if taken.digest:
            yield Input(found.key, path, origin=digest(path), fault=Finding(CHANGED), changed=True)

    def _obstacle(self, path: str, names: set[str], unchanged: float) -> tuple[Finding, ...] | None:
        """Why a file is not taken: a finding, or none when that is not worth a report; None when it may be taken."""
        ready = self._rules.ready
        if ready and path.endswith(ready):
            return () if path.removesuffix(ready) in names else (Finding("MVG844", words=(ready,)),)
        if ready and f"{path}{ready}" not in names:
            return (Finding("MVG844", words=(ready,)),)
        state = self._seen[path].state
        if state.is_file and not state.size:
            return (Finding("MVG843"),)
        if unchanged >= self._rules.settle and is_being_written(path):
            return (Finding("MVG845"),) if unchanged >= _OPEN_LIMIT * self._rules.settle else ()
        return None

    def _report(self, found: Found, fault: Finding) -> Iterator[Input]:
        """Reports a file that is left alone, once."""
        if (found.path, fault.code) not in self._reported:
            self._reported.add((found.path, fault.code))
            yield Input(found.key, found.path, origin=digest(found.path), fault=fault)

    # -- taking ---------------------------------------------------------------------------------------------------

    def take(self, scanned: Iterable[Input | Found]) -> Iterator[Input]:
        """The inputs of a scan. A file is not taken again unless it changes."""
        for each in scanned:
            if isinstance(each, Input):
                if self.recheck.stands(each):
                    yield each
            elif (state := state_of(each.path)) is not None:
                self._taken[each.path] = _Taken(state)
                self._paths[each.key] = each.path
                yield from members(each)

    def follow(self, moved: Sequence[MovedFile]) -> None:
        """Follows the files that were moved. A file that has one of their names in the inbox from now on is another."""
        for each in moved:
            self._taken.pop(each.item.path, None)
        self.recheck.follow(moved)

    def on_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Stores the digests of the bytes that were converted."""
        for outcome in outcomes:
            path = self._paths.pop(outcome.key, "")
            if path in self._taken:
                self._taken[path] = self._taken[path]._replace(digest=outcome.input_digest)

    def on_end(self, totals: Totals) -> None:  # noqa: ARG002 -- every listener receives them
        """Forgets the files that the run did not reach."""
        self._paths.clear()
