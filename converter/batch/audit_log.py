"""The audit log: the outcome of every note, by whose run and when, appended to one file by all runs (P16).

The lines are a hash chain (`hash_chain`), and `LOG.head` is its checkpoint. What a crash leaves behind the checkpoint
is never cut away: the next run records it in a `torn` event and goes on behind it. Parallel runs share one log.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from converter.batch.hash_chain import Event, HashChain, Head, chain_behind, head_path, read_head
from converter.batch.locks import SHORT_LOCK_TIMEOUT, lock
from converter.batch.outcome import Outcome, Run, Totals
from converter.batch.report_files import LONGEST_NAME, check_writable, write_atomically, writing
from converter.files.storage import PRIVATE, Refused, refused, sync_folder, write_all
from converter.files.windows_paths import extended
from converter.findings import Finding
from converter.note.times import in_stockholm

_OPTION: Final = "--audit"
_OPEN_FLAGS: Final = (
    os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
)  # fmt: skip


class AuditLog:
    """A listener that appends the events of one run. Each append locks the log, so that other runs may append too.

    The constructor notes that the run has begun. It refuses a log whose end is not as it was left (MVG852, MVG854,
    MVG855, MVG858), one that another run holds for long (MVG851), and one that cannot be written (MVG850), as the
    methods do.
    """

    def __init__(self, run: Run, path: Path) -> None:
        self._path, self._head = path, head_path(path)
        self._last: tuple[Head, HashChain] | None = None
        self._run = self._append([{
            "event": "start", "who": run.who, "program": run.program, "profile": run.profile,
            "profile_version": run.profile_version, "profile_sha256": run.profile_digest, "targets": list(run.targets),
        }])  # fmt: skip

    def on_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Appends one line per note, and syncs them to disk."""
        if outcomes:
            self._append([{"event": "note", "run": self._run, **_of_outcome(outcome)} for outcome in outcomes])

    def on_end(self, totals: Totals) -> None:
        """Appends the end of the run with its totals."""
        self._append([{"event": "end", "run": self._run, **totals._asdict()}])

    def discarded(self, ref: str, digest: str, reason: str) -> None:
        """Appends that a person has discarded a note; `reason` is that person's own words."""
        decision = {"id": ref, "input_sha256": digest or None, "reason": reason}
        self._append([{"event": "discard", "run": self._run, **decision}])

    def close(self) -> None:
        """Appends the end of a command without totals."""
        self._append([{"event": "end", "run": self._run}])

    def _append(self, events: Sequence[Event]) -> int:
        """Appends events in one write. Returns the number of the last one.

        The head names the line that the log will end with before it is written, and promises it when the disk has it.
        """
        now = in_stockholm(datetime.now(UTC))
        with writing(_OPTION), ExitStack() as stack:
            log = os.open(extended(self._path), _OPEN_FLAGS, PRIVATE)
            stack.callback(os.close, log)
            chain = self._resumed(log, _size_of(log))
            self._last = None  # until the disk has it
            torn = [chain.torn()] if chain.fault else []
            kept = chain.head
            data = b"".join(chain.add({"at": now, **event}) for event in [*torn, *events])
            write_atomically([Head(kept, chain.head).as_json()], self._head)
            write_all(log, data)
            os.fsync(log)
            head = Head(chain.head, chain.head)
            write_atomically([head.as_json()], self._head)
        self._last = head, chain
        return chain.head.line

    def _resumed(self, log: int, size: int) -> HashChain:
        """The chain of the whole log, after an incomplete last line was ended."""
        check_writable(self._head)
        head = read_head(self._path) or _laid_out(self._path, size)
        if self._last is not None and self._last[0] == head and size == head.kept.end:
            return self._last[1]  # nobody else has written meanwhile
        with open(log, "rb", closefd=False) as file:  # closing any descriptor of it would end the lock
            file.seek(max(0, size - 1))
            if size > head.kept.end and file.read(1) != b"\n":
                write_all(log, b"\n")
            return chain_behind(head, file)


def _size_of(log: int) -> int:
    """Locks the log. Returns its size. Raises `Refused`, `OSError`."""
    status = os.fstat(log)
    if not stat.S_ISREG(status.st_mode):
        raise refused("MVG802")
    if not lock(log, SHORT_LOCK_TIMEOUT):
        raise Refused(Finding("MVG851"))
    return os.fstat(log).st_size  # now that nobody else appends


def _laid_out(path: Path, size: int) -> Head:
    """Creates the head of a new log. Raises `Refused` for a log with content and no head."""
    if size:
        raise Refused(Finding("MVG855"))
    head = Head()
    write_atomically([head.as_json()], head_path(path))
    sync_folder(path.parent)
    return head


def _of_outcome(outcome: Outcome) -> Event:
    return {
        "number": outcome.number,
        "id": outcome.ref,
        "name": outcome.name[:LONGEST_NAME],
        "status": outcome.status,
        "input_sha256": outcome.input_digest or None,
        "outputs": dict(outcome.outputs),
        "codes": Counter(finding.code for finding in outcome.findings),
    }
