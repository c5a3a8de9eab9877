"""What the tests of the batch share: notes, what a run reported, what lies in a folder."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from converter.batch.config import COMMON_OPTIONS, BatchConfig
from converter.batch.outcome import Outcome, Run, Totals
from converter.batch.run import BatchResult
from paths import BROKEN, SAMPLES

GOOD = (SAMPLES / "cystit-video.txt").read_bytes()
OTHER = (SAMPLES / "halsont-chatt.xml").read_bytes()
BAD = (BROKEN / "mvg401-alla-tre-saknas.xml").read_bytes()


RUN = Run("2026-11-24T08:00:00+01:00", "någon@test", "0", "profil", "1", "0" * 64, ("pmo",))


class Remembering:
    """A listener that remembers what was reported to it."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self.totals: Totals | None = None

    def on_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        self.outcomes += outcomes

    def on_end(self, totals: Totals) -> None:
        self.totals = totals


class Ran(NamedTuple):
    """A run that is over."""

    ended: BatchResult
    outcomes: list[Outcome]

    @property
    def statuses(self) -> dict[str, str]:
        return {outcome.key: outcome.status for outcome in self.outcomes}

    @property
    def codes(self) -> dict[str, list[str]]:
        return {outcome.key: [finding.code for finding in outcome.findings] for outcome in self.outcomes}


def changed(config: BatchConfig, **changes: Any) -> BatchConfig:
    """A configuration with other values, of its own fields and of the options of all its notes."""
    options = {name: changes.pop(name) for name in COMMON_OPTIONS if name in changes}
    return dataclasses.replace(config, options=dataclasses.replace(config.options, **options), **changes)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but those of the run itself, by its relative name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".mvg" not in path.parts
    }
