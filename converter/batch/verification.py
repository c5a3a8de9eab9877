"""Verifies a whole audit log: its hash chain against the head, and its events against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from converter.batch.hash_chain import EMPTY, Checkpoint, Event, HashChain, Head, fault_beyond, lines_of, read_head
from converter.files.storage import open_file, refusing
from converter.findings import Finding

_CLOCK_SKEW: Final = 60.0
"""Seconds by which the clocks of machines that share a log may differ."""


class Verification(NamedTuple):
    """The result of verifying a log; head and counts are of the valid part."""

    findings: tuple[Finding, ...]
    head: Checkpoint
    runs: int
    notes: int


def verify(path: Path, expect: str = "") -> Verification:
    """Verifies a whole log up to its first fault. Raises `Refused` when it cannot be read.

    `expect` is a digest that somebody remembers: some line of the log must have it. It stands in for a lost head.
    """
    with open(open_file(path), "rb") as log:
        head = read_head(path)  # before the log is read: a run that writes just now promises what is written already
        if head is None and not expect:
            return Verification((Finding("MVG855"),), EMPTY, 0, 0)
        chain, events, met = HashChain(promised=head.kept if head else EMPTY), _Events(), not expect
        with refusing("MVG803"):
            for raw in lines_of(log):
                event = chain.take(raw)
                if event is not None:
                    events.take(event)
                    met = met or chain.head.sha256 == expect
    # Behind it: that run may have promised more meanwhile, but nothing stands there that no head has promised.
    later = read_head(path) or head
    beyond = fault_beyond(chain, later) if later is not None else None
    findings = (*_faults(chain, head, beyond, met), *events.findings)
    return Verification(findings, chain.head, events.counts["start"], events.counts["note"])


def _faults(chain: HashChain, head: Head | None, beyond: Finding | None, met: bool) -> Iterator[Finding]:
    if head is not None and chain.head.line < head.kept.line:
        yield chain.fault or Finding("MVG854", words=(str(chain.head.line + 1),))
    elif beyond is not None:
        yield beyond
    elif chain.fault is not None:
        yield Finding("MVG856", chain.fault.line, 0, (str(chain.torn_bytes),)) if head else chain.fault
    if not met:
        yield Finding("MVG857")


class _Events:
    """Checks between events: a note belongs to a run that is open, and time goes forward."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._findings: dict[str, Finding] = {}
        self._running: set[int] = set()
        self._latest = 0.0

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The first finding of each code."""
        return tuple(self._findings.values())

    def take(self, event: Event) -> None:
        """Checks the next event."""
        kind, number = event["event"], event["seq"]
        self.counts[kind] += 1
        if kind == "start":
            self._running.add(number)
        elif kind != "torn" and event.get("run") not in self._running:
            self._findings.setdefault("MVG860", Finding("MVG860", number, 0, (str(number),)))
        if kind == "end":
            self._running.discard(event.get("run", 0))
        at = _seconds(event.get("at"))
        if at is None or at < self._latest - _CLOCK_SKEW:
            self._findings.setdefault("MVG859", Finding("MVG859", number, 0, (str(number),)))
        self._latest = max(self._latest, at or 0.0)


def _seconds(at: object) -> float | None:
    try:
        return datetime.fromisoformat(str(at)).timestamp()
    except ValueError:
        return None
