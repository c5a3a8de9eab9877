"""`--metrics FILE`: a textfile for Prometheus, for alerts when a run fails, hangs or does not start.

The extra `metrics` (`prometheus_client`) writes and reads it.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from converter.batch import quarantine
from converter.batch.config import WHOLE, BatchConfig
from converter.batch.outcome import STATUSES, Outcome, Run, Totals
from converter.batch.report_files import check_writable, write_atomically, writing
from converter.files.storage import Refused, read_file
from converter.findings import Finding
from converter.findings.catalogue import CATALOGUE

if TYPE_CHECKING:
    from converter.batch.inbox import Backlog

_OPTION: Final = "--metrics"
_LARGEST: Final = 1 << 20
_RESULTS: Final = ("completed", "stopped")
_LARGEST_VALUE: Final = 1e15
_INFO: Final = "mvg_batch_info"


class _Metric(NamedTuple):
    kind: Literal["counter", "gauge"]
    label: str
    """The name of its one label beside `shard`; `""` when it has none."""
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
    "mvg_quarantine_notes": _Metric("gauge", "", "Notes that are in quarantine now."),
    "mvg_quarantine_new_notes": _Metric("gauge", "", "Notes that the last run put in quarantine for the first time."),
    "mvg_quarantine_entered_total": _Metric("counter", "", "Notes that entered the quarantine, over all runs."),
    "mvg_quarantine_oldest_timestamp_seconds": _Metric("gauge", "", "When the oldest note in quarantine came there."),
    "mvg_inbox_files": _Metric("gauge", "", "Files in the inbox that have not been taken."),
    "mvg_inbox_oldest_timestamp_seconds": _Metric("gauge", "", "When the one that has rested longest last changed."),
    "mvg_heartbeat_timestamp_seconds": _Metric("gauge", "", "When the program last reported that it is alive."),
}
_LABEL_VALUES: Final = {"result": _RESULTS, "outcome": STATUSES, "code": CATALOGUE}
"""The values that a label may have."""
_SUCCESS: Final = ("mvg_batch_last_success_timestamp_seconds", "")
_INBOX_METRICS: Final = ("mvg_inbox_files", "mvg_inbox_oldest_timestamp_seconds")
_QUARANTINE_METRICS: Final = ("mvg_quarantine_notes", "mvg_quarantine_oldest_timestamp_seconds")

Values = dict[tuple[str, str], float]
"""By metric and the value of its label."""
_START: Final[Values] = {("mvg_quarantine_entered_total", ""): 0, ("mvg_batch_findings_total", "MVG842"): 0}
"""Counters that alarms watch begin at 0: `increase()` does not see a counter that begins with its first event."""


class Metrics:
    """A listener that adds a run to the counters of the file, and writes it when the run ends.

    Constructor and methods raise `Refused`: MVG861 without the extra, MVG850 when the file cannot be written, MVG802 or
    MVG803 when what stands there cannot be read. A file that is not of this kind is replaced.
    """

    def __init__(self, run: Run, path: Path, valid_to: str = "", config: BatchConfig | None = None) -> None:
        self._run, self._path, self._valid_to, self._config = run, path, valid_to, config
        shard = config.shard if config is not None else WHOLE
        self._shard = "{}/{}".format(*shard)
        self._codes: Counter[str] = Counter()
        _library()
        with writing(_OPTION):
            check_writable(path)
        _earlier(path)

    def on_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Counts the findings."""
        self._codes.update(finding.code for outcome in outcomes for finding in outcome.findings)

    def on_end(self, totals: Totals) -> None:
        """Writes the metrics of the run."""
        earlier = _earlier(self._path)
        inbox = {key: value for key, value in earlier.items() if key[0] in _INBOX_METRICS}
        self._write({**inbox, **self._values(totals, earlier)})

    def beat(self, backlog: Backlog) -> None:
        """Writes the heartbeat and the backlog of the inbox; the metrics of the last run stay as they are."""
        now = time.time()
        values = {**_earlier(self._path), **self._in_quarantine(), **self._validity()}
        values["mvg_inbox_files", ""] = backlog.files
        values.pop(("mvg_inbox_oldest_timestamp_seconds", ""), None)
        if backlog.files:
            values["mvg_inbox_oldest_timestamp_seconds", ""] = now - backlog.oldest
        values["mvg_heartbeat_timestamp_seconds", ""] = now
        self._write(values)

    def _write(self, values: Values) -> None:
        library = _library()
        registry = library.CollectorRegistry(auto_describe=False)
        registry.register(_Families({**_START, **values}, self._run, self._shard))
        with writing(_OPTION):
            write_atomically([bytes(library.generate_latest(registry))], self._path)

    def _values(self, totals: Totals, earlier: Values) -> Values:
        now, result = time.time(), _RESULTS[bool(totals.stopped)]
        notes = {status: getattr(totals, status) for status in STATUSES}
        added: Values = {("mvg_batch_runs_total", each): float(each == result) for each in _RESULTS}
        added |= {("mvg_batch_notes_total", status): count for status, count in notes.items()}
        added |= {("mvg_batch_findings_total", code): count for code, count in self._codes.items()}
        added["mvg_quarantine_entered_total", ""] = totals.new
        counters = {key: value for key, value in earlier.items() if _METRICS[key[0]].kind == "counter"}
        values: Values = {key: counters.get(key, 0) + added.get(key, 0) for key in {**counters, **added}}
        values |= {("mvg_batch_last_run_notes", status): count for status, count in notes.items()}
        values["mvg_batch_last_run_duration_seconds", ""] = totals.seconds
        values["mvg_batch_last_run_timestamp_seconds", ""] = now
        values["mvg_heartbeat_timestamp_seconds", ""] = now
        values["mvg_quarantine_new_notes", ""] = totals.new
        if not totals.stopped:
            values[_SUCCESS] = now
        elif _SUCCESS in earlier:
            values[_SUCCESS] = earlier[_SUCCESS]
        return values | self._in_quarantine() | self._validity()

    def _validity(self) -> Values:
        """When the routine of the profile expires, if it does: the last second of a day in Stockholm, since 1970."""
        from converter.note.times import iso

        if not self._valid_to:
            return {}
        end = datetime.fromisoformat(iso(f"{self._valid_to}T23:59:59")).timestamp()
        return {("mvg_batch_profile_valid_to_timestamp_seconds", ""): end}

    def _in_quarantine(self) -> Values:
        """The state of the quarantine now, whatever run filled it."""
        if self._config is None:
            return {}
        since = [entry.since for entry in quarantine.pending(self._config)]
        values: Values = {(_QUARANTINE_METRICS[0], ""): len(since)}
        return values | ({(_QUARANTINE_METRICS[1], ""): min(since)} if since else {})


def _library() -> Any:
    try:
        import prometheus_client
    except ImportError:
        raise Refused(Finding("MVG861")) from None
    return prometheus_client


def _earlier(path: Path) -> Values:
    """The values of the existing file; none when there is no file, or it is of another kind."""
    from prometheus_client.parser import text_string_to_metric_families

    try:
        text = read_file(path, _LARGEST, follow=False).decode("utf-8", "replace")
    except Refused as refused:
        if refused.finding.code != "MVG801":
            raise
        return {}
    values: Values = {}
    try:
        for sample in (sample for family in text_string_to_metric_families(text) for sample in family.samples):
            if (metric := _METRICS.get(sample.name)) is None or not 0 <= sample.value < _LARGEST_VALUE:
                continue
            label, names = sample.labels.get(metric.label, ""), {"shard", metric.label} - {""}
            if sample.labels.keys() <= names and (not metric.label or label in _LABEL_VALUES[metric.label]):
                values[sample.name, label] = sample.value
    except (ValueError, KeyError, IndexError):  # it stops at the first line that is none
        return values
    return values


class _Families:
    """The values as `prometheus_client` collects them."""

    def __init__(self, values: Values, run: Run, shard: str) -> None:
        self._values, self._run, self._shard = values, run, shard

    def collect(self) -> Iterator[Any]:
        """Each metric that has a value."""
        from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily

        kinds = {"counter": CounterMetricFamily, "gauge": GaugeMetricFamily}
        for name, metric in _METRICS.items():
            samples = sorted((label, value) for (of, label), value in self._values.items() if of == name)
            labels = ["shard", *([metric.label] if metric.label else [])]
            family = kinds[metric.kind](name, metric.help, labels=labels)
            for label, value in samples:
                family.add_metric([self._shard, *([label] if metric.label else [])], value)
            if samples:
                yield family
        run = self._run
        facts: dict[str, str] = {"shard": self._shard, "version": run.program}
        facts |= {"profile": run.profile, "profile_version": run.profile_version}
        info = GaugeMetricFamily(_INFO, "What ran last.", labels=list(facts))
        info.add_metric(list(facts.values()), 1)
        yield info
