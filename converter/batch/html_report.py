"""`--report FILE.html`: a run on one page. It has no script and no note text."""

from __future__ import annotations

import heapq
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from converter.batch import formatting
from converter.batch.outcome import QUARANTINED, STATUSES, Outcome, Run, Totals
from converter.batch.report_files import LONGEST_NAME, check_writable, write_atomically, writing
from converter.batch.throughput import Throughput, round_up, time_marks
from converter.findings import has_errors
from converter.findings.catalogue import CATALOGUE, ERROR, INFO, WARNING, Language
from converter.findings.finding import PLACEHOLDERS
from converter.note.times import shown
from converter.note.unicode_text import replace_not_xml

_OPTION: Final = "--report"
_SLOWEST: Final = 10
_SHOWN: Final = 100
"""Notes in quarantine that are listed; the rest is counted."""
_REASONS: Final = 8
_FEW_STRETCHES: Final = 3
_TEMPLATE: Final = Path(__file__).with_name("html_report.html.j2")


class HtmlReport:
    """A listener that collects the content of the page, in bounded memory, and writes it when the run ends.

    Constructor and `end` raise `Refused` (MVG850) when the page cannot be written.
    """

    def __init__(
        self, run: Run, path: Path, language: Language = "sv", clock: Callable[[], float] | None = None
    ) -> None:
        self._run, self._path, self._language = run, path, language
        self._clock = clock or time.monotonic
        self._begun = self._clock()
        self._bytes = 0
        self._codes: Counter[str] = Counter()
        self._pace = Throughput()
        self._slowest: list[tuple[float, int, str, int]] = []
        self._quarantined: list[Outcome] = []
        with writing(_OPTION):
            check_writable(path)

    def on_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Adds outcomes."""
        self._pace.add(len(outcomes), self._clock() - self._begun)
        for outcome in outcomes:
            self._bytes += outcome.size
            self._codes.update({finding.code for finding in outcome.findings})
            if outcome.status == QUARANTINED and len(self._quarantined) < _SHOWN:
                self._quarantined.append(outcome)
        weighed = ((each.seconds, -each.number, each.name[:LONGEST_NAME], each.size) for each in outcomes)
        self._slowest = heapq.nlargest(_SLOWEST, [*self._slowest, *weighed])

    def on_end(self, totals: Totals) -> None:
        """Writes the page."""
        from jinja2 import Environment, StrictUndefined

        surroundings = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        with writing(_OPTION):
            template = surroundings.from_string(_TEMPLATE.read_text("utf-8"))
            page = replace_not_xml(template.render(self._view(totals)))
            write_atomically([page.encode()], self._path)

    def _view(self, totals: Totals) -> dict[str, Any]:
        """The context of the template: formatted words and numbers, positions and sizes in percent."""
        language, english = self._language, self._language == "en"
        every = totals.inputs
        return {
            "language": language,
            "say": lambda swedish, other: other if english else swedish,
            "run": self._run,
            "started": shown(self._run.started),
            "stopped": self._sentence(totals.stopped) if totals.stopped else None,
            "took": formatting.duration(totals.seconds, language),
            "rate": formatting.rate(every / totals.seconds if totals.seconds else 0, language),
            "read": formatting.size(self._bytes, language),
            "every": formatting.number(every, language),
            "one": every == 1,
            "outcomes": self._outcomes(totals, every),
            "codes": self._findings(),
            "pace": self._drawn(totals.seconds),
            "slowest": self._slow(),
            "quarantined": self._bad(),
            "unnamed": formatting.number(totals.quarantined - len(self._quarantined), language),
            "all_named": totals.quarantined <= len(self._quarantined),
        }

    def _outcomes(self, totals: Totals, every: int) -> list[dict[str, Any]]:
        counts = [(status, getattr(totals, status)) for status in STATUSES]
        return [
            {
                "status": status,
                "one": count == 1,
                "count": formatting.number(count, self._language),
                "share": formatting.percent(count, every, self._language),
                "width": f"{100 * count / every if every else 0:.3f}",
                "some": count > 0,
            }
            for status, count in counts
        ]

    def _findings(self) -> list[dict[str, Any]]:
        """The codes by severity and frequency; a bar is relative to the longest of its severity."""
        most: dict[str, int] = {}
        for code, count in self._codes.items():
            most[CATALOGUE[code].severity] = max(count, most.get(CATALOGUE[code].severity, 0))
        gravity = (ERROR, WARNING, INFO)
        ordered = sorted(self._codes.items(), key=lambda row: (gravity.index(CATALOGUE[row[0]].severity), -row[1], row))
        return [
            {
                **self._sentence(code),
                "severity": CATALOGUE[code].severity,
                "count": formatting.number(count, self._language),
                "width": f"{100 * count / most[CATALOGUE[code].severity]:.2f}",
            }
            for code, count in ordered
        ]

    def _sentence(self, code: str) -> dict[str, str]:
        wording = CATALOGUE[code].wording(self._language)
        step = wording.next_step.format(*PLACEHOLDERS)
        return {"code": code, "sentence": wording.message.format(*PLACEHOLDERS), "step": step}

    def _drawn(self, seconds: float) -> dict[str, Any] | None:
        """The chart of notes per second over time; None when the run was too short for one."""
        stretches = self._pace.rates()
        highest = max((rate for _, _, rate in stretches), default=0.0)
        if len(stretches) < _FEW_STRETCHES or not highest:
            return None
        last = max(start + length for start, length, _ in stretches)
        until, top, point = max(seconds, last), round_up(highest), formatting.POINTS[self._language]
        return {
            "bars": [
                {"x": f"{100 * (start / until):.3f}", "y": f"{100 - 100 * (rate / top):.2f}",
                 "width": f"{100 * (length / until):.3f}", "height": f"{100 * (rate / top):.2f}"}
                for start, length, rate in stretches
            ],
            "rates": [
                (f"{100 - 100 * part:.0f}", formatting.rate(top * part, self._language)) for part in (1.0, 0.5, 0.0)
            ],
            "times": [
                (f"{100 * mark / until:.2f}", formatting.duration(mark, self._language).replace(f"{point}0 ", " "))
                for mark in time_marks(until)
            ],
            "highest": formatting.rate(highest, self._language),
        }  # fmt: skip

    def _slow(self) -> list[dict[str, Any]]:
        most = max((seconds for seconds, *_ in self._slowest), default=0) or 1
        return [
            {
                "number": formatting.number(-number, self._language),
                "name": name,
                "size": formatting.size(size, self._language),
                "time": f"{formatting.number(1000 * seconds, self._language, 1)} ms",
                "width": f"{100 * seconds / most:.2f}",
            }
            for seconds, number, name, size in self._slowest
        ]

    def _bad(self) -> list[dict[str, Any]]:
        """The listed notes in quarantine, in the order of the inputs, each with its errors."""
        return [
            {
                "number": formatting.number(outcome.number, self._language),
                "name": outcome.name[:LONGEST_NAME],
                "id": outcome.ref,
                # its errors; under `--strict` its warnings, when it has no error
                "codes": [
                    (finding.code, finding.line)
                    for finding in outcome.findings
                    if finding.severity == (ERROR if has_errors(outcome.findings) else WARNING)
                ][:_REASONS],
            }
            for outcome in sorted(self._quarantined, key=lambda outcome: outcome.number)
        ]
