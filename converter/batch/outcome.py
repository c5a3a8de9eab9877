"""What became of each input of a batch, as values: all that reports, audit log and metrics are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from converter.findings import Finding

DONE: Final = "done"
KEPT: Final = "kept"
"""Done by an earlier run, and proven by the hashes of input and outputs."""
QUARANTINED: Final = "quarantined"
STATUSES: Final = (DONE, KEPT, QUARANTINED)


class Outcome(NamedTuple):
    """What became of one input: each has one, whatever it was (promise P7)."""

    number: int
    """Its place among the inputs of this run, from 1."""
    name: str
    """The name of the input as it may be shown (`shown.shown_name`)."""
    status: str
    """Of `STATUSES`."""
    findings: tuple[Finding, ...] = ()
    input_digest: str = ""
    """SHA-256 of its bytes; `""` when they could not be read."""
    outputs: tuple[tuple[str, str], ...] = ()
    """Target and SHA-256 of each file that was made of it; none when it is in quarantine."""
    size: int = 0
    """Bytes."""
    seconds: float = 0.0
    """How long it took a worker, reading and writing included."""


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


class Listener(Protocol):
    """Somebody who follows a run: progress, report, audit log, metrics."""

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """A group of outcomes in order of their ends. Their outputs are written; the journal does not say so yet."""

    def end(self, totals: Totals) -> None:
        """The run is over: it came to its end, or stopped in good order."""
