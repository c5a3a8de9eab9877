"""What became of each input of a batch, as values: all that reports, audit log and metrics are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from converter.catalogue import WARNING
from converter.findings import Finding

DONE: Final = "done"
KEPT: Final = "kept"
"""Done by an earlier run, and proven by the hashes of input and outputs."""
QUARANTINED: Final = "quarantined"
SKIPPED: Final = "skipped"
"""Left alone, as a rule says: nothing was read and nothing is to be done."""
FAILED: Final = "failed"
"""The system would not write: the run stops, nothing is said of the input, and the next run takes it again."""
STATUSES: Final = (DONE, KEPT, QUARANTINED, SKIPPED)


class Outcome(NamedTuple):
    """What became of one input: each has one, whatever it was (promise P7)."""

    number: int
    """Its place among the inputs of this run, from 1."""
    name: str
    """The name of the input as it may be shown (`shown.redact_name`)."""
    status: str
    """Of `STATUSES`."""
    findings: tuple[Finding, ...] = ()
    input_digest: str = ""
    """SHA-256 of its bytes; `""` when they could not be read."""
    outputs: tuple[tuple[str, str], ...] = ()
    """Target and SHA-256 of each file that was made of it; in quarantine, of the targets that were not refused."""
    key: str = ""
    """Its whole relative name: for files of the output only, never to be shown or logged (P15)."""
    id: str = ""
    """What JSON Lines call it: its id there, else its whole name; the same holds for it."""
    size: int = 0
    """Bytes."""
    seconds: float = 0.0
    """How long it took a worker, reading and writing included."""
    ended: float = 0.0
    """When it was told, in seconds since 1970."""
    finding_targets: tuple[tuple[str, ...], ...] = ()
    """The targets that each finding concerns; none when it concerns them all."""
    withheld: tuple[str, ...] = ()
    """The targets that no file was made for."""
    entry: str = ""
    """The name of its entry in quarantine."""
    is_new: bool = False
    """Whether it is in quarantine and was not before this run."""
    ref: str = ""
    """Its short id (`names.short_id`)."""

    @property
    def targeted_findings(self) -> tuple[tuple[Finding, tuple[str, ...]], ...]:
        """Each finding with the targets that it concerns."""
        return tuple(zip(self.findings, self.finding_targets or ((),) * len(self.findings), strict=True))

    @property
    def has_warnings(self) -> bool:
        """Whether something was found that is worth a look though it stopped nothing."""
        return any(finding.severity == WARNING for finding in self.findings)


class Run(NamedTuple):
    """What is the same for a whole run."""

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
    """How a run ended."""

    done: int = 0
    kept: int = 0
    quarantined: int = 0
    seconds: float = 0.0
    stopped: str = ""
    """The code of what ended the run before its last input; `""` when it came to its end."""
    skipped: int = 0
    new: int = 0
    """Those of the quarantined that were not in quarantine before the run."""
    warned: int = 0
    """Those of the done that have warnings."""

    def plus(self, other: Totals) -> Totals:
        """The totals of two parts that ran beside each other."""
        counts = {name: getattr(self, name) + getattr(other, name) for name in _COUNTS}
        return Totals(**counts, seconds=max(self.seconds, other.seconds), stopped=self.stopped or other.stopped)

    @property
    def inputs(self) -> int:
        """How many inputs have an outcome."""
        return self.done + self.kept + self.quarantined + self.skipped


_COUNTS: Final = ("done", "kept", "quarantined", "skipped", "new", "warned")


class Listener(Protocol):
    """Somebody who follows a run: progress, report, audit log, metrics."""

    def on_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """A group of outcomes in order of their ends. Their outputs are written; the journal does not say so yet."""

    def on_end(self, totals: Totals) -> None:
        """The run is over: it came to its end, or stopped in good order."""
