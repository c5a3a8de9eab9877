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
from converter.batch.how import How
from converter.batch.item import Item
from converter.batch.journal import Journal, Known
from converter.batch.moving import Mover, Settled, make_durable
from converter.batch.outcome import DONE, FAILED, KEPT, Listener, Outcome
from converter.batch.task import LIGHT, Task
from converter.findings import Finding
from converter.storage import refused

BLOCK: Final = 160
"""Inputs of a block: the disk is waited for once for all of them, and the workers have enough to do meanwhile."""
_LARGE: Final = 512 << 10
"""Bytes out of containers that a block may hold."""
_OFTEN: Final = 0.5
"""Seconds that an outcome may wait for the disk."""

_Claim = tuple[bytes, bytes, bytes]


class _Open(NamedTuple):
    """A task that was given out, and what the journal may be told of it."""

    task: Task
    """Without its data, which is the worker's now."""
    claim: bytes
    """Empty when the name is another's, or none that can be written."""
    taken: bool
    """Whether a file lay under its name that nobody had claimed: it stays another's unless it is just what we write."""


class Books:
    """What a run keeps account of. Its methods raise `Refused` when journal or listeners cannot write."""

    def __init__(
        self, items: Iterator[Item], how: How, journal: Journal, listeners: Sequence[Listener], mover: Mover | None
    ) -> None:
        self.counts: Counter[str] = Counter()
        """Status to the number of inputs that ended so."""
        self._items = items
        self._how = how
        self._journal = journal
        self._listeners = listeners
        self._mover = mover
        self._run = os.urandom(8)
        self._setting = how.setting
        self._endings = how.endings
        self._longest = max(len(names.output_name("", *ending).encode()) for ending in how.endings)
        self._waiting: list[Task] = []
        self._open: dict[int, _Open] = {}
        self._clashes: Counter[bytes] = Counter()
        self._ended: list[Outcome] = []
        self._flushed = time.monotonic()
        self._number = 0

    # -- giving out -------------------------------------------------------------------------------------------

    def next_tasks(self, most: int) -> list[Task]:
        """The next tasks, at most so many; none when all inputs are given out."""
        if not self._waiting:
            self._flush(self._prepared())
            self._waiting.reverse()
        tasks: list[Task] = []
        size = 0
        while self._waiting and len(tasks) < most and size < LIGHT:
            tasks.append(self._waiting.pop())
            size += tasks[-1].size
        return tasks

    def _prepared(self) -> Iterable[_Claim]:
        """Takes in a block of inputs; what they claim."""
        self._journal.begin()
        block = [(item, names.claim(item.key)) for item in self._block()]
        known = self._journal.known({claim for _, claim in block})
        claims: dict[bytes, _Claim] = {}
        for item, claim in block:
            self._admit(item, claim, known.get(claim), claims)
        return claims.values()

    def _block(self) -> Iterator[Item]:
        size = 0
        for number, item in enumerate(self._items, 1):
            yield item
            size += len(item.data)
            if number == BLOCK or size > _LARGE:
                break

    def _admit(self, item: Item, claim: bytes, known: Known | None, claims: dict[bytes, _Claim]) -> None:
        """Numbers an input, and adds what it claims to `claims`: nothing when the name is another's or none."""
        self._number += 1
        taken = False
        if (fault := names.fault(item.key, self._longest)) is not None:
            item, claim, known = item._replace(fault=fault), b"", None
        elif item.fault is not None and item.fault.code == names.CLASH:  # out of the quarantine, where it stays
            claim, known = b"", None
        elif (holder := self._holder(known, claims.get(claim))) is not None:
            origin = self._origin_beside(item.origin, holder)
            item, claim, known = item._replace(fault=Finding(names.CLASH), origin=origin), b"", None
        elif known is not None or not (taken := self._is_taken(item.key)):
            claims[claim] = (claim, self._run, item.origin)
        task = Task(self._number, item, known, known is not None or item.again)
        self._waiting.append(task)
        kept = task._replace(item=item._replace(data=b"")) if item.data else task
        self._open[task.number] = _Open(kept, claim, taken)

    def _holder(self, known: Known | None, claimed: _Claim | None) -> bytes | None:
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
        return any(os.path.lexists(f"{self._how.out}/{names.output_name(key, *ending)}") for ending in self._endings)

    # -- taking back ------------------------------------------------------------------------------------------

    def take(self, outcomes: Sequence[Outcome]) -> Finding | None:
        """Takes what became of tasks; the finding that must stop the run, if there is one."""
        failed = [outcome for outcome in outcomes if outcome.status == FAILED]
        self._ended += (outcome for outcome in outcomes if outcome.status != FAILED)
        if time.monotonic() - self._flushed > _OFTEN:
            self._flush()
        return failed[0].findings[0] if failed else None

    def close(self) -> None:
        """Tells what has not been told yet."""
        self._flush()

    def _flush(self, claims: Iterable[_Claim] = ()) -> None:
        ended, self._ended = self._ended, []
        settled = [(self._open.pop(outcome.number), outcome) for outcome in ended]
        moving = [(entry.task, outcome) for entry, outcome in settled if self._moves(entry.task, outcome)]
        freed = [] if quarantine.is_empty(self._how) else self._freed(settled)
        make_durable([*moving, *freed], self._how)
        for listener in self._listeners:
            listener.tell(ended)
        rows = {outcome.number: row for entry, outcome in settled if (row := self._row(entry, outcome)) is not None}
        if rows or claims:
            self._journal.write(claims, rows.values())
        if self._mover and moving:
            stayed = [rows[number] for number in self._mover.move(moving) if number in rows]
            if stayed:
                self._journal.write((), [(claim, known._replace(moved=False)) for claim, known in stayed])
        self._clear(freed)
        self.counts.update(outcome.status for outcome in ended)
        self._flushed = time.monotonic()

    def _freed(self, settled: Iterable[tuple[_Open, Outcome]]) -> list[tuple[Task, Outcome]]:
        return [(entry.task, outcome) for entry, outcome in settled if self._copies(entry.task, outcome)]

    def _copies(self, task: Task, outcome: Outcome) -> list[str]:
        """The names in quarantine of a note that is done now: there it may be the only one, so it goes last (P10)."""
        if not task.met or outcome.status not in (DONE, KEPT):
            return []
        digests = task.digests(bytes.fromhex(outcome.input_digest))
        found = (names.quarantine_name(task.item.key, task.item.origin, digest) for digest in digests)
        return [name for name in found if quarantine.holds(name, self._how)]

    def _clear(self, freed: Settled) -> None:
        try:
            for name in (name for told in freed for name in self._copies(*told)):
                quarantine.remove(name, self._how)
        except OSError as error:
            raise refused("MVG805", error) from None

    def _moves(self, task: Task, outcome: Outcome) -> bool:
        return self._mover is not None and self._mover.takes(task, outcome)

    def _row(self, entry: _Open, outcome: Outcome) -> tuple[bytes, Known] | None:
        """What the journal is told of an input: nothing when its name is another's, or when it knows already.

        That it is moved stands there before it is, so that a kill in between hides no note: what then lies there with
        other content is met as another's.
        """
        moves = self._moves(entry.task, outcome)
        content = bytes.fromhex(outcome.input_digest)
        if not entry.claim or entry.task.is_anothers(content) or (entry.taken and outcome.status != DONE):
            return None
        if outcome.status == KEPT and not moves:
            return None
        outputs = b"".join(bytes.fromhex(digest) for _, digest in outcome.outputs)
        return entry.claim, Known(self._run, entry.task.item.origin, self._setting, content, outputs, moves)
