"""The books of a run: who claims which name, what became of each input, and when the disk knows (P7, P9, P10, P19).

Inputs are taken a block at a time. Before a block is given out the journal has its claims, so that whatever lies
under one of its names later is ours. What became of the notes is told to the listeners, then to the journal, and
only then is an input moved.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from converter.batch import names, quarantine
from converter.batch.circuit_breaker import CircuitBreaker
from converter.batch.config import BatchConfig
from converter.batch.journal import Journal, JournalEntry
from converter.batch.mover import Finished, Mover, make_durable
from converter.batch.outcome import DONE, FAILED, KEPT, SKIPPED, Listener, Outcome
from converter.batch.processor import REPLACED
from converter.batch.quarantine import Entry
from converter.batch.tasks import PIPE_CAPACITY, Input, Task
from converter.catalogue import ERROR
from converter.findings import Finding
from converter.storage import refused

BLOCK: Final = 160
"""Inputs of a block: the disk is waited for once for all of them, and the workers have enough to do meanwhile."""
_LARGE: Final = 512 << 10
"""Bytes out of containers that a block may hold."""
_OFTEN: Final = 0.5
"""Seconds that an outcome may wait for the disk."""

NEW: Final = "new"
WARNED: Final = "warned"

_Claim = tuple[bytes, bytes, bytes]


class _OpenTask(NamedTuple):
    """A task that was given out, and what the journal may be told of it."""

    task: Task
    """Without its data, which is the worker's now."""
    claim: bytes
    """Empty when the name is another's, or none that can be written."""
    taken: bool
    """Whether a file lay under its name that nobody had claimed: it stays another's unless it is just what we write."""


class Ledger:
    """What a run keeps account of. Its methods raise `Refused` when journal or listeners cannot write."""

    def __init__(
        self,
        items: Iterator[tuple[int, Input]],
        config: BatchConfig,
        journal: Journal,
        listeners: Sequence[Listener],
        mover: Mover | None = None,
    ) -> None:
        self.counts: Counter[str] = Counter()
        """How many inputs ended with each status; how many of them are `NEW` in quarantine, or done and `WARNED`."""
        self._items = items
        self._config = config
        self._journal = journal
        self._listeners = listeners
        self._mover = mover or Mover(config, None, inbox=False)
        self._key = journal.key()
        self._breaker = CircuitBreaker()
        self._run = os.urandom(8)
        self._setting = config.setting
        self._endings = config.endings
        self._longest = max(len(names.output_name("", *ending).encode()) for ending in config.endings)
        self._waiting: list[Task] = []
        self._open: dict[int, _OpenTask] = {}
        self._clashes: Counter[bytes] = Counter()
        self._ended: list[Outcome] = []
        self._flushed = time.monotonic()

    # -- giving out -------------------------------------------------------------------------------------------

    def next_tasks(self, most: int) -> list[Task]:
        """The next tasks, at most so many; none when all inputs are given out."""
        if not self._waiting:
            self._flush(self._prepared())
            self._waiting.reverse()
        tasks: list[Task] = []
        size = 0
        while self._waiting and len(tasks) < most and size < PIPE_CAPACITY:
            tasks.append(self._waiting.pop())
            size += tasks[-1].size
        return tasks

    def _prepared(self) -> Iterable[_Claim]:
        """Takes in a block of inputs; what they claim."""
        block = [(number, item, names.claim(item.key)) for number, item in self._block()]
        known = self._journal.known({claim for *_, claim in block})
        claims: dict[bytes, _Claim] = {}
        for number, item, claim in block:
            if item.whole:
                self._clear_container(item)
                continue
            self._admit(number, item, claim, known.get(claim), claims)
        return claims.values()

    def _clear_container(self, item: Input) -> None:
        """What an earlier run said of a container that it could not read to its end holds no more."""
        if not quarantine.is_empty(self._config):
            for entry in list(quarantine.entries_of(item, self._config)):
                quarantine.remove(entry)

    def _block(self) -> Iterator[tuple[int, Input]]:
        size = 0
        for taken, (number, item) in enumerate(self._items, 1):
            yield number, item
            size += len(item.data)
            if taken == BLOCK or size > _LARGE:
                break

    def _admit(
        self, number: int, item: Input, claim: bytes, known: JournalEntry | None, claims: dict[bytes, _Claim]
    ) -> None:
        """Makes a task of an input, and adds what it claims to `claims`: nothing when the name is another's or none."""
        taken = False
        if item.fault is not None and item.fault.severity != ERROR:  # it is left alone, whatever it is called
            claim, known = b"", None
        elif (fault := names.fault(item.key, self._longest)) is not None:
            item, claim, known = item._replace(fault=fault), b"", None
        elif item.fault is not None and item.fault.code == names.CLASH:  # out of the quarantine, where it stays
            claim, known = b"", None
        elif (holder := self._holder(known, claims.get(claim))) is not None:
            origin = self._origin_beside(item.origin, holder)
            item, claim, known = item._replace(fault=Finding(names.CLASH), origin=origin), b"", None
        elif known is not None or not (taken := self._is_taken(item.key)):
            claims[claim] = (claim, self._run, item.origin)
        task = Task(number, item, known)
        self._waiting.append(task)
        kept = task._replace(item=item._replace(data=b"")) if item.data else task
        self._open[task.number] = _OpenTask(kept, claim, taken)

    def _holder(self, known: JournalEntry | None, claimed: _Claim | None) -> bytes | None:
        """The origin of the input of this run that has a name; None when nobody has it."""
        if claimed is not None:
            return claimed[-1]
        return known.origin if known is not None and known.run == self._run else None

    def _origin_beside(self, origin: bytes, holder: bytes) -> bytes:
        """Keeps apart what lies in one place, as two lines with one id: else one would stand for both in quarantine."""
        before = self._clashes[origin] + (holder == origin)
        self._clashes[origin] += 1
        return names.digest(f"{origin.hex()} {before}") if before else origin

    def _is_taken(self, key: str) -> bool:
        return any(os.path.lexists(f"{self._config.out}/{names.output_name(key, *ending)}") for ending in self._endings)

    # -- taking back ------------------------------------------------------------------------------------------

    def take(self, outcomes: Sequence[Outcome]) -> Finding | None:
        """Takes what became of tasks; the finding that must stop the run, if there is one."""
        failed = [outcome for outcome in outcomes if outcome.status == FAILED]
        self._ended += (outcome for outcome in outcomes if outcome.status != FAILED)
        if time.monotonic() - self._flushed > _OFTEN:
            self._flush()
        if failed:
            return failed[0].findings[0]
        return next((fault for outcome in outcomes if (fault := self._breaker.take(outcome)) is not None), None)

    def close(self) -> None:
        """Tells what has not been told yet."""
        self._flush()

    def _flush(self, claims: Iterable[_Claim] = ()) -> None:
        ended, self._ended = [self._named(outcome) for outcome in self._ended], []
        settled = [(self._open.pop(outcome.number), outcome) for outcome in ended]
        moving = [(entry.task, outcome) for entry, outcome in settled if self._mover.takes(entry.task, outcome)]
        cleared = [] if quarantine.is_empty(self._config) else self._cleared(settled)
        make_durable([*moving, *cleared], self._config)
        for listener in self._listeners:
            listener.on_outcomes(ended)
        rows = {outcome.number: row for entry, outcome in settled if (row := self._row(entry, outcome)) is not None}
        if rows or claims:
            self._journal.write(claims, rows.values())
        stayed = [rows[number] for number in (self._mover.move(moving) if moving else ()) if number in rows]
        if stayed:
            self._journal.write((), [(claim, known._replace(moved=False)) for claim, known in stayed])
        self._clear(cleared)
        self._count(ended)
        self._flushed = time.monotonic()

    def _named(self, outcome: Outcome) -> Outcome:
        """The outcome with the short id of its input."""
        origin = self._open[outcome.number].task.item.origin
        return outcome._replace(ref=names.short_id(origin, self._key), ended=time.time())

    def _count(self, ended: Iterable[Outcome]) -> None:
        for outcome in ended:
            self.counts[outcome.status] += 1
            self.counts[NEW] += outcome.is_new
            self.counts[WARNED] += outcome.status in (DONE, KEPT) and outcome.has_warnings

    def _cleared(self, settled: Iterable[tuple[_OpenTask, Outcome]]) -> list[tuple[Task, Outcome]]:
        """The notes that are done now and have an entry in quarantine, which may be their only copy and goes last."""
        told = ((entry.task, outcome) for entry, outcome in settled)
        return [(task, outcome) for task, outcome in told if any(self._entries(task, outcome))]

    def _entries(self, task: Task, outcome: Outcome) -> Iterator[Entry]:
        """The entries in quarantine of an input that is done, but those of other notes that came from there."""
        if outcome.status not in (DONE, KEPT):
            return
        if task.item.entry:
            entry = quarantine.read(quarantine.folder_of(self._config), task.item.entry)
            yield from [entry] if entry is not None else []
            return
        for entry in quarantine.entries_of(task.item, self._config):
            same = entry.record["input_sha256"] == outcome.input_digest
            if same or not entry.holds_source:
                yield entry

    def _clear(self, cleared: Finished) -> None:
        try:
            for task, outcome in cleared:
                for entry in list(self._entries(task, outcome)):
                    if entry.holds_source:
                        self._mover.settle(entry, task.item, outcome)
                    else:
                        quarantine.remove(entry)
        except OSError as error:
            raise refused("MVG805", error) from None

    def _row(self, entry: _OpenTask, outcome: Outcome) -> tuple[bytes, JournalEntry] | None:
        """What the journal is told of an input: nothing when its name is another's, or when it knows already.

        That it is moved stands there before it is, so that a kill in between hides no note: what then lies there with
        other content is met as another's.
        """
        task = entry.task
        moves = self._mover.takes(task, outcome)
        content = bytes.fromhex(outcome.input_digest)
        if not entry.claim or task.belongs_to_another(content) or (entry.taken and outcome.status != DONE):
            return None
        if outcome.status == SKIPPED or (outcome.status == KEPT and not moves):
            return None
        # A source in quarantine has left its place already.
        moved = moves or bool(task.item.entry and task.known is not None and task.known.moved)
        setting = self._config.setting_of(outcome.id, outcome.input_digest) if self._config.answers else self._setting
        known = JournalEntry(self._run, task.item.origin, setting, content, outcome.outputs, moved)
        targeted_findings = [
            (finding, targets) for finding, targets in outcome.targeted_findings if finding.code != REPLACED
        ]
        findings, finding_targets = zip(*targeted_findings, strict=True) if targeted_findings else ((), ())
        return entry.claim, known._replace(findings=findings, finding_targets=finding_targets)
