"""`--report FILE.jsonl`: one line per input, in their order, without note text."""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from functools import reduce
from itertools import chain
from pathlib import Path
from typing import Any, Final

from converter.batch.advice import data_of
from converter.batch.config import WHOLE, BatchConfig
from converter.batch.html_report import HtmlReport
from converter.batch.locks import short_lock
from converter.batch.names import digest
from converter.batch.outcome import Listener, Outcome, Run, Totals
from converter.batch.report_files import LONGEST_NAME, check_writable, write_atomically, writing
from converter.batch.scratch import insert, scratch
from converter.files.storage import remove
from converter.files.windows_paths import extended
from converter.findings import Finding
from converter.findings.catalogue import ERROR, INFO, WARNING, Language, Severity

OPTION: Final = "--report"
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_PAGES: Final = (".html", ".htm")
_GRAVITY: Final = (INFO, WARNING, ERROR)


def report(
    run: Run, path: Path, language: Language = "sv", severity: Severity = INFO, config: BatchConfig | None = None
) -> Listener:
    """The report for a file name: a page for people (`.html`), else JSON Lines. Raises `Refused`.

    Shards of a whole make one report together.
    """
    if config is not None and config.shard != WHOLE:
        return ShardReport(run, path, language, severity, config)
    return _of_kind(run, path, language, severity)


def _of_kind(
    run: Run, path: Path, language: Language, severity: Severity, clock: Callable[[], float] | None = None
) -> HtmlReport | JsonLinesReport:
    if path.suffix.lower() in _PAGES:
        return HtmlReport(run, path, language, clock)
    return JsonLinesReport(path, language, severity)


class JsonLinesReport:
    """A listener that writes the lines when the run ends.

    Constructor and methods raise `Refused` (MVG850) when something cannot be written.
    """

    def __init__(self, path: Path, language: Language = "sv", severity: Severity = INFO) -> None:
        self._path, self._language = path, language
        self._floor = _GRAVITY.index(severity)
        with writing(OPTION):
            check_writable(path)
            self._lines = scratch("line (number INTEGER PRIMARY KEY, line BLOB)")

    def on_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Stores one line per outcome."""
        rows = [(outcome.number, self._line(outcome)) for outcome in outcomes]
        with writing(OPTION):
            insert(self._lines, "INSERT INTO line VALUES (?, ?)", rows)

    def on_end(self, totals: Totals) -> None:
        """Writes the file."""
        with writing(OPTION), closing(self._lines):
            self._write((line for (line,) in self._lines.execute("SELECT line FROM line ORDER BY number")), totals)

    def _write(self, lines: Iterable[bytes], totals: Totals) -> None:  # noqa: ARG002 -- a shard stores them
        write_atomically(lines, self._path)

    def _line(self, outcome: Outcome) -> bytes:
        data = {
            "schema": 1,
            "number": outcome.number,
            "id": outcome.ref,
            "name": outcome.name[:LONGEST_NAME],
            "status": outcome.status,
            "new": outcome.is_new,
            "findings": [
                data_of(finding, targets, self._language)
                for finding, targets in outcome.targeted_findings
                if _GRAVITY.index(finding.severity) >= self._floor
            ],
            "input_sha256": outcome.input_digest or None,
            "outputs": dict(outcome.outputs),
            "withheld": list(outcome.withheld),
            "bytes": outcome.size,
            "seconds": round(outcome.seconds, 6),
        }
        return _line(data)


class ShardReport(JsonLinesReport):
    """A listener that stores the outcomes of a shard, and writes the report of all shards that have ended.

    The last shard to end writes the complete report. A shard that starts removes its part of an earlier run.
    """

    def __init__(self, run: Run, path: Path, language: Language, severity: Severity, config: BatchConfig) -> None:
        super().__init__(path, language, severity)
        self._run, self._severity = run, severity
        self._state, self._of = config.state, config.shard[1]
        self._name = f"report-{digest(str(path.absolute())).hex()[:12]}"
        self._part = self._state / f"{self._name}.{config.shard[0]}-of-{self._of}.jsonl"
        with writing(OPTION):
            remove(self._part)
            for part in Path(extended(self._state, below=True)).glob(f"{self._name}.*.jsonl"):
                if not part.name.endswith(f"-of-{self._of}.jsonl"):
                    remove(part)

    def _line(self, outcome: Outcome) -> bytes:
        return _line(outcome._asdict())

    def _write(self, lines: Iterable[bytes], totals: Totals) -> None:
        """Writes the part of this shard, and the report of all parts; one shard at a time."""
        write_atomically(chain(lines, [_line(totals._asdict())]), self._part)
        with short_lock(self._state / f"{self._name}.lock"):
            self._merge()

    def _merge(self) -> None:
        parts = sorted(Path(extended(self._state, below=True)).glob(f"{self._name}.*-of-{self._of}.jsonl"))
        ends: list[Totals] = []
        now = datetime.fromisoformat(self._run.started).timestamp()
        whole = _of_kind(self._run, self._path, self._language, self._severity, lambda: now)
        for outcome in heapq.merge(*(_outcomes(part, ends) for part in parts), key=lambda outcome: outcome.ended):
            now = max(now, outcome.ended)
            whole.on_outcomes([outcome])
        whole.on_end(reduce(Totals.plus, ends))


def _outcomes(part: Path, ends: list[Totals]) -> Iterator[Outcome]:
    """The outcomes of a part, in their order; its totals, on the last line, are added to `ends`."""
    with open(extended(part), "rb") as file:
        for line in file:
            data: dict[str, Any] = json.loads(line)
            if "number" not in data:
                ends.append(Totals(**data))
                continue
            data["findings"] = tuple(
                Finding(code, at, column, tuple(words)) for code, at, column, words in data["findings"]
            )
            for name in ("outputs", "finding_targets"):
                data[name] = tuple(tuple(pair) for pair in data[name])
            yield Outcome(**{**data, "withheld": tuple(data["withheld"])})


def _line(data: dict[str, Any]) -> bytes:
    return _ENCODER.encode(data).encode("utf-8", "surrogateescape") + b"\n"
