"""Fuzzes a profile and the whole pipeline: generates notes and checks every property. Repeatable by its seed."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from random import Random
from typing import NamedTuple

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import Flaky, NoSuchExample

from converter.profile import Profile
from converter.testing.file_strategies import sources
from converter.testing.properties import PROPERTIES, Verdict

Progress = Callable[[str, int], object]
"""Called with the name of a property and the number of notes so far."""


class Tally(NamedTuple):
    """The examples of one property."""

    asked: int = 0
    applied: int = 0
    """The number of notes that it applied to."""
    codes: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()


class Failure(NamedTuple):
    """A property that does not hold, with the smallest counterexample."""

    name: str
    source: bytes
    reason: str
    seed: int
    examples: int
    """This seed and number of examples reproduce the failure."""


class Report(NamedTuple):
    """The result of fuzzing."""

    tallies: dict[str, Tally]
    failures: tuple[Failure, ...]

    @property
    def asked(self) -> int:
        """The number of generated notes."""
        return sum(tally.asked for tally in self.tallies.values())

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all findings."""
        return frozenset().union(*(tally.codes for tally in self.tallies.values()))

    @property
    def targets(self) -> frozenset[str]:
        """All targets with an output."""
        return frozenset().union(*(tally.targets for tally in self.tallies.values()))


def fuzz(
    profile: Profile, examples: int, seed: int, seconds: float = 0, progress: Progress = lambda _name, _asked: None
) -> Report:
    """Generates `examples` notes, divided among the properties; with `seconds` in as many rounds as there is time for.

    A round with number n is the run with the seed `seed + n`. A property that failed is not asked again.
    """
    run = _Run(profile, seconds, progress)
    while True:
        failed = {failure.name for failure in run.failures}
        for name in PROPERTIES:
            if name not in failed and not run.is_over():
                found = run.counterexample(name, max(1, examples // len(PROPERTIES)), seed)
                run.failures += [Failure(name, *found, seed, examples)] if found else []
        seed += 1
        if not seconds or run.is_over():
            return Report(run.tallies, tuple(run.failures))


class _Run:
    """A run in progress."""

    def __init__(self, profile: Profile, seconds: float, progress: Progress) -> None:
        self.profile = profile
        self.strategy = sources(profile)
        self.end = time.monotonic() + seconds if seconds else 0.0
        self.progress = progress
        self.tallies = dict.fromkeys(PROPERTIES, Tally())
        self.failures: list[Failure] = []

    def is_over(self) -> bool:
        return bool(self.end) and time.monotonic() >= self.end

    def counterexample(self, name: str, examples: int, seed: int) -> tuple[bytes, str] | None:
        """The smallest counterexample of a property and the reason; None when it held for all examples."""
        failing: list[tuple[bytes, str]] = []

        def breaks(source: bytes) -> bool:
            if not failing and self.is_over():
                return False
            verdict = PROPERTIES[name].holds(source, self.profile)
            if not failing:
                self._count(name, verdict)
            if verdict.reason:
                failing.append((source, verdict.reason))
            return bool(verdict.reason)

        quickly = settings(
            max_examples=examples, database=None, deadline=None, suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
        )  # fmt: skip
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Hypothesis warns about the size of its own descriptions
                rng = Random(f"{seed} {name}")  # noqa: S311 -- repeatable
                found = find(self.strategy, breaks, settings=quickly, random=rng)
        except NoSuchExample:
            return None
        except Flaky:  # not reproducible: the last counterexample is the smallest there is
            found = failing[-1][0]
        return found, PROPERTIES[name].holds(found, self.profile).reason or failing[-1][1]

    def _count(self, name: str, verdict: Verdict) -> None:
        asked, applied, codes, targets = self.tallies[name]
        self.tallies[name] = Tally(
            asked + 1, applied + verdict.applies, codes | verdict.codes, targets | verdict.targets
        )
        self.progress(name, sum(tally.asked for tally in self.tallies.values()))
