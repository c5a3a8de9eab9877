"""The outcome of each input of a batch, and what reports, audit log and metrics receive of a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple, Protocol

from converter.findings import Finding
from converter.findings.catalogue import WARNING

Status = Literal["done", "kept", "quarantined", "skipped", "failed"]
DONE: Final = "done"
KEPT: Final = "kept"
"""Done by an earlier run, and proven by the hashes of input and outputs."""
QUARANTINED: Final = "quarantined"
SKIPPED: Final = "skipped"
"""Left alone by a rule: nothing was read and nothing is to be done."""
FAILED: Final = "failed"
"""The system could not write: the run stops, the input has no outcome, and the next run takes it again."""
STATUSES: Final[tuple[Status, ...]] = (DONE, KEPT, QUARANTINED, SKIPPED)


class Outcome(NamedTuple):
    """The outcome of one input; every input has one (promise P7)."""

    number: int
    """Its place among the inputs of this run, from 1."""
    name: str
    """The name of the input, safe to display (`redaction.redact_name`)."""
    status: Status
    findings: tuple[Finding, ...] = ()
    input_digest: str = ""
    """SHA-256 of its bytes; `""` when they could not be read."""
    outputs: tuple[tuple[str, str], ...] = ()
    """Target and SHA-256 of each output; in quarantine, of the targets that were not refused."""
    key: str = ""
    """Its whole relative name: for file names of the output only, never displayed or logged (P15)."""
    id: str = ""
    """Its id in JSON Lines, else its whole name; never displayed or logged either."""
    size: int = 0
    """Bytes."""
    seconds: float = 0.0
    """Time in a worker, reading and writing included."""
    ended: float = 0.0
    """When it was recorded, in seconds since 1970."""
    finding_targets: tuple[tuple[str, ...], ...] = ()
    """The targets of each finding; empty for a finding of all targets."""
    withheld: tuple[str, ...] = ()
    """The targets without an output."""
    entry: str = ""
    """The name of its entry in quarantine."""
    is_new: bool = False
    """Whether it is in quarantine and was not there before this run."""
    ref: str = ""
    """Its short id (`names.short_id`)."""

    @property
    def targeted_findings(self) -> tuple[tuple[Finding, tuple[str, ...]], ...]:
        """Each finding with its targets."""
        return tuple(zip(self.findings, self.finding_targets or ((),) * len(self.findings), strict=True))

    @property
    def has_warnings(self) -> bool:
        """Whether it has a finding of severity warning."""
        return any(finding.severity == WARNING for finding in self.findings)


class Run(NamedTuple):
    """The facts of a whole run."""

    started: str
    """ISO 8601 with the offset of Europe/Stockholm."""
    who: str
    """`user@host`, as the system names them."""
    program: str
    """The version of the program."""
    profile: str
    profile_version: str
    profile_digest: str
    targets: tuple[str, ...]


class Totals(NamedTuple):
    """The totals of a run that has ended."""

    done: int = 0
    kept: int = 0
    quarantined: int = 0
    seconds: float = 0.0
    stopped: str = ""
    """The code that stopped the run before its last input; `""` when it was completed."""
    skipped: int = 0
    new: int = 0
    """Quarantined inputs that were not in quarantine before the run."""
    warned: int = 0
    """Done and kept inputs with warnings."""

    def plus(self, other: Totals) -> Totals:
        """The totals of two shards that ran in parallel."""
        counts = {name: getattr(self, name) + getattr(other, name) for name in _COUNTS}
        return Totals(**counts, seconds=max(self.seconds, other.seconds), stopped=self.stopped or other.stopped)

    @property
    def inputs(self) -> int:
        """Number of inputs with an outcome."""
        return self.done + self.kept + self.quarantined + self.skipped


_COUNTS: Final = ("done", "kept", "quarantined", "skipped", "new", "warned")


class Listener(Protocol):
    """Receives the outcomes of a run: progress bar, report, audit log, metrics. Its methods may raise `Refused`."""

    def on_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Receives outcomes in the order of completion. Outputs are written; the journal is not."""

    def on_end(self, totals: Totals) -> None:
        """Receives the totals of a run that was completed or stopped in good order."""
