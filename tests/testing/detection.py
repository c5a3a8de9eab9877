"""Which check detects which planted fault: the table that docs/promises.md includes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from random import Random
from typing import Final, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, find, settings
from hypothesis.errors import NoSuchExample

from converter import convert, proof
from converter.conversion import output as producing
from converter.profile import Profile, default_profile
from converter.profile_tools.golden_pairs import golden_pairs, matches
from converter.testing import PROPERTIES
from converter.testing import sources as drawn
from paths import ROOT
from testing.faults import FAULTS
from testing.trials import Outcome, everything, sources

PROMISES: Final = ROOT / "docs" / "promises.md"
STOPS: Final = ("MVG601", "MVG602", "MVG603", "MVG604")
_HANDLING: Final = ("placed", "sections", "given", "phrases", "charsets", "registration")
"""Properties of what is done with a note beside converting it."""
_DRAWN: Final = 40
_SEED: Final = 20


class Row(NamedTuple):
    """A fault and what detects it."""

    fault: str
    kind: str
    run_time: str
    """The codes that stop it."""
    properties: str
    """A property of the suite that notices it when the proof is switched off; `–` when none does."""
    fuzz: str
    """Whether `mvg fuzz` notices it with a few notes."""
    golden: str
    """Whether the golden pairs of the profile notice it."""


@contextmanager
def planted(name: str) -> Iterator[pytest.MonkeyPatch]:
    """The program with a fault in it."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        FAULTS[name].place(monkeypatch)
        yield monkeypatch


def stopped_and_silent(name: str, profile: Profile) -> tuple[set[str], list[int]]:
    """The codes that stop a fault, and the numbers of the trials that it alters in silence."""
    expected = _expected()
    with planted(name):
        found = everything(FAULTS[name].profile(profile))
    pairs = list(zip(expected, found, strict=True))
    codes = {code for whole, one in pairs if whole.output is not None and one.output is None for code in one.codes}
    silent = [at for at, (whole, one) in enumerate(pairs) if one.output is not None and one.output != whole.output]
    return codes & set(STOPS), silent


@cache
def _expected() -> list[Outcome]:
    """What becomes of the trials without a fault."""
    return everything(default_profile())


def row(name: str, profile: Profile) -> Row:
    """The whole row of a fault."""
    codes, _ = stopped_and_silent(name, profile)
    fault = FAULTS[name]
    return Row(name, fault.kind, " ".join(sorted(codes)), _by_property(name, profile), _by_fuzz(name, profile),
               _by_golden(name, profile))  # fmt: skip


def _by_golden(name: str, profile: Profile) -> str:
    pairs = golden_pairs(profile)[0]
    with planted(name):
        changed = FAULTS[name].profile(profile)
        return "yes" if any(not matches(pair, changed) for pair in pairs) else "–"


def _by_property(name: str, profile: Profile) -> str:
    """The first property that a note of the trials breaks while nothing is proven."""
    with planted(name) as monkeypatch:
        for one in proof.__all__:
            if one.endswith("_is_proven"):
                monkeypatch.setattr(proof, one, lambda *_: True)
        monkeypatch.setattr(producing, "is_proven", lambda *_: True)
        return _first(PROPERTIES, list(sources().values()), FAULTS[name].profile(profile))


def _by_fuzz(name: str, profile: Profile) -> str:
    """Whether a property notices the fault on notes as `mvg fuzz` draws them."""
    notes = _notes()
    whole = [_codes(note, profile) for note in notes]
    with planted(name):
        changed = FAULTS[name].profile(profile)
        struck = [note for note, codes in zip(notes, whole, strict=True) if _codes(note, changed) != codes]
        noticed = _first(PROPERTIES, struck[:3], changed) if struck else _first(_HANDLING, notes[:8], changed)
        return "–" if noticed == "–" else "yes"


def _first(names: Iterable[str], notes: list[bytes], profile: Profile) -> str:
    return next((name for note in notes for name in names if PROPERTIES[name].holds(note, profile).reason), "–")


def _codes(note: bytes, profile: Profile) -> list[object]:
    expected = [convert(note, to, profile=profile) for to in ("pmo", "melior", "json")]
    return [(result.output, [finding.code for finding in result.findings]) for result in expected]


@cache
def _notes() -> list[bytes]:
    """Notes as `mvg fuzz` draws them, the same ones each time."""
    notes: list[bytes] = []

    def keep(note: bytes) -> bool:
        notes.append(note)
        return False

    quickly = settings(max_examples=_DRAWN, database=None, deadline=None, phases=[Phase.generate],
                       suppress_health_check=list(HealthCheck))  # fmt: skip
    with pytest.raises(NoSuchExample):
        find(drawn(default_profile()), keep, settings=quickly, random=Random(_SEED))  # noqa: S311 -- draws the same notes
    return notes


# -- the table in the document --------------------------------------------------------------------------------

HEAD: Final = (
    "| fault | of | run time | a property, proof off | `mvg fuzz` | golden pairs |\n|---|---|---|---|---|---|\n"
)
_TABLE: Final = re.compile(rf"{re.escape(HEAD)}(?:\|.*\n)*")


def as_table(rows: list[Row]) -> str:
    """The table, and below it how many faults each check detects."""
    lines = [f"| {' | '.join(row)} |\n" for row in rows]
    counts = [sum(row[at] not in ("", "–") for row in rows) for at in range(2, 6)]
    return HEAD + "".join(lines) + f"| **all {len(rows)}** | | {' | '.join(map(str, counts))} |\n"


def rows_of_the_document() -> dict[str, Row]:
    """The rows of the document, by fault."""
    found = _TABLE.search(PROMISES.read_text("utf-8"))
    lines = found[0].split("\n")[2:-2] if found else []
    return {row.fault: row for row in (Row(*line.strip("| ").split(" | ")) for line in lines)}


def rewrite(profile: Profile) -> None:
    """Writes the table of the document anew."""
    text = PROMISES.read_text("utf-8")
    table = as_table([row(name, profile) for name in FAULTS])
    PROMISES.write_text(_TABLE.sub(lambda _: table, text), "utf-8")
