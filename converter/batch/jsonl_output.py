"""`--out FILE.jsonl`: the outputs of a run as JSON Lines, in the order of the inputs, collected when the run ends."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from converter.batch.config import BatchConfig
from converter.batch.outcome import QUARANTINED, SKIPPED, Outcome, Totals
from converter.batch.scratch import insert, scratch
from converter.batch.tasks import Input
from converter.files.storage import read_file, refusing, write_file
from converter.readers.decoding import MAX_BYTES

ORDER: Final = ".mvg-order.sqlite"
_LARGEST_OUTPUT: Final = 64 * MAX_BYTES


class JsonLinesOutput:
    """A listener that writes one line a note: `{"id": …, "outputs": {target: text}}`, and what kept it from the others.

    What it must remember of each note lies on disk, not in memory, and is gone when the run is over.
    """

    def __init__(self, file: Path, config: BatchConfig) -> None:
        self._file = file
        self._config = config

    @cached_property
    def _base(self) -> sqlite3.Connection:
        table = "note (number INTEGER PRIMARY KEY, key, id, targets, findings)"
        return scratch(table, self._config.state / ORDER)

    def on_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Stores order and findings. Raises `Refused`."""
        rows = [
            (each.number, _bytes(each.key), _bytes(each.id), json.dumps(dict(each.outputs)), _findings(each))
            for each in outcomes
        ]
        with refusing("MVG805", sqlite3.Error):
            insert(self._base, "INSERT INTO note VALUES (?, ?, ?, ?, ?)", rows)

    def on_end(self, totals: Totals) -> None:
        """Writes the file when the run came to its end; one from an earlier run is replaced whole. Raises `Refused`."""
        with refusing("MVG805", sqlite3.Error), closing(self._base):
            if not totals.stopped:
                write_file(self._lines(), self._file, replace=True, drafts=self._config.state)

    def _lines(self) -> Iterator[bytes]:
        rows = self._base.execute("SELECT key, id, targets, findings FROM note ORDER BY number")
        for key, name, targets, findings in rows:
            row: dict[str, Any] = {"id": _text(name)}
            if made := json.loads(targets):
                paths = [
                    (target, path) for target, path in self._config.outputs_of(Input(_text(key))) if target in made
                ]
                row["outputs"] = {to: read_file(path, _LARGEST_OUTPUT, follow=False).decode() for to, path in paths}
            if findings:
                row["findings"] = json.loads(findings)
            yield json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogateescape") + b"\n"


def _bytes(name: str) -> bytes:
    """A name as bytes that SQLite can store."""
    return name.encode("utf-8", "surrogateescape")


def _text(name: bytes) -> str:
    """The name that was stored, in whatever locale the run is."""
    return name.decode("utf-8", "surrogateescape")


def _findings(outcome: Outcome) -> str:
    if outcome.status not in (QUARANTINED, SKIPPED):
        return ""
    return json.dumps([{"code": finding.code, "line": finding.line or None} for finding in outcome.findings])
