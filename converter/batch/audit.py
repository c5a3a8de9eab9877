"""The audit log: what became of every note, who ran it and when, appended to one file by run after run (P16).

`chain` says how the lines hold together. A run promises a line, in `LOG.head`, before it goes on; a piece that a crash
tore behind the head is never cut away: the next run names it in a `torn` event and goes on behind it.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from converter.batch.chain import EMPTY, Chain, Event, Head, chain_behind, head_path, read_head
from converter.batch.outcome import Outcome, Run, Totals
from converter.batch.publish import LONGEST_NAME, prepare, publish, unwritable
from converter.batch.sole import taken
from converter.findings import Finding
from converter.storage import PRIVATE, Refused, refused, sync_folder
from converter.times import in_stockholm

_OPTION: Final = "--audit"
_OPEN: Final = (
    os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
)  # fmt: skip


class AuditLog:
    """Follows one run into the log. Nobody else can meanwhile.

    The constructor notes that the run has begun. It refuses a log whose end is not as it was left (MVG852, MVG854,
    MVG855), one that another run holds (MVG851), and one that cannot be written (MVG850), as the methods do.
    """

    def __init__(self, run: Run, path: Path) -> None:
        self._path, self._head = path, head_path(path)
        try:
            self._log: int | None = os.open(path, _OPEN, PRIVATE)
        except (OSError, ValueError) as error:
            raise unwritable(_OPTION, error) from None
        try:
            self._chain = self._resumed()
            events = [self._chain.torn()] if self._chain.fault else []
            self._run = self._chain.head.line + len(events) + 1
            self._append([*events, {"event": "start", **_of_run(run)}])
        except BaseException:
            self._close()
            raise

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """Appends a line a note. When it returns, the disk holds them."""
        if outcomes:
            self._append([{"event": "note", "run": self._run, **_of_outcome(outcome)} for outcome in outcomes])

    def end(self, totals: Totals) -> None:
        """Appends how the run ended, and lets go of the log. After an error it may be torn: nothing is added."""
        if self._log is not None:
            self._append([{"event": "end", "run": self._run, **totals._asdict()}])
            self._close()

    def _resumed(self) -> Chain:
        """The chain with all that stands in the log, the last of it on a line of its own."""
        assert self._log is not None
        try:
            size = _size_of(self._log)
            prepare(self._head)
            head = read_head(self._path) or _laid_out(self._path, size)
            with open(self._log, "rb", closefd=False) as log:  # closing any descriptor of it would end the lock
                log.seek(max(0, size - 1))
                if log.read(1) not in (b"", b"\n"):
                    _write(b"\n", self._log)
                return chain_behind(head, log)
        except OSError as error:
            raise unwritable(_OPTION, error) from None

    def _append(self, events: Sequence[Event]) -> None:
        """Lines in one piece, and then the head that promises them."""
        assert self._log is not None
        now = in_stockholm(datetime.now(UTC))
        try:
            _write(b"".join(self._chain.add({"at": now, **event}) for event in events), self._log)
            os.fsync(self._log)
            publish([self._chain.head.as_json()], self._head)
        except OSError as error:
            self._close()
            raise unwritable(_OPTION, error) from None

    def _close(self) -> None:
        if self._log is not None:
            os.close(self._log)
            self._log = None


def _size_of(log: int) -> int:
    """The size of a log that is ours alone."""
    status = os.fstat(log)
    if not stat.S_ISREG(status.st_mode):
        raise refused("MVG802")
    if not taken(log):
        raise Refused(Finding("MVG851"))
    return os.fstat(log).st_size  # now that nobody else appends


def _laid_out(path: Path, size: int) -> Head:
    """The head of a new log; one that holds something and has no head is refused."""
    if size:
        raise Refused(Finding("MVG855"))
    publish([EMPTY.as_json()], head_path(path))
    sync_folder(path.parent)
    return EMPTY


def _write(data: bytes, log: int) -> None:
    written = os.write(log, data)
    while written < len(data):
        written += os.write(log, data[written:])


def _of_run(run: Run) -> Event:
    return {
        "who": run.who,
        "program": run.program,
        "profile": run.profile,
        "profile_version": run.profile_version,
        "profile_sha256": run.profile_digest,
        "targets": list(run.targets),
    }


def _of_outcome(outcome: Outcome) -> Event:
    return {
        "number": outcome.number,
        "name": outcome.name[:LONGEST_NAME],
        "status": outcome.status,
        "input_sha256": outcome.input_digest or None,
        "outputs": dict(outcome.outputs),
        "codes": Counter(finding.code for finding in outcome.findings),
    }
