"""A circuit breaker: a run stops when every note fails for the same cause in the environment."""

from __future__ import annotations

from typing import Final

from converter.batch.outcome import KEPT, QUARANTINED, SKIPPED, Outcome
from converter.findings import Finding
from converter.findings.catalogue import Code

FAILURE_LIMIT: Final = 20
"""Failures in a row for one cause that stop a run."""
_ENVIRONMENT: Final = ("MVG803", "MVG805", "MVG820", "MVG821", "MVG822", "MVG872", "MVG901")
"""Memory, time, permissions, disk, and the program itself."""
_PROFILE: Final = ("MVG503", "MVG602", "MVG718", "MVG719")
"""Templates that fail whatever the note is."""
_STOP_CODES: Final[dict[str, Code]] = {
    code: "MVG833" if code in _ENVIRONMENT else "MVG834" for code in (*_ENVIRONMENT, *_PROFILE)
}


class CircuitBreaker:
    """Counts consecutive notes that failed for the same cause."""

    def __init__(self) -> None:
        self._cause, self._count = "", 0

    def check(self, outcome: Outcome) -> Finding | None:
        """Counts an outcome. Returns why the run must stop after it; None when it may go on."""
        if outcome.status in (KEPT, SKIPPED):  # no work was done, so they say nothing of the environment
            return None
        findings = outcome.findings if outcome.status == QUARANTINED else ()
        cause = next((finding.code for finding in findings if finding.code in _STOP_CODES), "")
        self._count = self._count + 1 if cause and cause == self._cause else int(bool(cause))
        self._cause = cause
        if self._count < FAILURE_LIMIT:
            return None
        return Finding(_STOP_CODES[cause], words=(cause, str(self._count)))
