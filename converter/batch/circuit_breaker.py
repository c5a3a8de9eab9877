"""A circuit breaker: when every note fails for the same cause in the environment, the run stops and takes no more."""

from __future__ import annotations

from typing import Final

from converter.batch.outcome import KEPT, QUARANTINED, SKIPPED, Outcome
from converter.findings import Finding

IN_A_ROW: Final = 20
_ENVIRONMENT: Final = ("MVG803", "MVG805", "MVG820", "MVG821", "MVG822", "MVG901")
"""Memory, time, rights, disk, and the program itself."""
_PROFILE: Final = ("MVG503", "MVG602", "MVG718", "MVG719")
"""Templates that fail whatever the note is."""
_STOPS: Final = dict.fromkeys(_ENVIRONMENT, "MVG833") | dict.fromkeys(_PROFILE, "MVG834")


class CircuitBreaker:
    """Counts the notes in a row that failed for one and the same cause."""

    def __init__(self) -> None:
        self._cause, self._count = "", 0

    def take(self, outcome: Outcome) -> Finding | None:
        """Why the run must stop after this outcome; None when it may go on."""
        if outcome.status in (KEPT, SKIPPED):  # they say nothing of how this run fares
            return None
        codes = [finding.code for finding in outcome.findings if finding.code in _STOPS]
        cause = codes[0] if codes and outcome.status == QUARANTINED else ""
        self._count = self._count + 1 if cause and cause == self._cause else int(bool(cause))
        self._cause = cause
        return Finding(_STOPS[cause], words=(cause, str(self._count))) if self._count >= IN_A_ROW else None
