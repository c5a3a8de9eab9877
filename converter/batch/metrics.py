"""`--metrics FILE`: a textfile for Prometheus, by which somebody is woken when a nightly run fails or does not run."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from converter.batch.outcome import STATUSES, Outcome, Run, Totals
from converter.batch.publish import prepare, publish, unwritable
from converter.catalogue import CATALOGUE
from converter.storage import Refused, read_file

_OPTION: Final = "--metrics"
_LARGEST: Final = 1 << 20
_SAMPLE: Final = re.compile(r'(\w+)(?:\{\w+="(\w+)"\})? ([0-9]{1,15}(?:\.[0-9]{1,9})?)')
_RESULTS: Final = ("completed", "stopped")


class _Metric(NamedTuple):
    kind: str
    label: str
    """The name of its one label; `""` when it has none."""
    help: str


_METRICS: Final = {
    "mvg_batch_runs_total": _Metric("counter", "result", "Runs that came to their end, or were stopped before it."),
    "mvg_batch_notes_total": _Metric("counter", "outcome", "Notes by outcome, over all runs."),
    "mvg_batch_findings_total": _Metric("counter", "code", "Findings by code (mvg explain CODE), over all runs."),
    "mvg_batch_last_run_notes": _Metric("gauge", "outcome", "Notes by outcome in the last run."),
    "mvg_batch_last_run_duration_seconds": _Metric("gauge", "", "How long the last run took."),
    "mvg_batch_last_run_timestamp_seconds": _Metric("gauge", "", "When the last run ended."),
    "mvg_batch_last_success_timestamp_seconds": _Metric("gauge", "", "When a run last came to its end."),
    "mvg_batch_profile_valid_to_timestamp_seconds": _Metric("gauge", "", "When the routine of the profile expires."),
}
_KNOWN: Final = {"result": _RESULTS, "outcome": STATUSES, "code": CATALOGUE}
"""What a label may say."""

Values = dict[tuple[str, str], float]
"""By metric and the value of its label."""


class Metrics:
    """Adds a run to what the file says of the earlier ones, and writes it when the run is over, or has stopped.

    Constructor and `end` raise `Refused`: MVG850 when the file cannot be written, MVG802 or MVG803 when what stands
    there cannot be read. A file that is not of this kind is replaced.
    """

    def __init__(self, run: Run, path: Path, valid_to: str = "") -> None:
        self._run, self._path, self._valid_to = run, path, valid_to
        self._codes: Counter[str] = Counter()
        try:
            prepare(path)
        except (OSError, ValueError) as error:
            raise unwritable(_OPTION, error) from None
        _earlier(path)

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """Counts the findings."""
        self._codes.update(finding.code for outcome in outcomes for finding in outcome.findings)

    def end(self, totals: Totals) -> None:
        """Writes the file."""
        try:
            publish(_lines(self._values(totals, _earlier(self._path)), self._run), self._path)
        except OSError as error:
            raise unwritable(_OPTION, error) from None

    def _values(self, totals: Totals, earlier: Values) -> Values:
        now, result = time.time(), _RESULTS[bool(totals.stopped)]
        notes = {status: getattr(totals, status) for status in STATUSES}
        told: Values = {("mvg_batch_runs_total", each): float(each == result) for each in _RESULTS}
        told |= {("mvg_batch_notes_total", status): count for status, count in notes.items()}
        told |= {("mvg_batch_findings_total", code): count for code, count in self._codes.items()}
        counters = {key: value for key, value in earlier.items() if _METRICS[key[0]].kind == "counter"}
        values: Values = {key: counters.get(key, 0) + told.get(key, 0) for key in {**counters, **told}}
        values |= {("mvg_batch_last_run_notes", status): count for status, count in notes.items()}
        values["mvg_batch_last_run_duration_seconds", ""] = totals.seconds
        values["mvg_batch_last_run_timestamp_seconds", ""] = now
        success = ("mvg_batch_last_success_timestamp_seconds", "")
        if not totals.stopped:
            values[success] = now
        elif success in earlier:
            values[success] = earlier[success]
        if self._valid_to:
            values["mvg_batch_profile_valid_to_timestamp_seconds", ""] = _end_of(self._valid_to)
        return values


def _end_of(day: str) -> float:
    """The last second of a day in Stockholm, since 1970."""
    from converter.times import iso

    return datetime.fromisoformat(iso(f"{day}T23:59:59")).timestamp()


def _earlier(path: Path) -> Values:
    """What the file says of the runs before this one; nothing when there is none."""
    try:
        text = read_file(path, _LARGEST, follow=False).decode("utf-8", "replace")
    except Refused as refused:
        if refused.finding.code != "MVG801":
            raise
        return {}
    samples = (match.groups("") for match in map(_SAMPLE.fullmatch, text.splitlines()) if match)
    return {(name, label): float(value) for name, label, value in samples if _is_ours(name, label)}


def _is_ours(name: str, label: str) -> bool:
    metric = _METRICS.get(name)
    return metric is not None and (label in _KNOWN[metric.label] if metric.label else not label)


def _lines(values: Mapping[tuple[str, str], float], run: Run) -> Iterator[bytes]:
    """The text of the file: each metric with its help, its kind and its samples."""
    for name, metric in _METRICS.items():
        samples = sorted((label, value) for (of, label), value in values.items() if of == name)
        if samples:
            yield f"# HELP {name} {metric.help}\n# TYPE {name} {metric.kind}\n".encode()
        for label, value in samples:
            shown = f'{{{metric.label}="{label}"}}' if metric.label else ""
            yield f"{name}{shown} {_number(value)}\n".encode()
    told = {"version": run.program, "profile": run.profile, "profile_version": run.profile_version}
    labels = ",".join(f'{name}="{_escaped(value)}"' for name, value in told.items())
    yield f"# HELP mvg_batch_info What ran last.\n# TYPE mvg_batch_info gauge\nmvg_batch_info{{{labels}}} 1\n".encode()


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.3f}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
