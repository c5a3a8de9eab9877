"""Fuzzes a profile and the whole pipeline: generates notes and checks every property. Repeatable by its seed."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from random import Random
from typing import NamedTuple

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import Flaky, NoSuchExample
from hypothesis.strategies import SearchStrategy

from converter.profile import Profile
from converter.testing.file_strategies import sources
from converter.testing.properties import PROPERTIES, Property


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


Progress = Callable[[str, int], object]
"""Called with the name of a property and the number of notes so far."""


def fuzz(
    profile: Profile, examples: int, seed: int, seconds: float = 0, tell: Progress = lambda _name, _asked: None
) -> Report:
    """Generates `examples` notes, divided among the properties; with `seconds` in as many rounds as there is time for.

    A round with number n is the attack with the seed `seed + n`. A property that failed is not asked again.
    """
    attack = _Run(profile, seconds, tell)
    while True:
        attack.round(examples, seed)
        seed += 1
        if not seconds or attack.is_over():
            return Report(attack.tallies, tuple(attack.failures))


class _Run:
    """A run in progress."""

    def __init__(self, profile: Profile, seconds: float, tell: Progress) -> None:
        self.profile = profile
        self.strategy = sources(profile)
        self.end = time.monotonic() + seconds if seconds else 0.0
        self.tell = tell
        self.tallies = dict.fromkeys(PROPERTIES, Tally())
        self.failures: list[Failure] = []
        self.asked = 0

    def is_over(self) -> bool:
        return bool(self.end) and time.monotonic() >= self.end

    def round(self, examples: int, seed: int) -> None:
        failed = {failure.name for failure in self.failures}
        for name in PROPERTIES:
            if name not in failed and not self.is_over():
                self._ask(name, examples, seed)

    def _ask(self, name: str, examples: int, seed: int) -> None:
        share = max(1, examples // len(PROPERTIES))
        found = _Search(self, name).smallest(self.strategy, share, Random(f"{seed} {name}"))  # noqa: S311 -- repeatable
        if found is not None:
            self.failures.append(Failure(name, *found, seed, examples))


class _Search:
    """The search for a counterexample of one property."""

    def __init__(self, attack: _Run, name: str) -> None:
        self.attack = attack
        self.name = name
        self.property: Property = PROPERTIES[name]
        self.source = b""
        self.reason = ""

    def smallest(self, strategy: SearchStrategy[bytes], examples: int, random: Random) -> tuple[bytes, str] | None:
        """The smallest counterexample and the reason; None when the property held for all examples."""
        quickly = settings(
            max_examples=examples, database=None, deadline=None, suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
        )  # fmt: skip
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Hypothesis warns about the size of its own descriptions
                found = find(strategy, self._breaks, settings=quickly, random=random)
        except NoSuchExample:
            return None
        except Flaky:  # not reproducible: the last counterexample is the smallest there is
            found = self.source
        return found, self.property.holds(found, self.attack.profile).reason or self.reason

    def _breaks(self, source: bytes) -> bool:
        if not self.reason and self.attack.is_over():
            return False
        verdict = self.property.holds(source, self.attack.profile)
        if not self.reason:
            self._count(verdict.applies, verdict.codes, verdict.targets)
        if verdict.reason:
            self.source, self.reason = source, verdict.reason
        return bool(verdict.reason)

    def _count(self, applies: bool, codes: frozenset[str], targets: frozenset[str]) -> None:
        attack, known = self.attack, self.attack.tallies[self.name]
        attack.tallies[self.name] = Tally(
            known.asked + 1, known.applied + applies, known.codes | codes, known.targets | targets
        )
        attack.asked += 1
        attack.tell(self.name, attack.asked)
