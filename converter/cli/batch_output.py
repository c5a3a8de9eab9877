"""The output of `mvg batch` and `mvg watch` on standard error: sentences, or JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from converter.batch.outcome import QUARANTINED, SKIPPED, Outcome, Totals
from converter.cli import report
from converter.cli.language import language, say
from converter.cli.progress import Progress, summary
from converter.files.storage import Refused, refused
from converter.findings import Finding
from converter.findings.catalogue import BUSY, ERROR, INFO, WARNING

if TYPE_CHECKING:
    from converter.batch.config import BatchConfig
    from converter.batch.run import BatchJob, BatchResult
    from converter.cli.batch_options import BatchOptions
    from converter.cli.reporting import ReportOptions


class OutcomePrinter:
    """Prints the inputs that need a person with their codes; with `-v` every finding in words.

    With `-q` it prints only what was not in quarantine before.
    """

    def __init__(self, reporting: ReportOptions, bar: Progress | None) -> None:
        self._reporting = reporting
        self._bar = bar

    def on_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Prints the outcomes that a person must see."""
        shown = [outcome for outcome in outcomes if self._is_shown(outcome)]
        if shown and self._bar:
            self._bar.clear()
        for outcome in shown:
            if self._reporting.style == "json":
                _log("note", _data(outcome))
            elif self._reporting.verbose:
                report.show(outcome.findings, f"{outcome.name} [{outcome.ref}]", self._reporting.verbosity)
            else:
                report.print_line(_line(outcome, self._reporting.strict))

    def _is_shown(self, outcome: Outcome) -> bool:
        if self._reporting.verbose:
            return True
        if self._reporting.quiet:
            return outcome.is_new
        left_alone = outcome.status == SKIPPED and any(finding.severity == WARNING for finding in outcome.findings)
        return outcome.status == QUARANTINED or left_alone

    def on_end(self, totals: Totals) -> None:
        """Does nothing: the command prints the summary."""


def _line(outcome: Outcome, strict: bool) -> str:
    """`a.txt [3f9a21c4]: MVG401 (rad 3); ett saknas, ett klart; kvar sedan tidigare`."""
    stopping = (ERROR, WARNING) if strict or outcome.status == SKIPPED else (ERROR,)
    causes, line = [finding for finding in outcome.findings if finding.severity in stopping], say("rad", "line")
    reasons = [f"{finding.code} ({line} {finding.line})" if finding.line else finding.code for finding in causes]
    parts = [f"{outcome.name} [{outcome.ref}]: {', '.join(reasons)}"]
    if outcome.outputs and outcome.withheld:
        made = ", ".join(target for target, _ in outcome.outputs)
        parts.append(say(f"saknas: {', '.join(outcome.withheld)}", f"missing: {', '.join(outcome.withheld)}"))
        parts.append(say(f"klart: {made}", f"done: {made}"))
    if outcome.status == QUARANTINED and not outcome.is_new:
        parts.append(say("kvar sedan tidigare", "still there"))
    return "; ".join(parts)


def _data(outcome: Outcome) -> dict[str, Any]:
    level = {QUARANTINED: ERROR, SKIPPED: WARNING}.get(outcome.status, INFO)
    return {
        "level": level, "id": outcome.ref, "name": outcome.name, "status": outcome.status, "new": outcome.is_new,
        "codes": [finding.code for finding in outcome.findings], "withheld": list(outcome.withheld),
    }  # fmt: skip


def _log(event: str, data: dict[str, Any]) -> None:
    """Prints one log line of JSON; its schema is `log.schema.json`."""
    report.print_line(json.dumps({"schema": 1, "event": event, **data}, ensure_ascii=True))


def print_finding(finding: Finding, name: str, options: BatchOptions, verbosity: int | None = None) -> None:
    """Prints a finding of the run itself."""
    if options.style == "json":
        data = {"level": finding.severity, "name": name, "code": finding.code, "message": finding.message(language())}
        _log("finding", data)
    else:
        report.show([finding], name, options.reporting.verbosity if verbosity is None else verbosity)


def print_result(ended: BatchResult, job: BatchJob, options: BatchOptions) -> int:
    """Prints the end of a run. Returns the exit code."""
    unmoved = job.mover.unmoved if job.mover else []
    for name, finding in unmoved:
        print_finding(finding, name, options)
    if ended.fault is not None:
        print_finding(ended.fault, options.out, options)
    print_totals(ended.totals, options, job.config)
    if ended.fault is not None:
        return ended.fault.exit_code
    return int(bool(unmoved or (ended.totals.quarantined and not options.quarantine_ok)))


def print_totals(totals: Totals, options: BatchOptions, config: BatchConfig) -> None:
    """Prints the summary of a run on one line, and without `-q` what to do next."""
    if options.style == "json":
        _log("totals", {"level": INFO, "totals": totals._asdict()})
        return
    lines = summary(totals, str(config.quarantine), bool(options.lines))
    for line in lines[:1] if options.quiet else lines:
        report.print_line(line)


def apply_retention(config: BatchConfig, options: BatchOptions, who: str) -> int:
    """Removes finished files older than `--keep`. Returns the exit code.

    A folder that another run holds is left to the next time: shards that have not ended hold it too.
    """
    from converter.batch.retention import apply_retention

    assert options.keep is not None
    try:
        apply_retention(config, options.keep, options.move_done or "", bool(options.lines), who)
    except Refused as failed:
        if failed.finding.exit_code == BUSY:
            return 0
        fault = failed.finding
    except OSError as error:
        fault = refused("MVG805", error).finding
    else:
        return 0
    print_finding(fault, options.out, options)
    return fault.exit_code
