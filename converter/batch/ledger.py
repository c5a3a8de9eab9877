"""The ledger of a run: hands out tasks, records outcomes, and orders what the disk must hold first (P7, P9, P10, P19).

Inputs are taken a block at a time. The journal has the claims of a block before its tasks are handed out, so that what
lies under one of its names later is known to be ours. Outcomes go to the listeners, then to the journal; only then is
an input moved or a quarantine entry removed.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from converter.batch import names, quarantine, quarantine_records
from converter.batch.circuit_breaker import CircuitBreaker
from converter.batch.config import BatchConfig
from converter.batch.journal import Journal, JournalEntry
from converter.batch.mover import Mover, Processed, make_durable
from converter.batch.outcome import DONE, FAILED, KEPT, SKIPPED, Listener, Outcome
from converter.batch.processor import REPLACED
from converter.batch.quarantine import QuarantineEntry
from converter.batch.scratch import SeenClaims
from converter.batch.tasks import PIPE_CAPACITY, Input, Task
from converter.files.storage import refusing
from converter.files.windows_paths import extended
from converter.findings import Finding
from converter.findings.catalogue import ERROR

BLOCK_SIZE: Final = 160
"""Inputs of a block: one sync to disk for all of them, and enough work for the workers meanwhile."""
_BLOCK_BYTES: Final = 512 << 10
"""Limit of the data from containers in a block."""
FLUSH_INTERVAL: Final = 0.5
"""Seconds that an outcome may wait for the disk."""

NEW: Final = "new"
WARNED: Final = "warned"

_Claim = tuple[bytes, bytes, bytes]
"""Claim, run and origin, as the journal stores them."""


class _OpenTask(NamedTuple):
    """A task that was handed out and has no outcome yet."""

    task: Task
    """Without its data, which only the worker needs."""
    claim: bytes
    """Empty when another input has the name, or no file can have it."""
    foreign_file: bool
    """Whether a file lay under its name that no input had claimed: it is ours only if it is just what we write."""


class Ledger:
    """The accounts of one run. Its methods raise `Refused` when the journal or a listener cannot write."""

    def __init__(
        self,
        items: Iterator[tuple[int, Input]],
        config: BatchConfig,
        journal: Journal,
        seen: SeenClaims,
        listeners: Sequence[Listener],
        mover: Mover | None = None,
    ) -> None:
        self.counts: Counter[str] = Counter()
        """Inputs by status, those that are `NEW` in quarantine, and those that are done and `WARNED`."""
        self._items = items
        self._config = config
        self._journal = journal
        self._listeners = listeners
        self._mover = mover or Mover(config, None, inbox=False)
        self._key = journal.key()
        self._breaker = CircuitBreaker()
        self._run = os.urandom(8)
        self._longest_ending = max(len(names.output_name("", *ending).encode()) for ending in config.endings)
        self._seen = seen
        self._waiting: list[Task] = []
        self._open: dict[int, _OpenTask] = {}
        self._distant = quarantine.Distant(config)
        self._clashes: Counter[bytes] = Counter()
        self._ended: list[Outcome] = []
        self._flushed = time.monotonic()

    # -- handing out ------------------------------------------------------------------------------------------

    def next_tasks(self, limit: int) -> list[Task]:
        """The next tasks, at most `limit`; none when all inputs are handed out."""
        if not self._waiting:
            self.flush(self._prepare_block())
            self._waiting.reverse()
        tasks, size = list[Task](), 0
        while self._waiting and len(tasks) < limit and size < PIPE_CAPACITY:
            tasks.append(self._waiting.pop())
            size += tasks[-1].size
        return tasks

    def _prepare_block(self) -> list[_Claim]:
        """Makes tasks of the next block of inputs, and returns the claims that the journal does not know yet."""
        block = [(number, item, names.claim(item.key)) for number, item in self._block()]
        known = self._journal.known({claim for *_, claim in block})
        owners = {claim: entry.origin for claim, entry in known.items() if entry.run == self._run}
        owners |= self._seen.origins(known)
        before = frozenset(owners)
        for number, item, claim in block:
            if not item.whole:
                self._admit(number, item, claim, known.get(claim), owners)
            elif not quarantine.is_empty(self._config):
                # It was read to its end, so what an earlier run recorded of it, which could not do that, is obsolete.
                for entry in list(self._entries_of(item)):
                    quarantine_records.remove(entry)
        claims = {claim: origin for claim, origin in owners.items() if claim not in before}
        self._seen.add([(claim, origin) for claim, origin in claims.items() if claim in known])
        return [(claim, self._run, origin) for claim, origin in claims.items() if claim not in known]

    def _block(self) -> Iterator[tuple[int, Input]]:
        size = 0
        for count, (number, item) in enumerate(self._items, 1):
            yield number, item
            size += len(item.data)
            if count == BLOCK_SIZE or size > _BLOCK_BYTES:
                break

    def _admit(
        self, number: int, item: Input, claim: bytes, known: JournalEntry | None, owners: dict[bytes, bytes]
    ) -> None:
        """Makes a task of an input. It owns its name from now on, unless another input of this run does or none can.

        `owners` has the origin of the input that owns each name.
        """
        foreign_file = False
        if item.fault is not None and item.fault.severity != ERROR:  # left alone, whatever its name
            claim, known = b"", None
        elif (fault := names.fault(item.key, self._longest_ending)) is not None:
            item, claim, known = item._replace(fault=fault), b"", None
        elif item.fault is not None and item.fault.code == names.CLASH:  # from the quarantine, where it stays
            claim, known = b"", None
        elif (owner := owners.get(claim)) is not None:
            # The second line with one id gets an origin of its own: else both would have one entry in quarantine.
            before = self._clashes[item.origin] + (owner == item.origin)
            self._clashes[item.origin] += 1
            origin = names.digest(f"{item.origin.hex()} {before}") if before else item.origin
            item, claim, known = item._replace(fault=Finding(names.CLASH), origin=origin), b"", None
        elif known is not None or not (
            foreign_file := any(os.path.lexists(extended(path)) for _, path in self._config.outputs_of(item))
        ):
            owners[claim] = item.origin
        task = Task(number, item, known)
        self._waiting.append(task)
        without_data = task._replace(item=item._replace(data=b"")) if item.data else task
        self._open[number] = _OpenTask(without_data, claim, foreign_file)

    # -- recording --------------------------------------------------------------------------------------------

    def record(self, outcomes: Sequence[Outcome]) -> Finding | None:
        """Records outcomes. Returns the finding that must stop the run, if there is one."""
        failed = [outcome for outcome in outcomes if outcome.status == FAILED]
        self._ended += (outcome for outcome in outcomes if outcome.status != FAILED)
        if time.monotonic() - self._flushed > FLUSH_INTERVAL:
            self.flush()
        if failed:
            return failed[0].findings[0]
        return next((fault for outcome in outcomes if (fault := self._breaker.check(outcome)) is not None), None)

    def flush(self, claims: Iterable[_Claim] = ()) -> None:
        """Takes the outcomes that wait, and new claims, to the disk.

        It syncs what is to be moved, then tells listeners and journal, then moves inputs and clears the quarantine.
        """
        closed = [(self._open.pop(outcome.number), outcome) for outcome in self._ended]
        now, self._ended = time.time(), []
        closed = [
            (opened, outcome._replace(ref=names.short_id(opened.task.item.origin, self._key), ended=now))
            for opened, outcome in closed
        ]
        ended = [outcome for _, outcome in closed]
        moving = [(opened.task, outcome) for opened, outcome in closed if self._mover.takes(opened.task, outcome)]
        cleared: list[tuple[Task, Outcome]] = []
        if not quarantine.is_empty(self._config):  # an obsolete entry may be the only copy, so it is removed last
            tasks = ((opened.task, outcome) for opened, outcome in closed)
            cleared = [(task, outcome) for task, outcome in tasks if any(self._obsolete_entries(task, outcome))]
        make_durable([*moving, *cleared], self._config)
        for listener in self._listeners:
            listener.on_outcomes(ended)
        rows = {outcome.number: row for opened, outcome in closed if (row := self._row(opened, outcome)) is not None}
        if rows or claims:
            self._journal.write(claims, rows.values())
        stayed = [rows[number] for number in (self._mover.move(moving) if moving else ()) if number in rows]
        if stayed:
            self._journal.write((), [(claim, row._replace(moved=False)) for claim, row in stayed])
        self._clear_quarantine(cleared)
        for outcome in ended:
            self.counts[outcome.status] += 1
            self.counts[NEW] += outcome.is_new
            self.counts[WARNED] += outcome.status in (DONE, KEPT) and outcome.has_warnings
        self._flushed = time.monotonic()

    def _obsolete_entries(self, task: Task, outcome: Outcome) -> Iterator[QuarantineEntry]:
        """The quarantine entries of an input that is done, but not those of other notes that came from its place.

        A line of JSON Lines that can be read now makes the entry of the unreadable line obsolete, whatever its outcome.
        """
        item = task.item
        if item.unread_line is not None:
            yield from self._entries_of(Input(item.unread_line.key, origin=item.unread_line.origin))
        if outcome.status not in (DONE, KEPT):
            return
        if item.entry:
            entry = quarantine.read(self._config.quarantine, item.entry)
            yield from [entry] if entry is not None else []
            return
        for entry in self._entries_of(item):
            if not entry.holds_source or entry.record["input_sha256"] == outcome.input_digest:
                yield entry

    def _entries_of(self, item: Input) -> Iterator[QuarantineEntry]:
        return quarantine.entries_of(item, self._config, distant=self._distant)

    def _clear_quarantine(self, cleared: Processed) -> None:
        with refusing("MVG805"):
            for task, outcome in cleared:
                for entry in list(self._obsolete_entries(task, outcome)):
                    if entry.holds_source:
                        self._mover.settle(entry, task.item, outcome)
                    else:
                        quarantine_records.remove(entry)

    def _row(self, opened: _OpenTask, outcome: Outcome) -> tuple[bytes, JournalEntry] | None:
        """The journal row of an input; None when its name is another's, or when the journal has it already.

        A move is journaled before it is done, so that a kill in between hides no note: a file with other content that
        lies there later is taken for another note.
        """
        task = opened.task
        moves = self._mover.takes(task, outcome)
        content = bytes.fromhex(outcome.input_digest)
        if not opened.claim or task.belongs_to_another(content) or (opened.foreign_file and outcome.status != DONE):
            return None
        if outcome.status == SKIPPED or (outcome.status == KEPT and not moves):
            return None
        # A source in quarantine has left its place already.
        moved = moves or bool(task.item.entry and task.known is not None and task.known.moved)
        config_digest = self._config.digest_of(outcome.id, outcome.input_digest)
        stored = [(finding, targets) for finding, targets in outcome.targeted_findings if finding.code != REPLACED]
        findings, targets = zip(*stored, strict=True) if stored else ((), ())
        origin, outputs = task.item.origin, outcome.outputs
        row = JournalEntry(
            self._run, origin, config_digest=config_digest, input=content, outputs=outputs, moved=moved,
            findings=findings, finding_targets=targets,
        )  # fmt: skip
        return opened.claim, row
