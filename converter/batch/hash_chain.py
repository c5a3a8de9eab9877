"""A hash chain of lines, and the proof that none was changed, removed, moved or added (promise P16).

Each line holds the SHA-256 of the line before, its line end included: what `tail -n 1 LOG | sha256sum` gives. No line
holds the digest of the last one, so a head file beside the log does, or a digest that is stored elsewhere.

The head is written twice for each append: before it, with the line that the log will end with, and after it, when the
log is synced. So whatever a crash leaves, only a part of that append may stand behind the checkpoint.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

from converter.files.storage import Refused, read_file
from converter.findings import Finding

_LONGEST: Final = 1 << 20
"""Limit of a line in bytes: no event comes near it, and a log without line ends takes no more memory."""
_HEAD_BYTES: Final = 1000
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

Event = dict[str, Any]


class Checkpoint(NamedTuple):
    """A line of the chain."""

    line: int = 0
    """Its number, from 1; 0 in a new log."""
    end: int = 0
    """The byte offset of its end."""
    sha256: str = ""


EMPTY: Final = Checkpoint()


class Head(NamedTuple):
    """The head file: the checkpoint of a log, and the append in progress."""

    kept: Checkpoint = EMPTY
    """Checkpoint: the last line known to be synced."""
    coming: Checkpoint = EMPTY
    """The last line of the append in progress; the same as `kept` when there is none."""

    def as_json(self) -> bytes:
        """The content of the head file."""
        content = {"schema": 2, **self.kept._asdict(), "coming": self.coming._asdict()}
        return _as_line({**content, "check": hashlib.sha256(_as_line(content)).hexdigest()})


class HashChain:
    """Reads a chain line by line; `promised` is a checkpoint that one of the lines must match."""

    def __init__(self, begin: Checkpoint = EMPTY, promised: Checkpoint = EMPTY) -> None:
        self.head = begin
        """The last valid line."""
        self.fault: Finding | None = None
        """Why the line after it is not valid."""
        self.torn_bytes = 0
        """Bytes read since the last valid line."""
        self._torn = hashlib.sha256()
        self._promised = promised
        self._read = 0

    def take(self, raw: bytes) -> Event | None:
        """Reads the next line. Returns its event when it follows the line before.

        Invalid lines are accepted when a valid `torn` event has their length and digest: a crash left them, and the
        next run recorded that.
        """
        self._read += 1
        event, fault = self._judged(raw)
        if event is None or (self.fault and {**event, **self.torn()} != event):
            self.fault = self.fault or fault
            self._torn.update(raw)
            self.torn_bytes += len(raw)
            return None
        self._step(raw)
        return event

    def add(self, event: Event) -> bytes:
        """The line that appends an event to the chain."""
        raw = _as_line({"seq": self.head.line + 1, **event, "previous": self.head.sha256})
        self._step(raw)
        return raw

    def torn(self) -> Event:
        """The event that records the invalid bytes, to be appended behind them."""
        return {"event": "torn", "bytes": self.torn_bytes, "sha256": self._torn.hexdigest()}

    def _judged(self, raw: bytes) -> tuple[Event | None, Finding | None]:
        """The event of a line that follows the one before, or why it does not."""
        event, number = _event_of(raw), self.head.line + 1
        if not raw.endswith(b"\n"):
            return None, Finding("MVG854", self._read, 0, (str(number),))
        if event is None:
            return None, Finding("MVG852", self._read, 0, (str(number),))
        if event["seq"] != number:
            return None, Finding("MVG853", self._read, 0, (str(number), str(event["seq"])))
        if event["previous"] != self.head.sha256:
            return None, Finding("MVG852", max(self._read - 1, 1), 0, (str(max(number - 1, 1)),))
        if number == self._promised.line and self._stepped(raw) != self._promised:
            return None, Finding("MVG852", self._read, 0, (str(number),))
        return event, None

    def _stepped(self, raw: bytes) -> Checkpoint:
        return Checkpoint(
            self.head.line + 1, self.head.end + self.torn_bytes + len(raw), hashlib.sha256(raw).hexdigest()
        )

    def _step(self, raw: bytes) -> None:
        self.head = self._stepped(raw)
        self.fault, self.torn_bytes, self._torn = None, 0, hashlib.sha256()


def head_path(log: Path) -> Path:
    """The head file of a log."""
    return log.with_name(f"{log.name}.head")


def read_head(log: Path) -> Head | None:
    """The head of a log; None when there is none, or its check digest is wrong. Raises `Refused`."""
    try:
        data = read_file(head_path(log), _HEAD_BYTES, follow=False)
        known = json.loads(data)
        head = Head(_mark(known), _mark(known["coming"]))
    except Refused as error:
        if error.finding.code != "MVG801":
            raise
        return None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return head if head.as_json() == data else None


def _mark(known: dict[str, Any]) -> Checkpoint:
    return Checkpoint(int(known["line"]), int(known["end"]), str(known["sha256"]))


def lines_of(log: BinaryIO) -> Iterator[bytes]:
    """The lines from the current position, with their ends; a line above the limit comes in pieces."""
    return iter(lambda: log.readline(_LONGEST), b"")


def chain_behind(head: Head, log: BinaryIO) -> HashChain:
    """The chain of what follows the checkpoint of a log.

    Raises `Refused` when the log does not fit its head: the line is missing or another (MVG854, MVG852), or more
    follows it than the append that was under way (MVG858).
    """
    kept = head.kept
    start = max(0, kept.end - _LONGEST)
    log.seek(start)
    before = log.read(kept.end - start)
    last = before[before.rfind(b"\n", 0, -1) + 1 :]
    if start + len(before) < kept.end:
        raise Refused(Finding("MVG854", words=(str(kept.line),)))
    event = _event_of(last) or {"seq": 0}
    if kept != EMPTY and (event["seq"], hashlib.sha256(last).hexdigest()) != (kept.line, kept.sha256):
        raise Refused(Finding("MVG852", words=(str(kept.line),)))
    chain = HashChain(kept)
    for raw in lines_of(log):
        chain.take(raw)
    if fault := fault_beyond(chain, head):
        raise Refused(fault)
    return chain


def fault_beyond(chain: HashChain, head: Head) -> Finding | None:
    """The fault of what follows the checkpoint; None when a crash can have left it."""
    end, coming = chain.head.end + chain.torn_bytes, head.coming
    if end > coming.end or (end == coming.end and not chain.fault and chain.head != coming):
        return Finding("MVG858", words=(str(coming.line + 1),))
    return None


def _event_of(raw: bytes) -> Event | None:
    try:
        event = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(event, dict) or type(event.get("seq")) is not int:
        return None
    return event if isinstance(event.get("event"), str) and isinstance(event.get("previous"), str) else None


def _as_line(event: Event) -> bytes:
    return _ENCODER.encode(event).encode() + b"\n"
