"""Twins of the program that are broken on purpose: what the fault tests must catch."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from converter.batch import books, desk, quarantine, run
from converter.batch.outcome import DONE, Outcome
from converter.batch.task import Task


def writes_under_the_final_name() -> None:
    """No draft and no rename: what is killed half-way leaves half a file."""

    def write_file(data: bytes, target: Path, **_: object) -> None:
        file = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.write(file, data[: len(data) // 2])
        os.write(file, data[len(data) // 2 :])
        os.close(file)

    for room in (desk, quarantine):
        room.write_file = write_file  # type: ignore[attr-defined]


def leaves_drafts() -> None:
    """Nobody takes away what a killed worker had begun."""
    run._clear_drafts = lambda *_: None


class _Idle(desk.Desk):
    """Says what it would make, and makes nothing."""

    def _write_all(self, task: Task, outputs: list[bytes]) -> None: ...

    def set_aside(self, task: Task, *_: object) -> Outcome:
        return Outcome(task.number, "", "")


def journal_first() -> None:
    """Says that notes are done before they are."""
    prepared = books.Books._prepared

    def _prepared(self: books.Books) -> Iterable[Any]:
        claims = prepared(self)
        self._journal.write(claims, ())
        outcomes = [(task, _Idle(self._how).settle(task)) for task in self._waiting]
        done = [(task, outcome) for task, outcome in outcomes if outcome.status == DONE]
        self._journal.write((), [row for task, outcome in done for row in self._rows(self._open[task.number], outcome)])
        return ()

    books.Books._prepared = _prepared  # type: ignore[method-assign]


def moves_first() -> None:
    """Moves inputs away before the journal says that they are done."""
    flush = books.Books._flush

    def _flush(self: books.Books, claims: Iterable[Any] = ()) -> None:
        if self._mover:
            ended = [outcome for outcome in self._ended if self._mover.takes(outcome)]
            self._mover.move([(self._open[outcome.number].task, outcome) for outcome in ended])
        flush(self, claims)

    books.Books._flush = _flush  # type: ignore[method-assign]


def waits_for_no_disk() -> None:
    """Takes inputs away while what was made of them is in memory alone."""
    books.make_durable = lambda *_: None  # type: ignore[attr-defined]


def keeps_drafts_after_errors() -> None:
    """Leaves a draft where it is when it cannot be named."""
    Path.unlink = lambda *_, **__: None  # type: ignore[method-assign]


def takes_errors_for_done() -> None:
    """Passes over what the system says."""
    write = desk.Desk._write

    def _write(self: desk.Desk, *given: Any, **named: Any) -> bool:
        try:
            return write(self, *given, **named)
        except Exception:
            return True

    desk.Desk._write = _write  # type: ignore[method-assign]


def shows_tracebacks() -> None:
    """Tells more of a fault than anybody should see."""
    failed = desk.Desk._failed

    def _failed(self: desk.Desk, *given: Any) -> Outcome:
        traceback.print_stack()
        os.write(2, b"Traceback")
        return failed(self, *given)

    desk.Desk._failed = _failed  # type: ignore[assignment]
