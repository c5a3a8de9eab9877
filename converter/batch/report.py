"""`--report FILE.jsonl`: one line a note, in the order of the inputs, without a word of a note."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from converter.batch.outcome import Listener, Outcome, Run, Totals
from converter.batch.picture import Picture
from converter.batch.publish import LONGEST_NAME, prepare, publish, unwritable
from converter.result import finding_data

OPTION: Final = "--report"
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_PAGES: Final = (".html", ".htm")


def report(run: Run, path: Path, language: str = "sv") -> Listener:
    """The report that the name of the file asks for: a page for people (`.html`), else JSON Lines. Raises `Refused`."""
    return Picture(run, path, language) if path.suffix.lower() in _PAGES else Report(path, language)


class Report:
    """Writes the lines when the run is over, or has stopped. Until then they lie in a file of SQLite without a name.

    Constructor and methods raise `Refused` (MVG850) when something cannot be written.
    """

    def __init__(self, path: Path, language: str = "sv") -> None:
        self._path, self._language = path, language
        try:
            prepare(path)
            self._lines = sqlite3.connect("", isolation_level=None)  # on disk, gone with the process
            for order in ("PRAGMA journal_mode = MEMORY", "PRAGMA cache_size = -256"):
                self._lines.execute(order)
            self._lines.execute("CREATE TABLE line (number INTEGER PRIMARY KEY, line BLOB)")
        except (OSError, ValueError, sqlite3.Error) as error:
            raise unwritable(OPTION, error) from None

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """Keeps a line a note."""
        rows = [(outcome.number, _line(outcome, self._language)) for outcome in outcomes]
        try:
            self._lines.execute("BEGIN")
            self._lines.executemany("INSERT INTO line VALUES (?, ?)", rows)
            self._lines.execute("COMMIT")
        except sqlite3.Error as error:
            raise unwritable(OPTION, error) from None

    def end(self, totals: Totals) -> None:  # noqa: ARG002 -- every listener is told
        """Writes the file."""
        try:
            publish((line for (line,) in self._lines.execute("SELECT line FROM line ORDER BY number")), self._path)
        except (OSError, sqlite3.Error) as error:
            raise unwritable(OPTION, error) from None
        finally:
            self._lines.close()


def _line(outcome: Outcome, language: str) -> bytes:
    data = {
        "schema": 1,
        "number": outcome.number,
        "name": outcome.name[:LONGEST_NAME],
        "status": outcome.status,
        "findings": [finding_data(finding, language) for finding in outcome.findings],
        "input_sha256": outcome.input_digest or None,
        "outputs": dict(outcome.outputs),
        "bytes": outcome.size,
        "seconds": round(outcome.seconds, 6),
    }
    return _ENCODER.encode(data).encode() + b"\n"
